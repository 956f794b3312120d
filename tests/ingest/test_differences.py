"""Differences of two revisions: by paragraphs, and inside a paragraph by words."""

import time
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.differences import Changes, Difference, Kind, RunKind, differ
from vectorstore.model import Paragraph, ParagraphKind


def paragraphs(texts: Sequence[str]) -> list[Paragraph]:
    """Paragraphs with these texts, numbered from 1."""
    return [
        Paragraph(number, ParagraphKind.PROSE, (), text, text, 0, len(text))
        for number, text in enumerate(texts, 1)
    ]


def told(difference: Difference) -> list[str]:
    """Each change as a line: its kind, the number before, the number after."""
    return [
        f"{each.kind} {each.before.number if each.before else '-'}"
        f" {each.after.number if each.after else '-'}"
        for each in difference.changes
    ]


TIDES = "The tides follow the moon, and twice a month they are at their highest."
BEES = "Bees dance in the dark of the hive to tell the others where flowers are."
REEFS = "Corals build reefs that shelter a quarter of all the fish in the sea."
MOTHS = "Moths fly to the light because they keep their backs turned towards it."
OWLS = "An owl turns its head by three quarters of a circle without a sound."

CASES = [
    ("nothing", [], [], []),
    ("the same", [TIDES, BEES], [TIDES, BEES], []),
    ("all new", [], [TIDES, BEES], ["added - 1", "added - 2"]),
    ("all gone", [TIDES, BEES], [], ["removed 1 -", "removed 2 -"]),
    ("one at the top", [TIDES, BEES, REEFS], [OWLS, TIDES, BEES, REEFS], ["added - 1"]),
    ("one at the end", [TIDES, BEES], [TIDES, BEES, OWLS], ["added - 3"]),
    ("the first goes", [TIDES, BEES, REEFS], [BEES, REEFS], ["removed 1 -"]),
    ("one in the middle goes", [TIDES, BEES, REEFS], [TIDES, REEFS], ["removed 2 -"]),
    (
        "one is another",
        [TIDES, BEES, REEFS],
        [TIDES, OWLS, REEFS],
        ["added - 2", "removed 2 -"],
    ),
    (
        "words of one",
        [TIDES, BEES, REEFS],
        [TIDES, BEES.replace("dark", "warmth"), REEFS],
        ["changed 2 2"],
    ),
    ("two change places", [TIDES, BEES, REEFS], [BEES, TIDES, REEFS], ["moved 2 1"]),
    ("the last becomes the first", [TIDES, BEES, REEFS], [REEFS, TIDES, BEES], ["moved 3 1"]),
    (
        "moved and changed",
        [TIDES, BEES, REEFS, MOTHS],
        [REEFS.replace("quarter", "third"), TIDES, BEES, MOTHS],
        ["changed 3 1"],
    ),
    (
        "split",
        [TIDES, f"{BEES} {REEFS}", MOTHS],
        [TIDES, BEES, REEFS, MOTHS],
        ["changed 2 2", "added - 3"],
    ),
    (
        "joined",
        [TIDES, BEES, REEFS, MOTHS],
        [TIDES, f"{BEES} {REEFS}", MOTHS],
        ["changed 2 2", "removed 3 -"],
    ),
    (
        "a short part is cut off",
        [TIDES, f"{BEES} {REEFS} {MOTHS} {OWLS}"],
        [TIDES, OWLS],
        ["changed 2 2"],
    ),
    ("one of two equal ones goes", [TIDES, TIDES, BEES], [TIDES, BEES], ["removed 2 -"]),
    ("one is said twice", [TIDES, BEES], [TIDES, BEES, TIDES], ["added - 3"]),
    (
        "separators do not mislead",
        ["* * *", TIDES, "* * *", BEES],
        ["* * *", OWLS, "* * *", TIDES, "* * *", BEES],
        ["added - 2", "added - 3"],
    ),
    (
        "figures in a row of a list stay in their place",
        ["Ann, 31 years", "Ben, 42 years", "Cid, 53 years"],
        ["Ann, 32 years", "Ben, 43 years", "Cid, 54 years"],
        ["changed 1 1", "changed 2 2", "changed 3 3"],
    ),
]


@pytest.mark.parametrize(
    ("old", "new", "changes"), [case[1:] for case in CASES], ids=[case[0] for case in CASES]
)
def test_what_became_of_each_paragraph(old: list[str], new: list[str], changes: list[str]) -> None:
    assert sorted(told(differ(paragraphs(old), paragraphs(new)))) == sorted(changes)


