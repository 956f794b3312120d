"""The pipeline when something fails: the old revision stays, and nothing else does."""

import os
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from small_articles import CHANGED, FIRST, LONG, paragraphs, write
from sqlalchemy import Engine

from ingest.pipeline import Pipeline
from tests.encoders import WordEncoder
from vectorstore.catalog import Catalog
from vectorstore.database import open_database
from vectorstore.encoder import Vectors
from vectorstore.errors import StoreError
from vectorstore.index import VectorIndex, open_embedded
from vectorstore.model import SHARED, Scope
from vectorstore.piece_store import PieceStore
from vectorstore.publishing import Publisher, StagedRevision


def assert_nothing_is_left_over(
    catalog: Catalog, publisher: Publisher, index: VectorIndex, database: Engine
) -> None:
    """Every vector is some live passage's, and every row a published revision's."""
    assert publisher.leftovers() == []
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

    def publish(self, staged: StagedRevision) -> None:
        raise BrokenError


class InterruptedPublisher(Publisher):
    """Is stopped by the operator before it publishes."""

    def publish(self, staged: StagedRevision) -> None:
        raise KeyboardInterrupt


Break = Callable[[Pipeline, Engine, Path], None]


def _encoder(pipeline: Pipeline, _database: Engine, _folder: Path) -> None:
    pipeline._encoder = BrokenEncoder()


def _index(pipeline: Pipeline, _database: Engine, folder: Path) -> None:
    pipeline._index = BrokenIndex(open_embedded(folder / "chroma"), WordEncoder.name)


def _publisher(pipeline: Pipeline, database: Engine, _folder: Path) -> None:
    pipeline._publisher = BrokenPublisher(database)


def _interrupt(pipeline: Pipeline, database: Engine, _folder: Path) -> None:
    pipeline._publisher = InterruptedPublisher(database)


@pytest.mark.parametrize("fail", [_encoder, _index, _publisher, _interrupt])
def test_a_failure_leaves_the_old_revision_and_nothing_else(
    pipeline: Pipeline,
    catalog: Catalog,
    publisher: Publisher,
    index: VectorIndex,
    database: Engine,
    tmp_path: Path,
    file: Path,
    fail: Break,
) -> None:
    pipeline.ingest(file, SHARED)
    before = catalog.source([SHARED], "bees")
    fail(pipeline, database, tmp_path)
    with pytest.raises((BrokenError, KeyboardInterrupt)):
        pipeline.ingest(write(file, (*FIRST, *LONG)), SHARED)
    assert catalog.source([SHARED], "bees") == before
    assert paragraphs(catalog) == FIRST
    assert_nothing_is_left_over(catalog, publisher, index, database)


@pytest.mark.parametrize("fail", [_encoder, _index, _publisher, _interrupt])
def test_a_failure_of_the_first_revision_leaves_no_source(
    pipeline: Pipeline,
    catalog: Catalog,
    publisher: Publisher,
    index: VectorIndex,
    database: Engine,
    tmp_path: Path,
    fail: Break,
) -> None:
    fail(pipeline, database, tmp_path)
    with pytest.raises((BrokenError, KeyboardInterrupt)):
        pipeline.ingest(write(tmp_path / "bees.txt", LONG), SHARED)
    assert catalog.sources([SHARED]) == []
    assert_nothing_is_left_over(catalog, publisher, index, database)


def test_the_failure_is_told_and_not_that_of_cleaning_up(
    pipeline: Pipeline, publisher: Publisher, tmp_path: Path
) -> None:
    pipeline._index = LostIndex(open_embedded(tmp_path / "chroma"), WordEncoder.name)
    with pytest.raises(BrokenError):
        pipeline.ingest(write(tmp_path / "bees.txt", LONG), SHARED)
    assert len(publisher.leftovers()) == 1


def test_what_could_not_be_cleaned_up_is_recovered_later(
    pipeline: Pipeline,
    catalog: Catalog,
    publisher: Publisher,
    index: VectorIndex,
    encoder: WordEncoder,
    database: Engine,
    tmp_path: Path,
    file: Path,
) -> None:
    pipeline.ingest(file, SHARED)
    pipeline._index = LostIndex(open_embedded(tmp_path / "chroma"), WordEncoder.name)
    with pytest.raises(BrokenError):
        pipeline.ingest(write(file, (*FIRST, *LONG)), SHARED)
    assert index.count(SHARED) == 3 + 256
    healthy = Pipeline(catalog, publisher, index, encoder)
    assert (healthy.recover(), healthy.recover()) == (1, 0)
    assert paragraphs(catalog) == FIRST
    assert_nothing_is_left_over(catalog, publisher, index, database)


def test_a_failure_leaves_no_pieces(
    reading: Pipeline, pieces: PieceStore, database: Engine, tmp_path: Path, file: Path
) -> None:
    reading.ingest(file, SHARED)
    _publisher(reading, database, tmp_path)
    with pytest.raises(BrokenError):
        reading.ingest(write(file, (*FIRST, *LONG)), SHARED)
    assert (pieces.count(SHARED), pieces.lacking(SHARED)) == (3, [])


def test_a_failed_ingest_can_be_done_again(
    pipeline: Pipeline,
    catalog: Catalog,
    publisher: Publisher,
    index: VectorIndex,
    database: Engine,
    tmp_path: Path,
    file: Path,
) -> None:
    pipeline.ingest(file, SHARED)
    _publisher(pipeline, database, tmp_path)
    with pytest.raises(BrokenError):
        pipeline.ingest(write(file, CHANGED), SHARED)
    pipeline._publisher = publisher
    done = pipeline.ingest(file, SHARED)
    assert (done.revision, done.passages_embedded, paragraphs(catalog)) == (2, 1, CHANGED)
    assert index.count(SHARED) == 4


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
    assert_nothing_is_left_over(catalog, publisher, index, database)
    assert (pipeline.ingest(file, SHARED).revision, len(paragraphs(catalog))) == (2, 303)
    database.dispose()


def test_a_store_that_is_gone_is_told_as_such(
    catalog: Catalog, publisher: Publisher, encoder: WordEncoder, tmp_path: Path, file: Path
) -> None:
    index = VectorIndex(open_embedded(tmp_path / "chroma"), encoder.name)
    pipeline = Pipeline(catalog, publisher, index, encoder)
    pipeline.ingest(file, SHARED)
    VectorIndex(open_embedded(tmp_path / "chroma"), encoder.name).clear(SHARED)
    with pytest.raises(StoreError):
        pipeline.ingest(write(file, CHANGED), SHARED)
    assert paragraphs(catalog) == FIRST
