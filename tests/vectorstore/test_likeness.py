"""Words are alike by the letters in a row that they share."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vectorstore.likeness import Likeness, parts


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("", {"_"}),
        ("a", {"_a"}),
        ("reef", {"_re", "ree", "eef", "_ree", "reef", "_reef"}),
    ],
)
def test_the_parts_of_a_word(word: str, expected: set[str]) -> None:
    """Runs of three to five letters with the beginning marked; a shorter word is its own part."""
    assert parts(word) == expected


def likeness(question: dict[str, float], *words: str) -> list[float]:
    read = Likeness.read(question, [set(words).__contains__])
    return read.weigh([read.mask([word]) for word in words])


def test_a_word_is_most_like_itself_then_like_its_forms() -> None:
    """A compound shares the letters of its parts; an unrelated word shares none."""
    same, compound, other = likeness({"riff": 1.0}, "riff", "korallenriff", "strand")
    assert same == pytest.approx(1.0)
    assert 0 < compound < 1
    assert other == 0


def test_parts_weigh_what_their_term_weighs() -> None:
    """A term's share of the question is divided between its parts."""
    heavy, light = likeness({"riff": 0.8, "strand": 0.2}, "riff", "strand")
    assert (heavy, light) == (pytest.approx(0.8), pytest.approx(0.2))


def test_words_of_two_indexes_are_known() -> None:
    """A scope's own words and the shared ones are looked up together."""
    read = Likeness.read({"riff": 1.0}, [{"riffe"}.__contains__, {"riffs"}.__contains__])
    assert all(read.weigh([read.mask([word])])[0] > 0.9 for word in ("riffe", "riffs"))


@given(st.dictionaries(st.text(min_size=1), st.just(1.0), min_size=1), st.lists(st.text()))
def test_likeness_is_a_share(question: dict[str, float], words: list[str]) -> None:
    """Whatever is asked and whatever is known."""
    shares = {term: 1 / len(question) for term in question}
    read = Likeness.read(shares, [set(words).__contains__])
    assert all(0 <= each <= 1 + 1e-9 for each in read.weigh([read.mask(words), 0]))
