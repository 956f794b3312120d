"""In which servers the bot is, which it has left, and whose sources are to be forgotten."""

from collections.abc import Callable, Collection
from datetime import UTC, datetime, timedelta
from typing import Any, Final

import sqlalchemy as sa

from vectorstore.database import WRITES

metadata: Final = sa.MetaData()

_servers: Final = sa.Table(
    "servers",
    metadata,
    sa.Column("server", sa.String(32), primary_key=True),
    sa.Column("left_at", sa.DateTime(timezone=True)),
)


class Departures:
    """The servers that the bot was ever seen in, until their sources are forgotten.

    A server it was never in is not among them: the operator may prepare its sources first.
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

    def present(self, servers: Collection[str]) -> list[str]:
        """The bot is in these servers and in no other; gives those that it has left unnoticed.

        What was noted as left and is among them has come back: its data stay.
        """
        with self._engine.begin() as connection:
            known = {row.server: row.left_at for row in connection.execute(sa.select(_servers))}
            for server in servers:
                _enter(connection, server, known)
            gone = sorted(
                server for server, at in known.items() if at is None and server not in servers
            )
            if gone:
                self._leave(connection, gone)
        return gone

    def joined(self, server: str) -> bool:
        """The bot is in the server; whether it had left it and comes back in time."""
        with self._engine.begin() as connection:
            query = sa.select(_servers).where(_servers.c.server == server)
            known = {row.server: row.left_at for row in connection.execute(query)}
            _enter(connection, server, known)
        return known.get(server) is not None

    def left(self, server: str) -> None:
        """The bot was removed from the server just now."""
        with self._engine.begin() as connection:
            query = sa.select(_servers.c.left_at).where(_servers.c.server == server)
            rows = connection.execute(query).all()
            if not rows:
                connection.execute(sa.insert(_servers).values(server=server, left_at=self._now()))
            elif rows[0].left_at is None:
                self._leave(connection, [server])

    def due(self, grace: timedelta) -> list[str]:
        """The servers that were left that long ago, the first one first."""
        query = sa.select(_servers.c.server).where(_servers.c.left_at <= self._now() - grace)
        with self._reading.connect() as connection:
            return list(connection.scalars(query.order_by(_servers.c.left_at)))

    def forget(self, server: str) -> None:
        """The server's data are gone, and so is the last that was known of it.

        If the bot came back to it meanwhile, it is known still.
        """
        gone = sa.delete(_servers).where(
            _servers.c.server == server, _servers.c.left_at.is_not(None)
        )
        with self._engine.begin() as connection:
            connection.execute(gone)

    def _leave(self, connection: sa.Connection, servers: Collection[str]) -> None:
        leaving = sa.update(_servers).where(_servers.c.server.in_(servers))
        connection.execute(leaving.values(left_at=self._now()))


def _enter(connection: sa.Connection, server: str, known: dict[str, Any]) -> None:
    if server not in known:
        connection.execute(sa.insert(_servers).values(server=server))
    elif known[server] is not None:
        back = sa.update(_servers).where(_servers.c.server == server)
        connection.execute(back.values(left_at=None))
