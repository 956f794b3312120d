"""In which servers the bot is, which it has left, and whose sources are to be forgotten."""

from collections.abc import Callable, Collection, Mapping
from datetime import UTC, datetime, timedelta
from typing import Final

import sqlalchemy as sa

from vectorstore.database import WRITES

metadata: Final = sa.MetaData()

_servers: Final = sa.Table(
    "servers",
    metadata,
    sa.Column("server", sa.String(32), primary_key=True),
    sa.Column("bot", sa.String(32), nullable=False),
    sa.Column("left_at", sa.DateTime(timezone=True)),
)


class Departures:
    """The servers that the bot was ever seen in, until their sources are forgotten.

    A server it was never in is not among them: the operator may prepare its sources first.
    Nor are those that another bot was last seen in: with another token in the settings, a bot is
    in none of them, and has left none. `bot` is the id of its application.
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

    def present(self, servers: Collection[str], bot: str = "") -> list[str]:
        """The bot is in these servers and in no other; gives those that it has left unnoticed.

        What was noted as left and is among them has come back: its data stay.
        """
        with self._engine.begin() as connection:
            rows = connection.execute(sa.select(_servers)).all()
            known = {row.server: (row.bot, row.left_at) for row in rows}
            for server in servers:
                _enter(connection, server, bot, known)
            gone = sorted(
                server
                for server, seen in known.items()
                if seen == (bot, None) and server not in servers
            )
            if gone:
                self._leave(connection, gone)
        return gone

    def joined(self, server: str, bot: str = "") -> bool:
        """The bot is in the server; whether it had left it and comes back in time."""
        with self._engine.begin() as connection:
            query = sa.select(_servers).where(_servers.c.server == server)
            known = {row.server: (row.bot, row.left_at) for row in connection.execute(query)}
            _enter(connection, server, bot, known)
        return server in known and known[server][1] is not None

    def left(self, server: str, bot: str = "") -> None:
        """The bot was removed from the server just now."""
        with self._engine.begin() as connection:
            query = sa.select(_servers.c.left_at).where(_servers.c.server == server)
            rows = connection.execute(query).all()
            if not rows:
                row = {"server": server, "bot": bot, "left_at": self._now()}
                connection.execute(sa.insert(_servers).values(row))
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


def _enter(
    connection: sa.Connection,
    server: str,
    bot: str,
    known: Mapping[str, tuple[str, datetime | None]],
) -> None:
    if server not in known:
        connection.execute(sa.insert(_servers).values(server=server, bot=bot))
    elif known[server] != (bot, None):
        here = sa.update(_servers).where(_servers.c.server == server)
        connection.execute(here.values(bot=bot, left_at=None))
