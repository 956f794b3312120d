"""Work that goes on beside the questions for as long as the bot is online."""

import asyncio
from collections.abc import Sequence
from typing import Final, Protocol

import discord
import structlog

_log = structlog.get_logger(__name__)


class Background(Protocol):
    """One such work."""

    async def run(self, client: discord.Client) -> None:
        """Go on until cancelled; begun before the gateway is ready."""


class Backgrounds:
    """Begins each work once, and ends them all together."""

    def __init__(self, works: Sequence[Background]) -> None:
        self._works: Final = tuple(works)
        self._tasks: list[asyncio.Task[None]] = []

    def start(self, client: discord.Client) -> None:
        """Begin; a work that fails is logged, and the others go on."""
        self._tasks = [asyncio.create_task(_logged(work, client)) for work in self._works]

    async def stop(self) -> None:
        """Cancel what goes on, and wait until it has ended."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)


async def _logged(work: Background, client: discord.Client) -> None:
    try:
        await work.run(client)
    except Exception:
        _log.exception("background work failed", work=type(work).__name__)
