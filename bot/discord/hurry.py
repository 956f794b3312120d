"""Requests that had better fail than wait: drafts of an answer, and the sign of typing.

Discord's library waits by itself where Discord limits the rate or fails, and cannot be called
back there without harm: who is cancelled while a limit holds for all requests leaves the whole
client waiting for ever. So a hurried request ends before the library begins to wait.
"""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from contextvars import ContextVar
from types import SimpleNamespace
from typing import Final

import aiohttp
import discord

_QUEUED: Final = 1.5
"""Seconds that the library may keep a request before it is sent, and after it was answered."""

_ON_THE_WIRE: Final = 10.0
"""Seconds for Discord's answer: whoever gives up earlier cannot know what it carries out later."""

_FIRST_ERROR: Final = 400


class NotNowError(discord.DiscordException):
    """Discord did not take a hurried request.

    `retry_after` are the seconds that Discord asks for; `everywhere` says that this holds for all
    requests.
    """

    def __init__(
        self, status: int, retry_after: float | None = None, *, everywhere: bool = False
    ) -> None:
        super().__init__(f"Discord answered with status {status}")
        self.status = status
        self.retry_after = retry_after
        self.everywhere = everywhere


class _Hurry:
    """What the watched requests of one context may take."""

    def __init__(self, limit: asyncio.Timeout | None = None) -> None:
        self._limit = limit

    def allow(self, seconds: float) -> None:
        """From now on."""
        if self._limit is not None and not self._limit.expired():
            self._limit.reschedule(asyncio.get_running_loop().time() + seconds)


_hurry: ContextVar[_Hurry | None] = ContextVar("hurry", default=None)


def hurry_trace() -> aiohttp.TraceConfig:
    """What the client's HTTP session needs for `never_waiting` and `hurried` to work."""
    config = aiohttp.TraceConfig()
    config.on_request_start.append(_on_start)
    config.on_request_end.append(_on_end)
    return config


@contextmanager
def never_waiting() -> Iterator[None]:
    """Let each request in here, and of tasks begun in here, raise `NotNowError` if refused."""
    with _in_hurry(_Hurry()):
        yield


@asynccontextmanager
async def hurried() -> AsyncIterator[None]:
    """Let the one request in here raise `NotNowError` or `TimeoutError` where it would wait."""
    async with asyncio.timeout(_QUEUED) as limit:
        with _in_hurry(_Hurry(limit)):
            yield


@contextmanager
def _in_hurry(hurry: _Hurry) -> Iterator[None]:
    before = _hurry.set(hurry)
    try:
        yield
    finally:
        _hurry.reset(before)


async def _on_start(
    session: aiohttp.ClientSession,
    context: SimpleNamespace,
    params: aiohttp.TraceRequestStartParams,
) -> None:
    if (hurry := _hurry.get()) is not None:
        hurry.allow(_ON_THE_WIRE)


async def _on_end(
    session: aiohttp.ClientSession,
    context: SimpleNamespace,
    params: aiohttp.TraceRequestEndParams,
) -> None:
    if (hurry := _hurry.get()) is None:
        return
    if params.response.status >= _FIRST_ERROR:
        raise _refusal(params.response)
    hurry.allow(_QUEUED)


def _refusal(response: aiohttp.ClientResponse) -> NotNowError:
    everywhere = "X-RateLimit-Global" in response.headers
    try:
        seconds = float(response.headers["Retry-After"])
    except (KeyError, ValueError):
        return NotNowError(response.status, everywhere=everywhere)
    return NotNowError(response.status, seconds, everywhere=everywhere)
