"""Whatever is given as the new version of a source, the old one answers until that is complete."""

import os
import signal
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import Engine

from bot.keeper import Keeper
from ingest.errors import IngestError
from ingest.fetching.fetcher import Fetcher
from ingest.given import Given
from ingest.pipeline import Pipeline
from ingest.sandbox.reader import SandboxedReader
from tests.encoders import WordEncoder
from tests.hostile.documents import HOSTILE, given_of
from tests.hostile.sites import Site, dripping, redirect, response
from vectorstore.catalog import Catalog
from vectorstore.history import History
from vectorstore.index import VectorIndex
from vectorstore.model import SHARED
from vectorstore.publishing import Publisher

GOOD = Given("bees.txt", "bees.txt", b"Bees\n\nBees find flowers by their scent.\n\nThey dance.")
HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n"


@pytest.fixture
def reader() -> Iterator[SandboxedReader]:
    with SandboxedReader() as opened:
        yield opened


@pytest.fixture
def keeper(
    reader: SandboxedReader,
    catalog: Catalog,
    publisher: Publisher,
    index: VectorIndex,
    encoder: WordEncoder,
    database: Engine,
) -> Keeper:
    pipeline = Pipeline(catalog, publisher, index, encoder)
    fetcher = Fetcher(["127.0.0.1"], 1_000_000, 1)
    keeper = Keeper(pipeline, catalog, History(database), reader, fetcher)
    keeper.ingest(GOOD, SHARED, source="bees", actor="operator")
    return keeper


def state(keeper: Keeper) -> tuple[object, ...]:
    """All that could have changed."""
    return (
        keeper.sources(SHARED),
        keeper.paragraphs(SHARED, "bees"),
        keeper.revisions(SHARED, "bees"),
        keeper.waiting(SHARED),
        keeper.log(SHARED),
    )


REFUSED = ("laughs.docx", "bomb.docx", "circle.pdf", "paragraphs.txt", "zeros.txt", "noise.epub")


@pytest.mark.parametrize("name", REFUSED)
def test_a_hostile_version_changes_nothing(keeper: Keeper, tmp_path: Path, name: str) -> None:
    before = state(keeper)
    given = given_of(next(each for each in HOSTILE if each.name == name), tmp_path)
    for change in (keeper.prepare, keeper.ingest):
        with pytest.raises(IngestError):
            change(given, SHARED, source="bees", actor="operator")
        assert state(keeper) == before


def test_a_reader_that_dies_changes_nothing(keeper: Keeper, reader: SandboxedReader) -> None:
    before = state(keeper)
    os.kill(reader.waiting[-1], signal.SIGSTOP)
    threading.Timer(0.3, os.kill, (reader.waiting[-1], signal.SIGKILL)).start()
    with pytest.raises(IngestError):
        keeper.ingest(
            replace(GOOD, data=b"Bees\n\nOther."), SHARED, source="bees", actor="operator"
        )
    assert state(keeper) == before


@pytest.mark.parametrize(
    "answer",
    [
        response(b"", status="404 Not Found"),
        response(b"", status="500 Internal Server Error"),
        response(b"", kind="image/png"),
        redirect("http://169.254.169.254/latest/meta-data/"),
        redirect("/"),
        HEAD + b"Content-Length: 100\r\n\r\n<p>Half of it",
        HEAD + b"Content-Encoding: gzip\r\n\r\nno gzip",
        response(b"x" * 2_000_000),
        b"",
        None,
    ],
    ids=["404", "500", "picture", "inside", "loop", "half", "damaged", "large", "nothing", "drip"],
)
def test_a_failed_fetch_changes_nothing(keeper: Keeper, answer: bytes | None) -> None:
    before = state(keeper)
    slow = response(b"<p>Bees are gone.</p>" * 100)
    pages = {"/": answer if answer is not None else lambda _: dripping(slow, 0.1)}
    with Site(pages) as site, pytest.raises(IngestError):
        keeper.fetch(site.address())
    assert state(keeper) == before
