"""Which messages are questions to the bot."""

from types import SimpleNamespace as Value

import pytest
from discord import ChannelType, MessageType

from bot.discord.mentions import question_in

ME = Value(id=7)
ROLE = Value(id=70)
SERVER = Value(self_role=ROLE)
CHANNEL = Value(type=ChannelType.text)
DIRECT = {"guild": None, "channel": Value(type=ChannelType.private)}
UNKNOWN_SERVER = {"guild": None, "channel": Value(type=None)}


def message(content: str, **other: object) -> Value:
    usual = {
        "content": content,
        "author": Value(bot=False),
        "webhook_id": None,
        "type": MessageType.default,
        "guild": SERVER,
        "channel": CHANNEL,
        "role_mentions": [],
        "mentions": [],
    }
    return Value(**usual | other)


@pytest.mark.parametrize(
    ("said", "question"),
    [
        (message("<@7> Why?"), "Why?"),
        (message("<@!7> Why?"), "Why?"),
        (message("Why, <@7>, is that?"), "Why,  , is that?"),
        (message("Why? <@7>"), "Why?"),
        (message("<@7>"), ""),
        (message("<@7> <@7>"), ""),
        (message("<@&70> Why?", role_mentions=[ROLE]), "Why?"),
        (message("", role_mentions=[ROLE]), ""),
        (message("<@7> Why?", type=MessageType.reply), "Why?"),
        (message("<@7> Why?", guild=Value(self_role=None)), "Why?"),
        (message("Why?", **DIRECT), "Why?"),
        (message("<@7> Why?", **DIRECT), "Why?"),
        (message("<@7>", **DIRECT), ""),
        (message("", **DIRECT), ""),
        (message("", **UNKNOWN_SERVER), None),
        (message("<@7> Why?", **UNKNOWN_SERVER), None),
        (message("Why?"), None),
        (message("<@77> Why?"), None),
        (message("@everyone Why?"), None),
        (message("Thanks!", type=MessageType.reply), None),
        (message("", role_mentions=[Value(id=71)]), None),
        (message("<@7> Why?", author=Value(bot=True)), None),
        (message("Why?", author=Value(bot=True), **DIRECT), None),
        (message("<@7> Why?", webhook_id=5), None),
        (message("<@7> pinned a message", type=MessageType.pins_add), None),
    ],
)
def test_a_question_names_the_bot_or_is_a_direct_message(said: Value, question: str | None) -> None:
    assert question_in(said, ME) == question


REPLY = {"type": MessageType.reply, "mentions": [Value(id=3), ME]}


@pytest.mark.parametrize(
    ("said", "question"),
    [
        (message("And how many?", **REPLY), "And how many?"),
        (message(" <@3> says so. Why? ", **REPLY), "<@3> says so. Why?"),
        (message("<@7> And how many?", **REPLY), "And how many?"),
        (message("<@7> thanks", **REPLY), "thanks"),
        (message("Thanks!", **REPLY), None),
        (message("", **REPLY), None),
        (message("And how many?", type=MessageType.reply), None),
        (message("And how many?", **REPLY, author=Value(bot=True)), None),
    ],
)
def test_a_reply_to_an_answer_asks_if_it_notifies_the_bot_and_does_not_just_thank(
    said: Value, question: str | None
) -> None:
    assert question_in(said, ME, answers=True) == question


def test_a_reply_that_notifies_the_bot_asks_nothing_if_it_answers_no_answer() -> None:
    assert question_in(message("And how many?", **REPLY), ME) is None
