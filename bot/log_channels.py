"""Where each server is told of changes to its sources, and what it has yet to be told, in SQL."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

import sqlalchemy as sa

from vectorstore.changes import Action, LoggedChange
from vectorstore.database import WRITES
from vectorstore.model import Scope
from vectorstore.schema import changes

metadata: Final = sa.MetaData()

_channels: Final = sa.Table(
    "log_channels",
    metadata,
    sa.Column("scope", sa.String(64), primary_key=True),
    sa.Column("channel", sa.String(32), nullable=False),
    sa.Column("posted", sa.Integer, nullable=False),
    sa.Column("problem", sa.Text),
)

_notices: Final = sa.Table(
    "notices",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("scope", sa.String(64), nullable=False),
    sa.Column("source", sa.String(64), nullable=False),
    sa.Column("draft", sa.Integer),
    sa.Column("error", sa.Text),
    sa.Column("at", sa.DateTime(timezone=True), nullable=False),
    sa.Index("notices_by_scope", "scope", "id"),
)


@dataclass(frozen=True, slots=True)
class LogChannel:
    """The channel of a server that is told; `problem` is why it is not any more."""

    scope: Scope
    channel: str
    problem: str | None = None


@dataclass(frozen=True, slots=True)
class Offered:
    """A change was found at a source's address, and the draft `draft` of it waits."""

    key: int
    at: datetime
    source: str
    draft: int


@dataclass(frozen=True, slots=True)
class Unreachable:
    """A source's address could not be read; `error` is the sentence that says why."""

    key: int
    at: datetime
    source: str
    error: str


Notice = Offered | Unreachable


class LogChannels:
    """The log channels of all servers. Safe to use from several threads and processes.

    Every method blocks for as long as the database takes, and raises
    `sqlalchemy.exc.SQLAlchemyError` when it fails.
    """

    def __init__(
        self, engine: sa.Engine, now: Callable[[], datetime] = lambda: datetime.now(UTC)
    ) -> None:
        """`now` gives a time in UTC."""
        self._engine = engine.execution_options(**{WRITES: True})
        self._reading = engine
        self._now = now

    def set_channel(self, scope: Scope, channel: str | None) -> None:
        """Tell this channel of every change from now on, in place of the one before.

        None tells nobody any more.
        """
        newest = sa.select(sa.func.coalesce(sa.func.max(changes.c.id), 0))
        with self._engine.begin() as connection:
            connection.execute(sa.delete(_channels).where(_channels.c.scope == scope))
            if channel is None:
                connection.execute(sa.delete(_notices).where(_notices.c.scope == scope))
                return
            row = {"scope": scope, "channel": channel, "posted": connection.scalar(newest)}
            connection.execute(sa.insert(_channels).values(**row))

    def purge(self, scope: Scope) -> None:
        """Forget the server's channel and what it was to be told."""
        self.set_channel(scope, None)

    def channel(self, scope: Scope) -> str | None:
        """The id of the server's channel, if one is set."""
        found = self.get(scope)
        return None if found is None else found.channel

    def problem(self, scope: Scope) -> str | None:
        """Why the server's channel is not told any more, in one sentence; None if it is."""
        found = self.get(scope)
        return None if found is None else found.problem

    def get(self, scope: Scope) -> LogChannel | None:
        """The server's channel, if one is set."""
        with self._reading.connect() as connection:
            query = sa.select(_channels).where(_channels.c.scope == scope)
            row = connection.execute(query).one_or_none()
        return None if row is None else _channel(row)

    def give_up(self, channel: LogChannel, problem: str) -> None:
        """Tell the channel no more, for the reason given, until somebody sets one again."""
        ours = (_channels.c.scope == channel.scope) & (_channels.c.channel == channel.channel)
        with self._engine.begin() as connection:
            connection.execute(sa.update(_channels).where(ours).values(problem=problem))
            connection.execute(sa.delete(_notices).where(_notices.c.scope == channel.scope))

    def notify(
        self, scope: Scope, source: str, *, draft: int | None = None, error: str | None = None
    ) -> bool:
        """Keep a notice for the server's channel; whether there is one that is told.

        Give either the row id of a waiting draft, or the sentence of a failure.
        """
        told = (
            sa.select(_channels.c.scope)
            .where(_channels.c.scope == scope, _channels.c.problem.is_(None))
            .with_for_update()
        )
        row = {"scope": scope, "source": source, "draft": draft, "error": error}
        with self._engine.begin() as connection:
            if connection.execute(told).one_or_none() is None:
                return False
            connection.execute(sa.insert(_notices).values(**row, at=self._now()))
        return True

    def waiting(self) -> list[LogChannel]:
        """The channels that have something to be told."""
        news = sa.exists().where(
            changes.c.scope == _channels.c.scope, changes.c.id > _channels.c.posted
        )
        noticed = sa.exists().where(_notices.c.scope == _channels.c.scope)
        query = sa.select(_channels).where(_channels.c.problem.is_(None), news | noticed)
        with self._reading.connect() as connection:
            return [_channel(row) for row in connection.execute(query.order_by(_channels.c.scope))]

    def changes(self, scope: Scope, most: int = 50) -> list[tuple[int, LoggedChange]]:
        """The changes that the server's channel was not told yet, oldest first, by row id."""
        query = (
            sa.select(changes)
            .join(_channels, _channels.c.scope == changes.c.scope)
            .where(_channels.c.scope == scope, changes.c.id > _channels.c.posted)
            .order_by(changes.c.id)
            .limit(most)
        )
        with self._reading.connect() as connection:
            return [(row.id, _change(row)) for row in connection.execute(query)]

    def notices(self, scope: Scope, most: int = 50) -> Sequence[Notice]:
        """The notices that the server's channel was not told yet, oldest first."""
        query = sa.select(_notices).where(_notices.c.scope == scope)
        with self._reading.connect() as connection:
            rows = connection.execute(query.order_by(_notices.c.id).limit(most)).all()
        return [_notice(row) for row in rows]

    def told_changes(self, channel: LogChannel, last: int) -> None:
        """The channel was told every change up to the one with the row id `last`."""
        ours = (_channels.c.scope == channel.scope) & (_channels.c.channel == channel.channel)
        with self._engine.begin() as connection:
            connection.execute(sa.update(_channels).where(ours).values(posted=last))

    def told_notice(self, notice: Notice) -> None:
        """The notice was told, or there is nothing left to tell."""
        with self._engine.begin() as connection:
            connection.execute(sa.delete(_notices).where(_notices.c.id == notice.key))


def _channel(row: sa.Row[Any]) -> LogChannel:
    return LogChannel(Scope(row.scope), row.channel, row.problem)


def _change(row: sa.Row[Any]) -> LoggedChange:
    return LoggedChange(
        scope=Scope(row.scope),
        source=row.source,
        title=row.title,
        action=Action(row.action),
        actor=row.actor,
        before=row.before,
        after=row.after,
        at=_utc(row.at),
    )


def _notice(row: sa.Row[Any]) -> Notice:
    if row.draft is not None:
        return Offered(row.id, _utc(row.at), row.source, row.draft)
    return Unreachable(row.id, _utc(row.at), row.source, row.error)


def _utc(moment: datetime) -> datetime:
    """SQLite gives times without their zone; all that we store are in UTC."""
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
