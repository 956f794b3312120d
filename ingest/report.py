"""What the pipeline did, as values."""

from dataclasses import dataclass

from ingest.differences import Changes, Difference
from vectorstore.changes import Action
from vectorstore.model import Scope


@dataclass(frozen=True, slots=True)
class Prepared:
    """A draft that is complete and waits to be published or cancelled.

    `base` is the number of the revision that it was compared with, the current one, if any.
    `seconds` is the time it took.
    """

    key: int
    scope: Scope
    source: str
    title: str
    number: int
    base: int | None
    paragraphs: int
    difference: Difference
    passages_embedded: int
    seconds: float


@dataclass(frozen=True, slots=True)
class Unchanged:
    """What was given is what the current revision says already."""

    scope: Scope
    source: str
    title: str
    number: int
    paragraphs: int


@dataclass(frozen=True, slots=True)
class Published:
    """What was done to a source: the numbers of the revisions that were and are current."""

    scope: Scope
    source: str
    title: str
    action: Action
    before: int | None
    after: int | None


@dataclass(frozen=True, slots=True)
class Ingested:
    """What became of one document; `seconds` is the time it took."""

    source: str
    title: str
    revision: int
    paragraphs: int
    changes: Changes
    passages_embedded: int
    seconds: float
