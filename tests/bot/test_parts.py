"""The parts of a process: made once, locked where they must be, released at the end."""

from pathlib import Path
from typing import Any

import pytest

from bot import lock
from bot.errors import SettingsError, StartError, StoreBusyError
from bot.lock import StoreLock
from bot.parts import Parts
from bot.settings import Settings
from tests.encoders import PieceEncoder, WordEncoder
from tests.servers import ChromaServer
from vectorstore.model import SHARED


@pytest.fixture(autouse=True)
def _impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lock, "_PATIENCE", 0.1)


def make(folder: Path, **values: Any) -> Parts:
    parts = Parts(Settings(_env_file=None, data_dir=folder, **values), "pilcrow test")
    parts.encoder = WordEncoder()
    return parts


def is_locked(folder: Path) -> bool:
    other = StoreLock(folder)
    try:
        other.acquire("another")
    except StoreBusyError:
        return True
    other.release()
    return False


def test_each_part_is_made_once(tmp_path: Path) -> None:
    with make(tmp_path) as parts:
        for name in ("database", "catalog", "index", "search", "library", "pipeline", "ledger"):
            assert getattr(parts, name) is getattr(parts, name)


def test_only_a_model_with_a_map_of_pieces_has_a_store_of_them(tmp_path: Path) -> None:
    with make(tmp_path) as parts:
        assert parts.pieces is None
    with make(tmp_path) as parts:
        parts.encoder = PieceEncoder()
        assert parts.pieces is parts.pieces is not None


def test_all_that_is_kept_is_kept_in_the_data_folder(tmp_path: Path) -> None:
    with make(tmp_path / "data") as parts:
        parts.pipeline.recover()
    assert {each.name for each in (tmp_path / "data").iterdir()} >= {
        "pilcrow.db",
        "chroma",
        "store.lock",
    }
    assert [each.name for each in tmp_path.iterdir()] == ["data"]


def test_reading_the_catalogue_takes_no_lock(tmp_path: Path) -> None:
    with make(tmp_path) as parts:
        assert parts.catalog.sources([SHARED]) == []
        assert not is_locked(tmp_path)


@pytest.mark.parametrize("part", ["index", "search", "library", "pipeline"])
def test_the_embedded_store_is_locked_until_the_end(tmp_path: Path, part: str) -> None:
    with make(tmp_path) as parts:
        getattr(parts, part)
        assert is_locked(tmp_path)
    assert not is_locked(tmp_path)


@pytest.mark.parametrize("part", ["index", "pipeline"])
def test_a_busy_store_is_not_opened(tmp_path: Path, part: str) -> None:
    other = StoreLock(tmp_path)
    other.acquire("pilcrow run")
    with make(tmp_path) as parts, pytest.raises(StoreBusyError):
        getattr(parts, part)
    assert not (tmp_path / "chroma").exists()
    assert is_locked(tmp_path)
    other.release()


def test_with_a_server_nobody_needs_the_lock(tmp_path: Path, chroma: ChromaServer) -> None:
    """So `pilcrow ingest` works while the bot runs; the pipeline keeps writers apart."""
    with make(tmp_path, chroma_url=chroma.url) as parts:
        assert parts.search.find("Who?", SHARED) == []
        assert parts.pipeline.recover(alone=False) == 0
        assert not is_locked(tmp_path)
    assert not (tmp_path / "chroma").exists()


def test_the_bot_does_not_start_without_a_token(tmp_path: Path) -> None:
    with make(tmp_path) as parts, pytest.raises(StartError) as raised:
        parts.run_bot()
    assert str(raised.value) == (
        "DISCORD_TOKEN is not set: put the token of your Discord application into .env."
    )


def test_a_data_folder_that_cannot_be_made_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("in the way")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DATA_DIR", "file/data")
    with pytest.raises(SettingsError) as raised:
        Parts.open("pilcrow test")
    assert str(raised.value) == (
        "DATA_DIR has the value 'file/data'. "
        "It must be a folder that can be written: Not a directory."
    )
