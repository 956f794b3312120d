"""The store of pieces: of whom it has some, who lacks them, and how they come back."""

from pathlib import Path

import numpy as np
import pytest
from sqlalchemy import Engine

from ingest.pipeline import Pipeline
from tests.encoders import DIMENSIONS, PieceEncoder
from vectorstore.catalog import Catalog, StoredParagraph
from vectorstore.encoder import Pieces
from vectorstore.index import VectorIndex
from vectorstore.model import SHARED, Scope
from vectorstore.piece_store import PieceStore
from vectorstore.pieces import Window, pack
from vectorstore.publishing import Publisher

OTHER = Scope("1001")
TWO = "Bees dance. Bees sleep."
ONE = "Clover grows."
LONG = " ".join(f"The bee number {number} flies home." for number in range(30))


@pytest.fixture
def encoder() -> PieceEncoder:
    return PieceEncoder()


@pytest.fixture
def store(database: Engine) -> PieceStore:
    return PieceStore(database, "words")


@pytest.fixture
def pipeline(
    catalog: Catalog,
    publisher: Publisher,
    index: VectorIndex,
    encoder: PieceEncoder,
    store: PieceStore,
) -> Pipeline:
    return Pipeline(catalog, publisher, index, encoder, store)


def stored(
    pipeline: Pipeline, catalog: Catalog, folder: Path, *texts: str, scope: Scope = SHARED
) -> list[StoredParagraph]:
    """The paragraphs `texts` as the catalogue has them once they are ingested."""
    file = folder / "bees.txt"
    file.write_text("\n\n".join(texts) + "\n", encoding="utf-8")
    pipeline.ingest(file, scope)
    ids = [vector_id for vector_id, _, _ in catalog.live_passages(scope)]
    found = catalog.live([scope], ids, [])
    return sorted(found, key=lambda each: each.placed.paragraph.number)


def packed(data: int) -> bytes:
    """One piece, different for each number."""
    vector = np.eye(DIMENSIONS, dtype=np.float32)[[data]]
    return pack(vector, np.zeros(1, dtype=np.int32))


def word(window: Window, at: int) -> int:
    """The axis that stands for the word of a piece."""
    return int(window.vectors[at].argmax())


def axis(encoder: PieceEncoder, text: str) -> int:
    """The axis that stands for a word."""
    _, [pieces] = encoder.read([text]) or (None, [])
    assert isinstance(pieces, Pieces)
    return int(pieces.vectors[0].argmax())


def test_a_paragraph_comes_back_as_its_window(
    pipeline: Pipeline, catalog: Catalog, store: PieceStore, encoder: PieceEncoder, tmp_path: Path
) -> None:
    two, one = store.windows(stored(pipeline, catalog, tmp_path, TWO, ONE))
    assert two is not None
    assert one is not None
    assert [(each.sentences, each.starts.tolist()) for each in two] == [((0, 1), [0, 2])]
    assert [(each.sentences, each.starts.tolist()) for each in one] == [((0,), [0])]
    words = [axis(encoder, each) for each in ("bees", "dance", "bees", "sleep")]
    assert [word(two[0], at) for at in range(4)] == words


def test_the_windows_of_a_long_paragraph_hold_every_sentence_of_it(
    pipeline: Pipeline, catalog: Catalog, store: PieceStore, tmp_path: Path
) -> None:
    [windows] = store.windows(stored(pipeline, catalog, tmp_path, LONG))
    assert windows is not None
    assert len(windows) > 2
    assert {number for each in windows for number in each.sentences} == set(range(30))
    for each in windows:
        first, last = each.sentences[0], each.sentences[-1]
        assert each.sentences == tuple(range(first, last + 1))
        assert each.starts.tolist() == list(range(0, 6 * len(each.sentences), 6))


