"""Chunks are counted for the paragraph that they overlap most."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.places import laid_out

PARAGRAPHS = ["One two three.", "", "Four  five\nsix.", "Seven."]
LAID = laid_out("Title", PARAGRAPHS)


def test_paragraphs_stand_on_lines_of_their_own_below_the_head() -> None:
    assert LAID.text == "Title\n\nOne two three.\n\nFour five six.\n\nSeven."


@pytest.mark.parametrize(
    ("chunk", "owner"),
    [
        ("One two three.", 0),
        ("two", 0),
        ("three.\n\nFour five", 2),
        ("two three.\n\nFour", 0),
        ("Four five six.\n\nSeven.", 2),
        ("Seven.", 3),
        ("Title", None),
        ("Title\n\nOne", 0),
    ],
)
def test_a_chunk_belongs_to_the_paragraph_it_overlaps_most(chunk: str, owner: int | None) -> None:
    start = LAID.text.index(chunk)
    assert LAID.owner(start, start + len(chunk)) == owner


def test_the_first_of_two_equal_overlaps_counts() -> None:
    laid = laid_out("", ["abcd", "efgh"])
    assert laid.owner(2, 8) == 0


@given(st.lists(st.text(max_size=30), max_size=6), st.text(alphabet="ab", max_size=5))
def test_each_paragraph_stands_in_the_text_where_its_span_says(
    paragraphs: list[str], head: str
) -> None:
    laid = laid_out(head, paragraphs)
    assert [laid.text[a:b] for a, b in laid.spans] == [" ".join(p.split()) for p in paragraphs]


@given(st.lists(st.text(alphabet="abc ", min_size=1, max_size=30), min_size=1, max_size=6))
def test_every_paragraph_that_says_something_owns_its_own_span(paragraphs: list[str]) -> None:
    laid = laid_out("Head", paragraphs)
    for number, (start, end) in enumerate(laid.spans):
        if end > start:
            assert laid.owner(start, end) == number
