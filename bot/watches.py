"""Which sources are looked at again on a schedule, and what was found there last, in SQL."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any, Final

import sqlalchemy as sa

from bot.schedules import Delivery, Every, Seen, Watch
from ingest.given import Validators
from vectorstore.database import WRITES
from vectorstore.model import Scope
from vectorstore.schema import revisions

metadata: Final = sa.MetaData()

_watches: Final = sa.Table(
    "watches",
    metadata,
    sa.Column("scope", sa.String(64), primary_key=True),
    sa.Column("source", sa.String(64), primary_key=True),
    sa.Column("every", sa.String(16), nullable=False),
    sa.Column("delivery", sa.String(16), nullable=False),
    sa.Column("address", sa.Text),
    sa.Column("etag", sa.Text),
    sa.Column("last_modified", sa.Text),
    sa.Column("data_hash", sa.String(64)),
    sa.Column("content_hash", sa.String(64)),
    sa.Column("offer", sa.Integer),
    sa.Column("offered_at", sa.DateTime(timezone=True)),
    sa.Column("checked_at", sa.DateTime(timezone=True)),
    sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
    sa.Column("failures", sa.Integer, nullable=False),
    sa.Column("error", sa.Text),
    sa.Index("watches_due", "due_at"),
)

LEASE: Final = timedelta(minutes=30)
"""How long a source that is being looked at is nobody else's."""

_FIRST_RETRY: Final = timedelta(minutes=5)
_SPREAD: Final = 0.05
"""Part of an interval by which a due time moves at random, to either side."""


