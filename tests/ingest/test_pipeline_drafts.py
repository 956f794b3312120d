"""Drafts: made whole, unseen, waiting for somebody to publish or to cancel them."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from small_articles import CHANGED, FIRST, LONG, paragraphs, write
from sqlalchemy import Engine, update
from stores import Stores

from ingest.differences import Changes
from ingest.formats import read
from ingest.given import Given
from ingest.pipeline import Pipeline
from ingest.report import Prepared, Published, Unchanged
from tests.encoders import PieceEncoder
from vectorstore.catalog import Catalog
from vectorstore.changes import Action
from vectorstore.errors import StaleDraftError, UnknownDraftError
from vectorstore.history import History
from vectorstore.index import VectorIndex
from vectorstore.model import SHARED, Scope
from vectorstore.piece_store import PieceStore
from vectorstore.publishing import Publisher
from vectorstore.schema import revisions
from vectorstore.staging import DRAFT_LIFE, LEASE

OTHER = (*FIRST, "Wasps sting.")

Prepare = Callable[..., Prepared]


@pytest.fixture
def stores(database: Engine, index: VectorIndex) -> Stores:
    return Stores(database, index)


@pytest.fixture
def prepare(reading: Pipeline, file: Path) -> Prepare:
    def prepare(*texts: str, actor: str = "member:7") -> Prepared | Unchanged:
        given = Given("https://example.org/bees", file.name, b"")
        return reading.prepare(read(write(file, texts)), given, SHARED, actor=actor)

    return prepare


def test_the_same_text_at_an_address_gives_its_source_the_address(
    reading: Pipeline, catalog: Catalog, prepare: Prepare, file: Path
) -> None:
    reading.ingest(write(file, FIRST), SHARED)
    assert catalog.source([SHARED], "bees").address is None
    assert isinstance(prepare(*FIRST), Unchanged)
    assert catalog.source([SHARED], "bees").address == "https://example.org/bees"
    reading.ingest(file, SHARED)
    assert catalog.source([SHARED], "bees").address == "https://example.org/bees"


def test_a_draft_is_whole_and_unseen(
    reading: Pipeline, catalog: Catalog, stores: Stores, prepare: Prepare, file: Path
) -> None:
    reading.ingest(file, SHARED)
    draft = prepare(*CHANGED)
    assert (draft.source, draft.number, draft.base, draft.paragraphs) == ("bees", 2, 1, 3)
    assert draft.difference.counts == Changes(0, 1, 0, 0, 2)
    assert draft.passages_embedded == 1
    assert paragraphs(catalog) == FIRST
    assert stores.indexed == stores.read == sorted({*FIRST, *CHANGED})


def test_publishing_a_draft_embeds_nothing(
    reading: Pipeline,
    catalog: Catalog,
    encoder: PieceEncoder,
    stores: Stores,
    prepare: Prepare,
    file: Path,
) -> None:
    reading.ingest(file, SHARED)
    draft = prepare(*CHANGED)
    encoder.embedded.clear()
    done = reading.publish(SHARED, draft.key, actor="member:8")
    assert done == Published(SHARED, "bees", draft.title, Action.PUBLISHED, before=1, after=2)
    assert (encoder.embedded, paragraphs(catalog)) == ([], CHANGED)
    assert catalog.source([SHARED], "bees").address == "https://example.org/bees"
    assert (stores.indexed, stores.kept) == (sorted(CHANGED), [FIRST[1]])


def test_the_first_draft_of_a_source(reading: Pipeline, catalog: Catalog, prepare: Prepare) -> None:
    draft = prepare(*FIRST)
    assert (draft.base, catalog.sources([SHARED])) == (None, [])
    assert reading.publish(SHARED, draft.key, actor="ann").before is None
    assert paragraphs(catalog) == FIRST


def test_what_is_current_already_makes_no_draft(
    reading: Pipeline, database: Engine, prepare: Prepare, file: Path
) -> None:
    done = reading.ingest(file, SHARED)
    assert prepare(*FIRST) == Unchanged(SHARED, "bees", done.title, number=1, paragraphs=3)
    assert History(database).drafts(SHARED) == []


def test_cancelling_a_draft_leaves_nothing_of_it(
    reading: Pipeline, stores: Stores, database: Engine, prepare: Prepare, file: Path
) -> None:
    reading.ingest(file, SHARED)
    first, second = prepare(*OTHER), prepare(*OTHER, "Wasps build.")
    reading.cancel(SHARED, second.key)
    assert stores.indexed == stores.read == sorted(OTHER)
    reading.cancel(SHARED, first.key)
    assert stores.indexed == stores.read == sorted(FIRST)
    assert (stores.kept, History(database).drafts(SHARED)) == ([], [])


@pytest.mark.parametrize("scope", [SHARED, Scope("7")])
def test_what_is_no_draft_of_the_scope_is_neither_published_nor_cancelled(
    reading: Pipeline, catalog: Catalog, prepare: Prepare, file: Path, scope: Scope
) -> None:
    reading.ingest(file, SHARED)
    reading.ingest(write(file, CHANGED), SHARED)
    waiting = prepare(*OTHER).key if scope != SHARED else 99
    for key in (1, 2, waiting):
        with pytest.raises(UnknownDraftError):
            reading.publish(scope, key, actor="ann")
        with pytest.raises(UnknownDraftError):
            reading.cancel(scope, key)
    assert paragraphs(catalog) == CHANGED
    assert catalog.paragraph([SHARED], SHARED, "bees", 1, 1) is not None


def test_of_two_drafts_the_second_is_stale_when_the_first_is_published(
    reading: Pipeline, catalog: Catalog, stores: Stores, prepare: Prepare, file: Path
) -> None:
    reading.ingest(file, SHARED)
    first, second = prepare(*CHANGED), prepare(*OTHER)
    assert (first.number, second.number) == (2, 3)
    reading.publish(SHARED, first.key, actor="ann")
    with pytest.raises(StaleDraftError):
        reading.publish(SHARED, second.key, actor="ann")
    assert paragraphs(catalog) == CHANGED
    reading.publish(SHARED, second.key, actor="ann", anyway=True)
    assert (paragraphs(catalog), stores.indexed) == (OTHER, sorted(OTHER))


def test_drafts_prepared_at_once_get_numbers_of_their_own(
    reading: Pipeline, catalog: Catalog, stores: Stores, prepare: Prepare, tmp_path: Path
) -> None:
    def make(number: int) -> Prepared | Unchanged:
        file = write(tmp_path / f"{number}.txt", (*LONG[:40], f"Number {number}."))
        given = Given(str(file), file.name, b"")
        return reading.prepare(read(file), given, SHARED, source="bees", actor="ann")

    with ThreadPoolExecutor(4) as pool:
        made = [each for each in pool.map(make, range(8)) if isinstance(each, Prepared)]
    assert sorted(each.number for each in made) == list(range(1, 9))
    reading.publish(SHARED, made[3].key, actor="ann")
    for each in made[:3] + made[4:]:
        with pytest.raises(StaleDraftError):
            reading.publish(SHARED, each.key, actor="ann")
        reading.cancel(SHARED, each.key)
    assert stores.indexed == sorted(paragraphs(catalog)) == sorted((*LONG[:40], "Number 3."))


def test_ingests_of_one_source_queue_up(
    reading: Pipeline, catalog: Catalog, database: Engine, stores: Stores, tmp_path: Path
) -> None:
    def ingest(number: int) -> int:
        file = write(tmp_path / f"{number}.txt", (*LONG[:40], f"Number {number}."))
        return reading.ingest(file, SHARED, source="bees").revision

    with ThreadPoolExecutor(4) as pool:
        assert sorted(pool.map(ingest, range(8))) == list(range(1, 9))
    log = History(database).log(SHARED)
    assert [each.after for each in log] == list(range(8, 0, -1))
    assert [each.before for each in log] == [*range(7, 0, -1), None]
    assert stores.indexed == sorted(paragraphs(catalog))


def test_a_vector_that_was_lost_meanwhile_is_embedded_again(
    reading: Pipeline, catalog: Catalog, index: VectorIndex, stores: Stores, prepare: Prepare
) -> None:
    draft = prepare(*FIRST)
    index.remove(SHARED, index.ids(SHARED)[:2])
    reading.publish(SHARED, draft.key, actor="ann")
    assert stores.indexed == sorted(FIRST)


def test_drafts_survive_a_start_for_a_day(
    reading: Pipeline, stores: Stores, database: Engine, prepare: Prepare
) -> None:
    draft = prepare(*FIRST)
    assert (reading.recover(), reading.prune(), stores.indexed) == (0, 0, sorted(FIRST))
    with database.begin() as connection:
        old = datetime.now(UTC) - DRAFT_LIFE
        connection.execute(update(revisions).values(ready_at=old))
    with pytest.raises(UnknownDraftError):
        reading.publish(SHARED, draft.key, actor="ann")
    assert (reading.prune(), stores.indexed, stores.read) == (1, [], [])


class Watched(PieceEncoder):
    """Does something before each batch."""

    def __init__(self, act: Callable[[], None]) -> None:
        super().__init__()
        self.act = act

    def read(self, texts):  # type: ignore[no-untyped-def]
        self.act()
        return super().read(texts)


def beside(database: Engine, index: VectorIndex, act: Callable[[], None]) -> Pipeline:
    """A pipeline as another process has it, that acts while it embeds."""
    pieces = PieceStore(database, "words")
    return Pipeline(Catalog(database), Publisher(database), index, Watched(act), pieces)


def test_another_process_leaves_a_draft_alone_that_is_being_made(
    reading: Pipeline, catalog: Catalog, database: Engine, index: VectorIndex, file: Path
) -> None:
    recovered: list[int] = []
    other = beside(database, index, lambda: recovered.append(reading.recover(alone=False)))
    other.ingest(write(file, LONG), SHARED)
    assert (recovered, paragraphs(catalog)) == ([0, 0], LONG)


def test_a_draft_that_was_taken_for_dead_is_given_up_and_leaves_nothing(
    reading: Pipeline, database: Engine, index: VectorIndex, stores: Stores, file: Path
) -> None:
    def stall() -> None:
        with database.begin() as connection:
            old = datetime.now(UTC) - LEASE - timedelta(seconds=1)
            connection.execute(update(revisions).values(touched_at=old))
        assert reading.recover(alone=False) == 1

    with pytest.raises(UnknownDraftError):
        beside(database, index, stall).ingest(write(file, LONG), SHARED)
    assert (stores.indexed, stores.read) == ([], [])


def test_what_another_process_published_meanwhile_keeps_its_vectors(
    reading: Pipeline,
    catalog: Catalog,
    database: Engine,
    index: VectorIndex,
    stores: Stores,
    tmp_path: Path,
) -> None:
    file, others = tmp_path / "bees.txt", tmp_path / "others.txt"
    reading.ingest(write(file, LONG), SHARED)
    told: list[int] = []

    def publish() -> None:
        if not told:
            done = reading.ingest(write(others, (*CHANGED, *LONG[:9])), SHARED, source="bees")
            told.append(done.revision)

    other = beside(database, index, publish)
    other.ingest(write(file, (*LONG[:200], *FIRST)), SHARED)
    assert paragraphs(catalog) == (*LONG[:200], *FIRST)
    assert stores.indexed == sorted((*LONG[:200], *FIRST))
    assert set(stores.kept) >= {*LONG[200:], CHANGED[1]}
