"""`python -m bot ingest` with the bundled model, killed after some time, whatever it is doing."""

import json
import os
import sqlite3
import subprocess
import sys
import time
from contextlib import closing, suppress
from pathlib import Path

import pytest

from bot.settings import Settings
from tests.crash.promises import broken_promises
from tests.crash.stores import opened

pytestmark = pytest.mark.slow

_PARAGRAPHS = 250
_DELAYS = (None, 0.0, 0.1, 0.5, 1.0, 1.5, 2.0, 3.0, 4.0)  # seconds after staging
_ASKED = ("How many jars did hive number 7 give?", "Where does hive number 199 stand?")


def _article(file: Path, word: str) -> None:
    file.write_text(
        "\n\n".join(
            f"Hive number {number} gave {3 * number} {word} of honey. "
            f"It stands in row {number % 17} of the garden, and faces the {word}."
            for number in range(_PARAGRAPHS)
        )
        + "\n",
        encoding="utf-8",
    )


class _Bot:
    """The command line in a folder of its own."""

    def __init__(self, folder: Path, repository: Path) -> None:
        inherited = {
            name: value
            for name, value in os.environ.items()
            if name.lower() not in Settings.model_fields
        }
        self._folder = folder
        self._environment = (
            inherited
            | {"PYTHONPATH": str(repository), "DATA_DIR": str(folder / "data")}
            # Every new folder would else be measured first.
            | {"EMBEDDING_BACKEND": "torch", "OMP_NUM_THREADS": "1"}
        )

    def start(self, *arguments: str) -> subprocess.Popen[str]:
        """Begin a command."""
        return subprocess.Popen(
            [sys.executable, "-m", "bot", *arguments],
            cwd=self._folder,
            env=self._environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def done(self, *arguments: str) -> str:
        """What a command printed that came to its end."""
        process = self.start(*arguments)
        printed, errors = process.communicate(timeout=600)
        assert process.returncode == 0, errors
        return printed

    def answers_from(self) -> int:
        """The one revision that all questions are answered from."""
        asked = self._folder / "asked.jsonl"
        asked.write_text("".join(json.dumps({"id": 1, "question": one}) + "\n" for one in _ASKED))
        said = [
            json.loads(line) for line in self.done("ask", "--questions", str(asked)).splitlines()
        ]
        statements = [each for one in said for each in one["statements"]]
        revisions = {cited["revision"] for each in statements for cited in each["citations"]}
        assert [one["status"] for one in said] == ["answered"] * len(_ASKED)
        assert len(revisions) == 1
        return int(revisions.pop())


def _wait_for_draft(database: Path, process: subprocess.Popen[str]) -> None:
    """Until the process has staged a revision, or has ended."""
    with closing(sqlite3.connect(database)) as connection:
        while process.poll() is None:
            with suppress(sqlite3.OperationalError):
                staged = "SELECT count(*) FROM revisions WHERE published_at IS NULL"
                if connection.execute(staged).fetchone()[0]:
                    return
            time.sleep(0.005)


def _kill_after(bot: _Bot, folder: Path, seconds: float | None) -> None:
    """Start an update, and kill it so long after it has staged, or before."""
    with bot.start("ingest", "hives.txt") as process:
        if seconds is None:
            time.sleep(1)
        else:
            _wait_for_draft(folder / "data" / "pilcrow.db", process)
            time.sleep(seconds)
        process.kill()


def test_a_kill_at_any_time_leaves_one_revision_and_is_repaired(
    tmp_path: Path, repository: Path
) -> None:
    bot = _Bot(tmp_path, repository)
    file = tmp_path / "hives.txt"
    _article(file, "jars")
    bot.done("ingest", "hives.txt")
    current = 1
    for at, delay in enumerate(_DELAYS):
        _article(file, f"jars{at}")
        _kill_after(bot, tmp_path, delay)
        now = bot.answers_from()
        assert now in (current, current + 1)
        if at % 3 == 2:  # what the others leave is repaired by the update that comes next
            bot.done("ingest", "hives.txt")
            now = bot.answers_from()
            with opened(tmp_path / "data") as stores:
                assert broken_promises(stores) == []
        current = now
