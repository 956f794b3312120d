"""A deadline for work on an event loop, which another thread can bring forward."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress


class Limit:
    """Ends the work on one reply at its deadline, a time of `time.monotonic()`, or before.

    Both come as one cancellation: a second would interrupt the library while it closes the
    connection, and leave it open.
    """

    def __init__(self, loop: asyncio.AbstractEventLoop, deadline: float) -> None:
        self._loop = loop
        self._deadline = deadline
        self._timeout = asyncio.timeout_at(None)
        self._over = False
        self._kept = False

    def end_now(self) -> None:
        """End the work; from any thread, and more than once if need be."""
        with suppress(RuntimeError):  # the loop is closed, and nothing is left to end
            self._loop.call_soon_threadsafe(self._expire)

    def _expire(self) -> None:
        self._over = True
        if self._kept:
            with suppress(RuntimeError):  # it has ended, or is about to
                self._timeout.reschedule(self._loop.time())

    @asynccontextmanager
    async def kept(self) -> AsyncIterator[None]:
        """Raises `TimeoutError` in place of what goes on in the block; see `passed`."""
        left = 0.0 if self._over else self._deadline - time.monotonic()
        async with self._timeout:
            self._kept = True
            self._timeout.reschedule(self._loop.time() + left)
            yield

    @property
    def passed(self) -> bool:
        """Whether the work was ended by this limit."""
        return self._timeout.expired()
