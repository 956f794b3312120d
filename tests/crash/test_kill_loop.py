"""A process that is killed leaves the old revision or the new one, and nothing of its own."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest


def _killed(repository: Path, *options: str) -> dict[str, object]:
    """What the kill loop says, run in a process that forks."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.crash.kill_loop", "--json", *options],
        cwd=repository,
        env=os.environ | {"OMP_NUM_THREADS": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stdout, done.stderr
    said: dict[str, object] = json.loads(done.stdout)
    return said


def test_a_kill_at_any_kind_of_step_leaves_one_whole_revision(repository: Path) -> None:
    said = _killed(repository, "--quick", "1")
    assert said["failures"] == []
    assert said["points"] == 13


@pytest.mark.slow
def test_a_kill_at_every_step_leaves_one_whole_revision(repository: Path) -> None:
    said = _killed(repository)
    print(f"{said['points']} points")  # noqa: T201
    assert said["failures"] == []
