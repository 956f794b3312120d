"""The model server as a process of its own, which can be killed.

    python -m tests.wire.process tests.wire.replies:fixed --delay 0.1 --pace 0.01

prints the port on its first line and serves until it is ended.
"""

import argparse
import asyncio
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path

from aiohttp import web

from tests.wire.serving import Reply, Serving, listen

ROOT = Path(__file__).parents[2]


@dataclass(frozen=True)
class ServingProcess:
    """A running server process."""

    port: int
    process: subprocess.Popen[str]

    @property
    def ollama_url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def openai_url(self) -> str:
        return f"{self.ollama_url}/v1"

    def kill(self) -> None:
        """End it at once, in the middle of whatever it says."""
        self.process.kill()
        self.process.wait()


@contextmanager
def serving_process(
    reply: str, *, delay: float = 0.0, chunk: int = 12, pace: float = 0.0
) -> Iterator[ServingProcess]:
    """A server process whose reply is named as `module:callable`, ended with the block."""
    numbers = ["--delay", str(delay), "--chunk", str(chunk), "--pace", str(pace)]
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.wire.process", reply, *numbers],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    try:
        yield ServingProcess(int(process.stdout.readline()), process)
    finally:
        process.kill()
        process.wait()
        process.stdout.close()


def named(reply: str) -> Reply:
    """The callable that `module:name` means."""
    module, _, name = reply.partition(":")
    found: Reply = getattr(import_module(module), name)
    return found


async def serve(serving: Serving) -> None:
    """Serve until the process is ended."""
    runner = web.AppRunner(serving.application(), handler_cancellation=True, access_log=None)
    sys.stdout.write(f"{await listen(runner)}\n")
    sys.stdout.flush()
    await asyncio.Event().wait()


def main() -> None:
    """Read the command line and serve."""
    parser = argparse.ArgumentParser(prog="python -m tests.wire.process")
    parser.add_argument("reply", type=named, help="module:callable")
    parser.add_argument("--delay", type=float, default=0.0)
    parser.add_argument("--chunk", type=int, default=12)
    parser.add_argument("--pace", type=float, default=0.0)
    given = parser.parse_args()
    asyncio.run(serve(Serving(given.reply, delay=given.delay, chunk=given.chunk, pace=given.pace)))


if __name__ == "__main__":
    main()
