"""The words of the catalogue, as frozen values."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from hashlib import blake2b
from typing import NewType

Scope = NewType("Scope", str)
"""Whose a source is: the id of one Discord server, or `SHARED`."""

SHARED = Scope("shared")
"""The scope of sources that the operator gives to all servers."""


def readable_scopes(scope: Scope) -> tuple[Scope, ...]:
    """The scopes that a reader in `scope` may see: their own and the shared one."""
    return (scope,) if scope == SHARED else (scope, SHARED)


class ParagraphKind(StrEnum):
    """What a paragraph is to a reader."""

    PROSE = "prose"
    LIST = "list"
    TABLE = "table"
    CODE = "code"
    QUOTE = "quote"
    NOTE = "note"


class PassageKind(StrEnum):
    """What part of its paragraph a passage is."""

    SENTENCE = "sentence"
    WINDOW = "window"


@dataclass(frozen=True, slots=True)
class Passage:
    """What is embedded: a sentence, or as much of one paragraph as the model reads whole.

    `start` and `end` are character offsets into the raw text of the paragraph.
    `text` is that slice as a reader reads it, without line wraps and inline markup.
    """

    kind: PassageKind
    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A numbered unit of a revision, as a reader counts them.

    `start` and `end` are character offsets into the revision's text: `text[start:end]` is `raw`.
    `text` is `raw` as a reader reads it, without line wraps and inline markup.
    `page` is the page of a paged document where the paragraph begins, counted from 1.
    """

    number: int
    kind: ParagraphKind
    headings: tuple[str, ...]
    raw: str
    text: str
    start: int
    end: int
    passages: tuple[Passage, ...] = ()
    page: int | None = None

    @property
    def heading(self) -> str | None:
        """The nearest heading above the paragraph."""
        return self.headings[-1] if self.headings else None


@dataclass(frozen=True, slots=True)
class Revision:
    """One version of a source, numbered from 1."""

    number: int
    title: str
    content_hash: str
    created_at: datetime
    author: str


@dataclass(frozen=True, slots=True)
class Source:
    """One article that somebody gave, and its current revision."""

    scope: Scope
    id: str
    origin: str
    revision: Revision
    paragraphs: int

    @property
    def title(self) -> str:
        """The title of the current revision."""
        return self.revision.title

    @property
    def address(self) -> str | None:
        """The web address that the source came from, if it came from one."""
        return self.origin if self.origin.startswith(("http://", "https://")) else None


@dataclass(frozen=True, slots=True)
class PlacedParagraph:
    """A paragraph and where it stands: the source and the revision it belongs to."""

    scope: Scope
    source: str
    origin: str
    revision: Revision
    paragraph: Paragraph

    @property
    def title(self) -> str:
        """The title of the revision."""
        return self.revision.title


def passage_id(source: str, text: str) -> str:
    """The content-addressed id of a passage: equal words of one source share one vector."""
    return blake2b(f"{source}\0{text}".encode(), digest_size=16).hexdigest()
