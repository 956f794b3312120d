"""What admins read of sources: values in, Discord's Markdown out."""

from datetime import UTC, datetime

import pytest
from discord_strategies import any_text
from hypothesis import given as given_that
from hypothesis import strategies as st

from bot.discord.escaping import escape
from bot.discord.limits import MESSAGE_TEXT, length
from bot.discord.sources.attachments import id_from, refused
from bot.discord.sources.differing import changes_told, contents_told, counted, marked
from bot.discord.sources.panels import PAGE, Action, Book, Control
from bot.discord.sources.words import by, code, origin_of, stamped, titled
from ingest.differences import Changes, Run, RunKind, differ
from vectorstore.model import SHARED, Paragraph, ParagraphKind, Revision, Source

SAME, ADDED, REMOVED = RunKind.SAME, RunKind.ADDED, RunKind.REMOVED


def paragraphs(*texts: str, heading: str | None = None) -> list[Paragraph]:
    headings = (heading,) if heading else ()
    return [
        Paragraph(number, ParagraphKind.PROSE, headings, text, text, 0, len(text))
        for number, text in enumerate(texts, 1)
    ]


@pytest.mark.parametrize(
    ("runs", "shown"),
    [
        ([(SAME, "The "), (REMOVED, "bees "), (ADDED, "wasps "), (SAME, "fly.")],
         "The ~~bees~~ **wasps** fly."),
        ([(ADDED, "New "), (SAME, "words")], "**New** words"),
        ([(SAME, "words"), (REMOVED, " gone")], "words ~~gone~~"),
        ([(ADDED, "**bold** "), (SAME, "@everyone")],
         "**\\*\\*bold\\*\\*** @\u200beveryone"),
        ([(SAME, "a "), (ADDED, "b "), (ADDED, "c"), (SAME, " d")], "a **b c** d"),
        ([(SAME, "one\n"), (ADDED, "two\n"), (SAME, "# three")], "one **two** \\# three"),
        ([(ADDED, " \n ")], ""),
        ([], ""),
        (
            [(SAME, "a b c d e f g h i j k l "), (ADDED, "NEW "), (SAME, "m n o p q r s t u v w")],
            "… e f g h i j k l **NEW** m n o p q r s t …",
        ),
        (
            [(ADDED, "A "), (SAME, "b " * 30), (REMOVED, "C")],
            f"**A** {'b ' * 8}… {'b ' * 8}~~C~~",
        ),
    ],
)  # fmt: skip
def test_changed_words_are_bold_or_struck_through(runs, shown) -> None:
    assert marked([Run(kind, text) for kind, text in runs]) == shown


def test_a_change_that_is_very_long_ends_with_a_sign_of_omission() -> None:
    runs = [Run(kind, "word " * 50) for _ in range(40) for kind in (REMOVED, ADDED)]
    assert marked(runs).endswith(" …")
    assert length(marked(runs)) < 1_300


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        (Changes(1, 0, 0, 0, 0), "1 paragraph added"),
        (
            Changes(2, 1, 1, 3, 17),
            "2 paragraphs added, 1 changed, 1 moved, 3 removed, 17 unchanged",
        ),
        (Changes(0, 0, 0, 1, 1), "1 paragraph removed, 1 unchanged"),
        (Changes(0, 0, 0, 0, 0), "no paragraphs"),
    ],
)
def test_changes_are_counted_in_words(changes, said) -> None:
    assert counted(changes) == said


def test_each_change_is_told_with_its_numbers_and_heading() -> None:
    old = paragraphs("One bee flies home.", "Two wasps sleep all day.", "Three ants carry sand.")
    new = paragraphs(
        "A new beginning.", "One bee flies out.", "Two wasps sleep all day.", heading="Insects"
    )
    assert changes_told(differ(old, new)) == [
        "**Added** ¶1 · Insects\n> A new beginning.",
        "**Changed** ¶2 (was ¶1) · Insects\n> One bee flies ~~home~~ **out**.",
        "**Removed** ¶3\n> Three ants carry sand.",
    ]


def test_a_paragraph_that_moved_says_where_it_was() -> None:
    old = paragraphs("Alpha is first.", "Beta is second.", "Gamma is third.")
    new = paragraphs("Gamma is third.", "Alpha is first.", "Beta is second.")
    assert changes_told(differ(old, new)) == ["**Moved** ¶1 (was ¶3)\n> Gamma is third."]


def test_a_paragraph_with_other_line_breaks_only_says_so() -> None:
    told = changes_told(differ(paragraphs("One  bee.", "B."), paragraphs("One\nbee.", "B.")))
    assert told in ([], ["**Changed** ¶1\n> *Only spaces and line breaks differ.*"])


