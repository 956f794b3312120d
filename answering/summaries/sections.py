"""The sections of a source, by their headings."""

from collections.abc import Sequence
from typing import Final

from vectorstore.model import PlacedParagraph

BETWEEN: Final = " › "
"""Stands between the headings of a path."""


def headings(placed: Sequence[PlacedParagraph]) -> tuple[str, ...]:
    """The headings above some paragraphs in their order, each once."""
    found = dict.fromkeys(above for each in placed for above in each.paragraph.headings)
    return tuple(found)


def in_section(
    placed: Sequence[PlacedParagraph], section: str
) -> tuple[str | None, list[PlacedParagraph]]:
    """The heading as the source writes it, and the paragraphs below it and its subheadings.

    `section` is a heading or a path of them. None where the source doesn't have it.
    """
    whole = _below(placed, (_folded(section),))
    path = tuple(_folded(each) for each in section.split(BETWEEN.strip()))
    return whole if whole[0] is not None or len(path) == 1 else _below(placed, path)


def _below(
    placed: Sequence[PlacedParagraph], wanted: Sequence[str]
) -> tuple[str | None, list[PlacedParagraph]]:
    named = None
    found: list[PlacedParagraph] = []
    for each in placed:
        above = each.paragraph.headings
        at = _place(tuple(map(_folded, above)), wanted)
        if at is not None:
            named = named or BETWEEN.join(above[at : at + len(wanted)])
            found.append(each)
    return named, found


def _place(above: Sequence[str], wanted: Sequence[str]) -> int | None:
    for at in range(len(above) - len(wanted) + 1):
        if tuple(above[at : at + len(wanted)]) == tuple(wanted):
            return at
    return None


def _folded(heading: str) -> str:
    return " ".join(heading.casefold().split()).strip("# ")
