"""What a list of sources tells: those there are, those removed, and what waits."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from vectorstore.changes import RemovedSource, WaitingDraft
from vectorstore.model import Scope, Source

if TYPE_CHECKING:  # they need the database's library, which `pilcrow --help` does without
    from bot.records import Records
    from bot.schedules import Watch
    from bot.scheduling import Schedules


@dataclass(frozen=True, slots=True)
class Removed:
    """A source that was taken away, and until when it can come back."""

    source: RemovedSource
    until: datetime


@dataclass(frozen=True, slots=True)
class Listed:
    """All of some scopes: sources by title, removed ones, drafts that wait, schedules."""

    sources: tuple[Source, ...]
    removed: tuple[Removed, ...]
    waiting: tuple[WaitingDraft, ...]
    watches: "tuple[Watch, ...]"


def listed(
    scopes: Sequence[Scope], records: "Records", schedules: "Schedules", days: int
) -> Listed:
    """What there is in the scopes; removed sources can come back for so many `days`."""
    sources = [each for scope in scopes for each in records.sources(scope)]
    life = timedelta(days=days)
    return Listed(
        sources=tuple(sorted(sources, key=lambda each: (each.title.lower(), each.id))),
        removed=tuple(
            Removed(each, each.removed_at + life)
            for scope in scopes
            for each in records.removed(scope)
        ),
        waiting=tuple(each for scope in scopes for each in records.waiting(scope)),
        watches=tuple(each for scope in scopes for each in schedules.watched(scope)),
    )
