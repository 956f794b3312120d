"""A Chroma server on loopback, in a process of its own."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx

_START = 120.0  # seconds


@dataclass(frozen=True)
class ChromaServer:
    """A running server; `url` is what CHROMA_URL would be, `pid` its process."""

    url: str
    pid: int


@contextmanager
def serving(folder: Path) -> Iterator[ChromaServer]:
    """A server over `folder`, ended with the block."""
    folder.mkdir(parents=True, exist_ok=True)
    port = _free_port()
    process = subprocess.Popen(
        [
            *(Path(sys.executable).with_name("chroma"), "run", "--path", folder),
            *("--host", "127.0.0.1", "--port", str(port)),
        ],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env=os.environ | {"ANONYMIZED_TELEMETRY": "False"},
    )
    try:
        server = ChromaServer(f"http://127.0.0.1:{port}", process.pid)
        _wait(server.url, process)
        yield server
    finally:
        process.terminate()
        process.wait()


def _wait(url: str, process: subprocess.Popen[bytes]) -> None:
    """Until the server answers; raises `SystemExit` when it doesn't."""
    end = time.monotonic() + _START
    while time.monotonic() < end and process.poll() is None:
        try:
            httpx.get(f"{url}/api/v2/heartbeat", timeout=1).raise_for_status()
        except httpx.HTTPError:
            time.sleep(0.05)
        else:
            return
    raise SystemExit(f"The Chroma server at {url} did not start within {_START:.0f} seconds.")


def _free_port() -> int:
    """A port that was free a moment ago: the server cannot be asked to choose one itself."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
