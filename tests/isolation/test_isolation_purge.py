"""When everything of one server is deleted, nothing of it is left, and nothing else is gone."""

from collections.abc import Iterator

import pytest

from tests.encoders import WordEncoder
from tests.isolation.purging import PURGE, Purged, purge
from tests.isolation.rows import Row
from tests.isolation.town import settle
from tests.keeping import house
from tests.migrated import migrated_database
from tests.servers import ChromaServer
from vectorstore.index import VectorIndex, open_embedded, open_server
from vectorstore.model import Scope


@pytest.fixture(scope="module", params=["embedded", "server"])
def purged(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Purged]:
    folder = tmp_path_factory.mktemp("purged")
    if request.param == "server":
        server: ChromaServer = request.getfixturevalue("chroma")
        client = open_server(server.url)
    else:
        client = open_embedded(folder / "chroma")
    # Others use the same Chroma server: these servers are nobody else's.
    a, b = (Scope(f"{each}{abs(hash(folder)) % 10**9}") for each in (1, 2))
    engine = migrated_database(folder / "pilcrow.db")
    yield purge(settle(house(engine, VectorIndex(client, WordEncoder.name)), a, b))
    engine.dispose()


@pytest.mark.parametrize("row", PURGE, ids=str)
def test_a_goes_whole_and_b_stays_whole(row: Row, purged: Purged) -> None:
    row.check(purged)
