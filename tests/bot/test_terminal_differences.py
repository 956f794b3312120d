"""Differences on a screen: signs, numbers, the words that changed."""

import io
from collections.abc import Sequence

import pytest
from rich.console import ColorSystem

from bot import terminal
from bot.records import Compared
from bot.terminal_differences import print_difference
from ingest.differences import differ
from vectorstore.model import Paragraph, ParagraphKind

LONG = " ".join(f"word{number}" for number in range(40))


@pytest.fixture
def screen(monkeypatch: pytest.MonkeyPatch) -> io.StringIO:
    """A wide screen without colours."""
    written = io.StringIO()
    monkeypatch.setattr(terminal.output, "_file", written)
    monkeypatch.setattr(terminal.output, "_width", 500)
    monkeypatch.setattr(terminal.output, "_color_system", None)
    return written


def paragraphs(texts: Sequence[str], heading: str | None = None) -> list[Paragraph]:
    headings = (heading,) if heading else ()
    return [
        Paragraph(number, ParagraphKind.PROSE, headings, text, text, 0, len(text))
        for number, text in enumerate(texts, 1)
    ]


def shown(screen: io.StringIO, old: Sequence[Paragraph], new: Sequence[Paragraph]) -> list[str]:
    """The lines of the difference that say something, each run of spaces as one."""
    before = 1 if old else None
    print_difference("bees", Compared(before, 2, differ(old, new), "About bees"))
    lines = [" ".join(line.split()) for line in screen.getvalue().splitlines()]
    return [line for line in lines if line]


def test_each_kind_of_change_has_a_sign_and_its_numbers(screen: io.StringIO) -> None:
    old = paragraphs(["They dance.", "They fly three miles a day.", "They sting.", "Honey lasts."])
    new = paragraphs(["Hello to you.", "Honey lasts.", "They dance.", "They fly five miles a day."])
    assert shown(screen, old, new) == [
        "About bees (bees)",
        "from revision 1 to revision 2: 1 added, 1 changed, 1 moved, 1 removed, "
        "1 paragraph unchanged",
        "+ ¶1 Hello to you.",
        "> ¶4 → ¶2 moved: Honey lasts.",
        "~ ¶2 → ¶4 They fly [-three-] {+five+} miles a day.",
        "- ¶3 They sting.",
    ]


def test_what_stayed_far_from_a_change_is_left_out(screen: io.StringIO) -> None:
    old = paragraphs([f"{LONG} end of it"])
    new = paragraphs([LONG.replace("word20", "WORD") + " end of it"])
    near = [f"word{number}" for number in range(10, 20)]
    after = [f"word{number}" for number in range(21, 31)]
    assert shown(screen, old, new)[-1] == (
        f"~ ¶1 … {' '.join(near)} [-word20-] {{+WORD+}} {' '.join(after)} …"
    )


def test_between_two_changes_far_apart_the_middle_is_left_out(screen: io.StringIO) -> None:
    old = paragraphs([f"Old {LONG} then"])
    new = paragraphs([f"New {LONG} now"])
    first = " ".join(f"word{number}" for number in range(10))
    last = " ".join(f"word{number}" for number in range(30, 40))
    assert shown(screen, old, new)[-1] == (
        f"~ ¶1 [-Old-] {{+New+}} {first} … {last} [-then-] {{+now+}}"
    )


def test_a_paragraph_that_only_moved_is_shown_by_its_beginning(screen: io.StringIO) -> None:
    old = paragraphs([LONG, "They dance.", "They sting."])
    new = paragraphs(["They dance.", "They sting.", LONG])
    beginning = " ".join(f"word{number}" for number in range(16))
    assert shown(screen, old, new)[-1] == f"> ¶1 → ¶3 moved: {beginning} …"


def test_headings_stand_above_the_changes_below_them(screen: io.StringIO) -> None:
    new = [*paragraphs(["They dance."]), *paragraphs(["They sting."], "Habits")]
    lines = shown(screen, [], new)
    assert lines[1:] == [
        "revision 2 is the first one, with 2 paragraphs",
        "+ ¶1 They dance.",
        "Habits",
        "+ ¶1 They sting.",
    ]


def test_a_change_of_white_space_alone_says_so(screen: io.StringIO) -> None:
    lines = shown(screen, paragraphs(["if a:\n  b"]), paragraphs(["if a:\n    b"]))
    assert lines[-1] == "~ ¶1 only its white space changed"


def test_the_same_paragraphs_are_told_in_words(screen: io.StringIO) -> None:
    same = paragraphs(["They dance."])
    assert shown(screen, same, same)[1:] == [
        "from revision 1 to revision 2: no paragraph differs, 1 paragraph unchanged"
    ]


def test_with_colours_words_need_no_signs(
    screen: io.StringIO, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(terminal.output, "_force_terminal", True)
    monkeypatch.setattr(terminal.output, "no_color", False)
    monkeypatch.setattr(terminal.output, "_color_system", ColorSystem.STANDARD)
    old, new = paragraphs(["They fly three miles."]), paragraphs(["They fly five miles."])
    print_difference("bees", Compared(1, 2, differ(old, new), "About bees"))
    assert "\x1b[9;31mthree\x1b[0m \x1b[1;32mfive\x1b[0m miles." in screen.getvalue()
    assert "[-three-]" not in screen.getvalue()
