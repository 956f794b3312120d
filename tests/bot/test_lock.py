"""The lock on the data folder."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Timer

import pytest

from bot import lock as module
from bot.errors import SettingsError, StoreBusyError
from bot.lock import StoreLock

HOLD = """
import sys, time
from pathlib import Path
from bot.lock import StoreLock
lock = StoreLock(Path(sys.argv[1]))
lock.acquire("pilcrow run")
print("held", flush=True)
time.sleep(600)
"""


@pytest.fixture
def _impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_PATIENCE", 0.1)


@pytest.mark.usefixtures("_impatient")
def test_the_second_is_told_who_has_the_store_and_what_to_do(tmp_path: Path) -> None:
    first = StoreLock(tmp_path)
    first.acquire("pilcrow run")
    with pytest.raises(StoreBusyError) as raised:
        StoreLock(tmp_path).acquire("pilcrow ask")
    first.release()
    assert str(raised.value) == (
        f"Another process (`pilcrow run`, process {os.getpid()}) is using the store in {tmp_path}. "
        "Stop it first, or run a Chroma server and set CHROMA_URL for both."
    )


@pytest.mark.usefixtures("_impatient")
def test_a_released_store_is_free(tmp_path: Path) -> None:
    for _ in range(2):
        lock = StoreLock(tmp_path)
        lock.acquire("pilcrow ask")
        lock.release()


@pytest.mark.usefixtures("_impatient")
def test_who_holds_the_lock_may_take_it_again_and_releases_it_once(tmp_path: Path) -> None:
    lock = StoreLock(tmp_path)
    lock.acquire("pilcrow run")
    lock.acquire("pilcrow run")
    lock.release()
    StoreLock(tmp_path).acquire("pilcrow ask")


def test_the_second_waits_for_a_moment(tmp_path: Path) -> None:
    with _holder(tmp_path) as process:
        timer = Timer(0.3, process.kill)
        timer.start()
        StoreLock(tmp_path).acquire("pilcrow ask")
        timer.join()


@pytest.mark.usefixtures("_impatient")
def test_the_lock_ends_with_the_process_that_holds_it(tmp_path: Path) -> None:
    with _holder(tmp_path) as process:
        holder = re.escape(f"(`pilcrow run`, process {process.pid})")
        with pytest.raises(StoreBusyError, match=holder):
            StoreLock(tmp_path).acquire("pilcrow ask")
    StoreLock(tmp_path).acquire("pilcrow ask")


def test_the_folder_is_made(tmp_path: Path) -> None:
    StoreLock(tmp_path / "new" / "data").acquire("pilcrow ask")
    assert (tmp_path / "new" / "data" / "store.lock").exists()


@contextmanager
def _holder(folder: Path) -> Iterator[subprocess.Popen[bytes]]:
    """A process that holds the lock, killed with the block."""
    with subprocess.Popen(
        [sys.executable, "-c", HOLD, folder],
        stdout=subprocess.PIPE,
        env=os.environ | {"PYTHONPATH": str(Path(__file__).parents[2])},
    ) as process:
        try:
            assert process.stdout is not None
            assert process.stdout.readline() == b"held\n"
            yield process
        finally:
            process.kill()


def test_a_folder_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(
        SettingsError, match=r"file/data'\. It must be a folder that can be written"
    ):
        StoreLock(tmp_path / "file" / "data").acquire("pilcrow ask")
