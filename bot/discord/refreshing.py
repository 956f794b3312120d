"""Looks at watched sources while the bot is online, a few at a time."""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from threading import Event, Thread
from typing import Any, Final, TypeVar

import discord
import structlog

from bot.refreshing import Claimed, Refresher

T = TypeVar("T")

_EVERY: Final = 20.0
"""Seconds between two looks for what is due."""

_AT_ONCE: Final = 2
"""Sources that are looked at together; a host is asked for one at a time."""

_LAST: Final = 2.0
"""Seconds at the end for what is being looked at."""

_log = structlog.get_logger(__name__)


class Refreshing:
    """Lets the refresher look at what is due, on threads, never two of one host at once."""

    def __init__(
        self, refresher: Refresher, *, every: float = _EVERY, at_once: int = _AT_ONCE
    ) -> None:
        self._refresher = refresher
        self._every = every
        self._at_once = at_once
        self._looking: dict[asyncio.Task[None], str] = {}
        self._ending = Event()

    async def run(self, client: discord.Client) -> None:
        """Go on until cancelled; what is being looked at then is left for another time."""
        await client.wait_until_ready()
        try:
            while True:
                try:
                    await asyncio.to_thread(self._refresher.close_offers)
                    await self._begin()
                except Exception:
                    _log.exception("sources not refreshed")
                await self._rest()
        finally:
            self._ending.set()
            if self._looking:
                await asyncio.wait(self._looking, timeout=_LAST)

    async def _begin(self) -> None:
        """Begin to look at as many sources as may be looked at together."""
        while len(self._looking) < self._at_once:
            busy = set(self._looking.values())
            claimed = await asyncio.to_thread(self._refresher.claim, busy)
            if claimed is None:
                return
            self._looking[asyncio.create_task(self._look(claimed))] = claimed.host

    async def _look(self, claimed: Claimed) -> None:
        try:
            looked = await _apart(lambda: self._refresher.look(claimed.watch, self._ending.is_set))
            _log.info(
                "source looked at",
                server=looked.scope,
                source=looked.source,
                outcome=looked.outcome.value,
            )
        except Exception:
            # The lease ends by itself, and then it is due again.
            _log.exception("source not looked at", source=claimed.watch.source)

    async def _rest(self) -> None:
        """Until it is time again, or as soon as one is done and others may be due."""
        if not self._looking:
            await asyncio.sleep(self._every)
            return
        done, _ = await asyncio.wait(
            self._looking, timeout=self._every, return_when=asyncio.FIRST_COMPLETED
        )
        for task in done:
            del self._looking[task]


async def _apart(function: Callable[[], T]) -> T:
    """What `function` returns, made on a thread that nobody waits for when the process ends."""
    loop = asyncio.get_running_loop()
    done: asyncio.Future[T] = loop.create_future()

    def settle(how: Callable[[Any], None], value: object) -> None:
        if not done.done():
            how(value)

    def work() -> None:
        how: Callable[[Any], None] = done.set_result
        try:
            value: object = function()
        except Exception as error:
            how, value = done.set_exception, error
        with suppress(RuntimeError):  # the loop is closed: the process ends
            loop.call_soon_threadsafe(settle, how, value)

    Thread(target=work, name="refresh", daemon=True).start()
    return await done
