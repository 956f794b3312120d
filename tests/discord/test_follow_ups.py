"""Replies to answers on a loopback Discord, which withholds what a bot may not read."""

from discord_fakes import BEES, SmallLibrary
from discord_scene import Scene

from tests.loopback.exchange import BotMessage

FLOWERS = "How many flowers does it visit?"
CLOVER = "And where is the clover?"


async def answered(scene: Scene) -> BotMessage:
    said = await scene.ann.says(scene.channel, f"{scene.discord.bot_mention} {FLOWERS}")
    # Nobody replies in the very moment in which an answer appears.
    return await said.settled_reply(quiet=0.3)


async def test_a_reply_that_pings_goes_on_without_naming_the_bot(
    scene: Scene, library: SmallLibrary
) -> None:
    reply = await (await scene.ann.replies(await answered(scene), CLOVER)).reply()
    assert BEES[1] in reply.text
    assert [turn.question for turn in library.turns[-1]] == [FLOWERS]


async def test_a_reply_to_a_command_goes_on_too(scene: Scene, library: SmallLibrary) -> None:
    asked = await scene.ann.slash(scene.channel, "ask", question=FLOWERS)
    await (await scene.ann.replies(await asked.reply(), CLOVER)).reply()
    assert [turn.question for turn in library.turns[-1]] == [FLOWERS]


async def test_a_reply_that_pings_nobody_stays_unanswered(scene: Scene) -> None:
    reply = await scene.ann.replies(await answered(scene), CLOVER, ping=False)
    await reply.stays_unanswered()


async def test_thanks_stay_unanswered(scene: Scene, library: SmallLibrary) -> None:
    reply = await scene.ann.replies(await answered(scene), "Great answer, thanks! 🐝")
    await reply.stays_unanswered()
    assert len(library.asked) == 1


async def test_a_reply_to_what_was_no_answer_asks_only_if_it_names_the_bot(
    scene: Scene, library: SmallLibrary
) -> None:
    library.broken = True
    sorry = await answered(scene)
    library.broken = False
    await (await scene.ann.replies(sorry, CLOVER)).stays_unanswered()
    named = await scene.ann.replies(sorry, f"{scene.discord.bot_mention} {CLOVER}")
    assert BEES[1] in (await named.reply()).text
    assert library.turns[-1] == []


async def test_a_reply_to_a_deleted_answer_begins_anew(scene: Scene, library: SmallLibrary) -> None:
    told = await answered(scene)
    scene.discord.world.messages.pop(told.id)
    text = f"{scene.discord.bot_mention} {CLOVER}"
    assert BEES[1] in (await (await scene.ann.replies(told, text)).reply()).text
    assert library.turns[-1] == []
