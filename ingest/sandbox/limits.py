"""What a child that reads documents may use of the machine, set by itself before it reads any."""

import math
import os
import select
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

try:
    import fcntl
    import resource
except ImportError:  # Windows; there the parent's clock is the only limit
    LIMITED = False
else:
    LIMITED = True

MEMORY = 1024 * 1024 * 1024
"""The bytes of address space that reading may take beyond what the child starts with."""

_FILES = 64  # open at once; parsers open none, but modules are imported when first needed
_REFUSED = (  # events of the interpreter's audit, by how they begin
    "socket.",
    "subprocess.",
    "os.system",
    "os.exec",
    "os.fork",
    "os.posix_spawn",
    "os.spawn",
    "os.startfile",
    "os.remove",
    "os.rename",
    "os.rmdir",
    "os.mkdir",
    "os.chmod",
    "os.truncate",
    "os.kill",
    "shutil.",
    "pty.",
    "ftplib.",
    "smtplib.",
    "webbrowser.",
    "urllib.Request",
)


def confine() -> None:
    """Limit memory, files and cores of this process, and what Python code in it may do."""
    if LIMITED:
        _limit(resource.RLIMIT_AS, _address_space() + MEMORY)
        _limit(resource.RLIMIT_FSIZE, 0)
        _limit(resource.RLIMIT_CORE, 0)
        _limit(resource.RLIMIT_NOFILE, _FILES)
        os.nice(5)  # the bot that waits for it has other things to do
    sys.addaudithook(_refuse)


@contextmanager
def working(pipe: int, seconds: float) -> Iterator[None]:
    """While a document is read: end this process after `seconds` of work or if the parent dies.

    Nobody writes to `pipe` meanwhile, so any event on it is its end. The kernel sends the signals,
    so they arrive in the middle of a long call into C as well.
    """
    if not LIMITED:
        yield
        return
    _limit_work(seconds)
    fcntl.fcntl(pipe, fcntl.F_SETOWN, os.getpid())
    flags = fcntl.fcntl(pipe, fcntl.F_GETFL)
    fcntl.fcntl(pipe, fcntl.F_SETFL, flags | os.O_ASYNC)
    if select.select([pipe], [], [], 0)[0]:  # the parent died before the line above
        os._exit(1)
    try:
        yield
    finally:
        fcntl.fcntl(pipe, fcntl.F_SETFL, flags)


def _limit_work(seconds: float) -> None:
    """A new allowance for each document: the kernel counts from the start of the process."""
    hard = resource.getrlimit(resource.RLIMIT_CPU)[1]
    resource.setrlimit(resource.RLIMIT_CPU, (math.ceil(time.process_time() + seconds), hard))


def _limit(kind: int, most: int) -> None:
    """Lower a limit; one that this system refuses is left as it is."""
    try:
        hard = resource.getrlimit(kind)[1]
        if hard != resource.RLIM_INFINITY:
            most = min(most, hard)
        resource.setrlimit(kind, (most, most))
    except (OSError, ValueError):
        return


def _address_space() -> int:
    """The bytes of address space in use; 0 where the system doesn't say."""
    try:
        pages = int(Path("/proc/self/statm").read_text().split()[0])
    except (OSError, ValueError, IndexError):
        return 0
    return pages * resource.getpagesize()


def _refuse(event: str, arguments: tuple[object, ...]) -> None:
    if event.startswith(_REFUSED) or (event == "open" and _writes(arguments)):
        raise PermissionError(f"a reader of documents must not use {event}")


def _writes(arguments: tuple[object, ...]) -> bool:
    mode, flags = arguments[1:3]
    if isinstance(mode, str):
        return any(sign in mode for sign in "wax+")
    return isinstance(flags, int) and bool(flags & (os.O_WRONLY | os.O_RDWR | os.O_CREAT))
