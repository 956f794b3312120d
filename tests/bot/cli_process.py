"""Runs the command line as a user does: a process in a folder of its own."""

import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from bot.settings import Settings

ROOT = Path(__file__).parents[2]
LIMIT = 120.0  # seconds


@dataclass(frozen=True)
class Cli:
    """A working folder; the data go to its folder `data`."""

    folder: Path

    def __call__(
        self,
        *arguments: str,
        typed: str = "",
        output: int | IO[str] = subprocess.PIPE,
        **settings: str,
    ) -> subprocess.CompletedProcess[str]:
        """Run `pilcrow` with the arguments and the settings until it ends."""
        inherited = {
            name: value
            for name, value in os.environ.items()
            if name.lower() not in Settings.model_fields
        }
        done = subprocess.run(
            [sys.executable, "-m", "bot", *arguments],
            cwd=self.folder,
            input=typed,
            stdout=output,
            stderr=subprocess.PIPE,
            text=True,
            encoding="utf-8",
            timeout=LIMIT,
            env=inherited
            | {"PYTHONPATH": str(ROOT), "PYTHONUTF8": "1", "COLUMNS": "200", "NO_COLOR": "1"}
            | {"EMBEDDING_BACKEND": "torch"}  # every new data folder would else be measured first
            | settings,
            check=False,
        )
        assert "Traceback" not in (done.stdout or "") + done.stderr
        return done

    @property
    def log(self) -> str:
        """All that the log file holds."""
        file = self.folder / "data" / "pilcrow.log"
        return file.read_text(encoding="utf-8") if file.exists() else ""
