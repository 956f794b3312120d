"""Summaries, as frozen values."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from answering.model import Statement, WriterName

_LISTED = 20  # headings in one sentence


class Length(StrEnum):
    """How long a summary is; see `answering/summaries/lengths.py`."""

    SHORT = "short"
    MEDIUM = "medium"
    LONG = "long"


@dataclass(frozen=True, slots=True)
class Coverage:
    """How much of a source a summary rests on, in paragraphs.

    `read` are those that could have been cited: of the source or of the section, without lists,
    tables and code where only prose is read. `total` are all of the source.
    """

    paragraphs_read: int
    paragraphs_total: int
    paragraphs_cited: int


@dataclass(frozen=True, slots=True)
class Summary:
    """What a revision of a source says, in statements in reading order.

    `source` is its id; `section` is the heading that was asked for, as the source writes it.
    There is no statement where no sentence can stand alone, as in a table.
    """

    source: str
    title: str
    revision: int
    statements: tuple[Statement, ...]
    coverage: Coverage
    writer: WriterName = WriterName.EXTRACTIVE
    section: str | None = None


class UnknownSectionError(LookupError):
    """A section was named that the source doesn't have."""

    def __init__(self, source: str, section: str, known: Sequence[str]) -> None:
        self.source = source
        self.section = section
        self.known = tuple(known)
        super().__init__(f"The source '{source}' has no section '{section}'. {_told(known)}")


def _told(known: Sequence[str]) -> str:
    if not known:
        return "It has no headings: leave the section out."
    names = "; ".join(f"'{each}'" for each in known[:_LISTED])
    more = len(known) - _LISTED
    return f"Its sections: {names}{f'; and {more} more' if more > 0 else ''}."
