"""Questions and clicks become replies, without Discord."""

import inspect

import pytest
from discord_fakes import SmallLibrary

from answering.questions import QUESTION_LENGTH
from bot.discord.desk import NO_QUESTION, NOT_AVAILABLE, Desk
from bot.discord.service import AnswerService
from bot.ledger import Ledger, Place
from bot.library import Library

HERE = Place("100", "7")


@pytest.fixture
def desk(library: SmallLibrary, ledger: Ledger) -> Desk:
    return Desk(library, ledger)


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("", NO_QUESTION),
        ("  \n", NO_QUESTION),
        ("\u200b\u202e", NO_QUESTION),
        ("???", "The question is empty"),
        ("why " * QUESTION_LENGTH, f"ask it in {QUESTION_LENGTH:,} or fewer"),
    ],
)
def test_what_cannot_be_asked_gets_a_sentence_and_is_not_searched(
    desk: Desk, library: SmallLibrary, question: str, said: str
) -> None:
    (page,) = desk.ask(HERE, question).pages
    assert said in page.body
    assert library.asked == []


def test_an_answer_is_recorded_before_it_is_shown(desk: Desk, ledger: Ledger) -> None:
    reply = desk.ask(HERE, "How many flowers?")
    assert reply.answer_id is not None
    found = ledger.citation(reply.answer_id, reply.pages[0].choices[0].position, HERE)
    assert found is not None
    assert (found.source, found.paragraph) == ("bees", 1)


def test_a_paragraph_opens_only_where_the_answer_was_given(desk: Desk) -> None:
    reply = desk.ask(HERE, "How many flowers?")
    assert "flowers" in desk.paragraph(HERE, reply.answer_id, 0).pages[0].body
    assert desk.paragraph(Place("101", "7"), reply.answer_id, 0).pages[0].body == NOT_AVAILABLE


def test_sources_are_not_read_again_for_every_letter(desk: Desk, library: SmallLibrary) -> None:
    before = desk.suggestions(HERE, "")
    library.paragraphs = []
    assert desk.suggestions(HERE, "") == before
    assert desk.suggestions(Place("101", "7"), "") == []


def test_titles_that_begin_as_typed_come_first(desk: Desk, library: SmallLibrary) -> None:
    assert [title for title, _ in desk.suggestions(HERE, "t")] == ["The tides", "About bees"]


@pytest.mark.parametrize("name", ["answer", "sources", "paragraph"])
@pytest.mark.parametrize("real", [Library, AnswerService])
def test_the_small_library_is_called_like_the_real_one(real: type, name: str) -> None:
    def parameters(owner: type) -> list[str]:
        return list(inspect.signature(getattr(owner, name)).parameters)

    assert parameters(SmallLibrary) == parameters(real)
