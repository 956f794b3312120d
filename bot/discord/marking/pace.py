"""How fast messages are edited, and when one that Discord did not take is tried again."""

from collections.abc import Callable
from datetime import timedelta
from typing import Final

from bot.discord.hurry import NotNowError

BETWEEN: Final = 1.0
"""Seconds between two edits, in all channels together."""

_FIRST_WAIT: Final = 5.0
_LONGEST_WAIT: Final = timedelta(hours=1).total_seconds()
_MOST_ATTEMPTS: Final = 20  # the last ones an hour apart: about half a day
_TOO_MANY: Final = 429
_LIMIT_WAIT: Final = 5.0  # where Discord does not say how long


def is_gone(error: Exception) -> bool:
    """Whether the message was deleted, or is where the bot may not see it any more."""
    return isinstance(error, NotNowError) and error.status in (403, 404)


def wait_for(error: Exception, attempts: int) -> float | None:
    """Seconds until a failed edit is tried again, after so many attempts; None for no more."""
    if isinstance(error, NotNowError) and error.status == _TOO_MANY:
        return error.retry_after or _LIMIT_WAIT
    if attempts >= _MOST_ATTEMPTS:
        return None
    return min(_LONGEST_WAIT, _FIRST_WAIT * 2.0 ** (attempts - 1))


class Pauses:
    """The channels in which Discord takes no edits for now."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._until: dict[str, float] = {}

    def add(self, channel: str, seconds: float) -> None:
        """No edit there for so many seconds."""
        self._until[channel] = self._clock() + seconds

    def channels(self) -> frozenset[str]:
        """Those that are still to be left alone."""
        now = self._clock()
        self._until = {channel: at for channel, at in self._until.items() if at > now}
        return frozenset(self._until)
