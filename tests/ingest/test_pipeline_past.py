"""Going back, taking away, forgetting: nothing is embedded again, and nothing is left."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import pytest
from small_articles import CHANGED, FIRST, LONG, paragraphs, write
from sqlalchemy import Engine, func, select, update
from stores import Stores

from ingest.pipeline import Pipeline
from ingest.report import Published
from ingest.tidying import Keep
from tests.encoders import PieceEncoder
from vectorstore.catalog import Catalog
from vectorstore.changes import Action
from vectorstore.errors import UnknownRevisionError, UnknownSourceError
from vectorstore.history import History
from vectorstore.index import VectorIndex
from vectorstore.model import SHARED, Scope
from vectorstore.piece_store import PieceStore
from vectorstore.publishing import Publisher
from vectorstore.schema import metadata, sources
from vectorstore.search import Search

EMPTY = ("changes", "kept_vectors", "paragraphs", "passages", "pieces", "revisions", "sources")


@pytest.fixture
def stores(database: Engine, index: VectorIndex) -> Stores:
    return Stores(database, index)


@pytest.fixture
def changed(reading: Pipeline, encoder: PieceEncoder, file: Path) -> None:
    """Two revisions, and an encoder that counts from here."""
    reading.ingest(file, SHARED)
    reading.ingest(write(file, CHANGED), SHARED)
    encoder.embedded.clear()


def keeping(database: Engine, index: VectorIndex, encoder: PieceEncoder, keep: Keep) -> Pipeline:
    pieces = PieceStore(database, "words")
    return Pipeline(Catalog(database), Publisher(database), index, encoder, pieces, keep)


@pytest.mark.usefixtures("changed")
def test_rolling_back_and_forth_embeds_nothing(
    reading: Pipeline, catalog: Catalog, encoder: PieceEncoder, stores: Stores
) -> None:
    for number, words in ((1, FIRST), (2, CHANGED), (1, FIRST)):
        done = reading.rollback(SHARED, "bees", number, actor="ann")
        assert (done.action, done.after, paragraphs(catalog)) == (
            Action.ROLLED_BACK,
            number,
            words,
        )
        assert stores.indexed == sorted(words)
        assert stores.read == sorted({*FIRST, *CHANGED})
    assert encoder.embedded == []


def test_vectors_of_a_large_revision_come_and_go_many_times(
    reading: Pipeline, catalog: Catalog, index: VectorIndex, stores: Stores, tmp_path: Path
) -> None:
    many = tuple(f"Sentence number {number} is about bees." for number in range(1_500))
    file = tmp_path / "bees.txt"
    reading.ingest(write(file, many), SHARED)  # Chroma saves its graph every thousand vectors
    reading.ingest(write(file, FIRST), SHARED)
    before = {}
    for number, words in ((1, many), (2, FIRST), (1, many)):
        reading.rollback(SHARED, "bees", number, actor="ann")
        assert stores.indexed == sorted(words)
        ids = catalog.vector_ids(SHARED, "bees", 2_000)
        vectors = index.stored(SHARED, ids)
        assert {each: vectors[each].tobytes() for each in before.keys() & ids} == {
            each: before[each] for each in before.keys() & ids
        }
        before |= {each: vector.tobytes() for each, vector in vectors.items()}
        [nearest] = index.nearest(SHARED, vectors[ids[0]], 1)
        assert np.allclose(vectors[nearest], vectors[ids[0]])


@pytest.mark.usefixtures("changed")
def test_a_source_that_was_removed_comes_back_at_once(
    reading: Pipeline, catalog: Catalog, encoder: PieceEncoder, stores: Stores, index: VectorIndex
) -> None:
    search = Search(catalog, index, encoder)
    assert search.find("queen", SHARED)
    done = reading.remove(SHARED, "bees", actor="ann")
    assert done == Published(SHARED, "bees", "Bees", Action.REMOVED, before=2, after=None)
    assert (stores.indexed, catalog.sources([SHARED]), search.find("queen", SHARED)) == ([], [], [])
    encoder.embedded.clear()
    reading.rollback(SHARED, "bees", 2, actor="ann")
    assert (encoder.embedded, stores.indexed) == ([], sorted(CHANGED))
    assert search.find("queen", SHARED)[0].placed.paragraph.text == CHANGED[1]


def test_a_rollback_is_found_by_words_too(
    reading: Pipeline, catalog: Catalog, encoder: PieceEncoder, index: VectorIndex, file: Path
) -> None:
    def known() -> tuple[bool, bool]:
        return search.mentions("queen", SHARED), search.mentions("hum", SHARED)

    search = Search(catalog, index, encoder)
    reading.ingest(file, SHARED)
    assert known() == (True, False)
    reading.ingest(write(file, (FIRST[0], "Drones hum.", FIRST[2])), SHARED)
    assert known() == (False, True)
    reading.rollback(SHARED, "bees", 1, actor="ann")
    assert known() == (True, False)
    reading.rollback(SHARED, "bees", 2, actor="ann")
    assert known() == (False, True)


@pytest.mark.usefixtures("changed")
def test_a_removed_source_can_be_given_anew(
    reading: Pipeline, catalog: Catalog, encoder: PieceEncoder, stores: Stores, file: Path
) -> None:
    reading.remove(SHARED, "bees", actor="ann")
    done = reading.ingest(file, SHARED)
    assert (done.revision, done.changes.added, encoder.embedded) == (3, 3, [])
    assert (paragraphs(catalog), stores.indexed) == (CHANGED, sorted(CHANGED))


@pytest.mark.usefixtures("changed")
def test_going_to_what_is_not_there_changes_nothing(
    reading: Pipeline, catalog: Catalog, database: Engine
) -> None:
    before = (catalog.generation(SHARED), History(database).log(SHARED))
    with pytest.raises(UnknownRevisionError):
        reading.rollback(SHARED, "bees", 3, actor="ann")
    for scope, source in ((SHARED, "wasps"), (Scope("7"), "bees")):
        with pytest.raises(UnknownSourceError):
            reading.rollback(scope, source, 1, actor="ann")
        with pytest.raises(UnknownSourceError):
            reading.remove(scope, source, actor="ann")
        with pytest.raises(UnknownSourceError):
            reading.forget(scope, source)
    assert (catalog.generation(SHARED), History(database).log(SHARED)) == before


class Broken(PieceEncoder):
    """Embeds nothing."""

    def read(self, texts):  # type: ignore[no-untyped-def]
        raise RuntimeError


@pytest.mark.usefixtures("changed")
def test_a_rollback_that_fails_leaves_what_was(
    catalog: Catalog, database: Engine, index: VectorIndex, stores: Stores
) -> None:
    with database.begin() as connection:
        connection.exec_driver_sql("DELETE FROM kept_vectors")
    with pytest.raises(RuntimeError):
        keeping(database, index, Broken(), Keep()).rollback(SHARED, "bees", 1, actor="ann")
    assert (paragraphs(catalog), stores.indexed) == (CHANGED, sorted(CHANGED))
    done = keeping(database, index, PieceEncoder(), Keep()).rollback(SHARED, "bees", 1, actor="ann")
    assert (done.after, stores.indexed) == (1, sorted(FIRST))


@pytest.mark.usefixtures("changed")
def test_forgetting_a_source_leaves_nothing_but_the_log(
    reading: Pipeline, catalog: Catalog, database: Engine, stores: Stores, file: Path
) -> None:
    reading.ingest(file, SHARED, source="wasps")
    generation = catalog.generation(SHARED)
    reading.forget(SHARED, "bees")
    assert [each.id for each in catalog.sources([SHARED])] == ["wasps"]
    assert stores.indexed == stores.read == sorted(CHANGED)
    assert (stores.kept, catalog.generation(SHARED) > generation) == ([], True)
    assert History(database).log(SHARED, "bees")[0].action is Action.REMOVED


@pytest.mark.usefixtures("changed")
def test_purging_a_scope_leaves_nothing_and_the_others_alone(
    reading: Pipeline, catalog: Catalog, database: Engine, index: VectorIndex, tmp_path: Path
) -> None:
    server = Scope("7")
    file = write(tmp_path / "bees.txt", FIRST)
    reading.ingest(file, server)
    reading.ingest(write(file, CHANGED), server)
    generation = catalog.generation(SHARED)
    reading.purge(SHARED)
    assert (catalog.sources([SHARED]), index.count(SHARED)) == ([], 0)
    assert catalog.generation(SHARED) > generation
    assert Stores(database, index, server).indexed == sorted(CHANGED)
    reading.purge(server)
    with database.connect() as connection:
        left = {
            name: connection.scalar(select(func.count()).select_from(metadata.tables[name]))
            for name in EMPTY
        }
    assert left == dict.fromkeys(EMPTY, 0)
    assert reading.ingest(file, server).revision == 1


def test_old_revisions_are_pruned_when_one_is_published(
    database: Engine, index: VectorIndex, encoder: PieceEncoder, stores: Stores, file: Path
) -> None:
    pipeline = keeping(database, index, encoder, Keep(revisions=2))
    for number in range(4):
        pipeline.ingest(write(file, (*FIRST, f"Number {number}.")), SHARED)
    numbers = [each.number for each in History(database).revisions(SHARED, "bees")]
    assert numbers == [4, 3]
    assert (stores.kept, stores.indexed) == (["Number 2."], sorted((*FIRST, "Number 3.")))
    assert stores.read == sorted((*FIRST, "Number 2.", "Number 3."))


@pytest.mark.usefixtures("changed")
def test_a_removed_source_is_forgotten_when_its_time_is_over(
    reading: Pipeline, database: Engine, stores: Stores
) -> None:
    reading.remove(SHARED, "bees", actor="ann")
    assert (reading.prune(), len(stores.kept)) == (0, 4)
    with database.begin() as connection:
        old = datetime.now(UTC) - timedelta(days=31)
        connection.execute(update(sources).values(removed_at=old))
    assert (reading.prune(), stores.kept, stores.read) == (2, [], [])
    assert History(database).removed(SHARED) == []


def test_reindex_takes_out_what_no_revision_needs(
    reading: Pipeline, index: VectorIndex, encoder: PieceEncoder, stores: Stores, file: Path
) -> None:
    reading.ingest(file, SHARED)
    index.add(SHARED, "bees", ["nobody's"], encoder.encode(["Nobody's."]))
    assert "orphan" in stores.indexed
    assert (reading.reindex(SHARED), stores.indexed) == (0, sorted(FIRST))


def test_paragraphs_carried_over_keep_their_passages(
    reading: Pipeline, catalog: Catalog, file: Path
) -> None:
    first = [f"{a} {b}" for a, b in zip(LONG[:8], LONG[8:16], strict=True)]
    reading.ingest(write(file, first), SHARED)
    second = ["Something new. And more.", *first[2:5], first[0], first[0], *first[6:], first[5]]
    reading.ingest(write(file, second), SHARED)
    fresh = Scope("7")
    reading.ingest(file, fresh)
    carried, cut = (
        [each.placed.paragraph for each in catalog.live([scope], [], range(1, 100))]
        for scope in (SHARED, fresh)
    )
    assert carried == cut
    assert all(len(each.passages) == 3 for each in carried)
