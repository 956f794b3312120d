"""Answers marked where they stand, by the real client on a loopback Discord."""

import asyncio

import pytest
from discord_fakes import placed
from discord_scene import EDIT_SENT
from marking_bot import CHANGED, QUESTION, WORDS, Bot, is_marked

from bot.discord.hurry import NotNowError
from bot.discord.marking import pace
from tests.loopback.journal import Fault


async def test_an_answer_says_above_itself_what_changed_and_can_be_asked_again(bot: Bot) -> None:
    answer = await bot.ask()
    bot.shelf.publish("bees", CHANGED)
    bot.marking.look_now()
    marked = await bot.until(answer, is_marked)
    lines = marked.text.splitlines()
    assert lines[1] == "About bees, revision 1 → 2"
    assert lines[2] == f"{WORDS} on one long …"
    assert marked.text.endswith(answer.text)
    assert [each["label"] for each in marked.buttons] == ["Ask again", "¶1"]


async def test_a_rollback_takes_the_mark_away(bot: Bot) -> None:
    answer = await bot.ask()
    bot.shelf.publish("bees", CHANGED)
    await bot.until(answer, is_marked)
    bot.shelf.rollback("bees", 1)
    plain = await bot.until(answer, lambda message: not is_marked(message))
    assert plain.payload["components"] == answer.payload["components"]


async def test_answers_to_mentions_and_in_direct_messages_are_marked_too(bot: Bot) -> None:
    said = await bot.ann.says(bot.channel, f"{bot.discord.bot_mention} {QUESTION}")
    direct = await bot.ann.dm(QUESTION)
    answers = [await said.settled_reply(quiet=0.2), await direct.settled_reply(quiet=0.2)]
    for answer in answers:
        await bot.recorded(answer)
    bot.shelf.remove("bees")
    for answer in answers:
        marked = await bot.until(answer, is_marked)
        assert "**¶1** was removed with its source." in marked.text


async def test_a_private_answer_is_left_alone(bot: Bot) -> None:
    private, public = await bot.ask(private=True), await bot.ask()
    bot.shelf.publish("bees", CHANGED)
    await bot.until(public, is_marked)
    await asyncio.sleep(0.5)
    assert [request.path.rpartition("/")[2] for request in bot.edits()] == [public.id]
    assert not is_marked(bot.now(private))


@pytest.mark.parametrize("status", [403, 404])
async def test_a_message_that_cannot_be_edited_is_given_up(bot: Bot, status: int) -> None:
    answer = await bot.ask()
    bot.discord.inject(Fault("PATCH", EDIT_SENT, status=status, times=9))
    bot.shelf.publish("bees", CHANGED)
    await bot.discord.world.changes.until(
        lambda: bot.edits() or None, seconds=10, otherwise=lambda: "nothing was edited"
    )
    await asyncio.sleep(0.6)
    assert len(bot.edits()) == 1
    assert bot.marks() == []
    assert not is_marked(bot.now(answer))


@pytest.mark.parametrize(
    "fault",
    [
        Fault("PATCH", EDIT_SENT, status=500, times=2),
        Fault("PATCH", EDIT_SENT, status=503, times=2),
        Fault("PATCH", EDIT_SENT, status=400, times=2),
        Fault("PATCH", EDIT_SENT, status=429, times=2, retry_after=0.2),
        Fault("PATCH", EDIT_SENT, status=429, times=1, retry_after=0.2, everywhere=True),
        Fault("PATCH", EDIT_SENT, times=2, lost=True),
    ],
    ids=["500", "503", "400", "429", "429 everywhere", "lost"],
)
async def test_an_edit_that_discord_does_not_take_is_tried_again(
    bot: Bot, monkeypatch: pytest.MonkeyPatch, fault: Fault
) -> None:
    monkeypatch.setattr(pace, "_FIRST_WAIT", 0.05)
    answer = await bot.ask()
    bot.discord.inject(fault)
    bot.shelf.publish("bees", CHANGED)
    await bot.until(answer, is_marked)
    await bot.settled()
    assert len(bot.edits()) >= 2
    if fault.status == 429:
        first, second = (request.at for request in bot.edits()[:2])
        assert second - first >= fault.retry_after


async def test_edits_keep_their_distance_and_the_newest_answer_comes_first(offline: Bot) -> None:
    offline.between = 0.3
    async with offline.online():
        answers = [await offline.ask() for _ in range(3)]
        offline.shelf.publish("bees", CHANGED)
        for answer in answers:
            await offline.until(answer, is_marked)
    edits = offline.edits()
    assert [edit.path.rpartition("/")[2] for edit in edits] == [
        answer.id for answer in reversed(answers)
    ]
    at = [edit.at for edit in edits]
    assert min(at[1] - at[0], at[2] - at[1]) >= 0.3


async def test_what_was_not_marked_is_marked_after_a_restart(offline: Bot) -> None:
    offline.between = 60.0
    async with offline.online():
        answers = [await offline.ask() for _ in range(3)]
        offline.shelf.publish("bees", CHANGED)
        await offline.until(answers[2], is_marked)
    assert [is_marked(offline.now(answer)) for answer in answers] == [False, False, True]
    offline.between = 0.02
    async with offline.online():
        for answer in answers:
            await offline.until(answer, is_marked)
    assert len(offline.edits()) == 3


async def test_what_was_published_meanwhile_is_marked_after_the_start(offline: Bot) -> None:
    async with offline.online():
        answer = await offline.ask()
    offline.shelf.publish("bees", CHANGED)
    async with offline.online():
        await offline.until(answer, is_marked)


async def test_every_message_of_a_long_answer_takes_its_own_mark(bot: Bot) -> None:
    texts = [f"Its flowers {n} are " + f"*{n}* " * 900 for n in (1, 2, 3)]
    bot.library.paragraphs = [placed(text, number=n) for n, text in enumerate(texts, 1)]
    bot.shelf.forget("bees")
    bot.shelf.publish("bees", texts)
    asked = await bot.ann.slash(bot.channel, "ask", question=QUESTION)
    first, second = await asked.replies(quiet=0.3)
    await bot.recorded(second)
    bot.shelf.remove("bees")
    for answer in (first, second):
        await bot.until(answer, is_marked)


@pytest.mark.parametrize(
    ("error", "attempts", "seconds"),
    [
        (NotNowError(500), 1, 5),
        (NotNowError(500), 3, 20),
        (OSError(), 12, 3600),
        (TimeoutError(), 19, 3600),
        (NotNowError(500), 20, None),
        (NotNowError(429, 7.5), 1, 7.5),
        (NotNowError(429), 50, 5),
    ],
)
def test_waits_grow_and_end(error: Exception, attempts: int, seconds: float | None) -> None:
    assert pace.wait_for(error, attempts) == seconds
