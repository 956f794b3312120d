"""Forgets the sources of servers that the bot was removed from, after some days of grace."""

import asyncio
from collections.abc import Callable
from datetime import timedelta
from typing import Final

import discord
import structlog

from bot.departures import Departures
from vectorstore.model import Scope

_EVERY: Final = 600.0
"""Seconds between two looks for what is due."""

_log = structlog.get_logger(__name__)


class Leaving:
    """Notes in which servers the bot is, and has the data of others deleted in time.

    An outage of Discord is no departure: its servers stay in the list, as unavailable.
    """

    def __init__(
        self,
        departures: Departures,
        purge: Callable[[Scope], None],
        grace: timedelta,
        *,
        every: float = _EVERY,
    ) -> None:
        """`purge` deletes everything of a scope, on a thread; `grace` is how long that waits."""
        self._departures = departures
        self._purge = purge
        self._grace = grace
        self._every = every
        self._changed = asyncio.Event()

    async def run(self, client: discord.Client) -> None:
        """Go on until cancelled."""
        self._listen(client)
        await client.wait_until_ready()
        while True:
            self._changed.clear()
            try:
                await self._look_around(client)
            except Exception:
                _log.exception("servers left not looked after")
            try:
                await asyncio.wait_for(self._changed.wait(), self._every)
            except TimeoutError:
                continue

    def _listen(self, client: discord.Client) -> None:
        async def on_guild_join(guild: discord.Guild) -> None:
            bot = str(client.application_id)
            if await asyncio.to_thread(self._departures.joined, str(guild.id), bot):
                _log.info("server came back, its sources stay", server=guild.id)

        async def on_guild_remove(guild: discord.Guild) -> None:
            bot = str(client.application_id)
            await asyncio.to_thread(self._departures.left, str(guild.id), bot)
            _log.info("server left", server=guild.id, days_until_purge=self._grace.days)
            self._changed.set()

        client.event(on_guild_join)
        client.event(on_guild_remove)

    async def _look_around(self, client: discord.Client) -> None:
        if client.is_closed() or not client.is_ready():
            return
        there = {str(guild.id) for guild in client.guilds}
        bot = str(client.application_id)
        for server in await asyncio.to_thread(self._departures.present, there, bot):
            _log.info("server left unnoticed", server=server, days_until_purge=self._grace.days)
        for server in await asyncio.to_thread(self._departures.due, self._grace):
            # It may have come back while another one was purged.
            if client.get_guild(int(server)) is None:
                await asyncio.to_thread(self._forget, server)

    def _forget(self, server: str) -> None:
        try:
            self._purge(Scope(server))
        except Exception:
            # It stays due, and is tried again.
            _log.exception("server not purged", server=server)
            return
        self._departures.forget(server)
        _log.info("server purged", server=server)
