"""A clean end for who is told to stop before anything has begun that must be finished."""

import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType


@contextmanager
def ends_when_told() -> Iterator[None]:
    """Exit with status 0 at SIGTERM and SIGINT, wherever the main thread is.

    An event loop that handles the signals itself takes precedence while it runs.
    """
    wanted = (signal.SIGTERM, signal.SIGINT)
    before = [signal.signal(one, _end) for one in wanted]
    try:
        yield
    finally:
        for one, handler in zip(wanted, before, strict=True):
            signal.signal(one, handler)


def _end(_number: int, _frame: FrameType | None) -> None:
    # Not sys.exit: libraries that are being imported catch whatever is raised, and go on.
    # Nothing is lost, for a crash at any moment loses nothing either.
    os._exit(0)
