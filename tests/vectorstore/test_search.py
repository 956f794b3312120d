"""Search: by meaning and by words, over what is live and may be seen."""

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from sqlalchemy import Engine

from tests.drafts import stage
from tests.encoders import DIMENSIONS, PieceEncoder, WordEncoder
from vectorstore import search as module
from vectorstore.catalog import Catalog
from vectorstore.embedding import SentenceEncoder
from vectorstore.encoder import Encoder
from vectorstore.errors import StoreError, UnknownSourceError
from vectorstore.index import VectorIndex, open_embedded
from vectorstore.model import SHARED, Scope
from vectorstore.piece_store import PieceStore
from vectorstore.pieces import pack
from vectorstore.publishing import Publisher
from vectorstore.ranking import Found
from vectorstore.search import Search

ONE, OTHER = Scope("1001"), Scope("1002")

Publish = Callable[..., None]


def publisher_of(publisher: Publisher, index: VectorIndex, encoder: Encoder) -> Publish:
    def publish(source: str, *texts: str, scope: Scope = SHARED, title: str = "A title") -> None:
        staged = stage(publisher, source, *texts, scope=scope, title=title)
        missing = index.missing(scope, staged.passages)
        if missing:
            vectors = encoder.encode([staged.passages[each] for each in missing])
            index.add(scope, source, missing, vectors)
        publisher.publish(staged)

    return publish


@pytest.fixture
def publish(publisher: Publisher, index: VectorIndex, encoder: WordEncoder) -> Publish:
    """Publishes paragraphs with their vectors."""
    return publisher_of(publisher, index, encoder)


@pytest.fixture
def search(catalog: Catalog, index: VectorIndex, encoder: WordEncoder) -> Search:
    return Search(catalog, index, encoder)


def texts(found: Sequence[Found]) -> list[str]:
    return [each.placed.paragraph.text for each in found]


def test_an_empty_store_has_nothing(search: Search) -> None:
    search.warm(ONE)
    assert search.find("Who dances?", ONE) == []


def test_the_best_comes_first(search: Search, publish: Publish) -> None:
    publish("bees", "The queen lays eggs.", "A bee dances on the comb.", "Clover is sweet.")
    found = search.find("Which bee dances on the comb?", SHARED)
    assert texts(found)[0] == "A bee dances on the comb."
    assert [each.score for each in found] == sorted((each.score for each in found), reverse=True)


def test_what_is_far_in_meaning_is_found_by_its_words(search: Search, publish: Publish) -> None:
    crowd = [f"What is it that they do {number} times?" for number in range(150)]
    publish("bees", *crowd, "Dances.")
    found = search.find("What is it that they do when dancing?", SHARED)
    assert "Dances." in texts(found)
    assert len(found) < 100


def test_what_shares_no_words_is_found_by_its_meaning(
    catalog: Catalog,
    publisher: Publisher,
    index: VectorIndex,
    sentence_encoder: SentenceEncoder,
) -> None:
    publish = publisher_of(publisher, index, sentence_encoder)
    publish("ward", "The physician advised her to sleep.", "The rope was too short by a yard.")
    found = Search(catalog, index, sentence_encoder).find("What did a doctor recommend?", SHARED)
    assert texts(found)[0] == "The physician advised her to sleep."
    assert found[0].signals["paragraph_coverage"] == 0


def test_one_source_only(search: Search, publish: Publish) -> None:
    publish("bees", "They dance on the comb.")
    publish("wasps", "They never dance.")
    assert texts(search.find("Who dances on the comb?", SHARED, "wasps")) == ["They never dance."]


@pytest.mark.parametrize("few", [0, 1000])
def test_a_source_is_searched_alike_whether_it_is_large_or_small(
    search: Search, publish: Publish, monkeypatch: pytest.MonkeyPatch, few: int
) -> None:
    monkeypatch.setattr(module, "_FEW", few)
    publish("bees", *(f"They dance {number} times on the comb." for number in range(40)))
    publish("wasps", *(f"They never dance {number} times." for number in range(40)))
    found = search.find("Who dances 7 times?", SHARED, "wasps")
    assert texts(found)[0] == "They never dance 7 times."
    assert {each.placed.source for each in found} == {"wasps"}


