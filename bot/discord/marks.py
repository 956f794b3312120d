"""The signs that join a statement to its paragraph: ¶16, or ¶16 B where several sources speak."""

from collections.abc import Sequence
from dataclasses import dataclass
from string import ascii_uppercase

from answering.model import Answer, Citation, NoAnswer, Statement
from vectorstore.model import Scope

NEAREST_SHOWN = 3
"""How many of the nearest paragraphs are shown when the sources don't answer."""


@dataclass(frozen=True, slots=True)
class CitedSource:
    """One revision of a source, the letter that stands for it, and where it is cited.

    `letter` is empty where the answer has only one source.
    """

    letter: str
    title: str
    revision: int
    positions: tuple[int, ...]


def cited(result: Answer | NoAnswer) -> tuple[Citation, ...]:
    """The paragraphs that a reply points to, each once, in the order of the reply."""
    if isinstance(result, NoAnswer):
        near = {place(found.citation): found.citation for found in reversed(result.retrieved)}
        return tuple(reversed(near.values()))[:NEAREST_SHOWN]
    return cited_by(result.statements)


def cited_by(statements: Sequence[Statement]) -> tuple[Citation, ...]:
    """The paragraphs that `statements` point to, each once, in their order."""
    citations = [citation for said in statements for citation in said.citations]
    first = {place(citation): citation for citation in reversed(citations)}
    return tuple(first[key] for key in dict.fromkeys(map(place, citations)))


def place(citation: Citation) -> tuple[Scope, str, int, int]:
    """What makes two citations point to the same paragraph."""
    return citation.scope, citation.source, citation.revision, citation.paragraph


def cited_sources(citations: Sequence[Citation]) -> tuple[CitedSource, ...]:
    """The sources of `citations`, in the order of their first one."""
    groups: dict[tuple[Scope, str, int], list[int]] = {}
    for position, citation in enumerate(citations):
        groups.setdefault(place(citation)[:3], []).append(position)
    return tuple(
        CitedSource(
            letter=_letter(index) if len(groups) > 1 else "",
            title=citations[positions[0]].title or citations[positions[0]].source,
            revision=citations[positions[0]].revision,
            positions=tuple(positions),
        )
        for index, positions in enumerate(groups.values())
    )


def labels(citations: Sequence[Citation]) -> tuple[str, ...]:
    """The mark of each citation; its parts never part at the end of a line."""
    marks = [f"¶{citation.paragraph}" for citation in citations]
    for source in cited_sources(citations):
        for position in source.positions:
            marks[position] += f"\u00a0{source.letter}" if source.letter else ""
    return tuple(marks)


def _letter(index: int) -> str:
    """A to Z, then AA to AZ, and on."""
    rest, last = divmod(index, len(ascii_uppercase))
    return (_letter(rest - 1) if rest else "") + ascii_uppercase[last]
