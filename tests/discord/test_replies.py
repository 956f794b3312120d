"""Answers as pages: exact wording, and Discord's limits for any answer at all."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from discord_fakes import answer, citation, placed, small_library
from discord_strategies import answers, any_text, refusals
from hypothesis import given, settings
from hypothesis import strategies as st

from answering.model import Answer, Dropped, NoAnswer, Note, Retrieved, Statement
from bot.discord.limits import (
    BUTTON_LABEL,
    CUSTOM_ID,
    MESSAGE_TEXT,
    OPTION_DESCRIPTION,
    OPTION_LABEL,
    SELECT_OPTIONS,
    length,
)
from bot.discord.marks import cited, labels
from bot.discord.pages import Reply
from bot.discord.replies import (
    MORE,
    answer_reply,
    draft_page,
    no_answer_reply,
    paragraph_reply,
)
from bot.discord.views import layout
from bot.notes import NOTES
from bot.visible import visible
from vectorstore.model import SHARED, ParagraphKind

ANSWER_ID = "KABLxr18_sMFYnuq"
SOURCES = small_library().sources(SHARED)


def components(reply: Reply) -> Iterator[list[dict]]:
    for page in reply.pages:
        yield layout(page, reply.answer_id).to_components()


def assert_fits(reply: Reply) -> None:
    """Every message keeps to Discord's numbers, counted in what is really sent."""
    for message in components(reply):
        texts = [part["content"] for part in message if part["type"] == 10]
        assert 1 <= sum(map(length, texts)) <= MESSAGE_TEXT
        assert all(text.strip() for text in texts)
        "".join(texts).encode()
        for row in (part["components"] for part in message if part["type"] == 1):
            assert 1 <= len(row) <= 5
            for control in row:
                assert len(control["custom_id"]) <= CUSTOM_ID
                assert 1 <= length(control.get("label", "menu")) <= BUTTON_LABEL
                options = control.get("options", [])
                assert len(options) <= SELECT_OPTIONS
                assert len({option["value"] for option in options}) == len(options)
                for option in options:
                    assert 1 <= length(option["label"]) <= OPTION_LABEL
                    assert length(option.get("description") or "") <= OPTION_DESCRIPTION


def assert_marked(reply: Reply, result: Answer | NoAnswer) -> None:
    """Every mark is shown whole, on a page that has its control."""
    marks = labels(cited(result))
    controlled = {choice.position for page in reply.pages for choice in page.choices}
    assert controlled == set(range(len(marks)))
    for page in reply.pages:
        assert all(marks[choice.position] == choice.label for choice in page.choices)
        assert all(choice.label in page.body for choice in page.choices)


@settings(deadline=None, max_examples=60)
@given(
    answers(), st.none() | any_text(10), st.none() | any_text(10), st.sampled_from([None, *Note])
)
def test_any_answer_fits_and_keeps_its_marks(
    result: Answer, question: str | None, understood: str | None, note: Note | None
) -> None:
    result = replace(result, understood=understood, note=note)
    reply = answer_reply(result, ANSWER_ID, question=question)
    assert_fits(reply)
    assert_marked(reply, result)


@settings(deadline=None, max_examples=60)
@given(answers(), st.none() | any_text(10))
def test_any_draft_fits_on_one_page_that_has_no_controls(
    result: Answer, question: str | None
) -> None:
    page = draft_page(result.statements, question=question)
    assert_fits(Reply((page,)))
    assert page.footer == MORE
    assert page.choices == ()
    whole = answer_reply(result, ANSWER_ID, question=question).pages[0]
    assert page.body.startswith(whole.body) or whole.body.startswith(page.body)


@settings(deadline=None, max_examples=60)
@given(refusals(), st.sampled_from([[], SOURCES, SOURCES * 10]))
def test_any_refusal_fits_and_keeps_its_marks(result: NoAnswer, searched: list) -> None:
    reply = no_answer_reply(result, ANSWER_ID, searched)
    assert_fits(reply)
    if searched:
        assert_marked(reply, result)


