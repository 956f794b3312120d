"""How often a source is looked at again, and how it went last, as values."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from ingest.given import Validators
from vectorstore.model import Scope


class Every(StrEnum):
    """How often a source is looked at."""

    HOURLY = "hourly"
    DAILY = "daily"
    WEEKLY = "weekly"

    @property
    def interval(self) -> timedelta:
        """The time between two looks."""
        return _INTERVALS[self]


_INTERVALS: Final = {
    Every.HOURLY: timedelta(hours=1),
    Every.DAILY: timedelta(days=1),
    Every.WEEKLY: timedelta(weeks=1),
}


class Delivery(StrEnum):
    """What happens to a change: it is published at once, or offered to those who may publish."""

    NOW = "now"
    OFFER = "offer"


@dataclass(frozen=True, slots=True)
class Seen:
    """What was found at an address last.

    `data_hash` is that of the bytes as they came, `content_hash` that of the document in them.
    """

    address: str
    data_hash: str
    content_hash: str
    validators: Validators


@dataclass(frozen=True, slots=True)
class Watch:
    """One source's schedule, and how it went last.

    `offer` is the row id of the draft that was made of a change and waits, since `offered_at`.
    `failures` counts those since the last success, and `error` is the sentence of the last.
    """

    scope: Scope
    source: str
    every: Every
    delivery: Delivery
    due_at: datetime
    seen: Seen | None = None
    offer: int | None = None
    offered_at: datetime | None = None
    checked_at: datetime | None = None
    failures: int = 0
    error: str | None = None


class Outcome(StrEnum):
    """What became of one look at a source."""

    UNCHANGED = "unchanged"
    PUBLISHED = "published"
    OFFERED = "offered"
    FAILED = "failed"
    ENDED = "no longer watched"
    LATER = "put off, for something else came between"


@dataclass(frozen=True, slots=True)
class Looked:
    """One look at a source: the number of the revision that it made, or why it failed."""

    scope: Scope
    source: str
    outcome: Outcome
    revision: int | None = None
    error: str | None = None
