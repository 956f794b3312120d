"""What was done to sources, and when, as values."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from vectorstore.model import Scope


class Action(StrEnum):
    """What somebody did to a source."""

    PUBLISHED = "published"
    ROLLED_BACK = "rolled back"
    REMOVED = "removed"


@dataclass(frozen=True, slots=True)
class LoggedChange:
    """One line of a scope's log: who made which revision the current one, in place of which.

    `actor` is `operator`, `schedule`, or `member:` with the member's id.
    `before` is None for a source that had no current revision, `after` for one that was removed.
    """

    scope: Scope
    source: str
    title: str
    action: Action
    actor: str
    before: int | None
    after: int | None
    at: datetime


@dataclass(frozen=True, slots=True)
class RevisionRecord:
    """One published revision of a source in its history, without its text."""

    number: int
    title: str
    author: str
    created_at: datetime
    published_at: datetime
    paragraphs: int
    is_current: bool


@dataclass(frozen=True, slots=True)
class WaitingDraft:
    """A revision that is complete and waits for somebody to publish it.

    `base` is the number of the revision that was current when it was made, None for none.
    """

    key: int
    scope: Scope
    source: str
    title: str
    number: int
    author: str
    ready_at: datetime
    base: int | None


@dataclass(frozen=True, slots=True)
class RemovedSource:
    """A source that was taken away and can come back: by a rollback to one of its revisions.

    `number` and `title` are those of the revision that was current.
    """

    scope: Scope
    id: str
    title: str
    number: int
    removed_at: datetime
