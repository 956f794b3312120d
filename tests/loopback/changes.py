"""Waiting for something to become true, with a time limit and a sentence for the failure."""

import asyncio
from collections.abc import Callable
from typing import TypeVar

Found = TypeVar("Found")


class Changes:
    """Wakes whoever waits, each time something happened."""

    def __init__(self) -> None:
        self._event = asyncio.Event()

    def notify(self) -> None:
        """Let every waiter look again."""
        self._event.set()
        self._event = asyncio.Event()

    async def until(
        self, look: Callable[[], Found | None], *, seconds: float, otherwise: Callable[[], str]
    ) -> Found:
        """What `look` returns once it is not None.

        Raises AssertionError with the sentence of `otherwise` after `seconds`.
        """
        try:
            async with asyncio.timeout(seconds):
                while True:
                    event = self._event
                    found = look()
                    if found is not None:
                        return found
                    await event.wait()
        except TimeoutError:
            raise AssertionError(f"After {seconds:g} s: {otherwise()}") from None
