"""The conversation in the terminal, on a real library with a small encoder."""

import io
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from answering.engine import Engine
from answering.judging import Judge
from bot import chatting
from bot.library import Library
from ingest.pipeline import Pipeline
from tests.encoders import WordEncoder
from vectorstore.catalog import Catalog
from vectorstore.index import VectorIndex
from vectorstore.model import SHARED
from vectorstore.publishing import Publisher
from vectorstore.search import Search

BEES = """# About bees

## Habits

A bee dances on the comb to tell the others where the clover stands.
The dance takes a minute.

The queen lays two thousand eggs on a day in May.
"""
FIRST = "A bee dances on the comb to tell the others where the clover stands."

Chat = Callable[[str], tuple[str, str]]


@pytest.fixture
def library(
    catalog: Catalog,
    publisher: Publisher,
    index: VectorIndex,
    encoder: WordEncoder,
    tmp_path: Path,
) -> Library:
    """Two paragraphs, and an engine that answers whatever is asked."""
    file = tmp_path / "bees.md"
    file.write_text(BEES)
    Pipeline(catalog, publisher, index, encoder).ingest(file, SHARED)
    return Library(Engine(Judge(Search(catalog, index, encoder), threshold=0.0)), catalog)


@pytest.fixture
def chat(
    library: Library, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Chat:
    """Types the lines and gives what was printed on standard output and standard error."""
    monkeypatch.setattr(chatting.output, "_width", 200)

    def run(typed: str) -> tuple[str, str]:
        monkeypatch.setattr(sys, "stdin", io.StringIO(typed))
        chatting.Chat(library, SHARED).run()
        out, err = capsys.readouterr()
        return out, err

    return run


class Keyboard(io.StringIO):
    """Standard input where somebody sits and types."""

    def isatty(self) -> bool:
        return True


def test_who_sits_at_a_terminal_is_told_how_to_begin_and_end(
    library: Library, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(chatting.output, "_width", 200)
    monkeypatch.setattr(sys, "stdin", Keyboard("Where does a bee dance?\n"))
    chatting.Chat(library, SHARED).run()
    out = capsys.readouterr().out
    assert out.startswith("Ask a question. ¶16 (or just 16) opens a paragraph")
    assert FIRST in out


def test_the_end_of_the_input_ends_it(chat: Chat) -> None:
    assert chat("") == ("", "")


def test_a_question_from_a_pipe_is_shown_above_its_answer(chat: Chat) -> None:
    out, _ = chat("Where does a bee dance?")
    assert out.startswith("? Where does a bee dance?\n")
    assert FIRST in out


@pytest.mark.parametrize("word", ["exit", "quit", ":q", " EXIT "])
def test_a_word_ends_it(chat: Chat, word: str) -> None:
    out, _ = chat(f"{word}\nWhere does a bee dance?\n")
    assert FIRST not in out


def test_a_question_is_answered_with_its_paragraph_and_source(chat: Chat) -> None:
    out, err = chat("Where does a bee dance?\n")
    assert FIRST in out
    assert "About bees, revision 1 (bees)" in out
    assert "¶1 Habits" in out
    assert err == ""


@pytest.mark.parametrize("typed", ["¶1", "1", "¶ 1", "/1", " 1 "])
def test_a_number_opens_a_paragraph_of_the_last_answer(chat: Chat, typed: str) -> None:
    out, _ = chat(f"Where does a bee dance?\n{typed}\n")
    assert f"  {FIRST} The dance takes a minute." in out
    assert "bees, revision 1, " in out


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("¶1\n", "The last answer has no ¶1."),
        ("Where does a bee dance?\n¶16\n", "The last answer has no ¶16."),
        ("Where does a bee dance?\n¶0\n", "The last answer has no ¶0."),
    ],
)
def test_a_number_that_was_not_found_is_told(chat: Chat, typed: str, said: str) -> None:
    assert said in chat(typed)[0]


def test_a_question_that_cannot_be_asked_is_told_and_the_talk_goes_on(chat: Chat) -> None:
    out, err = chat("?!\n\nWhere does a bee dance?\n")
    assert err.replace("\n", " ").strip() == (
        "Error: The question is empty: ask it in a few words."
    )
    assert FIRST in out


def test_what_is_typed_is_not_read_as_markup(chat: Chat) -> None:
    out, err = chat("Where does [bold]a bee[/nonsense] dance?\n[/]?\n")
    assert FIRST in out
    assert "Traceback" not in out + err
