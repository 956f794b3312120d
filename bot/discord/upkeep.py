"""Forgets, while the bot is online, what has been kept for long enough."""

import asyncio
from collections.abc import Callable
from typing import Final

import discord
import structlog

_EVERY: Final = 3_600.0
"""Seconds between two times; the shortest that anything is kept is a day."""

_log = structlog.get_logger(__name__)


class Upkeep:
    """Has drafts, removed sources and revisions deleted when their time is over."""

    def __init__(self, prune: Callable[[], int], *, every: float = _EVERY) -> None:
        """`prune` deletes them, on a thread, and gives how many revisions they were."""
        self._prune = prune
        self._every = every

    async def run(self, client: discord.Client) -> None:
        """Go on until cancelled."""
        while True:
            await asyncio.sleep(self._every)
            try:
                if gone := await asyncio.to_thread(self._prune):
                    _log.info("revisions deleted whose time is over", count=gone)
            except Exception:
                _log.exception("nothing deleted")
