"""How the paragraphs of two revisions are compared."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.report import Changes, compare


@pytest.mark.parametrize(
    ("old", "new", "changes"),
    [
        ("", "", Changes(0, 0, 0, 0)),
        ("", "abc", Changes(added=3, changed=0, removed=0, unchanged=0)),
        ("abc", "", Changes(added=0, changed=0, removed=3, unchanged=0)),
        ("abc", "abc", Changes(added=0, changed=0, removed=0, unchanged=3)),
        ("abc", "axc", Changes(added=0, changed=1, removed=0, unchanged=2)),
        ("abc", "xabc", Changes(added=1, changed=0, removed=0, unchanged=3)),
        ("abc", "abxc", Changes(added=1, changed=0, removed=0, unchanged=3)),
        ("abc", "ac", Changes(added=0, changed=0, removed=1, unchanged=2)),
        ("abc", "xyz", Changes(added=0, changed=3, removed=0, unchanged=0)),
        ("abc", "xyzw", Changes(added=1, changed=3, removed=0, unchanged=0)),
        ("abc", "x", Changes(added=0, changed=1, removed=2, unchanged=0)),
        ("aaa", "aa", Changes(added=0, changed=0, removed=1, unchanged=2)),
        ("ab", "ba", Changes(added=1, changed=0, removed=1, unchanged=1)),
    ],
)
def test_paragraphs_are_compared_in_place(old: str, new: str, changes: Changes) -> None:
    assert compare(old, new) == changes


@given(st.lists(st.sampled_from("abcd")), st.lists(st.sampled_from("abcd")))
def test_every_paragraph_is_counted_once(old: list[str], new: list[str]) -> None:
    changes = compare(old, new)
    assert changes.unchanged + changes.changed + changes.removed == len(old)
    assert changes.unchanged + changes.changed + changes.added == len(new)


@given(st.lists(st.text(max_size=3), max_size=300))
def test_a_text_is_all_unchanged_against_itself(texts: list[str]) -> None:
    assert compare(texts, texts) == Changes(0, 0, 0, len(texts))