@settings(deadline=None, max_examples=60)
@given(any_text(120), any_text(3), st.sampled_from(list(ParagraphKind)), st.none() | any_text(8))
def test_any_paragraph_fits_in_full(
    text: str, quote: str, kind: ParagraphKind, heading: str | None
) -> None:
    one = placed(text, kind=kind, heading=heading)
    reply = paragraph_reply(one, quote)
    assert_fits(reply)
    shown = "".join("".join(page.body.split()) for page in reply.pages).replace("\\", "")
    wanted = "".join(visible(text).split()).replace("\\", "")
    kept = [sign for sign in wanted if sign.isalnum()]
    assert [sign for sign in shown if sign.isalnum()][-len(kept) :] == kept or not kept


@given(st.lists(st.sampled_from(["code = 1", "    inner()", "", "x" * 90]), min_size=40))
def test_a_code_block_is_closed_on_every_page(lines: list[str]) -> None:
    code = "\n".join(lines * 4)
    reply = paragraph_reply(placed(code, kind=ParagraphKind.CODE), "")
    assert_fits(reply)
    assert all(page.body.count("```") % 2 == 0 for page in reply.pages)
    shown = [line for page in reply.pages for line in page.body.split("\n") if line in lines]
    assert [line for line in shown if line.strip()] == [
        line for line in code.split("\n") if line.strip()
    ]


def test_an_answer_reads_like_this() -> None:
    drones = citation(18, "China asked for 15,000.", heading="How it pays")
    helps = citation(16, heading="How it pays")
    result = answer(Statement("China asked for 15,000.", (drones,)), Statement("More.", (helps,)))
    (page,) = answer_reply(result, ANSWER_ID, question="How many did China want?").pages
    assert page.body == (
        "> How many did China want?\n\nChina asked for 15,000.\u00a0**¶18**\n\nMore.\u00a0**¶16**"
    )
    assert page.footer == "-# About bees · revision 1\n-# ¶18 ¶16 · How it pays"
    assert [choice.label for choice in page.choices] == ["¶18", "¶16"]


def test_a_draft_reads_like_this() -> None:
    said = (Statement("It flies.", (citation(1),)), Statement("It *dances*.", (citation(2),)))
    page = draft_page(said, question="What does it do?")
    assert page.body == (
        "> What does it do?\n\nIt flies.\u00a0**¶1**\n\nIt \\*dances\\*.\u00a0**¶2**"
    )
    assert page.footer == "-# More is coming …"


def test_what_was_understood_and_what_is_to_know_stand_small_around_the_answer() -> None:
    said = answer(Statement("It flies.", (citation(1),)))
    result = replace(said, understood="How does a *bee* fly?", note=Note.MODEL_SLOW)
    (page,) = answer_reply(result, ANSWER_ID, question="And it?").pages
    assert page.body == (
        "> And it?\n\n-# Understood as: How does a \\*bee\\* fly?\n\nIt flies.\u00a0**¶1**"
    )
    assert page.footer.split("\n") == [
        "-# About bees · revision 1",
        "-# ¶1 · Habits",
        f"-# {NOTES[Note.MODEL_SLOW]}",
    ]


def test_a_refusal_too_says_what_was_understood_and_what_is_to_know() -> None:
    result = NoAnswer("It?", (), 0.1, 1.0, understood="How?", note=Note.DAILY_LIMIT)
    (page,) = no_answer_reply(result, ANSWER_ID, SOURCES).pages
    assert page.body.startswith("-# Understood as: How?\n\n**The sources don’t answer this.**")
    assert page.footer.endswith(f"\n-# {NOTES[Note.DAILY_LIMIT]}")


def test_what_was_dropped_is_never_shown() -> None:
    dropped = (Dropped("It sings.", "no paragraph says so"),)
    said = replace(answer(Statement("It flies.", (citation(1),))), dropped=dropped)
    shown = str(answer_reply(said, ANSWER_ID))
    refused = str(no_answer_reply(NoAnswer("?", (), 0.1, 1.0, dropped), ANSWER_ID, SOURCES))
    assert "sings" not in shown + refused
    assert "says so" not in shown + refused


