"""The words of a paragraph that changed, as a reader sees them."""

import time
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.wording import RunKind, runs, words

_MARKS = {RunKind.SAME: "{}", RunKind.REMOVED: "[-{}-]", RunKind.ADDED: "[+{}+]"}


def shown(before: str, after: str) -> str:
    """The runs in one line, as in `He [-bought -][+sold +]apples.`"""
    return "".join(_MARKS[each.kind].format(each.text) for each in runs(before, after))


@pytest.mark.parametrize(
    ("before", "after", "seen"),
    [
        ("They dance.", "They dance.", "They dance."),
        ("", "They dance.", "[+They dance.+]"),
        ("They dance.", "", "[-They dance.-]"),
        ("He bought apples.", "He sold apples.", "He [-bought -][+sold +]apples."),
        ("He bought", "He sold", "He [-bought -][+sold+]"),
        ("one two", "one", "one [-two-]"),
        ("one", "one two", "one [+two+]"),
        # A word is never cut, and its punctuation is not part of it.
        ("The war ended.", "The wars ended.", "The [-war -][+wars +]ended."),
        ("It was a war.", "It was a war, once.", "It was a war[+, once+]."),
        ("In the war, it was.", "In the war.", "In the war[-, it was-]."),
        ("“Never,” he said.", "“Never again,” he said.", "“Never [+again+],” he said."),
        # Figures, abbreviations and compounds are one word each.
        (
            "It cost $1,000.50 then.",
            "It cost $1,200.50 then.",
            "It cost $[-1,000.50 -][+1,200.50 +]then.",
        ),
        ("The U.S. army", "The U.N. army", "The [-U.S -][+U.N+]. army"),
        ("a well-known man", "a well-off man", "a [-well-known -][+well-off +]man"),
        ("I don't know", "I do know", "I [-don't -][+do +]know"),
        # Few words between two changes go with them, but not the end of a sentence.
        (
            "Bees dance at noon in the garden.",
            "Bees sing at night in the garden.",
            "Bees [-dance at noon -][+sing at night +]in the garden.",
        ),
        ("3 of 5 members", "4 of 6 members", "[-3 -][+4 +]of [-5 -][+6 +]members"),
        (
            "It has three legs. It runs quickly.",
            "It has seven legs. It swims quickly.",
            "It has [-three -][+seven +]legs. It [-runs -][+swims +]quickly.",
        ),
        # Scripts without spaces between words, and words with combining marks.
        (
            "東京都港区にある電波塔。",
            "東京都にある高い電波塔。",
            "東京都[-港区-]にある[+高い+]電波塔。",
        ),
        ("हिन्दी भाषा", "हिन्दी लिपि", "हिन्दी [-भाषा -][+लिपि+]"),
        # White space alone is no change of a word.
        ("one  two\nthree", "one two three", "one two three"),
    ],
)
def test_runs_are_whole_words(before: str, after: str, seen: str) -> None:
    assert shown(before, after) == seen


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Don't pay $1,000.50 — ever!", ["Don't", "pay", "1,000.50", "ever"]),
        ("* * *", []),
        ("e-mail: a@b.org", ["e-mail", "a@b.org"]),
        ("ที่นี่", ["ที่", "นี่"]),
    ],
)
def test_words_are_without_punctuation(text: str, found: list[str]) -> None:
    assert words(text) == found


sentences = st.lists(
    st.sampled_from(["a", "b", "the", "war", ",", ".", "“", "1,000", "東京", "\n", "  "]),
    max_size=30,
).map(" ".join)


@given(sentences, sentences)
def test_runs_make_both_versions_but_for_white_space(before: str, after: str) -> None:
    found = runs(before, after)
    old = "".join(each.text for each in found if each.kind is not RunKind.ADDED)
    new = "".join(each.text for each in found if each.kind is not RunKind.REMOVED)
    assert "".join(old.split()) == "".join(before.split())
    assert "".join(new.split()) == "".join(after.split())


@given(sentences, sentences)
def test_what_is_removed_comes_before_what_is_added_and_runs_alternate(
    before: str, after: str
) -> None:
    kinds = [each.kind for each in runs(before, after)]
    neighbours = set(pairwise(kinds))
    assert not neighbours & {(kind, kind) for kind in RunKind}
    assert (RunKind.ADDED, RunKind.REMOVED) not in neighbours


def test_a_very_long_paragraph_that_changed_everywhere_is_compared_in_seconds() -> None:
    before = " ".join(f"w{at * 7919 % 5003}" for at in range(100_000))
    after = " ".join(f"w{at * 104_729 % 5003}" for at in range(100_000))
    started = time.process_time()
    assert runs(before, after)
    assert time.process_time() - started < 5
