"""Values that change faster than they may be shown: the latest one wins."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from contextvars import copy_context
from typing import Final, Generic, TypeVar

import structlog

T = TypeVar("T")

INTERVAL: Final = 1.0
"""Seconds between two showings; Discord takes about five edits of a message in two seconds."""

_log = structlog.get_logger(__name__)


class Throttle(Generic[T]):
    """Shows the latest of the offered values, one at a time, with a rest after each.

    A first value is shown at once. What fails is logged, and nothing is shown after it.
    For the event loop only.
    """

    def __init__(
        self,
        show: Callable[[T], Awaitable[None]],
        *,
        interval: float = INTERVAL,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        """`interval` are the seconds from the end of one showing to the start of the next."""
        self._show = show
        self._interval = interval
        self._clock = clock
        self._sleep = sleep
        self._context = copy_context()
        self._offered: list[T] = []
        self._last: T | None = None
        self._rested_at = clock()
        self._showing = False
        self._over = False
        self._task: asyncio.Task[None] | None = None

    def offer(self, value: T) -> None:
        """Let `value` be shown as soon as that is allowed, unless a later one comes before."""
        if self._over or value == self._last:
            return
        self._last = value
        self._offered = [value]
        if self._task is None or self._task.done():
            # Who offers may be a thread, without the context in which Discord is to be reached.
            self._task = asyncio.create_task(self._work(), context=self._context)

    async def end(self) -> None:
        """Show nothing more; returns once nothing is under way and the rest is over."""
        self._over = True
        if self._task is not None:
            if not self._showing:
                self._task.cancel()
            await asyncio.wait([self._task])
        await self._rest()

    async def _work(self) -> None:
        while self._offered and not self._over:
            await self._rest()
            value = self._offered.pop()
            self._showing = True
            try:
                await self._show(value)
            except Exception as error:
                self._over = True
                _log.info("draft not shown", error=str(error) or type(error).__name__)
            finally:
                self._showing = False
                self._rested_at = self._clock() + self._interval

    async def _rest(self) -> None:
        seconds = self._rested_at - self._clock()
        if seconds > 0:
            await self._sleep(seconds)
