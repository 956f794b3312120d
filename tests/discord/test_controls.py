"""The controls that open cited paragraphs: who may, where, and for how long."""

import pytest
from discord_fakes import BEES, citation, placed, texts

from bot.discord.client import PilcrowClient
from bot.discord.desk import NOT_AVAILABLE, Desk
from bot.discord.pages import Choice, Page
from bot.discord.sending import SORRY
from bot.discord.views import layout
from bot.discord.workers import Workers
from bot.ledger import Place, Role
from vectorstore.model import SHARED, Scope

FLOWERS = "How many flowers does it visit?"


async def plant(env, channel, answer_id: str, *choices: Choice) -> object:
    """A message of the bot with a control, whatever it belongs to."""
    page = Page("Planted.", choices=choices or (Choice(0, "¶1", ""),))
    return await env.bot.get_channel(channel.id).send(view=layout(page, answer_id))


async def test_a_click_shows_the_paragraph_to_the_member_only(alice, channel) -> None:
    asked = await alice.slash(channel, "ask", question=FLOWERS)
    shown = await alice.click(asked.response, label="¶1")
    assert shown.ephemeral
    assert shown.response.ephemeral
    assert texts(shown.response) == [
        f"**¶1** · Habits\n\n{BEES[0]}",
        "-# About bees · revision 1 · 1 March 2026",
    ]


async def test_anybody_in_the_server_may_open_a_public_answer(
    simcord_env, server, alice, channel
) -> None:
    asked = await alice.slash(channel, "ask", question=FLOWERS)
    carol = server.add_member(simcord_env.create_user("carol"))
    shown = await carol.click(asked.response, label="¶1")
    assert BEES[0] in texts(shown.response)[0]


async def test_the_nearest_paragraphs_open_too(alice, channel) -> None:
    asked = await alice.slash(channel, "ask", question="Who won the cup?")
    shown = await alice.click(asked.response, label="¶2")
    assert BEES[1] in texts(shown.response)[0]


async def test_a_menu_opens_the_chosen_paragraph(
    library, alice, channel, ledger, server, simcord_env
) -> None:
    library.paragraphs = [placed(f"Text {n}.", number=n) for n in range(1, 8)]
    cites = [citation(n) for n in range(1, 8)]
    place = Place(str(server.id), str(channel.id))
    answer = ledger.record(place, "Why?", confidence=1.0, role=Role.STATEMENT, citations=cites)
    choices = [Choice(n, f"¶{n + 1}", "words") for n in range(7)]
    message = await plant(simcord_env, channel, answer, *choices)
    shown = await alice.select(message, ["6"])
    assert shown.response.ephemeral
    assert texts(shown.response)[0] == "**¶7** · Habits\n\nText 7."


async def test_a_control_works_after_a_restart(
    simcord_env, library, ledger, alice, channel
) -> None:
    asked = await alice.slash(channel, "ask", question=FLOWERS)
    async with Workers() as workers:
        await simcord_env.restart_bot(PilcrowClient(Desk(library, ledger), workers))
        shown = await alice.click(asked.response, label="¶1")
        assert BEES[0] in texts(shown.response)[0]


async def test_a_control_works_in_a_direct_message(simcord_env) -> None:
    bob = simcord_env.create_user("bob")
    asked = await bob.slash("ask", question=FLOWERS)
    shown = await bob.click(asked.response, label="¶1")
    assert BEES[0] in texts(shown.response)[0]


async def test_an_answer_of_another_server_stays_closed(simcord_env, ledger) -> None:
    other = simcord_env.create_guild()
    hall = other.create_text_channel("hall")
    mallory = other.add_member(simcord_env.create_user("mallory"))
    cites = [citation(1)]
    answer = ledger.record(
        Place("1", str(hall.id)), "Why?", confidence=1.0, role=Role.STATEMENT, citations=cites
    )
    shown = await mallory.click(await plant(simcord_env, hall, answer), label="¶1")
    assert shown.response.ephemeral
    assert texts(shown.response) == [NOT_AVAILABLE]


async def test_a_paragraph_of_another_scope_stays_closed(
    simcord_env, library, ledger, server, alice, channel
) -> None:
    library.paragraphs = [placed("Secret.", scope=Scope("1"))]
    place, cites = Place(str(server.id), str(channel.id)), [citation(1, scope=Scope("1"))]
    answer = ledger.record(place, "Why?", confidence=1.0, role=Role.STATEMENT, citations=cites)
    shown = await alice.click(await plant(simcord_env, channel, answer), label="¶1")
    assert texts(shown.response) == [NOT_AVAILABLE]


@pytest.mark.parametrize("answer_id", ["unknown", "", "¶' OR 1=1"])
async def test_an_unknown_answer_is_not_available(simcord_env, alice, channel, answer_id) -> None:
    shown = await alice.click(await plant(simcord_env, channel, answer_id), label="¶1")
    assert shown.response.ephemeral
    assert texts(shown.response) == [NOT_AVAILABLE]


@pytest.mark.parametrize("position", [-1, 7, 10**30])
async def test_an_unknown_position_is_not_available(simcord_env, alice, channel, position) -> None:
    message = await plant(simcord_env, channel, "unknown", Choice(position, "¶1", ""))
    shown = await alice.click(message, label="¶1")
    assert texts(shown.response) == [NOT_AVAILABLE]


async def test_a_removed_source_is_not_available(library, alice, channel) -> None:
    asked = await alice.slash(channel, "ask", question=FLOWERS)
    library.paragraphs = []
    shown = await alice.click(asked.response, label="¶1")
    assert texts(shown.response) == [NOT_AVAILABLE]


async def test_a_failing_click_ends_in_one_sentence(library, alice, channel) -> None:
    asked = await alice.slash(channel, "ask", question=FLOWERS)
    library.paragraphs = None
    shown = await alice.click(asked.response, label="¶1")
    assert shown.response.ephemeral
    assert texts(shown.response) == [SORRY.pages[0].body]


async def test_a_long_paragraph_comes_in_several_private_messages(library, alice, channel) -> None:
    library.paragraphs = [placed("flowers " + "many words " * 800)]
    asked = await alice.slash(channel, "ask", question=FLOWERS)
    shown = await alice.click(asked.response, label="¶1")
    messages = [shown.response, *shown.followups]
    assert len(messages) == 3
    assert all(message.ephemeral for message in messages)
    words = " ".join(texts(message)[0] for message in messages).split()
    assert words.count("many") == words.count("words") == 800


async def test_answers_leave_nothing_behind_in_the_client(simcord_env, alice, channel) -> None:
    for _ in range(3):
        asked = await alice.slash(channel, "ask", question=FLOWERS)
        await alice.click(asked.response, label="¶1")
    store = simcord_env.bot._connection._view_store
    assert not store._views
    assert not store._synced_message_views


async def test_shared_is_what_a_direct_message_reads() -> None:
    assert Place(None, "1").scope == SHARED
