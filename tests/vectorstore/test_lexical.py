"""Finding by words."""

import math
from itertools import count

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vectorstore.counting import ParagraphWords
from vectorstore.lexical import K1, B, LexicalIndex

ROWS = [
    (
        11,
        "reefs",
        "Coral polyps build cups of limestone.",
        ["Coral polyps build cups of limestone."],
    ),
    (12, "reefs", "Parrotfish eat coral.", ["Parrotfish eat coral."]),
    (
        13,
        "volcanoes",
        "Limestone lay under the ash. Coral grew on the limestone.",
        ["Limestone lay under the ash.", "Coral grew on the limestone."],
    ),
]


@pytest.fixture(name="index")
def _index() -> LexicalIndex:
    return LexicalIndex.build(ROWS)


def test_the_paragraph_with_the_rarest_word_comes_first(index: LexicalIndex) -> None:
    """A word that one paragraph has says more than one that all have."""
    assert index.search("Which coral do parrotfish eat?", 5)[0][0] == 12


def test_paragraphs_without_a_word_of_the_question_are_left_out(index: LexicalIndex) -> None:
    """A score of 0 is no find."""
    assert [key for key, _ in index.search("ash", 5)] == [13]


def test_scores_fall_from_the_first_to_the_last(index: LexicalIndex) -> None:
    """The order of the keys is that of the scores, and all scores are above 0."""
    scores = [score for _, score in index.search("coral limestone", 5)]
    assert scores == sorted(scores, reverse=True)
    assert min(scores) > 0


def test_a_source_keeps_the_search_to_its_own(index: LexicalIndex) -> None:
    """Other sources' paragraphs don't take the places of the one that was asked for."""
    assert [key for key, _ in index.search("coral", 1, source="volcanoes")] == [13]


def test_a_question_may_be_given_as_terms(index: LexicalIndex) -> None:
    """A caller that has the terms doesn't pay for them twice."""
    assert index.search(["coral", "limeston"], 5) == index.search("coral limestone", 5)


@pytest.mark.parametrize("question", ["", "what is it", "submarine", "…"])
def test_a_question_of_unknown_words_finds_nothing(index: LexicalIndex, question: str) -> None:
    """Nothing shared, nothing found."""
    assert index.search(question, 5) == []


def test_no_more_than_the_limit(index: LexicalIndex) -> None:
    """The limit holds, also at 0."""
    assert len(index.search("coral", 2)) == 2
    assert index.search("coral", 0) == []


@pytest.mark.parametrize("rows", [[], [(1, "empty", "…", ["…"])]])
def test_an_index_without_words_finds_nothing(rows: list[tuple[int, str, str, list[str]]]) -> None:
    """A scope without sources is searched like any other."""
    index = LexicalIndex.build(rows)
    assert index.search("coral", 5) == []
    assert index.size == len(rows)


def test_frequency_counts_paragraphs(index: LexicalIndex) -> None:
    """A term that a paragraph has twice counts once."""
    assert index.frequency("limeston") == 2
    assert index.frequency("submarin") == 0


def test_words_of_a_paragraph_are_kept_by_sentence(index: LexicalIndex) -> None:
    """Counts are the paragraph's, sets its sentences', pairs never cross two sentences."""
    words = index.words(13)
    assert words is not None
    assert words.counts == {"limeston": 2, "lay": 1, "ash": 1, "coral": 1, "grew": 1}
    assert words.length == 6
    assert words.sentences == (
        frozenset({"limeston", "lay", "ash"}),
        frozenset({"coral", "grew", "limeston"}),
    )
    assert ("the", "limeston") in words.pairs
    assert ("ash", "coral") not in words.pairs


def test_an_unknown_key_has_no_words(index: LexicalIndex) -> None:
    """A paragraph that came after the index was built is unknown to it."""
    assert index.words(99) is None


def test_a_paragraph_without_sentences_counts_as_one() -> None:
    """The text itself is the sentence then."""
    assert ParagraphWords.count("Blue coral", []).sentences == (frozenset({"blue", "coral"}),)


