"""Threads for what blocks, so that the event loop never waits."""

import asyncio
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from functools import partial
from threading import Event
from types import TracebackType
from typing import Any, Final, ParamSpec, Self, TypeVar

import structlog

P = ParamSpec("P")
T = TypeVar("T")

ANSWERS_AT_ONCE: Final = 2
"""Questions that are worked on at the same time; the others wait, acknowledged.

With a language model they may be many more, for they spend their time waiting for it.
"""

_READS_AT_ONCE: Final = 4
_CHANGES_AT_ONCE: Final = 4
_LAST_WORDS: Final = 2.0


_log = structlog.get_logger(__name__)


class StoppedError(Exception):
    """The bot ends before this work is done."""


class Workers:
    """Threads that answer, others that read, and others that change what is known.

    A paragraph must not wait behind questions, and nobody behind a long document.
    """

    def __init__(self, answers_at_once: int = ANSWERS_AT_ONCE) -> None:
        self._answering = ThreadPoolExecutor(answers_at_once, thread_name_prefix="answer")
        self._reading = ThreadPoolExecutor(_READS_AT_ONCE, thread_name_prefix="read")
        self._changing = ThreadPoolExecutor(_CHANGES_AT_ONCE, thread_name_prefix="change")
        self._ending = Event()
        self._promised = 0
        self._idle = asyncio.Event()
        self._idle.set()
        self._given_up: asyncio.Future[None] = asyncio.get_running_loop().create_future()

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

    async def finish(
        self,
        seconds: float,
        last_words: float = _LAST_WORDS,
        *,
        hasten: Callable[[], object] | None = None,
        hasten_after: float = 0.0,
    ) -> None:
        """Wait until every promised reply is sent.

        After `hasten_after` seconds, or as soon as all is sent, `hasten` is called on a thread;
        it may make work end early. After `seconds`, all work that is not done fails with
        `StoppedError`, so that in another `last_words` seconds those who wait can be told.
        """
        if hasten is not None:
            await self._idle_within(hasten_after)
            seconds -= hasten_after
            # Nobody waits for it: it may take its time, or fail.
            asyncio.get_running_loop().run_in_executor(self._reading, _logged, hasten)
        if await self._idle_within(seconds):
            return
        self._ending.set()
        if not self._given_up.done():
            self._given_up.set_result(None)
        await self._idle_within(last_words)

    async def _idle_within(self, seconds: float) -> bool:
        """Whether every promised reply is sent, after `seconds` at the latest."""
        with suppress(TimeoutError):
            await asyncio.wait_for(self._idle.wait(), max(0.0, seconds))
        return self._idle.is_set()

    async def answer(self, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """What a slow function returns, once a thread is free for it."""
        return await self._result(self._answering, partial(function, *args, **kwargs))

    async def read(self, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """What a quick function returns, such as a look into the database."""
        return await self._result(self._reading, partial(function, *args, **kwargs))

    async def change(self, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """What a function returns that changes sources; it may take minutes.

        Whoever waits is told when the bot ends; the function should see that `are_ending`.
        """
        return await self._result(self._changing, partial(function, *args, **kwargs))

    @property
    def are_ending(self) -> bool:
        """Whether work that is not done is given up. For any thread."""
        return self._ending.is_set()

    async def _result(self, threads: ThreadPoolExecutor, function: Callable[[], T]) -> T:
        work = asyncio.get_running_loop().run_in_executor(threads, function)
        try:
            either: list[asyncio.Future[Any]] = [work, self._given_up]
            await asyncio.wait(either, return_when=asyncio.FIRST_COMPLETED)
            if not work.done():
                raise StoppedError
            return work.result()
        finally:
            work.cancel()

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
        self._ending.set()
        self._answering.shutdown(cancel_futures=True)
        self._reading.shutdown(cancel_futures=True)
        self._changing.shutdown(cancel_futures=True)


def _logged(function: Callable[[], object]) -> None:
    try:
        function()
    except Exception:
        _log.exception("not hastened")
