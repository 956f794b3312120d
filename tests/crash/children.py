"""Work in a forked process that may not live to its end."""

import json
import os
import select
import signal
import sys
import time
import traceback
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

_PATIENCE = 120.0  # seconds


@dataclass(frozen=True)
class Ended:
    """How a child ended: what it gave, or the signal that ended it, or what it raised."""

    value: Any = None
    signal: int | None = None
    error: str | None = None


def in_child(work: Callable[..., Any], *given: object) -> Ended:
    """Do `work` in a fork of this process, which must have one thread, and give what JSON can.

    A child that takes two minutes is ended, and that is its error.
    """
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        _work(work, given, writing)
    os.close(writing)
    told = _read(reading, time.monotonic() + _PATIENCE)
    os.close(reading)
    if told is None:
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        return Ended(error=f"it had not ended after {_PATIENCE:.0f} seconds")
    status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    if status < 0:
        return Ended(signal=-status)
    value = json.loads(told)
    return Ended(error=value) if status else Ended(value=value)


def _work(work: Callable[..., Any], given: Sequence[object], writing: int) -> None:
    """In the child: never returns, and leaves nothing to the exit of a copied interpreter."""
    status = 0
    try:
        told = json.dumps(work(*given))
    except BaseException:  # an interrupt too must not go on in the parent's frames
        status, told = 1, json.dumps(traceback.format_exc())
    sys.stdout.flush()
    with os.fdopen(writing, "w") as pipe:
        pipe.write(told)
    os._exit(status)


def _read(pipe: int, until: float) -> str | None:
    """All that comes until the pipe is closed; None when that takes too long."""
    parts: list[bytes] = []
    while (left := until - time.monotonic()) > 0:
        if not select.select([pipe], [], [], left)[0]:
            return None
        part = os.read(pipe, 65536)
        if not part:
            return b"".join(parts).decode()
        parts.append(part)
    return None
