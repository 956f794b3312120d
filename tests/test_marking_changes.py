"""What became of the paragraphs that an answer cites."""

import pytest

from bot.marking.changes import (
    Change,
    Cited,
    Fate,
    by_quote,
    compared,
    excerpt,
    source_removed,
    untouched,
    wanted,
)
from ingest.differences import Run, RunKind, differ
from ingest.wording import runs
from vectorstore.model import SHARED, Paragraph, ParagraphKind

FLOWERS = "A honey bee visits two thousand flowers on one long summer day."
DANCE = "The dance of a returning bee tells the others where the clover stands."
WINTER = "In winter the colony gathers in a ball, and the queen sits in the middle."
NEW = "Nobody has counted how often a drone returns to the hive that it came from."
MANY_FLOWERS = FLOWERS.replace("two thousand", "five hundred")


def revision(*texts: str) -> list[Paragraph]:
    return [
        Paragraph(number, ParagraphKind.PROSE, (), text, text, 0, len(text))
        for number, text in enumerate(texts, 1)
    ]


def cited(paragraph: int, quote: str = "two thousand") -> Cited:
    return Cited(0, SHARED, "bees", "About bees", 1, paragraph, quote)


@pytest.mark.parametrize(
    ("after", "paragraph", "fate"),
    [
        ([FLOWERS, DANCE], 1, None),
        ([FLOWERS, DANCE, NEW], 1, None),
        ([NEW, FLOWERS, DANCE], 1, None),  # it only has another number
        ([DANCE, FLOWERS], 1, None),  # it only moved
        ([DANCE, FLOWERS], 2, None),
        ([FLOWERS.replace(" ", "\n"), DANCE], 1, None),  # only the lines end elsewhere
        ([f"{FLOWERS} {DANCE}"], 1, None),  # it stands whole in another paragraph
        ([f"{FLOWERS} {DANCE}"], 2, Fate.CHANGED),  # which has more words than it had
        ([f"{FLOWERS} But not in rain.", DANCE], 1, Fate.CHANGED),
        ([MANY_FLOWERS, DANCE], 1, Fate.CHANGED),
        ([MANY_FLOWERS, DANCE], 2, None),  # another paragraph changed
        ([NEW, DANCE, MANY_FLOWERS], 1, Fate.CHANGED),
        ([DANCE], 1, Fate.REMOVED),
        ([DANCE], 2, None),
        ([], 1, Fate.REMOVED),
    ],
)
def test_a_paragraph_is_judged_by_what_differs(
    after: list[str], paragraph: int, fate: Fate | None
) -> None:
    judge = compared(differ(revision(FLOWERS, DANCE), revision(*after)), 2)
    change = judge(cited(paragraph))
    assert (change.fate if change else None) == fate


def test_a_change_says_where_it_is_and_which_words_changed() -> None:
    judge = compared(differ(revision(FLOWERS), revision(MANY_FLOWERS)), 4)
    words = (
        Run(RunKind.SAME, "A honey bee visits "),
        Run(RunKind.REMOVED, "two thousand "),
        Run(RunKind.ADDED, "five hundred "),
        Run(RunKind.SAME, "flowers on one long … "),
    )
    assert judge(cited(1)) == Change(0, SHARED, "bees", "About bees", 1, 1, 4, Fate.CHANGED, words)


@pytest.mark.parametrize(
    ("quote", "fate"),
    [
        ("two thousand flowers", None),
        ("two  thousand\nflowers", None),
        ("five hundred flowers", Fate.CHANGED),
    ],
)
def test_where_the_cited_revision_is_gone_the_quoted_words_decide(
    quote: str, fate: Fate | None
) -> None:
    change = by_quote(revision(DANCE, FLOWERS), 9)(cited(7, quote))
    assert (change.fate if change else None) == fate


def test_a_source_that_was_removed_leaves_no_paragraph() -> None:
    change = source_removed(cited(1))
    assert change is not None
    assert (change.fate, change.after, change.words) == (Fate.SOURCE_REMOVED, None, ())


def test_the_current_revision_is_untouched() -> None:
    assert untouched(cited(1)) is None


def change(position: int = 0, after: int = 2, fate: Fate = Fate.CHANGED, word: str = "x") -> Change:
    words = (Run(RunKind.ADDED, word),)
    return Change(position, SHARED, "bees", "About bees", 1, 1, after, fate, words)


def test_a_later_revision_that_tells_nothing_new_changes_no_mark() -> None:
    assert wanted([change(after=3)], [change(after=2)]) == (change(after=2),)


@pytest.mark.parametrize("later", [change(after=3, word="y"), change(after=3, fate=Fate.REMOVED)])
def test_what_is_new_to_a_reader_is_said(later: Change) -> None:
    assert wanted([later], [change(after=2)]) == (later,)


def test_changes_stand_in_the_order_of_the_citations() -> None:
    assert wanted([change(2), change(0), change(1)], []) == (change(0), change(1), change(2))


def test_what_is_as_it_was_again_is_not_said_any_more() -> None:
    assert wanted([], [change()]) == ()


@pytest.mark.parametrize(
    ("before", "after", "shown"),
    [
        ("one two", "one three", "one -two +three"),
        ("one two", "one two three", "one two +three"),
        ("a b c d", "b c d", "-a b c d"),
        (f"{'word ' * 40}end", f"{'word ' * 40}stop", "… word word word word -end +stop"),
        (f"end {'word ' * 40}", f"stop {'word ' * 40}", "-end +stop word word word word word … "),
        (
            f"one {'word ' * 40}two",
            f"three {'word ' * 40}four",
            "-one +three word word word word word … word word word word -two +four",
        ),
        ("old " * 100, "new " * 100, ""),
    ],
)
def test_an_excerpt_has_the_changed_words_and_a_few_beside_them(
    before: str, after: str, shown: str
) -> None:
    signs = {RunKind.SAME: "", RunKind.ADDED: "+", RunKind.REMOVED: "-"}
    found = excerpt(runs(before.strip(), after.strip()))
    text = "".join(signs[run.kind] + run.text for run in found)
    assert " ".join(text.split()) == " ".join(shown.split())


@pytest.mark.parametrize("fate", list(Fate))
def test_a_change_is_kept_as_it_is(fate: Fate) -> None:
    assert Change.from_json(change(fate=fate).to_json()) == change(fate=fate)
