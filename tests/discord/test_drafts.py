"""Answers that grow while they are written, on a loopback Discord that may fail."""

import asyncio
import time
from itertools import pairwise

import pytest
from discord_fakes import BEES, SmallLibrary, answer, citation, placed
from discord_scene import (
    EDIT,
    EDIT_SENT,
    FOLLOW_UP,
    SEND,
    TYPING,
    Scene,
    has_controls,
    texts_in,
)

from answering.model import Statement
from bot.discord.replies import MORE
from bot.discord.sending import SORRY
from bot.discord.throttle import INTERVAL
from tests.loopback.exchange import BotMessage, SaidMessage
from tests.loopback.journal import Fault
from tests.loopback.wire import MessageFlag

pytestmark = pytest.mark.slow

BEE = "What does the honey bee do when returning to the queen?"
"""A question that all three paragraphs about bees answer."""


@pytest.fixture(autouse=True)
def _three_at_a_pace(library: SmallLibrary) -> None:
    library.pace = 0.7


async def mention(scene: Scene, question: str = BEE) -> SaidMessage:
    return await scene.ann.says(scene.channel, f"{scene.discord.bot_mention} {question}")


async def ask(scene: Scene, **options: object) -> BotMessage:
    asked = await scene.ann.slash(scene.channel, "ask", question=BEE, **options)
    return await asked.reply(quiet=2.5)


def assert_whole(reply: BotMessage) -> None:
    assert all(text in reply.text for text in BEES)
    assert MORE not in reply.text
    assert len(reply.buttons) == 3


async def test_a_response_grows_by_statements_and_ends_with_controls(scene: Scene) -> None:
    assert_whole(await ask(scene))
    *drafts, whole = scene.shown()
    assert [each.route for each in (*drafts, whole)] == [EDIT] * 3
    assert [text in texts_in(drafts[0]) for text in BEES] == [True, False, False]
    assert [text in texts_in(drafts[1]) for text in BEES] == [True, True, False]
    assert texts_in(drafts[0]) == f"> {BEE}\n\n{BEES[0]}\u00a0**¶1**\n{MORE}"
    assert not any(map(has_controls, drafts))
    assert has_controls(whole)


async def test_a_message_is_sent_with_the_first_statement_and_edited_later(scene: Scene) -> None:
    reply = await (await mention(scene)).settled_reply(quiet=2.5)
    assert_whole(reply)
    first, *later = scene.shown()
    assert first.route == SEND
    assert texts_in(first) == f"{BEES[0]}\u00a0**¶1**\n{MORE}"
    assert [each.route for each in later] == [EDIT_SENT] * 2
    assert [has_controls(each) for each in (first, *later)] == [False, False, True]


async def test_drafts_and_the_whole_come_at_most_once_a_second(scene: Scene) -> None:
    await asyncio.gather(ask(scene), (await mention(scene)).settled_reply(quiet=2.5))
    for edits in ([EDIT], [SEND, EDIT_SENT]):
        moments = [each.at for each in scene.shown() if each.route in edits]
        gaps = [later - at for at, later in pairwise(moments)]
        assert len(gaps) == 2
        assert min(gaps) >= INTERVAL


async def test_the_first_statement_is_shown_as_soon_as_it_exists(
    scene: Scene, library: SmallLibrary
) -> None:
    library.pace = 0.3
    started = time.monotonic()
    await mention(scene)
    await ask(scene)
    firsts = {each.route: each for each in reversed(scene.shown())}
    assert firsts[EDIT].at - started < 0.8
    assert firsts[SEND].at - started < 0.8


async def test_every_edit_stays_in_the_second_version_and_notifies_nobody(scene: Scene) -> None:
    await asyncio.gather(ask(scene), (await mention(scene)).settled_reply(quiet=2.5))
    for request in scene.shown():
        assert request.body["flags"] & MessageFlag.COMPONENTS_V2
        allowed = request.body["allowed_mentions"]
        assert (allowed["parse"], allowed.get("replied_user", False)) == ([], False)


async def test_a_private_answer_stays_private_while_it_grows(scene: Scene) -> None:
    reply = await ask(scene, private=True)
    assert_whole(reply)
    assert reply.ephemeral


async def test_the_bot_is_seen_typing_only_until_something_stands_there(
    scene: Scene, library: SmallLibrary
) -> None:
    library.paragraphs = [placed("honey bee"), placed("honey bee bee", number=2)]
    library.pace = 3.2
    await (await mention(scene)).settled_reply(quiet=4)
    assert len(scene.discord.typing) == 1  # the next sign would have come after five seconds


async def test_an_answer_that_differs_wholly_replaces_the_draft(
    scene: Scene, library: SmallLibrary
) -> None:
    library.verdict = answer(Statement("Quoted instead.", (citation(2),)))
    reply = await (await mention(scene)).settled_reply(quiet=2.5)
    assert reply.text.startswith("Quoted instead.\u00a0**¶2**")
    assert BEES[0] not in reply.text
    assert [each.route for each in scene.shown()].count(SEND) == 1


