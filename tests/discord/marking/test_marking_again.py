"""The button "Ask again" of a marked answer: what it asks, and for whom."""

import time

import pytest
from discord_fakes import placed
from marking_bot import CHANGED, QUESTION, Bot, is_marked

from bot.discord.desk import NOT_KNOWN
from bot.discord.sending import SORRY
from bot.ledger import Ledger
from tests.loopback.exchange import BotMessage
from tests.loopback.messages import new_message


async def marked_answer(bot: Bot) -> BotMessage:
    answer = await bot.ask()
    bot.shelf.publish("bees", CHANGED)
    return await bot.until(answer, is_marked)


def again(message: BotMessage) -> str:
    return str(next(b["custom_id"] for b in message.buttons if b["label"] == "Ask again"))


async def test_asking_again_answers_the_same_question_anew_for_all(bot: Bot) -> None:
    marked = await marked_answer(bot)
    bot.library.paragraphs = [placed(text, number=n) for n, text in enumerate(CHANGED, 1)]
    clicked = await bot.ann.click(marked, again(marked))
    assert (await clicked.acknowledged()).seconds < 1
    answer = await clicked.reply()
    assert not answer.ephemeral
    assert answer.id != marked.id
    assert answer.text.startswith(f"> {QUESTION}")
    assert "five hundred" in answer.text
    assert is_marked(bot.now(marked))


async def test_the_new_answer_is_in_the_ledger_too(bot: Bot) -> None:
    marked = await marked_answer(bot)
    clicked = await bot.ann.click(marked, again(marked))
    answer = await clicked.reply()
    await bot.recorded(answer)
    # It cites the first revision again, for that is what the small library knows.
    await bot.until(answer, is_marked)


async def test_asking_again_keeps_to_the_source_that_was_chosen(bot: Bot) -> None:
    answer = await bot.ask(source="bees")
    bot.shelf.publish("bees", CHANGED)
    marked = await bot.until(answer, is_marked)
    await (await bot.ann.click(marked, again(marked))).reply()
    assert [asked[2] for asked in bot.library.asked] == ["bees", "bees"]


async def test_a_button_carried_to_another_server_asks_nothing(bot: Bot) -> None:
    marked = await marked_answer(bot)
    world = bot.discord.world
    controls = {"components": marked.payload["components"], "flags": 1 << 15}
    forged = BotMessage(new_message(world, bot.elsewhere, world.bot, controls))
    shown = await (await bot.eve.click(forged, again(forged))).reply()
    assert shown.ephemeral
    assert shown.text == NOT_KNOWN
    assert len(bot.library.asked) == 1


async def test_a_private_answer_is_never_asked_again_before_others(bot: Bot) -> None:
    private = await bot.ask(private=True)
    answer_id = private.buttons[0]["custom_id"].split(":")[2]
    marked = await marked_answer(bot)
    forged = marked.payload["components"]
    forged[0]["components"][1]["components"][0]["custom_id"] = f"pilcrow:again:{answer_id}"
    planted = BotMessage(
        new_message(
            bot.discord.world,
            bot.channel,
            bot.discord.world.bot,
            {"components": forged, "flags": 1 << 15},
        )
    )
    shown = await (await bot.ann.click(planted, again(planted))).reply()
    assert (shown.ephemeral, shown.text) == (True, NOT_KNOWN)


async def test_a_slow_database_delays_no_acknowledgement(
    bot: Bot, monkeypatch: pytest.MonkeyPatch
) -> None:
    marked = await marked_answer(bot)
    monkeypatch.setattr(Ledger, "asked", lambda *_: time.sleep(1.5))
    clicked = await bot.ann.click(marked, again(marked))
    assert (await clicked.acknowledged()).seconds < 1
    shown = await clicked.reply()
    assert (shown.ephemeral, shown.text) == (True, SORRY.pages[0].body)