def test_scores_are_those_of_bm25() -> None:
    """Worked out by hand for one term: one of two paragraphs has it, twice among three terms."""
    index = LexicalIndex.build([(1, "a", "", ["Reef, reef, coral."]), (2, "a", "", ["Sand."])])
    idf = math.log(1 + (2 - 1 + 0.5) / (1 + 0.5))
    assert index.search("reef", 5) == [
        (1, pytest.approx(idf * 2 / (2 + K1 * (1 - B + B * 3 / 2)))),
    ]


def test_equal_scores_are_ordered_by_key() -> None:
    """Also those that tie with the last one that the limit lets in."""
    rows = [(key, "reefs", "Coral.", ["Coral."]) for key in (5, 3, 4, 1)]
    assert [key for key, _ in LexicalIndex.build(rows).search("coral", 2)] == [1, 3]


def test_an_updated_index_leaves_the_one_before_as_it_was(index: LexicalIndex) -> None:
    """Whoever still reads it sees nothing of what came later."""
    before = index.search("coral limestone", 5)
    later = index.updated({"reefs"}, [(21, "reefs", "Sponges.", ["Sponges."])])
    assert (index.search("coral limestone", 5), index.size) == (before, 3)
    assert (index.search("sponges", 5), index.frequency("spong")) == ([], 0)
    assert [key for key, _ in later.search("sponges coral", 5)] == [21, 13]
    assert (later.size, later.words(11)) == (2, None)


def test_letters_tell_words_apart_only_where_a_language_asks_for_it() -> None:
    """A word of an English source is no German one."""
    index = LexicalIndex.build(
        [
            (1, "riffe", "Das Riff ist nicht weit.", ["Das Riff ist nicht weit."]),
            (2, "reefs", "The reef is near.", ["The reef is near."]),
        ]
    )
    assert (index.spells("riff"), index.spells("reef")) == (True, False)
    assert not index.updated({"riffe"}, []).spells("riff")


SENTENCES = (
    "The coral reef is in the sea.",
    "The reef, the reef and the U.S. Navy!",
    "Das Riff ist nicht sehr groß, und die Koralle auch.",
    "Le récif est dans la mer.",
    "Кораллы растут в море и на рифе.",
    "ปะการังอยู่ในทะเล",
    "珊瑚在海里",
    "…",
)
paragraphs_of_sources = st.lists(st.lists(st.sampled_from(SENTENCES), max_size=3), max_size=4)
publications = st.lists(st.tuples(st.sampled_from("abc"), paragraphs_of_sources), max_size=12)


@settings(max_examples=150, deadline=None)
@given(publications)
def test_updates_give_what_building_anew_gives(
    published: list[tuple[str, list[list[str]]]],
) -> None:
    """Whatever was published before, in whatever order."""
    keys = count(1)
    live: dict[str, list[tuple[int, str, str, list[str]]]] = {}
    index = LexicalIndex()
    for source, texts in published:
        rows = [(next(keys), source, " ".join(text), text) for text in texts]
        index = index.updated({source} & live.keys(), rows)
        live[source] = rows
    fresh = LexicalIndex.build(row for rows in live.values() for row in rows)
    assert (index.size, index.languages) == (fresh.size, fresh.languages)
    terms = {term for rows in live.values() for row in rows for term in words_of(fresh, row[0])}
    for term in terms | {"reef", "riff", "ทะ"}:
        assert index.frequency(term) == fresh.frequency(term)
        assert index.spells(term) == fresh.spells(term)
    for key in range(next(keys)):
        assert index.words(key) == fresh.words(key)
    for question in SENTENCES:
        for source_or_all in (None, "a", "b"):
            for limit in (1, 3, 100):
                assert index.search(question, limit, source_or_all) == fresh.search(
                    question, limit, source_or_all
                )


def words_of(index: LexicalIndex, key: int) -> set[str]:
    words = index.words(key)
    return set(words.counts) if words else set()
