"""Values that were used lately stay in memory, and their number is bounded."""

from hypothesis import given
from hypothesis import strategies as st

from vectorstore.kept import Kept


@given(st.lists(st.integers(0, 50)), st.integers(1, 10))
def test_what_was_used_last_is_kept_and_nothing_wrong_is_given(used: list[int], most: int) -> None:
    """The last `most` different keys are there; what is there is what was put."""
    kept = Kept[int, str](most)
    for key in used:
        if kept.get(key) is None:
            kept.put(key, str(key))
    last = list(dict.fromkeys(reversed(used)))[:most]
    assert [kept.get(key) for key in last] == [str(key) for key in last]
    assert all(kept.get(key) in (None, str(key)) for key in range(51))


def test_no_more_than_twice_as_many_are_kept() -> None:
    """However many are put."""
    kept = Kept[int, int](10)
    for key in range(1000):
        kept.put(key, key)
    assert 10 <= sum(kept.get(key) is not None for key in reversed(range(1000))) <= 20


def test_what_is_dropped_or_cleared_is_gone() -> None:
    """One key, or all."""
    kept = Kept[str, int](10)
    for key in "abc":
        kept.put(key, 1)
    kept.drop("a")
    assert (kept.get("a"), kept.get("b")) == (None, 1)
    kept.clear()
    assert (kept.get("b"), kept.get("c")) == (None, None)
