"""Where the paragraphs of an article stand in its text, and which of them a chunk belongs to.

Only the standard library is needed here, for the rivals' environment reads it too.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

FIRST = 10
Span = tuple[int, int]
Hit = tuple[tuple[str, int], float]
"""An article's id with a paragraph's index in it, and the score; greater is better."""


@dataclass(frozen=True, slots=True)
class Layout:
    """A text, and for each paragraph where it starts and ends in it; empty ones have no width."""

    text: str
    spans: tuple[Span, ...]

    def owner(self, start: int, end: int) -> int | None:
        """The index of the paragraph that `text[start:end]` overlaps most, the first of equals."""
        shared = [min(end, b) - max(start, a) for a, b in self.spans]
        most = max(shared, default=0)
        return shared.index(most) if most > 0 else None


def laid_out(head: str, paragraphs: Sequence[str]) -> Layout:
    """The paragraphs below `head`, each on one line, with blank lines between."""
    parts, spans, at = [head], [], len(head)
    for paragraph in paragraphs:
        line = " ".join(paragraph.split())
        gap = "\n\n" if line and at else ""
        spans.append((at + len(gap), at + len(gap) + len(line)))
        parts.append(gap + line)
        at += len(gap) + len(line)
    return Layout("".join(parts), tuple(spans))


def first_places(hits: Iterable[Hit]) -> list[Hit]:
    """The ten best different paragraphs, each with its best chunk's score."""
    best: dict[tuple[str, int], float] = {}
    for place, score in hits:
        best.setdefault(place, score)
    return list(best.items())[:FIRST]
