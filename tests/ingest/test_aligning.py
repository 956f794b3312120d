"""Two lists side by side: which items are the same, in the same order."""

import time
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.aligning import align, in_turn, increasing

letters = st.text(alphabet="abcdef", max_size=30)


@pytest.mark.parametrize(
    ("old", "new", "pairs"),
    [
        ("", "", []),
        ("abc", "abc", [(0, 0), (1, 1), (2, 2)]),
        ("abc", "xabc", [(0, 1), (1, 2), (2, 3)]),
        ("abc", "ac", [(0, 0), (2, 1)]),
        ("abc", "xyz", []),
        # Of two blocks that changed places the longer one stays.
        ("abcd", "dabc", [(0, 1), (1, 2), (2, 3)]),
        # What is said twice is tied beside its neighbours.
        ("*a*b", "*x*a*b", [(0, 0), (1, 3), (2, 4), (3, 5)]),
        ("aaa", "aa", [(0, 0), (1, 1)]),
    ],
)
def test_equal_items_are_tied_in_order(old: str, new: str, pairs: list[tuple[int, int]]) -> None:
    assert align(old, new) == pairs


@given(letters, letters)
def test_pairs_are_equal_and_grow_on_both_sides(old: str, new: str) -> None:
    pairs = align(old, new)
    assert all(old[i] == new[j] for i, j in pairs)
    assert all(a < c and b < d for (a, b), (c, d) in pairwise(pairs))


@given(letters)
def test_a_list_is_tied_to_itself_whole(old: str) -> None:
    assert align(old, old) == [(at, at) for at in range(len(old))]


@given(st.permutations(range(12)))
def test_the_longest_growing_run_is_found(order: list[int]) -> None:
    run = increasing(list(enumerate(order)))
    longest = [0] * len(order)
    for at, value in enumerate(order):
        longest[at] = 1 + max((longest[b] for b in range(at) if order[b] < value), default=0)
    assert len(run) == max(longest)
    assert all(a < c and b < d for (a, b), (c, d) in pairwise(run))


def test_equal_items_are_paired_in_turn() -> None:
    assert in_turn("aba", "aab", [0, 1, 2], [0, 1, 2]) == [(0, 0), (1, 2), (2, 1)]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (["x"] * 20_000, ["x"] * 15_000),
        (["a", "b"] * 10_000, ["b", "a", "a"] * 7_000),
        (list(range(20_000)), list(range(20_000, 0, -1))),
    ],
    ids=["one item", "two items", "backwards"],
)
def test_lists_that_say_little_take_no_longer(old: list[object], new: list[object]) -> None:
    started = time.process_time()
    assert align(old, new)  # type: ignore[arg-type]
    assert time.process_time() - started < 2
