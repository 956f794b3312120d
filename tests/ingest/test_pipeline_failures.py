"""The pipeline when something fails: the old revision stays, and nothing else does."""

import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest
from small_articles import CHANGED, FIRST, LONG, paragraphs, write
from sqlalchemy import Engine

from ingest.formats import read
from ingest.given import Given
from ingest.pipeline import Pipeline
from tests.encoders import PieceEncoder, WordEncoder
from vectorstore.catalog import Catalog
from vectorstore.database import open_database
from vectorstore.encoder import Vectors
from vectorstore.errors import StoreError
from vectorstore.index import VectorIndex, open_embedded
from vectorstore.model import SHARED, Scope
from vectorstore.piece_store import PieceStore
from vectorstore.pruning import Pruner
from vectorstore.publishing import Publisher, StagedRevision, Switch


def assert_nothing_is_left_over(catalog: Catalog, index: VectorIndex, database: Engine) -> None:
    """Every vector is some live passage's, and every row a published revision's."""
    assert Pruner(database).leftovers() == []
    assert index.count(SHARED) == len(catalog.live_passages(SHARED))
    with database.connect() as connection:
        unpublished = connection.exec_driver_sql(
            "SELECT count(*) FROM revisions WHERE published_at IS NULL"
        )
        assert unpublished.scalar() == 0


class BrokenError(RuntimeError):
    """What the broken parts of these tests raise."""


class BrokenEncoder(WordEncoder):
    """Embeds the first batch only."""

    def encode(self, texts: Sequence[str]) -> Vectors:
        if self.embedded:
            raise BrokenError
        return super().encode(texts)


class BrokenIndex(VectorIndex):
    """Adds the first batch only."""

    added = 0

    def add(self, scope: Scope, source: str, ids: Sequence[str], vectors: Vectors) -> None:
        if self.added:
            raise BrokenError
        self.added += 1
        super().add(scope, source, ids, vectors)


class LostIndex(BrokenIndex):
    """Adds the first batch, and can do nothing from then on."""

    def remove(self, scope: Scope, ids: Sequence[str]) -> None:
        raise BrokenError


class BrokenPublisher(Publisher):
    """Stages, and fails to publish."""

    error: type[BaseException] = BrokenError

    def publish(
        self, staged: StagedRevision, actor: str = "operator", *, anyway: bool = False
    ) -> Switch:
        raise self.error


class InterruptedPublisher(BrokenPublisher):
    """Is stopped by the operator before it publishes."""

    error = KeyboardInterrupt


class FullPublisher(BrokenPublisher):
    """Finds no room on the disk."""

    error = OSError


@pytest.fixture(params=["encoder", "index", "publisher", "interrupt"])
def failing(
    request: pytest.FixtureRequest,
    catalog: Catalog,
    publisher: Publisher,
    index: VectorIndex,
    database: Engine,
    tmp_path: Path,
) -> Pipeline:
    """A pipeline of which one part fails in the middle."""
    broken = BrokenIndex(open_embedded(tmp_path / "chroma"), WordEncoder.name)
    pipelines = {
        "encoder": Pipeline(catalog, publisher, index, BrokenEncoder()),
        "index": Pipeline(catalog, publisher, broken, WordEncoder()),
        "publisher": Pipeline(catalog, BrokenPublisher(database), index, WordEncoder()),
        "interrupt": Pipeline(catalog, InterruptedPublisher(database), index, WordEncoder()),
    }
    return pipelines[request.param]


def test_a_failure_leaves_the_old_revision_and_nothing_else(
    failing: Pipeline,
    pipeline: Pipeline,
    catalog: Catalog,
    index: VectorIndex,
    database: Engine,
    file: Path,
) -> None:
    pipeline.ingest(file, SHARED)
    before = catalog.source([SHARED], "bees")
    with pytest.raises((BrokenError, KeyboardInterrupt)):
        failing.ingest(write(file, (*FIRST, *LONG)), SHARED)
    assert catalog.source([SHARED], "bees") == before
    assert paragraphs(catalog) == FIRST
    assert_nothing_is_left_over(catalog, index, database)


def test_a_failure_of_the_first_revision_leaves_no_source(
    failing: Pipeline, catalog: Catalog, index: VectorIndex, database: Engine, tmp_path: Path
) -> None:
    with pytest.raises((BrokenError, KeyboardInterrupt)):
        failing.ingest(write(tmp_path / "bees.txt", LONG), SHARED)
    assert catalog.sources([SHARED]) == []
    assert_nothing_is_left_over(catalog, index, database)


def test_a_draft_that_fails_leaves_nothing(
    catalog: Catalog, publisher: Publisher, index: VectorIndex, database: Engine, file: Path
) -> None:
    pipeline = Pipeline(catalog, publisher, index, BrokenEncoder())
    given = Given(str(file), file.name, b"")
    with pytest.raises(BrokenError):
        pipeline.prepare(read(write(file, LONG)), given, SHARED, actor="ann")
    assert_nothing_is_left_over(catalog, index, database)


def test_the_failure_is_told_and_not_that_of_cleaning_up(
    catalog: Catalog, publisher: Publisher, database: Engine, tmp_path: Path
) -> None:
    lost = LostIndex(open_embedded(tmp_path / "chroma"), WordEncoder.name)
    with pytest.raises(BrokenError):
        Pipeline(catalog, publisher, lost, WordEncoder()).ingest(
            write(tmp_path / "bees.txt", LONG), SHARED
        )
    assert len(Pruner(database).leftovers()) == 1


