"""Ordering candidates by named signals."""

import json
from pathlib import Path

import numpy as np
import pytest

from tests.found import candidate, index, placed, ranked, search
from vectorstore import ranking
from vectorstore.languages import Family
from vectorstore.lexical import LexicalIndex
from vectorstore.ranking import QuestionWords

POLYPS = placed("Coral polyps build limestone.", "They grow slowly.", number=1)
FISH = placed("Parrotfish eat algae.", "The sand of the beach is theirs.", number=2)
STORM = placed("A storm broke the pier in March.", number=3, headings=("Coral and weather",))


def test_the_paragraph_that_answers_comes_first() -> None:
    """Words and vectors of the question put its paragraph first."""
    found = search("What do parrotfish eat?", POLYPS, FISH, STORM)
    assert found[0].placed is FISH
    assert [each.score for each in found] == sorted((f.score for f in found), reverse=True)


def test_the_score_is_the_weighed_sum_of_the_signals() -> None:
    """Nothing is in the score that isn't in the signals."""
    for found in search("What do parrotfish eat?", POLYPS, FISH, STORM):
        weights = ranking.WEIGHTS[Family.ENGLISH]
        assert found.signals.keys() == weights.keys()
        expected = sum(weights[name] * value for name, value in found.signals.items())
        assert found.score == pytest.approx(expected)


def test_a_found_paragraph_keeps_the_key_of_its_candidate() -> None:
    """By it what is stored beside the catalogue is looked up."""
    found = search("What do parrotfish eat?", POLYPS, FISH, STORM)
    assert {each.key: each.placed for each in found} == {0: POLYPS, 1: FISH, 2: STORM}


def test_each_sentence_has_its_match() -> None:
    """Matches follow the sentences, and windows have none."""
    found = search("Where is the sand?", FISH)[0]
    assert [match.passage for match in found.sentences] == [0, 1]
    assert [match.coverage for match in found.sentences] == [0.0, 1.0]
    assert [match.reach for match in found.sentences] == [1.0, 1.0]
    assert found.sentences[1].score > found.sentences[0].score


def test_a_heading_above_counts_for_its_paragraph() -> None:
    """What the heading says needn't be said again below."""
    found = {f.placed.paragraph.number: f for f in search("coral storm", POLYPS, STORM)}
    assert found[3].signals["heading_coverage"] > 0
    assert found[1].signals["heading_coverage"] == 0


def test_pairs_of_words_count_in_their_order() -> None:
    """The same words the other way round are no pair."""
    straight = placed("The reef fish swim.", "Nothing else is said here.")
    turned = placed("The fish reef swims.", "Nothing else is said here.")
    signal = [
        search("reef fish", paragraph)[0].signals["pairs"] for paragraph in (straight, turned)
    ]
    assert signal == [1.0, 0.0]


def test_a_rare_word_has_the_greater_share() -> None:
    """A term of one paragraph outweighs one that all have, and the shares add up to 1."""
    paragraphs = [placed("Coral and fish.", "More text."), placed("Coral and sand.", "More text.")]
    words = index([candidate(key, each) for key, each in enumerate(paragraphs)])
    shares = QuestionWords.read("coral fish submarine", [words]).shares
    assert shares["coral"] < shares["fish"] < shares["submarin"]
    assert sum(shares.values()) == pytest.approx(1.0)


def test_two_scopes_are_weighed_together() -> None:
    """A term's frequency is that of all the indexes read, whatever scope a paragraph is in."""
    candidates = [candidate(1, POLYPS), candidate(2, FISH)]
    apart = [index(candidates[:1]), index(candidates[1:])]
    question = "What do parrotfish eat?"
    together = ranked(question, candidates, [index(candidates)])
    assert ranked(question, candidates, apart) == together


def test_a_paragraph_that_no_index_holds_is_ranked_too() -> None:
    """Between a publication and the next index its words are counted on the spot."""
    question = "What do parrotfish eat?"
    empty = LexicalIndex.build([])
    found = ranked(question, [candidate(7, FISH)], [empty])
    assert found[0].signals["paragraph_coverage"] == 1.0


@pytest.mark.parametrize("question", ["", "the", "???", "珊瑚"])
def test_a_question_without_known_words_is_ranked_by_meaning(question: str) -> None:
    """No words to share is no error."""
    found = search(question, POLYPS, FISH)
    assert [each.signals["paragraph_coverage"] for each in found] == [0.0, 0.0]


def test_no_candidates_give_nothing() -> None:
    """An empty store has nothing to rank."""
    assert ranked("What?", [], []) == []


def test_fit_grows_with_the_score_between_0_and_1() -> None:
    """The figure that readers see keeps the order."""
    fits = [found.fit for found in search("What do parrotfish eat?", POLYPS, FISH, STORM)]
    assert fits == sorted(fits, reverse=True)
    assert all(0 < fit < 1 for fit in fits)


def test_the_weights_say_how_they_were_fitted() -> None:
    """A figure without its origin can't be judged."""
    path = Path(ranking.__file__).with_name("ranking_weights.json")
    assert "benchmarks/fit_ranking.py" in json.loads(path.read_text(encoding="utf-8"))["note"]
    assert all(np.isfinite(w) for weights in ranking.WEIGHTS.values() for w in weights.values())


@pytest.mark.parametrize(
    ("question", "family", "right", "wrong"),
    [
        (
            "Wo legen die Schildkröten Eier?",
            Family.LATIN,
            "Die Schildkröte legt ihre Eier am Strand.",
            "Das Riff ist von den Wellen und dem Sturm zerstört.",
        ),
        (
            "Где черепахи откладывают яйца?",
            Family.SCRIPT,
            "Черепаха откладывает яйца на пляже.",
            "Шторм разрушил старый причал.",
        ),
        ("海龟在哪里产卵？", Family.UNSPACED, "海龟在沙滩上产卵。", "风暴摧毁了旧码头。"),
    ],
)
def test_a_question_is_ranked_in_its_language(
    question: str, family: Family, right: str, wrong: str
) -> None:
    """The signals are those that its family of languages has weights for."""
    found = search(question, placed(wrong, number=1), placed(right, number=2))
    assert [each.placed.paragraph.number for each in found] == [2, 1]
    assert {each.language.family for each in found} == {family}
    assert found[0].signals.keys() == ranking.WEIGHTS[family].keys()
