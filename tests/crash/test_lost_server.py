"""When the Chroma server goes in the middle of an update, the old revision is still whole."""

from pathlib import Path

import pytest

from tests.crash.fuse import Fuse
from tests.crash.points import look
from tests.crash.scenarios import UPDATE
from tests.crash.stores import opened
from tests.servers import ChromaServer, chroma_server
from vectorstore.errors import StoreError


def _arranged(folder: Path, server: ChromaServer) -> None:
    with opened(folder, url=server.url) as stores:
        UPDATE.arrange(stores)


def _update(folder: Path, server: ChromaServer, at: int) -> None:
    """Update, with the server killed at a call."""
    with opened(folder, Fuse(at, server.stop, only="Chroma"), url=server.url) as stores:
        UPDATE.act(stores)


def _lost(folder: Path, at: int) -> list[str]:
    """What is broken once the server is back."""
    (folder / "server").mkdir(parents=True)
    revision = UPDATE.before
    with chroma_server(folder / "server") as server:
        _arranged(folder, server)
        try:
            _update(folder, server, at)
        except StoreError as error:
            told = str(error)
        else:
            told, revision = "CHROMA_URL", UPDATE.after  # what was left to tidy could wait
    with chroma_server(folder / "server") as server:
        broken = look(UPDATE, folder, (revision,), server.url)
    return broken if "CHROMA_URL" in told else [*broken, f"it said: {told}"]


def test_a_server_lost_in_the_middle_leaves_the_old_revision(
    tmp_path: Path, calls: list[str]
) -> None:
    assert _lost(tmp_path / "lost", calls.index("after Chroma add")) == []


@pytest.mark.slow
def test_a_server_lost_at_any_call_leaves_the_old_revision(
    tmp_path: Path, calls: list[str]
) -> None:
    lost = {at: _lost(tmp_path / str(at), at) for at in range(len(calls))}
    assert {at: broken for at, broken in lost.items() if broken} == {}


@pytest.fixture
def calls(tmp_path: Path) -> list[str]:
    """The calls of Chroma that an update makes, the same of a server and of an embedded store."""
    fuse = Fuse(only="Chroma")
    with opened(tmp_path / "embedded") as stores:
        UPDATE.arrange(stores)
    with opened(tmp_path / "embedded", fuse) as stores:
        UPDATE.act(stores)
    return fuse.events
