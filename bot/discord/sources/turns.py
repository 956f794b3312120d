"""Who works next: one preparation for each server, and few in all."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Final
from weakref import WeakValueDictionary

from vectorstore.model import Scope

AT_ONCE: Final = 2
"""Preparations that embed at the same time: questions need the processor too."""


class Turns:
    """For the event loop only."""

    def __init__(self, at_once: int = AT_ONCE) -> None:
        self._all = asyncio.Semaphore(at_once)
        # A lock that nobody holds or waits for is forgotten.
        self._scopes: WeakValueDictionary[Scope, asyncio.Lock] = WeakValueDictionary()

    @asynccontextmanager
    async def mine(self, scope: Scope, wait: Callable[[], None]) -> AsyncIterator[None]:
        """Around the work; `wait` is called first where others are before us."""
        lock = self._scopes.setdefault(scope, asyncio.Lock())
        if lock.locked() or self._all.locked():
            wait()
        async with lock, self._all:
            yield