def test_a_paragraph_of_which_one_window_is_missing_has_none(
    pipeline: Pipeline, catalog: Catalog, store: PieceStore, tmp_path: Path
) -> None:
    long, one = stored(pipeline, catalog, tmp_path, LONG, ONE)
    store.remove(SHARED, [long.vector_ids[-1]])
    assert [each is None for each in store.windows([long, one, long])] == [True, False, True]


def test_windows_that_were_read_once_are_kept_in_memory(
    pipeline: Pipeline, catalog: Catalog, store: PieceStore, tmp_path: Path
) -> None:
    [one] = stored(pipeline, catalog, tmp_path, ONE)
    [before] = store.windows([one])
    store.remove(SHARED, one.vector_ids)
    assert store.windows([one])[0] is before


def test_pieces_that_came_later_are_found(
    pipeline: Pipeline, catalog: Catalog, store: PieceStore, tmp_path: Path
) -> None:
    [one] = stored(pipeline, catalog, tmp_path, ONE)
    store.remove(SHARED, one.vector_ids)
    assert store.windows([one]) == [None]
    pipeline.reindex(SHARED)
    assert store.windows([one]) != [None]


def test_a_paragraph_without_a_single_piece_has_no_windows(
    pipeline: Pipeline, catalog: Catalog, store: PieceStore, tmp_path: Path
) -> None:
    assert store.windows(stored(pipeline, catalog, tmp_path, "¶ ¶ ¶")) == [None]
    assert store.lacking(SHARED) == []


def test_scopes_and_maps_keep_their_own_pieces(database: Engine, store: PieceStore) -> None:
    other = PieceStore(database, "others")
    store.add(SHARED, {"a": packed(1), "b": packed(2)})
    other.add(OTHER, {"a": packed(3)})
    assert store.missing(SHARED, ["c", "b", "a", "c"]) == ["c"]
    assert store.missing(OTHER, ["a"]) == ["a"]
    assert other.missing(SHARED, ["b", "a"]) == ["b", "a"]
    assert (store.count(SHARED), store.count(OTHER), other.count(OTHER)) == (2, 0, 1)


def test_pieces_added_again_replace_those_before(store: PieceStore) -> None:
    store.add(SHARED, {"a": packed(1)})
    store.add(SHARED, {"a": packed(2), "b": packed(3)})
    store.add(SHARED, {})
    assert store.count(SHARED) == 2


def test_pieces_are_removed_from_their_scope_only(database: Engine, store: PieceStore) -> None:
    other = PieceStore(database, "others")
    for scope in (SHARED, OTHER):
        store.add(scope, {"a": packed(1), "b": packed(2)})
        other.add(scope, {"a": packed(3)})
    store.remove(SHARED, ["a", "a", "nowhere"])
    assert (store.count(SHARED), other.count(SHARED)) == (1, 0)
    assert (store.count(OTHER), other.count(OTHER)) == (2, 1)


def test_what_other_maps_left_is_removed(database: Engine, store: PieceStore) -> None:
    other = PieceStore(database, "others")
    for each in (store, other):
        each.add(SHARED, {"a": packed(1)})
        each.add(OTHER, {"a": packed(1)})
    store.remove_others(SHARED)
    assert (store.count(SHARED), other.count(SHARED), other.count(OTHER)) == (1, 0, 1)


def test_live_paragraphs_that_lack_pieces_are_told(
    pipeline: Pipeline, catalog: Catalog, store: PieceStore, tmp_path: Path
) -> None:
    two, one = stored(pipeline, catalog, tmp_path, TWO, ONE)
    assert store.lacking(SHARED) == []
    store.remove(SHARED, [*two.vector_ids, *one.vector_ids])
    wanted = {(two.key, two.vector_ids[-1]), (one.key, one.vector_ids[0])}
    assert set(store.lacking(SHARED)) == wanted
    assert store.lacking(OTHER) == []
    stored(pipeline, catalog, tmp_path, "Wasps sting.")
    assert store.lacking(SHARED) == []  # what it lacks is not live any more