def test_a_heading_with_markup_stays_words() -> None:
    told = contents_told(paragraphs("Text.", heading="# **@everyone** <@1>\n```"))
    assert told == [f"**¶1** · {escape('# **@everyone** <@1> ```')}\n> Text."]


@given_that(old=st.lists(any_text(8), max_size=6), new=st.lists(any_text(8), max_size=6))
def test_nothing_in_a_paragraph_pings_or_breaks_a_page(old, new) -> None:
    pieces = changes_told(differ(paragraphs(*old), paragraphs(*new)))
    for piece in pieces:
        assert "@everyone" not in piece
        assert length(piece) <= PAGE
        assert piece.count("\n") == 1


@given_that(pieces=st.lists(st.integers(1, PAGE), max_size=40), page=st.integers(-3, 50))
def test_every_page_fits_and_all_pages_hold_all_pieces_once(pieces, page) -> None:
    texts = [f"{number:03}".ljust(size, "x") for number, size in enumerate(pieces)]
    book = Book("Head", texts, ("piece", "pieces"), "-# foot")
    last = book.open(10**6, _turn)
    pages = [book.open(number, _turn) for number in range(_pages(last.footer))]
    for each in [*pages, book.open(page, _turn)]:
        assert length(each.body) + length(each.footer) <= MESSAGE_TEXT
    shown = "\n\n".join(each.body for each in pages)
    assert [shown.count(text) for text in texts] == [1] * len(texts)


def test_a_page_says_how_much_more_there_is_and_turns() -> None:
    book = Book("Head", ["x" * 1_200] * 5, ("change", "changes"))
    first, last = book.open(0, _turn), book.open(2, _turn)
    assert first.body.endswith("… and 3 more changes.")
    assert first.footer == "-# Page 1 of 3"
    assert first.rows == ((Control("Next ›", Action.LIST, "1"),),)
    assert last.rows == ((Control("‹ Previous", Action.LIST, "1"),),)
    assert book.page_of(4) == 2


def _turn(label: str, page: int) -> Control:
    return Control(label, Action.LIST, str(page))


def _pages(footer: str) -> int:
    return int(footer.rpartition(" of ")[2]) if " of " in footer else 1


@pytest.mark.parametrize(
    ("name", "size", "why_not"),
    [
        ("rules.md", 5, None),
        ("RULES.MD", 5, None),
        ("no ending", 5, None),
        ("rules.exe", 5, "“rules.exe” cannot be read: give me one of "),
        ("../../etc/passwd.zip", 5, "“passwd.zip” cannot be read"),
        ("a\u202egnp.exe", 5, "“agnp.exe” cannot be read"),
        ("@everyone.exe", 5, "“@\u200beveryone.exe” cannot be read"),
        ("big.md", 2_000_001, "“big.md” has 2.0 MB, and 2 MB is the most that I take"),
    ],
)
def test_files_are_judged_by_their_ending_and_size(name, size, why_not) -> None:
    said = refused(name, size, 2_000_000)
    assert said is None if why_not is None else said.startswith(why_not)


@pytest.mark.parametrize(
    ("name", "source"),
    [
        ("house-rules", "house-rules"),
        ("House Rules v1.2", "house-rules-v1-2"),
        ("../../etc/passwd", "etc-passwd"),
        ("a:b:c", "a-b-c"),
        ("x" * 90, "x" * 64),
        ("https://a.b/c", "https-a-b-c"),
    ],
)
def test_any_name_becomes_an_id(name, source) -> None:
    assert id_from(name) == source


@pytest.mark.parametrize(
    ("actor", "shown"),
    [
        ("operator", "the operator"),
        ("schedule", "the schedule"),
        ("member:123", "<@123>"),
        ("member:@everyone", "member:@\u200beveryone"),
    ],
)
def test_whoever_did_it_is_named(actor, shown) -> None:
    assert by(actor) == shown


def test_titles_and_ids_stay_words() -> None:
    assert titled("**a** @here", "a`b`") == "“\\*\\*a\\*\\* @\u200bhere” (`ab`)"
    assert titled("", "bees") == "“bees” (`bees`)"
    assert code("`") == "`?`"


@pytest.mark.parametrize(
    ("origin", "shown"),
    [
        ("https://a.b/c", "from https://a.b/c"),
        ("/home/somebody/secret/rules.md", "from rules.md"),
        ("C:\\docs\\rules.md", "from rules.md"),
        ("rules.md", "from rules.md"),
    ],
)
def test_where_a_source_came_from_shows_no_folder(origin, shown) -> None:
    revision = Revision(1, "T", "h", datetime(2026, 3, 1, tzinfo=UTC), "operator")
    assert origin_of(Source(SHARED, "s", origin, revision, 1)) == shown


def test_a_moment_is_shown_in_the_readers_time_zone() -> None:
    assert stamped(datetime(1970, 1, 2, tzinfo=UTC)) == "<t:86400:f>"
