"""The pipeline: a file becomes a revision, and only what is new is embedded."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from chromadb.api.client import SharedSystemClient
from small_articles import CHANGED, FIRST, LONG, paragraphs, write
from sqlalchemy import Engine

from ingest.differences import Changes
from ingest.errors import IngestError
from ingest.pipeline import Pipeline
from tests.encoders import PieceEncoder, WordEncoder
from vectorstore.catalog import Catalog
from vectorstore.errors import DamagedIndexError
from vectorstore.index import VectorIndex, open_embedded
from vectorstore.model import SHARED, Scope, passage_id
from vectorstore.piece_store import PieceStore
from vectorstore.publishing import Publisher


def test_a_file_becomes_the_first_revision(
    pipeline: Pipeline, catalog: Catalog, index: VectorIndex, file: Path
) -> None:
    done = pipeline.ingest(file, SHARED, author="ann")
    assert (done.source, done.revision, done.paragraphs, done.changes) == (
        "bees",
        1,
        3,
        Changes(added=3, changed=0, moved=0, removed=0, unchanged=0),
    )
    assert done.passages_embedded == index.count(SHARED) == len(catalog.live_passages(SHARED))
    source = catalog.source([SHARED], "bees")
    assert (source.origin, source.revision.author, source.title) == (str(file), "ann", done.title)
    assert paragraphs(catalog) == FIRST


def test_unchanged_content_makes_no_revision_and_embeds_nothing(
    pipeline: Pipeline, catalog: Catalog, encoder: WordEncoder, file: Path
) -> None:
    first = pipeline.ingest(file, SHARED)
    encoder.embedded.clear()
    generation = catalog.generation(SHARED)
    again = pipeline.ingest(write(file, FIRST), SHARED)
    assert (again.revision, again.title, again.changes, again.passages_embedded) == (
        1,
        first.title,
        Changes(added=0, changed=0, moved=0, removed=0, unchanged=3),
        0,
    )
    assert (encoder.embedded, catalog.generation(SHARED)) == ([], generation)


def test_a_changed_paragraph_embeds_only_its_own_passages(
    pipeline: Pipeline, catalog: Catalog, encoder: WordEncoder, file: Path
) -> None:
    pipeline.ingest(file, SHARED)
    encoder.embedded.clear()
    done = pipeline.ingest(write(file, CHANGED), SHARED)
    assert (done.revision, done.changes) == (2, Changes(0, 1, 0, 0, 2))
    assert encoder.embedded == ["The queen lays no eggs in June."]
    assert done.passages_embedded == 1
    assert paragraphs(catalog) == CHANGED


def test_a_sentence_that_moved_to_another_paragraph_is_not_embedded_again(
    pipeline: Pipeline, encoder: WordEncoder, file: Path
) -> None:
    pipeline.ingest(file, SHARED)
    encoder.embedded.clear()
    assert pipeline.ingest(write(file, FIRST[::-1]), SHARED).revision == 2
    assert encoder.embedded == []


def test_going_back_to_old_content_is_a_new_revision_that_embeds_nothing(
    pipeline: Pipeline, catalog: Catalog, encoder: WordEncoder, file: Path
) -> None:
    pipeline.ingest(file, SHARED)
    pipeline.ingest(write(file, CHANGED), SHARED)
    encoder.embedded.clear()
    assert pipeline.ingest(write(file, FIRST), SHARED).revision == 3
    assert (encoder.embedded, paragraphs(catalog)) == ([], FIRST)


def test_a_sentence_that_stands_twice_is_embedded_once(
    pipeline: Pipeline, encoder: WordEncoder, tmp_path: Path
) -> None:
    done = pipeline.ingest(write(tmp_path / "bees.txt", [*FIRST, FIRST[0]]), SHARED)
    assert (done.paragraphs, sorted(encoder.embedded)) == (4, sorted(FIRST))


def test_a_source_can_be_named(pipeline: Pipeline, catalog: Catalog, file: Path) -> None:
    assert pipeline.ingest(file, SHARED, source="insects").source == "insects"
    assert paragraphs(catalog, "insects") == FIRST


def test_scopes_keep_their_own_sources(
    pipeline: Pipeline, catalog: Catalog, index: VectorIndex, file: Path
) -> None:
    pipeline.ingest(file, SHARED)
    done = pipeline.ingest(write(file, CHANGED), Scope("1001"))
    assert (done.revision, done.passages_embedded, index.count(Scope("1001"))) == (1, 3, 3)
    assert (paragraphs(catalog), paragraphs(catalog, scope=Scope("1001"))) == (FIRST, CHANGED)


def test_progress_is_told_up_to_the_last_passage(pipeline: Pipeline, tmp_path: Path) -> None:
    told: list[tuple[int, int]] = []
    pipeline.ingest(
        write(tmp_path / "bees.txt", LONG), SHARED, progress=lambda *counts: told.append(counts)
    )
    assert told == [(256, 300), (300, 300)]


def test_two_sources_at_once(
    pipeline: Pipeline, catalog: Catalog, index: VectorIndex, tmp_path: Path
) -> None:
    names = ["bees", "wasps", "ants", "moths"]
    files = [write(tmp_path / f"{name}.txt", (*LONG[:50], f"{name}.")) for name in names]
    with ThreadPoolExecutor(4) as pool:
        done = list(pool.map(lambda file: pipeline.ingest(file, SHARED), files))
    assert [each.source for each in done] == names
    assert all(paragraphs(catalog, name) == (*LONG[:50], f"{name}.") for name in names)
    assert index.count(SHARED) == len(catalog.live_passages(SHARED)) == 4 * 51


def test_a_file_that_cannot_be_read_leaves_nothing(
    pipeline: Pipeline, catalog: Catalog, tmp_path: Path
) -> None:
    with pytest.raises(IngestError):
        pipeline.ingest(tmp_path / "missing.txt", SHARED)
    assert (catalog.sources([SHARED]), catalog.scopes()) == ([], [])


def test_reindex_embeds_what_chroma_lacks_and_no_more(
    pipeline: Pipeline, catalog: Catalog, index: VectorIndex, encoder: WordEncoder, file: Path
) -> None:
    pipeline.ingest(file, SHARED)
    pipeline.ingest(write(file, CHANGED), SHARED)
    assert pipeline.reindex(SHARED) == 0
    index.clear(SHARED)
    encoder.embedded.clear()
    assert (pipeline.reindex(SHARED), sorted(encoder.embedded)) == (3, sorted(CHANGED))
    assert index.missing(SHARED, [vector for vector, _, _ in catalog.live_passages(SHARED)]) == []


def test_what_the_model_reads_whole_has_pieces(
    reading: Pipeline, pieces: PieceStore, tmp_path: Path
) -> None:
    alone, two = FIRST[1], f"{FIRST[0]} {FIRST[2]}"
    file = write(tmp_path / "bees.txt", [alone, two])
    assert reading.ingest(file, SHARED).passages_embedded == 4
    whole = [passage_id("bees", text) for text in (alone, two)]
    assert (pieces.count(SHARED), pieces.missing(SHARED, whole)) == (2, [])


def test_unchanged_paragraphs_keep_their_pieces(
    reading: Pipeline, pieces: PieceStore, encoder: PieceEncoder, file: Path
) -> None:
    reading.ingest(file, SHARED)
    encoder.embedded.clear()
    reading.ingest(write(file, CHANGED), SHARED)
    assert encoder.embedded == ["The queen lays no eggs in June."]
    assert pieces.count(SHARED) == 4


def test_a_sentence_that_now_stands_alone_is_read_for_its_pieces(
    reading: Pipeline, index: VectorIndex, encoder: PieceEncoder, tmp_path: Path
) -> None:
    first, second, third = FIRST[0], FIRST[2], FIRST[1]
    file = write(tmp_path / "bees.txt", [f"{first} {second} {third}"])
    reading.ingest(file, SHARED)
    encoder.embedded.clear()
    reading.ingest(write(file, [f"{first} {second}", third]), SHARED)
    assert sorted(encoder.embedded) == [f"{first} {second}", third]
    assert index.count(SHARED) == 4


def test_reindex_reads_the_pieces_that_a_store_from_before_lacks(
    pipeline: Pipeline, reading: Pipeline, pieces: PieceStore, index: VectorIndex, file: Path
) -> None:
    pipeline.ingest(file, SHARED)
    assert (pieces.count(SHARED), len(pieces.lacking(SHARED))) == (0, 3)
    assert (reading.reindex(SHARED), reading.reindex(SHARED)) == (3, 0)
    assert (pieces.count(SHARED), pieces.lacking(SHARED)) == (3, [])
    assert index.count(SHARED) == 3


def test_reindex_leaves_no_pieces_of_another_map(
    reading: Pipeline, pieces: PieceStore, database: Engine, file: Path
) -> None:
    reading.ingest(file, SHARED)
    before = PieceStore(database, "the map before")
    before.add(SHARED, {"a": b""})
    assert reading.reindex(SHARED) == 0
    assert (pieces.count(SHARED), before.count(SHARED)) == (3, 0)


def test_reindex_replaces_an_index_that_chroma_cannot_read(
    catalog: Catalog, publisher: Publisher, index: VectorIndex, encoder: WordEncoder, tmp_path: Path
) -> None:
    many = [f"Sentence number {number} is about bees." for number in range(1_200)]
    file = write(tmp_path / "bees.txt", many)  # Chroma saves its graph every thousand vectors
    Pipeline(catalog, publisher, index, encoder).ingest(file, SHARED)
    SharedSystemClient.clear_system_cache()
    [header] = (tmp_path / "chroma").glob("*/header.bin")
    header.write_bytes(b"cut off")
    opened = VectorIndex(open_embedded(tmp_path / "chroma"), encoder.name)
    pipeline = Pipeline(catalog, publisher, opened, encoder)
    with pytest.raises(DamagedIndexError):
        pipeline.ingest(write(file, [*many, "One more."]), SHARED)
    assert pipeline.reindex(SHARED) == len(many)
    assert opened.count(SHARED) == len(many)