def test_changes_are_in_reading_order_and_what_was_removed_is_where_it_stood() -> None:
    old = paragraphs([MOTHS, TIDES, OWLS, BEES, "A short farewell to all of you."])
    new = paragraphs(["Welcome, dear reader!", TIDES, BEES.replace("dark", "warmth"), REEFS])
    assert told(differ(old, new)) == [
        "removed 1 -",
        "added - 1",
        "removed 3 -",
        "changed 4 3",
        "removed 5 -",
        "added - 4",
    ]


def test_now_leads_from_each_old_number_to_the_new_one() -> None:
    old = paragraphs([TIDES, BEES, REEFS, MOTHS])
    new = paragraphs([MOTHS, OWLS, TIDES, BEES.replace("dark", "warmth")])
    assert differ(old, new).now == {1: 3, 2: 4, 3: None, 4: 1}


def test_counts_are_of_each_kind() -> None:
    old = paragraphs([TIDES, BEES, REEFS, MOTHS])
    new = paragraphs([MOTHS, OWLS, TIDES, BEES.replace("dark", "warmth")])
    assert differ(old, new).counts == Changes(added=1, changed=1, moved=1, removed=1, unchanged=1)


text = st.lists(st.sampled_from(list("abcdefgh.,")), min_size=1, max_size=8).map(" ".join)
texts = st.lists(text, max_size=12)


def applied(old: Sequence[Paragraph], difference: Difference) -> list[str]:
    """The texts of the new revision, made from the old ones and the changes alone."""
    placed = {each.after.number: each.after.text for each in difference.changes if each.after}
    gone = {each.before.number for each in difference.changes if each.before}
    kept = [each for each in old if each.number not in gone]
    for each in kept:
        number = difference.now[each.number]
        assert number is not None
        assert number not in placed
        placed[number] = each.text
    assert len(kept) == difference.unchanged
    return [placed[number] for number in sorted(placed)]


@given(texts, texts)
def test_applying_the_difference_gives_the_new_revision(old: list[str], new: list[str]) -> None:
    before, after = paragraphs(old), paragraphs(new)
    difference = differ(before, after)
    assert applied(before, difference) == new
    assert set(difference.now) == {each.number for each in before}


@given(texts)
def test_a_revision_does_not_differ_from_itself(old: list[str]) -> None:
    difference = differ(paragraphs(old), paragraphs(old))
    assert (difference.changes, difference.unchanged) == ((), len(old))


@given(texts, texts)
def test_the_way_back_has_the_same_counts(old: list[str], new: list[str]) -> None:
    there = differ(paragraphs(old), paragraphs(new)).counts
    back = differ(paragraphs(new), paragraphs(old)).counts
    assert (there.changed, there.moved, there.unchanged) == (
        back.changed,
        back.moved,
        back.unchanged,
    )
    assert (there.added, there.removed) == (back.removed, back.added)


@given(texts, texts)
def test_unchanged_and_moved_paragraphs_are_as_many_as_the_two_revisions_share(
    old: list[str], new: list[str]
) -> None:
    counts = differ(paragraphs(old), paragraphs(new)).counts
    shared = sum(min(old.count(each), new.count(each)) for each in set(old))
    assert counts.unchanged + counts.moved == shared


@given(texts, texts)
def test_the_words_of_a_changed_paragraph_are_those_of_both_versions(
    old: list[str], new: list[str]
) -> None:
    for change in differ(paragraphs(old), paragraphs(new)).changes:
        if change.kind is Kind.CHANGED and change.before and change.after:
            before = "".join(r.text for r in change.runs if r.kind is not RunKind.ADDED)
            after = "".join(r.text for r in change.runs if r.kind is not RunKind.REMOVED)
            assert before.split() == change.before.text.split()
            assert after.split() == change.after.text.split()


def test_a_long_source_with_few_changes_is_compared_in_well_under_half_a_second() -> None:
    old = [
        f"Paragraph {number} tells of the number {number * 37} and no other."
        for number in range(5_000)
    ]
    new = ["A new beginning.", *old[:1000], old[1000] + " Or so they say.", *old[1002:], old[1001]]
    started = time.process_time()
    counts = differ(paragraphs(old), paragraphs(new)).counts
    assert time.process_time() - started < 0.5
    assert counts == Changes(added=1, changed=1, moved=1, removed=0, unchanged=4_998)


def test_two_long_sources_without_a_common_paragraph_are_compared_in_seconds() -> None:
    old = [" ".join(f"old{at * step % 997}" for step in range(50)) for at in range(2_000)]
    new = [" ".join(f"new{at * step % 997}" for step in range(50)) for at in range(2_000)]
    started = time.process_time()
    counts = differ(paragraphs(old), paragraphs(new)).counts
    assert time.process_time() - started < 5
    assert (counts.changed, counts.unchanged) == (0, 0)
