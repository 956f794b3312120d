"""What the kill loop looks for is seen: each promise is broken by hand, and told."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import text

from tests.crash.promises import broken_promises
from tests.crash.scene import asked_of_bees, ingest, ingest_others
from tests.crash.stores import Stores, opened


@pytest.fixture
def stores(tmp_path: Path) -> Iterator[Stores]:
    with opened(tmp_path) as stores:
        ingest_others(stores)
        for name in ("first", "second"):
            ingest(stores, name)
        assert broken_promises(stores) == []
        yield stores


def _sql(statement: str) -> Callable[[Stores], None]:
    def run(stores: Stores) -> None:
        with stores.database.begin() as connection:
            connection.execute(text(statement))

    return run


def _stray_vector(stores: Stores) -> None:
    for collection in stores.chroma.list_collections():
        collection.add(ids=["stray"], embeddings=[1.0] * 64)


def _lost_vector(stores: Stores) -> None:
    for collection in stores.chroma.list_collections():
        collection.delete(ids=collection.get(include=[])["ids"][:1])


_OLD = "(SELECT id FROM revisions WHERE number = 1 AND source_id = (SELECT max(source_id) FROM "
_OLD += "revisions WHERE number = 2))"


@pytest.mark.parametrize(
    ("breaking", "told"),
    [
        (_stray_vector, "Chroma holds vectors that nothing live or waiting has"),
        (_lost_vector, "Chroma lacks vectors of live passages"),
        (_sql("DELETE FROM kept_vectors"), "are neither in Chroma nor kept"),
        (_sql("DELETE FROM pieces"), "live passages lack their pieces"),
        (
            _sql("INSERT INTO pieces VALUES ('shared', 'words', 'stray', '')"),
            "pieces are kept that no revision needs",
        ),
        (
            _sql("INSERT INTO kept_vectors VALUES ('shared', 'hashed-words', 'stray', '')"),
            "vectors are kept that no revision needs",
        ),
        (
            _sql(f"UPDATE revisions SET published_at = NULL, ready_at = NULL WHERE id = {_OLD}"),
            "a revision is staged and not ready",
        ),
        (
            _sql(f"UPDATE revisions SET touched_at = created_at WHERE id = {_OLD}"),
            "a revision is on its way back",
        ),
        (_sql(f"DELETE FROM paragraphs WHERE revision_id = {_OLD}"), "has no paragraph"),
        (_sql("DELETE FROM revisions WHERE number = 1"), "a source has no revision"),
        (_sql("UPDATE sources SET current = 999"), "current revision is not there"),
    ],
)
def test_a_broken_promise_is_told(
    stores: Stores, breaking: Callable[[Stores], None], told: str
) -> None:
    breaking(stores)
    assert told in "; ".join(broken_promises(stores))


def test_a_mixture_of_two_revisions_is_told(stores: Stores) -> None:
    _sql(
        f"UPDATE paragraphs SET text = (SELECT text FROM paragraphs WHERE revision_id = {_OLD} "
        "AND number = 2) WHERE number = 4 AND revision_id = (SELECT max(revision_id) FROM "
        "paragraphs)"
    )(stores)
    with pytest.raises(AssertionError, match="cites what is not there"):
        asked_of_bees(stores)