async def test_a_failure_replaces_the_draft(scene: Scene, library: SmallLibrary) -> None:
    library.broken = True
    said, asked = await asyncio.gather((await mention(scene)).settled_reply(quiet=2.5), ask(scene))
    assert said.text == asked.text == SORRY.pages[0].body


async def test_the_first_page_replaces_the_draft_and_others_follow(
    scene: Scene, library: SmallLibrary
) -> None:
    library.paragraphs = [placed("bees " + f"*{n}* " * 900, number=n) for n in (1, 2, 3)]
    library.verdict = None
    await scene.ann.says(scene.channel, f"{scene.discord.bot_mention} What of bees")
    asked = await scene.ann.slash(scene.channel, "ask", question="What of bees")
    first, second = await asked.replies(quiet=2.5)
    assert ("¶1" in first.text, "¶3" in second.text) == (True, True)
    assert MORE not in first.text + second.text
    routes = [each.route for each in scene.shown()]
    assert routes.count(SEND) == 2
    assert routes.count(FOLLOW_UP) == 1
    drafts = [each for each in scene.shown() if MORE in texts_in(each)]
    assert all(len(texts_in(each)) <= 4000 for each in drafts)


@pytest.mark.parametrize("status", [400, 404, 429, 500, 503])
async def test_a_draft_that_is_refused_costs_nothing_but_later_drafts(
    scene: Scene, status: int
) -> None:
    scene.discord.inject(Fault("PATCH", EDIT, status=status, retry_after=30))
    started = time.monotonic()
    assert_whole(await ask(scene))
    assert scene.shown()[-1].at - started < 5
    assert [has_controls(each) for each in scene.shown()] == [False, True]


@pytest.mark.parametrize("status", [400, 403, 429, 500])
async def test_a_first_draft_that_is_refused_leaves_the_answer_to_one_message(
    scene: Scene, status: int
) -> None:
    scene.discord.inject(Fault("POST", SEND, status=status, retry_after=30))
    started = time.monotonic()
    reply = await (await mention(scene)).settled_reply(quiet=1)
    assert_whole(reply)
    assert scene.shown()[-1].at - started < 5
    assert [(each.route, each.status < 300) for each in scene.shown()] == [
        (SEND, False),
        (SEND, True),
    ]


@pytest.mark.parametrize("route", [("POST", TYPING), ("POST", SEND), ("PATCH", EDIT_SENT)])
async def test_a_limit_for_all_requests_that_strikes_what_is_in_a_hurry_stops_no_other_request(
    scene: Scene, route: tuple[str, str]
) -> None:
    """Who is cancelled while the library waits such a limit out leaves it waiting for ever."""
    fault = Fault(*route, status=429, retry_after=5, everywhere=True)
    scene.discord.inject(fault)
    started = time.monotonic()
    assert_whole(await (await mention(scene)).settled_reply(quiet=2.5))
    assert fault.times == 0
    assert scene.shown()[-1].at - started < 5


async def test_a_first_draft_whose_acceptance_was_lost_is_replaced_all_the_same(
    scene: Scene,
) -> None:
    scene.discord.inject(Fault("POST", SEND, lost=True))
    reply = await (await mention(scene)).settled_reply(quiet=2.5)
    assert_whole(reply)
    messages = [m for m in scene.discord.world.messages.values() if m["author"]["bot"]]
    assert [message["id"] for message in messages] == [reply.id]


async def test_a_draft_that_was_deleted_is_followed_by_the_answer(scene: Scene) -> None:
    said = await mention(scene)
    draft = await said.reply()
    scene.discord.world.messages.pop(draft.id)
    reply = await said.settled_reply(quiet=2.5)
    assert_whole(reply)
    assert reply.id != draft.id


async def test_the_answer_waits_for_a_draft_that_is_still_on_its_way(
    scene: Scene, library: SmallLibrary
) -> None:
    """The fault holds the draft back; the answer must not overtake it."""
    library.pace = 0.2
    scene.discord.inject(Fault("PATCH", EDIT, delay=2.0))
    assert_whole(await ask(scene))
    draft, whole = scene.shown()
    assert (has_controls(draft), has_controls(whole)) == (False, True)
    assert whole.at - draft.at >= 2.0 + INTERVAL


async def test_who_waits_when_the_bot_is_stopped_gets_what_there_is(
    scene: Scene, library: SmallLibrary, hastened: list[str]
) -> None:
    library.seconds = 60
    asked = await scene.ann.slash(scene.channel, "ask", question=BEE)
    await asked.acknowledged()
    assert 3 <= await scene.ends() < 7
    assert_whole(await asked.reply(1))
    assert hastened == ["now"]


async def test_an_idle_bot_ends_at_once_and_says_so_too(scene: Scene, hastened: list[str]) -> None:
    assert await scene.ends() < 3
    assert hastened == ["now"]
