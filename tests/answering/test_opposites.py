"""Words that contradict each other, and words that may stand for each other."""

import pytest

from answering.facts.opposites import alike, opposite
from answering.facts.tokens import key_of


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("rose", "fell"),
        ("increased", "decreasing"),
        ("before", "after"),
        ("northern", "south"),
        ("recognised", "unrecognised"),
        ("possible", "impossible"),
        ("legal", "illegal"),
        ("agree", "disagree"),
        ("first", "last"),
    ],
)
def test_opposites_contradict_in_both_directions(one: str, other: str) -> None:
    assert opposite(key_of(one), key_of(other))
    assert opposite(key_of(other), key_of(one))
    assert not alike(key_of(one), key_of(other))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("began", "started"),
        ("rose", "increased"),
        ("decision", "decisions"),
        ("located", "situated"),
        ("employed", "used"),
    ],
)
def test_synonyms_and_forms_may_stand_for_each_other(one: str, other: str) -> None:
    assert alike(key_of(one), key_of(other))
    assert not opposite(key_of(one), key_of(other))


@pytest.mark.parametrize(("one", "other"), [("stand", "understand"), ("rose", "tulip")])
def test_unlike_words_are_neither(one: str, other: str) -> None:
    assert not alike(key_of(one), key_of(other))
    assert not opposite(key_of(one), key_of(other))
