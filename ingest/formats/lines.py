"""The lines of a plain text, and where a hard wrap broke them."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from ingest.paragraphs import UNSPACED

_FIRST_WORD = re.compile(rf"[{UNSPACED}]|[^\s{UNSPACED}]+")
_FINAL = re.compile(r"[.!?…。！？।؟۔։።][\"'”’»)\]」』]*\Z")
_NARROWEST = 40  # characters: shorter lines are verse, speech or a script without spaces
_LONGEST_WRAPPED = 120  # characters: a longer line was written without hard wraps


@dataclass(frozen=True, slots=True)
class Line:
    """One line without the white space around it: `text[start:end]` is `words`."""

    start: int
    end: int
    indent: int
    words: str

    @property
    def final(self) -> bool:
        """Whether the line ends as a sentence does."""
        return _FINAL.search(self.words) is not None


def lines(text: str) -> Iterator[Line | None]:
    """The lines of `text` in order; None stands for a blank one."""
    start = 0
    for whole in text.split("\n"):
        words = whole.strip()
        if words:
            indent = len(whole) - len(whole.lstrip())
            first = start + indent
            yield Line(first, first + len(words), indent, words)
        else:
            yield None
        start += len(whole) + 1


def groups(text: str) -> list[list[Line]]:
    """The runs of lines that stand together, without blank lines between them."""
    found: list[list[Line]] = [[]]
    for line in lines(text):
        if line is not None:
            found[-1].append(line)
        elif found[-1]:
            found.append([])
    return [group for group in found if group]


def prose_runs(lines: Sequence[Line]) -> Iterator[Sequence[Line]]:
    """`lines`, which stand together and are no list, cut into paragraphs and headings."""
    if len(lines) < 2:
        if lines:
            yield lines
        return
    width = max(len(line.words) for line in lines)
    final = sum(line.final for line in lines)
    spoken = final == len(lines) > 2
    if _NARROWEST <= width <= _LONGEST_WRAPPED and not spoken and _is_wrapped(lines, width):
        yield from _wrapped_runs(lines, width)
    elif width > _LONGEST_WRAPPED or final >= 0.6 * len(lines):
        yield from ([line] for line in lines)
    elif not lines[0].final and 2 * len(lines[0].words) < len(lines[1].words):
        yield lines[:1]
        yield from prose_runs(lines[1:])
    else:
        yield lines


def _is_wrapped(lines: Sequence[Line], width: int) -> bool:
    """Whether the lines are prose that was broken at a column: most breaks are wraps.

    A break is a wrap if the next line's first word would not have fitted any more into the
    widest line.
    """
    full = sum(_full(line, following, width) for line, following in _breaks(lines))
    return full >= 0.6 * (len(lines) - 1)


def _wrapped_runs(lines: Sequence[Line], width: int) -> Iterator[Sequence[Line]]:
    """Wrapped paragraphs without blank lines between: an indent or a short line parts them."""
    margin = min(line.indent for line in lines)
    hanging = lines[0].indent == margin
    run = [lines[0]]
    for line, following in _breaks(lines):
        indented = not hanging and following.indent > margin
        short = not _full(line, following, 0.9 * width) and not following.words[0].islower()
        if indented or (short and (line.final or len(run) == 1)):
            yield run
            run = []
        run.append(following)
    yield run


def _breaks(lines: Sequence[Line]) -> Iterator[tuple[Line, Line]]:
    return pairwise(lines)


def _full(line: Line, following: Line, width: float) -> bool:
    word = _FIRST_WORD.match(following.words)
    return len(line.words) + 1 + (word.end() if word else 0) >= width