def test_what_could_not_be_cleaned_up_is_recovered_later(
    pipeline: Pipeline,
    catalog: Catalog,
    publisher: Publisher,
    index: VectorIndex,
    database: Engine,
    tmp_path: Path,
    file: Path,
) -> None:
    pipeline.ingest(file, SHARED)
    lost = LostIndex(open_embedded(tmp_path / "chroma"), WordEncoder.name)
    with pytest.raises(BrokenError):
        Pipeline(catalog, publisher, lost, WordEncoder()).ingest(
            write(file, (*FIRST, *LONG)), SHARED
        )
    assert index.count(SHARED) == 3 + 256
    assert (pipeline.recover(), pipeline.recover()) == (1, 0)
    assert paragraphs(catalog) == FIRST
    assert_nothing_is_left_over(catalog, index, database)


def test_what_a_publication_could_not_move_is_moved_by_the_next_one(
    pipeline: Pipeline,
    catalog: Catalog,
    publisher: Publisher,
    index: VectorIndex,
    database: Engine,
    tmp_path: Path,
    file: Path,
) -> None:
    pipeline.ingest(file, SHARED)
    lost = LostIndex(open_embedded(tmp_path / "chroma"), WordEncoder.name)
    done = Pipeline(catalog, publisher, lost, WordEncoder()).ingest(write(file, CHANGED), SHARED)
    assert (done.revision, paragraphs(catalog), index.count(SHARED)) == (2, CHANGED, 4)
    pipeline.ingest(write(file, (*CHANGED, "Wasps sting.")), SHARED)
    assert_nothing_is_left_over(catalog, index, database)


def test_a_failure_leaves_no_pieces(
    reading: Pipeline,
    catalog: Catalog,
    index: VectorIndex,
    encoder: PieceEncoder,
    pieces: PieceStore,
    database: Engine,
    file: Path,
) -> None:
    reading.ingest(file, SHARED)
    broken = Pipeline(catalog, BrokenPublisher(database), index, encoder, pieces)
    with pytest.raises(BrokenError):
        broken.ingest(write(file, (*FIRST, *LONG)), SHARED)
    assert (pieces.count(SHARED), pieces.lacking(SHARED)) == (3, [])


def test_a_full_disk_is_told_in_one_sentence(
    catalog: Catalog, index: VectorIndex, encoder: WordEncoder, database: Engine, file: Path
) -> None:
    pipeline = Pipeline(catalog, FullPublisher(database), index, encoder)
    with pytest.raises(StoreError, match=r"^The catalogue cannot be changed \(.*\): see that "):
        pipeline.ingest(file, SHARED)
    assert_nothing_is_left_over(catalog, index, database)


def test_a_failed_ingest_can_be_done_again(
    pipeline: Pipeline,
    catalog: Catalog,
    encoder: WordEncoder,
    index: VectorIndex,
    database: Engine,
    file: Path,
) -> None:
    pipeline.ingest(file, SHARED)
    with pytest.raises(BrokenError):
        Pipeline(catalog, BrokenPublisher(database), index, encoder).ingest(
            write(file, CHANGED), SHARED
        )
    done = pipeline.ingest(file, SHARED)
    assert (done.revision, done.passages_embedded, paragraphs(catalog)) == (2, 1, CHANGED)
    assert index.count(SHARED) == 3


@pytest.mark.parametrize(("point", "vectors"), [("embed", 256), ("publish", 300)])
def test_a_process_killed_in_the_middle_leaves_the_old_revision(
    tmp_path: Path, file: Path, repository: Path, point: str, vectors: int
) -> None:
    def start(point: str) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [sys.executable, Path(__file__).with_name("hanging_ingest.py"), tmp_path, file, point],
            stdout=subprocess.PIPE,
            text=True,
            env=os.environ | {"PYTHONPATH": str(repository)},
        )

    with start("nowhere") as process:
        assert process.wait(timeout=60) == 0
    write(file, (*FIRST, *LONG))
    with start(point) as process:
        try:
            assert process.stdout is not None
            assert process.stdout.readline() == "here\n"
        finally:
            process.kill()

    database = open_database(f"sqlite:///{tmp_path / 'pilcrow.db'}")
    catalog, publisher, encoder = Catalog(database), Publisher(database), WordEncoder()
    index = VectorIndex(open_embedded(tmp_path / "chroma"), encoder.name)
    pipeline = Pipeline(catalog, publisher, index, encoder)
    assert index.count(SHARED) == 3 + vectors
    assert (catalog.source([SHARED], "bees").revision.number, paragraphs(catalog)) == (1, FIRST)
    assert (pipeline.recover(), pipeline.recover()) == (1, 0)
    assert_nothing_is_left_over(catalog, index, database)
    assert (pipeline.ingest(file, SHARED).revision, len(paragraphs(catalog))) == (2, 303)
    database.dispose()


def test_a_collection_that_another_process_removed_is_made_anew(
    catalog: Catalog, publisher: Publisher, encoder: WordEncoder, tmp_path: Path, file: Path
) -> None:
    index = VectorIndex(open_embedded(tmp_path / "chroma"), encoder.name)
    pipeline = Pipeline(catalog, publisher, index, encoder)
    pipeline.ingest(file, SHARED)
    VectorIndex(open_embedded(tmp_path / "chroma"), encoder.name).clear(SHARED)
    pipeline.ingest(write(file, CHANGED), SHARED)
    assert (paragraphs(catalog), index.count(SHARED)) == (CHANGED, 1)
    assert (pipeline.reindex(SHARED), index.count(SHARED)) == (2, 3)
