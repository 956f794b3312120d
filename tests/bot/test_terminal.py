"""What other people's words may do to a terminal: nothing."""

import io
import re

import pytest

from answering.model import Answer, Citation, Retrieved, Statement, WriterName
from bot import terminal
from vectorstore.model import SHARED

LINK = "\x1b]8;;https://evil.example\x1b\\Click\x1b]8;;\x1b\\"
ANSI = re.compile(r"\x1b\[[0-9;]*m")
COLOUR = "\x1b[31mred\x1b[0m"


@pytest.fixture
def screen(monkeypatch: pytest.MonkeyPatch) -> io.StringIO:
    """What a terminal would get."""
    written = io.StringIO()
    monkeypatch.setattr(terminal.output, "_file", written)
    monkeypatch.setattr(terminal.output, "_force_terminal", True)
    return written


def test_the_page_of_a_paragraph_stands_beside_its_heading(screen: io.StringIO) -> None:
    told = Citation(SHARED, "note", "Notes", 1, 2, "On bees", "They dance.", page=3)
    plain = Citation(SHARED, "note", "Notes", 1, 4, None, "They sting.", page=12)
    answer = Answer(
        "Why?",
        (Statement("They dance.", (told,)), Statement("They sting.", (plain,))),
        (),
        0.9,
        WriterName.EXTRACTIVE,
        1.0,
    )
    terminal.print_answer(answer)
    lines = [" ".join(ANSI.sub("", line).split()) for line in screen.getvalue().splitlines()]
    assert lines[-2:] == ["¶2 On bees, page 3", "¶4 page 12"]


def test_an_article_cannot_colour_or_link_what_is_shown(screen: io.StringIO) -> None:
    citation = Citation(SHARED, "note", f"T {COLOUR}", 1, 2, f"H {LINK}", f"Q {COLOUR}")
    answer = Answer(
        "Why?",
        (Statement(f"It is {COLOUR}. {LINK}", (citation,)),),
        (Retrieved(citation, 0.9),),
        0.9,
        WriterName.EXTRACTIVE,
        1.0,
        understood=f"Why {COLOUR}?",
    )
    terminal.print_answer(answer)
    shown = screen.getvalue()
    assert "\x1b]8" not in shown
    assert "\x1b[31m" not in shown
    assert "It is [31mred[0m." in shown
