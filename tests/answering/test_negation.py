"""What a sentence denies: each row is one behaviour."""

import pytest

from answering.facts.sentences import sentences

DENIED = [
    ("He did not recognise the state.", {"recognise", "state"}),
    ("He didn't recognise it.", {"recognise"}),
    ("He never spoke.", {"spoke"}),
    ("They failed to attack Rome.", {"attack", "Rome"}),
    ("The port is no longer open.", {"open"}),
    ("She left without a ticket.", {"ticket"}),
    ("He was unable to walk.", {"walk"}),
    ("Nobody voted.", {"voted"}),
    ("It was neither large nor cheap.", {"large", "cheap"}),
    ("She cannot swim, but she sails.", {"swim"}),
    ("He did not come because it rained.", {"come"}),
    ("A non-profit group met.", {"profit"}),
]
NOT_DENIED = [
    "Not only Rome voted.",
    "There was no doubt.",
    "No fewer than five came.",
    "Room No. 5 was used.",
    "He asked whether or not it rained.",
    "They did not recognise it until 1921.",
    "The refused goods came back.",
]


@pytest.mark.parametrize(("text", "words"), DENIED)
def test_a_cue_denies_the_words_behind_it(text: str, words: set[str]) -> None:
    sentence = sentences(text)[0]
    denied = {
        token.text
        for token, is_denied in zip(sentence.tokens, sentence.denied, strict=True)
        if is_denied
    }
    assert words <= denied


@pytest.mark.parametrize("text", NOT_DENIED)
def test_what_only_looks_like_a_denial_denies_nothing(text: str) -> None:
    assert not any(sentences(text)[0].denied)


def test_two_denials_cancel_each_other() -> None:
    sentence = sentences("He never failed to answer.")[0]
    states = dict(zip([t.text for t in sentence.tokens], sentence.denied, strict=True))
    assert states["answer"] is False


def test_the_reach_ends_at_the_clause() -> None:
    sentence = sentences("He did not win, and Rome cheered.")[0]
    states = dict(zip([t.text for t in sentence.tokens], sentence.denied, strict=True))
    assert states["win"]
    assert not states["cheered"]
