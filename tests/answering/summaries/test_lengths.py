"""How many words a summary may have."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from answering.summaries.lengths import budget, size
from answering.summaries.model import Length
from vectorstore.languages import ENGLISH, UNSPACED


@pytest.mark.parametrize(
    ("length", "words", "wanted"),
    [
        (Length.SHORT, 1000, 70),
        (Length.MEDIUM, 1800, 270),
        (Length.LONG, 1800, 540),
        (Length.SHORT, 100, 50),
        (Length.LONG, 100, 50),
        (Length.SHORT, 100_000, 150),
        (Length.MEDIUM, 100_000, 300),
        (Length.LONG, 100_000, 750),
        (Length.SHORT, 0, 0),
    ],
)
def test_a_summary_is_a_share_of_its_text_within_bounds(
    length: Length, words: int, wanted: int
) -> None:
    assert budget(length, words) == wanted


@given(st.integers(0, 1_000_000))
def test_a_longer_summary_is_never_shorter(words: int) -> None:
    assert all(budget(a, words) <= budget(b, words) for a, b in pairwise(Length))


def test_words_without_spaces_are_counted_by_their_letters() -> None:
    assert size("Three plain words.", ENGLISH) == 3
    assert size("港口修建了围墙。", UNSPACED) == 4
