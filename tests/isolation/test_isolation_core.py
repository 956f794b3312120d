"""A server's sources stay in that server: in the library, the keeper and both kinds of store."""

from collections.abc import Iterator

import pytest

from tests.encoders import WordEncoder
from tests.isolation.core import CORE
from tests.isolation.rows import Row
from tests.isolation.town import Town, settle
from tests.keeping import house
from tests.migrated import migrated_database
from tests.servers import ChromaServer
from vectorstore.index import VectorIndex, open_embedded, open_server
from vectorstore.model import Scope


@pytest.fixture(scope="module", params=["embedded", "server"])
def town(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Town]:
    folder = tmp_path_factory.mktemp("town")
    if request.param == "server":
        server: ChromaServer = request.getfixturevalue("chroma")
        client = open_server(server.url)
    else:
        client = open_embedded(folder / "chroma")
    # Others use the same Chroma server: these servers are nobody else's.
    a, b = (Scope(f"{each}{abs(hash(folder)) % 10**9}") for each in (1, 2))
    engine = migrated_database(folder / "pilcrow.db")
    yield settle(house(engine, VectorIndex(client, WordEncoder.name)), a, b)
    engine.dispose()


@pytest.mark.parametrize("row", CORE, ids=str)
def test_nothing_of_a_comes_to_b(row: Row, town: Town) -> None:
    with town.untouched():
        row.check(town)
