"""Questions and clicks become replies, without Discord."""

import inspect
from dataclasses import replace

import pytest
from discord_fakes import BEES, SmallLibrary, answer, citation

from answering.allowance import Unlimited
from answering.conversation.memory import Memory
from answering.model import Note, Statement, WriterName
from answering.questions import QUESTION_LENGTH
from bot.discord.desk import NO_QUESTION, NOT_AVAILABLE, Desk
from bot.discord.pages import Page
from bot.discord.replies import MORE
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


def test_a_conversation_is_handed_on_and_grows(desk: Desk, library: SmallLibrary) -> None:
    desk.ask(HERE, "How many flowers?", conversation="c")
    desk.ask(HERE, "Who won the cup?", conversation="c")
    desk.ask(HERE, "And clover?", conversation="c")
    desk.ask(HERE, "And clover?", conversation="other")
    desk.ask(HERE, "And clover?")
    asked = [[turn.question for turn in turns] for turns in library.turns]
    assert asked[2] == ["How many flowers?", "Who won the cup?"]
    assert asked[3:] == [[], []]
    assert [turn.answer for turn in library.turns[2]] == [BEES[0], ""]


def test_a_question_that_failed_is_no_turn(desk: Desk, library: SmallLibrary) -> None:
    library.broken = True
    with pytest.raises(RuntimeError):
        desk.ask(HERE, "How many flowers?", conversation="c")
    assert desk.memory.turns("c") == ()


def test_the_memory_may_be_shared(library: SmallLibrary, ledger: Ledger) -> None:
    memory = Memory()
    Desk(library, ledger, memory).ask(HERE, "How many flowers?", conversation="c")
    assert len(memory.turns("c")) == 1


def test_the_allowance_is_that_of_the_member_in_that_place(
    library: SmallLibrary, ledger: Ledger
) -> None:
    asked, granted = [], Unlimited()

    def allowance(place: Place, member: str) -> Unlimited:
        asked.append((place, member))
        return granted

    Desk(library, ledger, allowances=allowance).ask(HERE, "How many flowers?", member="5")
    assert asked == [(HERE, "5")]
    assert library.allowances == [granted]


def test_without_budgets_no_allowance_is_handed_on(desk: Desk, library: SmallLibrary) -> None:
    desk.ask(HERE, "How many flowers?", member="5")
    assert library.allowances == [None]


def test_drafts_show_the_question_as_the_reply_will(desk: Desk, library: SmallLibrary) -> None:
    library.pace = 0.001
    seen: list[Page] = []
    question = "How do bees gather in winter?"
    reply = desk.ask(HERE, question, show_question=True, watch=seen.append)
    assert [page.footer for page in seen] == [MORE] * len(seen)
    assert seen[-1].body == reply.pages[0].body
    assert all(page.body.startswith(f"> {question}") for page in seen)


def test_a_draft_that_cannot_be_taken_costs_no_answer(desk: Desk, library: SmallLibrary) -> None:
    library.pace = 0.001

    def gone(page: Page) -> None:
        raise RuntimeError("nobody listens")

    assert BEES[0] in desk.ask(HERE, "How many flowers?", watch=gone).pages[0].body


def test_the_note_of_an_answer_is_shown(desk: Desk, library: SmallLibrary) -> None:
    said = answer(Statement("Yes.", (citation(1),)))
    library.verdict = replace(said, writer=WriterName.MODEL, note=Note.LEFT_OUT)
    page = desk.ask(HERE, "How many flowers?").pages[0]
    assert page.footer.endswith("-# Something was left out because no paragraph supports it.")


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