def test_a_reader_finds_their_own_and_the_shared_sources_only(
    search: Search, publish: Publish
) -> None:
    publish("bees", "Bees dance.", scope=SHARED)
    publish("bees", "Own bees dance.", scope=ONE)
    publish("bees", "Other bees dance.", scope=OTHER)
    question = "Which bees dance?"
    assert set(texts(search.find(question, ONE))) == {"Bees dance.", "Own bees dance."}
    assert set(texts(search.find(question, OTHER))) == {"Bees dance.", "Other bees dance."}
    assert set(texts(search.find(question, SHARED))) == {"Bees dance."}


@pytest.mark.parametrize("source", ["moths", "secret"])
def test_a_source_that_the_reader_may_not_read_is_unknown(
    search: Search, publish: Publish, source: str
) -> None:
    publish("secret", "Hidden.", scope=OTHER)
    publish("bees", "They dance.")
    with pytest.raises(UnknownSourceError) as raised:
        search.find("Who?", ONE, source)
    assert str(raised.value) == f"There is no source named '{source}'. Known sources: bees."


@pytest.mark.parametrize("source", [None, "bees"])
def test_stale_passages_neither_surface_nor_crowd_out_the_live_one(
    search: Search, publish: Publish, index: VectorIndex, encoder: WordEncoder, source: str | None
) -> None:
    publish("bees", "Of what and to whom is it that they are so?")
    question = "Of what and to whom?"
    noise = np.random.default_rng(7).normal(scale=0.01, size=(200, DIMENSIONS))
    nearer = (encoder.encode([question]) + noise).astype(np.float32)
    index.add(SHARED, "bees", [f"stale {number}" for number in range(200)], nearer)
    nearest = index.nearest(SHARED, nearer[0], 200)
    assert all(each.startswith("stale") for each in nearest)
    assert texts(search.find(question, SHARED, source)) == [
        "Of what and to whom is it that they are so?"
    ]


def test_a_paragraph_that_was_replaced_is_not_found(search: Search, publish: Publish) -> None:
    publish("bees", "Bees dance.")
    publish("bees", "Bees sleep.")
    assert texts(search.find("Do bees dance?", SHARED)) == ["Bees sleep."]


def test_words_are_counted_anew_after_a_publication(search: Search, publish: Publish) -> None:
    crowd = [f"What is it that they do {number} times?" for number in range(150)]
    publish("bees", *crowd)
    search.find("What is it that they do when dancing?", SHARED)
    publish("more", "Dances.")
    assert "Dances." in texts(search.find("What is it that they do when dancing?", SHARED))


def test_vectors_that_chroma_lost_say_what_to_do(
    search: Search, publish: Publish, index: VectorIndex
) -> None:
    publish("bees", "Bees dance.")
    index.clear(SHARED)
    with pytest.raises(StoreError, match="Chroma lacks passages of the sources: run `pilcrow"):
        search.find("Do bees dance?", SHARED)


def test_threads_search_while_revisions_are_published(search: Search, publish: Publish) -> None:
    publish("bees", *(f"Bees dance, revision 0, paragraph {at}." for at in range(5)))
    with ThreadPoolExecutor(4) as pool:
        searches = [pool.submit(search.find, "Do bees dance?", SHARED) for _ in range(40)]
        for number in range(1, 6):
            publish("bees", *(f"Bees dance, revision {number}, paragraph {at}." for at in range(5)))
        for each in searches:
            found = texts(each.result())
            assert len(found) == 5
            assert len({text.split(",")[1] for text in found}) == 1


