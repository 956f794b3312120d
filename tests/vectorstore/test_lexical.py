"""Finding by words."""

import pytest

from vectorstore.lexical import LexicalIndex, ParagraphWords

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
