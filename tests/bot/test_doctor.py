"""The doctor: each check, on real stores and a loopback API."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from token_server import RIGHT_TOKEN, token_server

from bot import lock
from bot.checks import Check, Status
from bot.doctor import examine
from bot.lock import StoreLock
from bot.parts import Parts
from bot.settings import Settings
from tests.encoders import PieceEncoder, WordEncoder
from tests.rerankers import train_cross_encoder
from vectorstore.backends.choice import REMEMBERED, Choice, remember
from vectorstore.backends.probe import Measured
from vectorstore.model import SHARED, Scope


def open_parts(folder: Path, **values: Any) -> Parts:
    """Parts over the folder, with the small encoder."""
    parts = Parts(Settings(_env_file=None, data_dir=folder, **values), "pilcrow doctor")
    parts.encoder = WordEncoder()
    return parts


@pytest.fixture
def parts(tmp_path: Path) -> Iterator[Parts]:
    with open_parts(tmp_path) as parts:
        yield parts


def ingest(parts: Parts, folder: Path) -> None:
    for name, scope in (("bees", SHARED), ("wasps", Scope("1001"))):
        file = folder / f"{name}.txt"
        file.write_text("They dance. They sleep.\n")
        parts.pipeline.ingest(file, scope)


def check(parts: Parts, name: str) -> Check:
    [found] = [each for each in examine(parts) if each.name == name]
    return found


def test_the_checks_come_in_the_order_of_need(parts: Parts) -> None:
    assert [each.name for each in examine(parts)] == [
        "python",
        "settings",
        "database",
        "model",
        "index",
        "sources",
        "discord",
    ]


def test_a_full_store_is_well(parts: Parts, tmp_path: Path) -> None:
    ingest(parts, tmp_path)
    checks = {each.name: each for each in examine(parts)}
    assert {name: each.status for name, each in checks.items()} == {
        "python": Status.OK,
        "settings": Status.OK,
        "database": Status.OK,
        "model": Status.OK,
        "index": Status.OK,
        "sources": Status.OK,
        "discord": Status.WARNING,
    }
    assert (
        checks["index"].message == f"Chroma in the folder {tmp_path / 'chroma'} has every passage."
    )
    assert checks["sources"].message == "Sources: 2, in 2 scopes."
    assert checks["model"].message == "hashed-words embeds texts in 64 dimensions."


def test_an_empty_store_says_how_to_begin(parts: Parts) -> None:
    assert check(parts, "sources") == Check(
        "sources", Status.WARNING, "No sources yet: run `pilcrow ingest PATH`."
    )


def test_missing_passages_are_counted_and_the_cure_is_told(parts: Parts, tmp_path: Path) -> None:
    ingest(parts, tmp_path)
    parts.index.clear(SHARED)
    assert check(parts, "index") == Check(
        "index",
        Status.FAILED,
        f"Chroma in the folder {tmp_path / 'chroma'} lacks 3 passages: run `pilcrow reindex`.",
    )
    for scope in parts.catalog.scopes():
        parts.pipeline.reindex(scope)
    assert check(parts, "index").status is Status.OK


def test_paragraphs_without_pieces_are_counted_and_the_cure_is_told(tmp_path: Path) -> None:
    with open_parts(tmp_path) as before:
        ingest(before, tmp_path)
    with open_parts(tmp_path) as later:
        later.encoder = PieceEncoder()
        assert check(later, "index") == Check(
            "index",
            Status.WARNING,
            f"Chroma in the folder {tmp_path / 'chroma'} has every passage, and 2 paragraphs lack "
            "the word pieces that make the best answers: run `pilcrow reindex`.",
        )
        for scope in later.catalog.scopes():
            later.pipeline.reindex(scope)
        assert check(later, "index").status is Status.OK


def test_a_store_that_another_process_uses_is_no_failure(
    parts: Parts, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lock, "_PATIENCE", 0.1)
    other = StoreLock(tmp_path)
    other.acquire("pilcrow run")
    found = check(parts, "index")
    other.release()
    assert found.status is Status.WARNING
    assert found.message.startswith("Another process (`pilcrow run`, process ")


def test_a_database_that_cannot_be_opened_fails_what_needs_it(tmp_path: Path) -> None:
    (tmp_path / "pilcrow.db").write_bytes(b"not a database, but long enough to see " * 50)
    with open_parts(tmp_path) as parts:
        failed = {each.name: each.message for each in examine(parts) if each.status == "failed"}
    said = (
        f"The database sqlite:///{tmp_path / 'pilcrow.db'} cannot be opened: "
        "file is not a database."
    )
    assert failed == {"database": said, "index": said, "sources": said}


def test_a_model_that_cannot_be_loaded_is_told(tmp_path: Path) -> None:
    (tmp_path / "model").mkdir()
    settings = Settings(
        _env_file=None, data_dir=tmp_path / "data", embedding_model=str(tmp_path / "model")
    )
    with Parts(settings, "pilcrow doctor") as parts:
        found = check(parts, "model")
    assert found.status is Status.FAILED
    assert found.message.startswith(f"EMBEDDING_MODEL has the value '{tmp_path / 'model'}', and ")


def test_a_server_of_chroma_that_is_gone_is_told(tmp_path: Path) -> None:
    with open_parts(tmp_path, chroma_url="http://127.0.0.1:1") as parts:
        found = check(parts, "index")
    assert found.status is Status.FAILED
    assert found.message.startswith("The Chroma server at http://127.0.0.1:1 (CHROMA_URL) does not")


@pytest.mark.parametrize(
    ("token", "base", "status", "said"),
    [
        (
            None,
            "{discord}/api",
            Status.WARNING,
            "DISCORD_TOKEN is not set: the terminal works, and `pilcrow run` needs it in .env.",
        ),
        (RIGHT_TOKEN, "{discord}/api", Status.OK, "Discord accepts the token."),
        (
            "wrong.token",
            "{discord}/api",
            Status.FAILED,
            "Discord refuses DISCORD_TOKEN: copy the token again from the Developer Portal.",
        ),
        (
            RIGHT_TOKEN,
            "{discord}/elsewhere",
            Status.FAILED,
            "Discord at {discord}/elsewhere answers 404.",
        ),
        (
            RIGHT_TOKEN,
            "http://127.0.0.1:1",
            Status.FAILED,
            "Discord at http://127.0.0.1:1 does not answer (ConnectError): check the network.",
        ),
        (
            "wrong\ntoken",
            "{discord}/api",
            Status.FAILED,
            "Discord at {discord}/api does not answer (LocalProtocolError): check the network.",
        ),
    ],
)
def test_the_token_is_tried(
    tmp_path: Path, token: str | None, base: str, status: Status, said: str
) -> None:
    with token_server() as discord:
        settings = {"discord_token": token, "discord_api_base_url": base.format(discord=discord)}
        with open_parts(tmp_path, **settings) as parts:
            found = check(parts, "discord")
    assert found == Check("discord", status, said.format(discord=discord))


def test_the_password_of_the_database_is_not_shown(tmp_path: Path) -> None:
    url = "nosuch://ann:swordfish@host/name?password=swordfish"
    with open_parts(tmp_path, database_url=url) as parts:
        said = " ".join(each.message for each in examine(parts))
    assert "swordfish" not in said


def test_a_check_that_fails_unforeseen_is_told_and_the_others_go_on(
    parts: Parts, tmp_path: Path
) -> None:
    ingest(parts, tmp_path)
    with parts.database.begin() as connection:
        connection.exec_driver_sql("ALTER TABLE scopes RENAME TO gone")
    assert check(parts, "sources") == Check(
        "sources",
        Status.FAILED,
        "The check failed (no such table: scopes): pilcrow.log in the data folder has the details.",
    )


def test_the_model_tells_the_backend_that_was_set(tmp_path: Path) -> None:
    with open_parts(tmp_path, embedding_backend="torch") as parts:
        found = check(parts, "model").message
    assert found == "hashed-words embeds texts in 64 dimensions on torch."


def test_the_model_tells_the_backend_that_was_chosen(parts: Parts, tmp_path: Path) -> None:
    choice = Choice("openvino", {"openvino": Measured(0.5, 0.25, 1.0)})
    remember(tmp_path / REMEMBERED, parts.settings.embedding_model, choice)
    assert check(parts, "model").message == (
        "hashed-words embeds texts in 64 dimensions on openvino, which takes 0.50 of plain "
        "torch's time for a question and 0.25 for passages."
    )


def test_a_reranker_is_tried(tmp_path: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = train_cross_encoder(tmp_path_factory.mktemp("model"), "harbour")
    with open_parts(tmp_path, reranker_model=str(folder)) as parts:
        found = check(parts, "reranker")
    told = f"{folder} reads the best paragraphs again."
    assert found == Check("reranker", Status.OK, told)


def test_a_reranker_that_is_not_there_fails(tmp_path: Path) -> None:
    with open_parts(tmp_path, reranker_model=str(tmp_path / "none")) as parts:
        found = check(parts, "reranker")
    assert found.status is Status.FAILED
    assert found.message.startswith(f"RERANKER_MODEL has the value '{tmp_path / 'none'}', and ")