def test_two_sources_are_told_apart_by_letters() -> None:
    tide = citation(3, source="tides", title="The tides", heading=None)
    result = answer(Statement("Both say so.", (citation(3), tide)))
    (page,) = answer_reply(result, ANSWER_ID).pages
    assert page.body == "Both say so.\u00a0**¶3\u00a0A ¶3\u00a0B**"
    assert page.footer.split("\n") == [
        "-# **A** · About bees · revision 1",
        "-# ¶3\u00a0A · Habits",
        "-# **B** · The tides · revision 1",
    ]


def test_a_refusal_reads_like_this() -> None:
    near = (Retrieved(citation(7, "The hive sleeps.", heading=None), 0.4),)
    (page,) = no_answer_reply(NoAnswer("Why?", near, 0.1, 1.0), ANSWER_ID, SOURCES).pages
    assert page.body == (
        "**The sources don’t answer this.**\n\n"
        "These paragraphs come nearest:\n\n"
        "**¶7** “The hive sleeps.”"
    )
    assert page.footer == "-# Searched: About bees, The tides"
    assert [choice.label for choice in page.choices] == ["¶7"]


def test_a_refusal_without_sources_says_that_there_are_none() -> None:
    (page,) = no_answer_reply(NoAnswer("Why?", (), 0.0, 1.0), ANSWER_ID, []).pages
    assert page.body == "**There are no sources here yet**, so I have nothing to answer from."


def test_a_paragraph_shows_the_quoted_words_in_bold_and_where_it_stands() -> None:
    one = placed("Bees dance. They point at clover. Then they rest.", number=16)
    (page,) = paragraph_reply(one, "They point at clover.").pages
    assert page.body == "**¶16** · Habits\n\nBees dance. **They point at clover.** Then they rest."
    assert page.footer == "-# About bees · revision 1 · 1 March 2026"


@pytest.mark.parametrize(
    ("heading", "where"), [("Habits", " · Habits · page 3"), (None, " · page 3")]
)
def test_a_paragraph_of_a_paged_document_shows_its_page(heading: str | None, where: str) -> None:
    one = placed("Bees dance.", number=16, heading=heading)
    opened = paragraph_reply(replace(one, paragraph=replace(one.paragraph, page=3)), "")
    assert opened.pages[0].body == f"**¶16**{where}\n\nBees dance."
    cites = replace(citation(16, heading=heading), page=3)
    (page,) = answer_reply(answer(Statement("Bees dance.", (cites,))), ANSWER_ID).pages
    assert page.footer.splitlines()[1] == f"-# ¶16{where}"


def test_a_long_statement_is_shortened_between_words() -> None:
    (page,) = answer_reply(answer(Statement("word " * 500, (citation(1),))), ANSWER_ID).pages
    assert page.body.endswith("word …\u00a0**¶1**")
    assert length(page.body) < 1_300


@pytest.mark.parametrize(("cites", "kinds"), [(5, [2] * 5), (6, [3]), (25, [3])])
def test_more_than_five_citations_become_a_menu(cites: int, kinds: list[int]) -> None:
    said = answer(Statement("All of it.", tuple(citation(n + 1) for n in range(cites))))
    (message,) = components(answer_reply(said, ANSWER_ID))
    assert [control["type"] for control in message[-1]["components"]] == kinds


def test_more_than_a_menu_holds_goes_to_the_next_page() -> None:
    said = answer(Statement("All of it.", tuple(citation(n + 1) for n in range(26))))
    reply = answer_reply(said, ANSWER_ID)
    assert [len(page.choices) for page in reply.pages] == [25, 1]
    assert reply.pages[1].body == "**¶26**"


def test_a_refusal_says_what_the_sources_never_mention() -> None:
    result = NoAnswer("Why?", (), 0.1, 1.0, unmentioned=("Su-57", "*Merkel*"))
    (page,) = no_answer_reply(result, ANSWER_ID, SOURCES).pages
    assert page.body == (
        "**The sources don’t answer this.** They never mention “Su-57” and “\\*Merkel\\*”."
    )