class Watches:
    """The schedules of all scopes. Safe to use from several threads and processes.

    Every method blocks for as long as the database takes, and raises
    `sqlalchemy.exc.SQLAlchemyError` when it fails.
    """

    def __init__(
        self,
        engine: sa.Engine,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
        random: Random | None = None,
    ) -> None:
        """`now` gives a time in UTC; `random` spreads the due times."""
        self._engine = engine.execution_options(**{WRITES: True})
        self._reading = engine
        self._now = now
        self._random = random or Random()  # noqa: S311  it only spreads the load

    def watch(self, scope: Scope, source: str, every: Every, delivery: Delivery) -> Watch:
        """Look at the source from now on, for the first time within one interval.

        A source that is watched keeps what is known of it.
        """
        due = self._now() + every.interval * self._random.random()
        values = {"every": every.value, "delivery": delivery.value, "due_at": due}
        with self._engine.begin() as connection:
            changed = connection.execute(
                sa.update(_watches).where(_is(scope, source)).values(**values)
            )
            if not changed.rowcount:
                new = {"scope": scope, "source": source, "failures": 0, **values}
                connection.execute(sa.insert(_watches).values(**new))
        found = self.get(scope, source)
        assert found is not None
        return found

    def end(self, scope: Scope, source: str) -> bool:
        """Look at the source no more; whether it was looked at."""
        with self._engine.begin() as connection:
            gone = connection.execute(sa.delete(_watches).where(_is(scope, source)))
        return gone.rowcount > 0

    def purge(self, scope: Scope) -> None:
        """Forget every schedule of the scope."""
        with self._engine.begin() as connection:
            connection.execute(sa.delete(_watches).where(_watches.c.scope == scope))

    def get(self, scope: Scope, source: str) -> Watch | None:
        """The source's schedule, if it has one."""
        with self._reading.connect() as connection:
            row = connection.execute(sa.select(_watches).where(_is(scope, source))).one_or_none()
        return None if row is None else _watch(row)

    def of(self, scope: Scope) -> list[Watch]:
        """The schedules of the scope, by source."""
        query = sa.select(_watches).where(_watches.c.scope == scope)
        return self._all(query.order_by(_watches.c.source))

    def due(self, most: int = 100) -> list[Watch]:
        """What is to be looked at now, the longest due first."""
        query = sa.select(_watches).where(_watches.c.due_at <= self._now())
        return self._all(query.order_by(_watches.c.due_at).limit(most))

    def offered(self) -> list[Watch]:
        """Those whose change was offered and not yet seen to be taken or refused."""
        return self._all(sa.select(_watches).where(_watches.c.offer.is_not(None)))

    def claim(self, watch: Watch) -> Watch | None:
        """Take a due source for `LEASE`, or None if somebody else just took it.

        The due time is moved on, and is the lease: after a crash the source comes due again.
        """
        until = self._now() + LEASE
        taking = (
            sa.update(_watches)
            .where(_is(watch.scope, watch.source), _watches.c.due_at == watch.due_at)
            .values(due_at=until)
        )
        with self._engine.begin() as connection:
            taken = connection.execute(taking).rowcount
        return replace(watch, due_at=until) if taken else None

    def succeed(self, watch: Watch, seen: Seen | None) -> None:
        """Note what was found, with the watch's offer, and when to look again.

        `seen` None keeps what was known.
        """
        spread = 1 + _SPREAD * (2 * self._random.random() - 1)
        self._settle(
            watch,
            watch.every.interval * spread,
            {
                **_offer(watch),
                **({} if seen is None else _seen(seen)),
                "checked_at": self._now(),
                "failures": 0,
                "error": None,
            },
        )

    def fail(self, watch: Watch, error: str) -> timedelta:
        """Note a failure; gives the time until the next try, twice as long after each.

        It begins with five minutes and is never longer than the interval.
        """
        doubled: timedelta = _FIRST_RETRY * 2 ** min(watch.failures, 20)
        wait = min(doubled, watch.every.interval) * (1 - _SPREAD * self._random.random())
        self._settle(
            watch,
            wait,
            {"checked_at": self._now(), "failures": watch.failures + 1, "error": error},
        )
        return wait

    def retry(self, watch: Watch) -> None:
        """Look again in a few minutes: somebody changed the source while it was looked at."""
        self._settle(watch, _FIRST_RETRY, {})

    def close_offer(self, watch: Watch, *, again: bool) -> None:
        """The offer was taken, refused or is over; `again` forgets what was seen.

        Then the same content is offered once more at the next look.
        """
        values: dict[str, Any] = {"offer": None, "offered_at": None}
        if again:
            values |= dict.fromkeys(("address", "etag", "last_modified", "data_hash"))
            values["content_hash"] = None
        closing = (
            sa.update(_watches)
            .where(_is(watch.scope, watch.source), _watches.c.offer == watch.offer)
            .values(**values)
        )
        with self._engine.begin() as connection:
            connection.execute(closing)

    def content_hash(self, draft: int) -> str | None:
        """The hash of the document in a draft, by its row id; None if it is gone."""
        query = sa.select(revisions.c.content_hash).where(revisions.c.id == draft)
        with self._reading.connect() as connection:
            return connection.scalar(query)

    def _settle(self, watch: Watch, wait: timedelta, values: dict[str, Any]) -> None:
        of_it = sa.update(_watches).where(_is(watch.scope, watch.source))
        with self._engine.begin() as connection:
            if values:
                connection.execute(of_it.values(**values))
            # Who changed the schedule meanwhile said when it is due.
            still_ours = of_it.where(_watches.c.due_at == watch.due_at)
            connection.execute(still_ours.values(due_at=self._now() + wait))

    def _all(self, query: sa.Select[Any]) -> list[Watch]:
        with self._reading.connect() as connection:
            return [_watch(row) for row in connection.execute(query)]


def _is(scope: Scope, source: str) -> sa.ColumnElement[bool]:
    return sa.and_(_watches.c.scope == scope, _watches.c.source == source)


def _offer(watch: Watch) -> dict[str, Any]:
    return {"offer": watch.offer, "offered_at": watch.offered_at}


def _seen(seen: Seen) -> dict[str, Any]:
    return {
        "address": seen.address,
        "data_hash": seen.data_hash,
        "content_hash": seen.content_hash,
        "etag": seen.validators.etag,
        "last_modified": seen.validators.last_modified,
    }


def _watch(row: sa.Row[Any]) -> Watch:
    seen = None
    if row.address is not None and row.data_hash is not None and row.content_hash is not None:
        validators = Validators(row.etag, row.last_modified)
        seen = Seen(row.address, row.data_hash, row.content_hash, validators)
    return Watch(
        scope=Scope(row.scope),
        source=row.source,
        every=Every(row.every),
        delivery=Delivery(row.delivery),
        due_at=_utc(row.due_at),
        seen=seen,
        offer=row.offer,
        offered_at=row.offered_at and _utc(row.offered_at),
        checked_at=row.checked_at and _utc(row.checked_at),
        failures=row.failures,
        error=row.error,
    )


def _utc(moment: datetime) -> datetime:
    """SQLite gives times without their zone; all that we store are in UTC."""
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
