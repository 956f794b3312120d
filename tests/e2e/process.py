"""Pilcrow as a process of its own, with its settings, its log and its end."""

import asyncio
import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from tests.loopback.server import LoopbackDiscord

ROOT = Path(__file__).parents[2]

_KEPT = ("PATH", "HOME", "TMPDIR", "LANG", "SYSTEMROOT", "TEMP", "TMP")
_START_WITHIN = 90.0  # seconds; the model's libraries are read from a cold disk
_STOP_WITHIN = 10.0
_COMMAND_WITHIN = 300.0


def environment(data: Path, settings: Mapping[str, str]) -> dict[str, str]:
    """An environment with these settings and nobody else's."""
    kept = {name: os.environ[name] for name in _KEPT if name in os.environ}
    return {
        **kept,
        "PYTHONPATH": str(ROOT),
        "OMP_NUM_THREADS": "1",
        # Every new data folder would else be measured first.
        "EMBEDDING_BACKEND": os.environ.get("EMBEDDING_BACKEND", "torch"),
        "DATA_DIR": str(data),
        **settings,
    }


def pilcrow(
    arguments: list[str], folder: Path, settings: Mapping[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    """Run one command to its end, in `folder`, whose `data` is the data folder."""
    return subprocess.run(
        [sys.executable, "-m", "bot", *arguments],
        cwd=folder,
        env=environment(folder / "data", settings or {}),
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=_COMMAND_WITHIN,
        check=False,
    )


@dataclass
class BotProcess:
    """`python -m bot run` against a loopback Discord; `folder` holds its data and its output.

    `others` are settings beside the token and Discord's address.
    """

    folder: Path
    discord: LoopbackDiscord
    token: str
    others: Mapping[str, str] = field(default_factory=dict)
    _process: asyncio.subprocess.Process | None = None

    @property
    def settings(self) -> dict[str, str]:
        """What the operator set."""
        return {
            "DISCORD_TOKEN": self.token,
            "DISCORD_API_BASE_URL": self.discord.api_base,
            "LOG_LEVEL": "DEBUG",
            **self.others,
        }

    @property
    def pid(self) -> int:
        """The id of the running process."""
        assert self._process is not None
        return self._process.pid

    @property
    def output(self) -> Path:
        """Standard output and standard error of all its runs."""
        return self.folder / "output.log"

    def everything_logged(self) -> str:
        """The output and every log file in the data folder."""
        files = [self.output, *(self.folder / "data").glob("*.log*")]
        return "\n".join(file.read_text(encoding="utf-8", errors="replace") for file in files)

    async def launch(self) -> None:
        """Start it and wait for nothing."""
        with self.output.open("ab") as output:
            self._process = await asyncio.create_subprocess_exec(
                sys.executable,
                "-m",
                "bot",
                "run",
                cwd=self.folder,
                env=environment(self.folder / "data", self.settings),
                stdout=output,
                stderr=output,
            )

    async def start(self) -> None:
        """Start it and wait until it is on the gateway, or say why it isn't."""
        await self.launch()
        assert self._process is not None
        ended = asyncio.create_task(self._process.wait())
        online = asyncio.create_task(self.discord.connected(_START_WITHIN))
        await asyncio.wait({ended, online}, return_when=asyncio.FIRST_COMPLETED)
        if not online.done() or online.exception() is not None:
            online.cancel()
            await self.kill()
            raise AssertionError(f"The bot did not come online. {self._tail()}")
        ended.cancel()

    async def stop(self) -> tuple[int, float]:
        """Send SIGTERM; the exit status, and the seconds until the process was gone."""
        assert self._process is not None
        started = time.monotonic()
        self._process.send_signal(signal.SIGTERM)
        try:
            status = await asyncio.wait_for(self._process.wait(), _STOP_WITHIN)
        except TimeoutError:
            await self.kill()
            raise AssertionError(
                f"The bot still ran {_STOP_WITHIN:g} s after SIGTERM. {self._tail()}"
            ) from None
        return status, time.monotonic() - started

    async def kill(self) -> None:
        """End it at once, if it still runs."""
        if self._process is not None and self._process.returncode is None:
            with suppress(ProcessLookupError):
                self._process.kill()
            await self._process.wait()

    def _tail(self) -> str:
        lines = self.output.read_text(encoding="utf-8", errors="replace").splitlines()
        return "Its last lines:\n" + "\n".join(lines[-30:])