def test_a_paragraph_that_the_best_one_names_is_looked_for_too(
    search: Search, publish: Publish
) -> None:
    publish("dam", "The Grenlow dam was built by a guild from Ostrava.", title="Grenlow dam")
    publish("city", "It lies on two rivers; Ostrava.", title="Ostrava")
    crowd = [f"The guild of number {number} was built by hand." for number in range(150)]
    publish("guilds", *crowd, title="Guilds")
    found = search.find("Where is the home of the guild by which Grenlow dam was built?", ONE)
    assert texts(found)[:2] == [
        "The Grenlow dam was built by a guild from Ostrava.",
        "It lies on two rivers; Ostrava.",
    ]


def test_a_paragraph_of_another_server_is_never_followed(search: Search, publish: Publish) -> None:
    publish("dam", "The Grenlow dam was built by a guild from Ostrava.", title="Grenlow dam")
    publish("guilds", "A guild is old.", title="Guilds")
    publish("city", "Ostrava lies on two rivers.", title="A city", scope=OTHER)
    found = search.find("Which rivers are at the home of the guild that built Grenlow dam?", ONE)
    assert len(found) == 2


def test_the_pieces_of_the_best_paragraphs_are_read(
    catalog: Catalog, publisher: Publisher, index: VectorIndex, database: Engine
) -> None:
    encoder = PieceEncoder()
    store = PieceStore(database, "words")
    staged = stage(publisher, "bees", "A bee dances on the comb.", "A bee sleeps.")
    vectors, pieces = encoder.read(list(staged.passages.values()))
    index.add(SHARED, "bees", list(staged.passages), vectors)
    assert pieces is not None
    packed = [pack(each.vectors, each.starts) for each in pieces]
    publisher.publish(staged)
    question = "Where does a bee dance on the comb?"
    search = Search(catalog, index, encoder, store)
    before = search.find(question, SHARED)
    assert all("late" not in each.signals for each in before)
    store.add(SHARED, dict(zip(staged.passages, packed, strict=True)))
    after = search.find(question, SHARED)
    assert texts(after) == ["A bee dances on the comb.", "A bee sleeps."]
    assert after[0].signals["late"] > after[1].signals["late"]
    assert after[0].sentences[0].late > after[1].sentences[0].late


class Overtaken(VectorIndex):
    """An index under which everything is replaced while vectors are fetched from it."""

    replace: Callable[[], None] | None = None

    def vectors(self, scope: Scope, ids: Sequence[str]) -> Mapping[str, NDArray[np.float32]]:
        act, self.replace = self.replace, None
        if act is not None:
            act()
        return super().vectors(scope, ids)


@pytest.mark.parametrize("source", [None, "bees"])
@pytest.mark.parametrize("are_removed", [True, False])
def test_a_question_that_a_publication_overtakes_is_answered_from_the_new_revision(
    catalog: Catalog,
    publisher: Publisher,
    encoder: WordEncoder,
    tmp_path: Path,
    source: str | None,
    are_removed: bool,
) -> None:
    index = Overtaken(open_embedded(tmp_path / "chroma"), encoder.name)
    publish = publisher_of(publisher, index, encoder)
    publish("bees", "A bee dances on the comb.", "A bee sleeps.")
    old = index.ids(SHARED)

    def replace() -> None:
        publish("bees", "A bee hums on the comb.", "A bee wakes.")
        if are_removed:
            index.remove(SHARED, old)

    index.replace = replace
    found = Search(catalog, index, encoder).find("Where is the bee?", SHARED, source)
    assert sorted(texts(found)) == ["A bee hums on the comb.", "A bee wakes."]


class LongestFirst:
    """A reranker that likes long texts."""

    def scores(self, question: str, texts: Sequence[str]) -> list[float]:
        return [float(len(text)) for text in texts]


def test_a_reranker_has_the_last_word(
    catalog: Catalog, index: VectorIndex, encoder: WordEncoder, publish: Publish
) -> None:
    publish("bees", "A bee dances on the comb.", "It is said that clover is sweet in the spring.")
    question = "Which bee dances on the comb?"
    assert texts(Search(catalog, index, encoder).find(question, ONE))[0] == (
        "A bee dances on the comb."
    )
    reranked = Search(catalog, index, encoder, reranker=LongestFirst()).find(question, ONE)
    assert texts(reranked)[0] == "It is said that clover is sweet in the spring."
