"""When there is no room, the old revision goes on answering, and one sentence says so."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

pytest.importorskip("resource", reason="needs limits on the size of files, as Unix has them")


@pytest.mark.parametrize(
    "options", [["--quick"], pytest.param([], marks=pytest.mark.slow)], ids=["some", "all"]
)
def test_an_update_without_room_leaves_the_old_revision(
    repository: Path, options: list[str]
) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "tests.crash.full_disk", *options],
        cwd=repository,
        env=os.environ | {"OMP_NUM_THREADS": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stdout, done.stderr
    tries = json.loads(done.stdout)
    assert [each for each in tries if each["broken"]] == []
    assert {each["raised"] is None for each in tries} == {True, False}
