"""Threads for what blocks, so that the event loop never waits."""

import asyncio
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from functools import partial
from types import TracebackType
from typing import Final, ParamSpec, Self, TypeVar

P = ParamSpec("P")
T = TypeVar("T")

ANSWERS_AT_ONCE: Final = 2
"""Questions that are worked on at the same time; the others wait, acknowledged."""

_READS_AT_ONCE: Final = 4


class Workers:
    """Threads that answer, and others that read: a paragraph must not wait behind questions."""

    def __init__(self) -> None:
        self._answering = ThreadPoolExecutor(ANSWERS_AT_ONCE, thread_name_prefix="answer")
        self._reading = ThreadPoolExecutor(_READS_AT_ONCE, thread_name_prefix="read")
        self._promised = 0
        self._idle = asyncio.Event()
        self._idle.set()

    @contextmanager
    def promise(self) -> Iterator[None]:
        """Around the making and sending of a reply: somebody waits for it."""
        self._promised += 1
        self._idle.clear()
        try:
            yield
        finally:
            self._promised -= 1
            if not self._promised:
                self._idle.set()

    async def finish(self, seconds: float) -> None:
        """Wait until every promised reply is sent, or until `seconds` have passed."""
        with suppress(TimeoutError):
            await asyncio.wait_for(self._idle.wait(), seconds)

    async def answer(self, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """What a slow function returns, once a thread is free for it."""
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._answering, partial(function, *args, **kwargs))

    async def read(self, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """What a quick function returns, such as a look into the database."""
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._reading, partial(function, *args, **kwargs))

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        exc_type: type[BaseException] | None,
        exc: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        await asyncio.to_thread(self.close)

    def close(self) -> None:
        """Drop what is waiting, and wait for what is running."""
        self._answering.shutdown(cancel_futures=True)
        self._reading.shutdown(cancel_futures=True)
