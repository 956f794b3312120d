"""A real Chroma server on loopback, in a process of its own."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx

_START = 60.0  # seconds


class ChromaServer:
    """A running server; `url` is what CHROMA_URL would be."""

    def __init__(self, folder: Path) -> None:
        port = _free_port()
        self.url = f"http://127.0.0.1:{port}"
        self._log = (folder / "chroma.log").open("wb")
        program = Path(sys.executable).with_name("chroma")
        self._process = subprocess.Popen(
            [program, "run", "--path", folder, "--host", "127.0.0.1", "--port", str(port)],
            stdin=subprocess.DEVNULL,
            stdout=self._log,
            stderr=subprocess.STDOUT,
            env=os.environ | {"ANONYMIZED_TELEMETRY": "False"},
        )

    def wait(self) -> None:
        """Until it answers."""
        end = time.monotonic() + _START
        while time.monotonic() < end:
            if self._process.poll() is not None:
                raise RuntimeError(f"chroma ended with {self._process.returncode}")
            try:
                httpx.get(f"{self.url}/api/v2/heartbeat", timeout=1).raise_for_status()
            except httpx.HTTPError:
                time.sleep(0.05)
            else:
                return
        raise TimeoutError("chroma did not start")

    def stop(self) -> None:
        """End the process, if it still runs."""
        self._process.kill()
        self._process.wait()
        self._log.close()


@contextmanager
def chroma_server(folder: Path) -> Iterator[ChromaServer]:
    """A server over `folder`, ended with the block."""
    server = ChromaServer(folder)
    try:
        server.wait()
        yield server
    finally:
        server.stop()


def _free_port() -> int:
    """A port that was free a moment ago: the server cannot be asked to choose one itself."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
