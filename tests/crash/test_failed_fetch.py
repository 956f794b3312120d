"""A page that cannot be fetched or read leaves everything as it was."""

import socket
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from threading import Thread

import pytest

from bot.keeper import Keeper
from ingest.document import Document
from ingest.errors import IngestError
from ingest.fetching.fetcher import Fetcher
from ingest.formats import parse
from ingest.given import Given
from tests.crash.promises import broken_promises
from tests.crash.scene import asked, ingest, ingest_others
from tests.crash.stores import Stores, opened
from vectorstore.history import History
from vectorstore.model import SHARED

_OK = b"HTTP/1.1 200 OK\r\n"
_HTML = b"Content-Type: text/html\r\n"
ANSWERS = {
    "nothing at all": b"",
    "no HTTP": b"SSH-2.0-OpenSSH_9.6\r\n",
    "an error of the server": b"HTTP/1.1 500 Oops\r\nContent-Length: 0\r\n\r\n",
    "a page that is gone": b"HTTP/1.1 410 Gone\r\nContent-Length: 0\r\n\r\n",
    "half of the page": _OK + _HTML + b"Content-Length: 900\r\n\r\n<p>Bees danc",
    "a chunk that is cut off": _OK + _HTML + b"Transfer-Encoding: chunked\r\n\r\n40\r\n<p>Bees",
    "a page without text": _OK + _HTML + b"Content-Length: 13\r\n\r\n<html></html>",
    "what is no page": _OK + b"Content-Type: image/png\r\nContent-Length: 4\r\n\r\n\x89PNG",
    "a broken PDF": _OK + b"Content-Type: application/pdf\r\nContent-Length: 8\r\n\r\n%PDF-1.7",
    "a redirect to itself": b"HTTP/1.1 302 Found\r\nLocation: /bees\r\nContent-Length: 0\r\n\r\n",
    "more than is taken": _OK + _HTML + b"Content-Length: 999999\r\n\r\n" + b"<p>bees</p>" * 90_000,
}


class _HereReader:
    """Reads in this process."""

    def read(self, given: Given) -> Document:
        """The document."""
        return parse(given)


class BadServer:
    """Gives every connection the same bytes, whatever is asked, and hangs up."""

    def __init__(self, answer: bytes) -> None:
        self._answer = answer
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._socket.getsockname()[1]
        self._thread = Thread(target=self._serve, daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Answer no more."""
        self._socket.shutdown(socket.SHUT_RDWR)
        self._socket.close()
        self._thread.join()

    def _serve(self) -> None:
        while True:
            try:
                connection, _ = self._socket.accept()
            except OSError:
                return
            with connection:
                connection.settimeout(5)
                try:
                    connection.recv(65536)
                    connection.sendall(self._answer)
                except OSError:  # the client had enough
                    continue


@pytest.fixture(params=list(ANSWERS.values()), ids=list(ANSWERS))
def address(request: pytest.FixtureRequest) -> Iterator[str]:
    """Where a server gives one of the answers."""
    server = BadServer(request.param)
    yield f"http://127.0.0.1:{server.port}/bees"
    server.close()


@pytest.fixture(scope="module")
def stores(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stores]:
    """The same for all: none may change them."""
    with opened(tmp_path_factory.mktemp("stores")) as stores:
        ingest_others(stores)
        ingest(stores, "first")
        yield stores


def _rows(stores: Stores) -> list[str]:
    with closing(sqlite3.connect(stores.folder / "pilcrow.db")) as database:
        return list(database.iterdump())


def test_a_failed_fetch_leaves_everything_as_it_was(stores: Stores, address: str) -> None:
    before = _rows(stores)
    keeper = Keeper(
        stores.pipeline,
        stores.catalog,
        History(stores.database),
        _HereReader(),
        Fetcher(["127.0.0.1"], most_bytes=100_000, timeout=5),
    )
    with pytest.raises(IngestError):
        _update(keeper, address)
    assert _rows(stores) == before
    assert asked(stores)["shared/bees"] == "first"
    assert broken_promises(stores) == []


def _update(keeper: Keeper, address: str) -> None:
    given = keeper.fetch(address)
    assert isinstance(given, Given)
    keeper.ingest(given, SHARED, source="bees", actor="schedule")
