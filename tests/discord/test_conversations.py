"""Which questions follow which, on a simulated Discord: nothing leaves its place."""

import discord
import pytest
from discord_fakes import BEES, SmallLibrary, placed, texts
from simcord import Env, GuildHandle, MemberActor
from simcord.builders import ChannelHandle

from answering.conversation.memory import Memory
from bot.discord.client import PilcrowClient

FLOWERS = "How many flowers does it visit?"
CLOVER = "And where is the clover?"


@pytest.fixture
def memory(simcord_bot: PilcrowClient) -> Memory:
    return simcord_bot._desk.memory


@pytest.fixture
def bob(simcord_env: Env, server: GuildHandle) -> MemberActor:
    return server.add_member(simcord_env.create_user("bob"))


@pytest.fixture
async def thread(simcord_env: Env, alice: MemberActor, channel: ChannelHandle) -> ChannelHandle:
    opening = await alice.send(channel, "Let us talk.")
    await simcord_env.bot.get_channel(channel.id).create_thread(
        name="talk", message=discord.Object(opening.id)
    )
    return channel.threads[0]


def earlier(library: SmallLibrary) -> list[str]:
    """The questions that the last one followed."""
    return [turn.question for turn in library.turns[-1]]


async def mentioned(env: Env, member: MemberActor, channel: ChannelHandle, text: str) -> object:
    """What the bot says to a message that names it."""
    await member.send(channel, f"{env.bot.user.mention} {text}")
    return channel.last_message


async def test_a_mention_in_a_channel_begins_anew(simcord_env, library, alice, channel) -> None:
    await mentioned(simcord_env, alice, channel, FLOWERS)
    await mentioned(simcord_env, alice, channel, CLOVER)
    assert earlier(library) == []


async def test_a_command_in_a_channel_begins_anew(library, alice, channel) -> None:
    await alice.slash(channel, "ask", question=FLOWERS)
    await alice.slash(channel, "ask", question=CLOVER)
    assert earlier(library) == []


async def test_a_reply_to_an_answer_goes_on_and_so_does_a_reply_to_that(
    simcord_env, library, alice, bob, channel
) -> None:
    first = await mentioned(simcord_env, alice, channel, FLOWERS)
    await bob.send(channel, f"{simcord_env.bot.user.mention} {CLOVER}", reply_to=first)
    assert earlier(library) == [FLOWERS]
    await alice.send(
        channel, f"{simcord_env.bot.user.mention} And in winter?", reply_to=channel.last_message
    )
    assert earlier(library) == [FLOWERS, CLOVER]


async def test_a_reply_goes_on_from_the_answer_to_a_command(
    simcord_env, library, alice, channel
) -> None:
    asked = await alice.slash(channel, "ask", question=FLOWERS)
    await alice.send(channel, f"{simcord_env.bot.user.mention} {CLOVER}", reply_to=asked.response)
    assert earlier(library) == [FLOWERS]


async def test_two_chains_in_one_channel_stay_apart(
    simcord_env, library, alice, bob, channel
) -> None:
    await mentioned(simcord_env, alice, channel, FLOWERS)
    other = await mentioned(simcord_env, bob, channel, "When is the spring tide?")
    await bob.send(channel, f"{simcord_env.bot.user.mention} {CLOVER}", reply_to=other)
    assert earlier(library) == ["When is the spring tide?"]


async def test_a_thread_is_one_conversation_for_mentions_and_commands(
    simcord_env, library, alice, bob, thread
) -> None:
    await mentioned(simcord_env, alice, thread, FLOWERS)
    await bob.slash(thread, "ask", question=CLOVER)
    assert earlier(library) == [FLOWERS]
    await mentioned(simcord_env, alice, thread, "And in winter?")
    assert earlier(library) == [FLOWERS, CLOVER]


async def test_a_direct_message_is_one_conversation_for_messages_and_commands(
    simcord_env, library
) -> None:
    bob, eve = simcord_env.create_user("bob"), simcord_env.create_user("eve")
    await bob.send_dm(FLOWERS)
    await bob.slash("ask", question=CLOVER)
    assert earlier(library) == [FLOWERS]
    await bob.send_dm("And in winter?")
    assert earlier(library) == [FLOWERS, CLOVER]
    await eve.send_dm(CLOVER)
    assert earlier(library) == []


async def test_what_was_said_in_a_thread_stays_there(
    simcord_env, library, alice, channel, thread
) -> None:
    await mentioned(simcord_env, alice, thread, FLOWERS)
    await mentioned(simcord_env, alice, channel, CLOVER)
    assert earlier(library) == []


async def test_a_private_answer_enters_no_conversation_that_others_read(
    simcord_env, library, alice, bob, thread
) -> None:
    await alice.slash(thread, "ask", question=FLOWERS, private=True)
    await mentioned(simcord_env, alice, thread, CLOVER)
    assert earlier(library) == []
    await bob.slash(thread, "ask", question=CLOVER, private=True)
    assert earlier(library) == []
    await alice.slash(thread, "ask", question=CLOVER, private=True)
    assert earlier(library) == [FLOWERS]


async def test_a_private_answer_in_a_channel_is_not_remembered(library, alice, channel) -> None:
    await alice.slash(channel, "ask", question=FLOWERS, private=True)
    await alice.slash(channel, "ask", question=CLOVER, private=True)
    assert earlier(library) == []


async def test_a_key_from_elsewhere_leads_nowhere(
    simcord_env, library, memory, server, alice, channel
) -> None:
    """Even if a message were known by a key of another place, its turns would stay there."""
    other = server.create_text_channel("other")
    told = await mentioned(simcord_env, alice, other, FLOWERS)
    there = memory.key_of(str(told.id))
    answered = await mentioned(simcord_env, alice, channel, FLOWERS)
    memory.link(str(answered.id), there)
    await alice.send(channel, f"{simcord_env.bot.user.mention} {CLOVER}", reply_to=answered)
    assert earlier(library) == []


async def test_a_reply_to_somebody_else_begins_anew(simcord_env, library, alice, channel) -> None:
    said = await alice.send(channel, "Nice weather.")
    await alice.send(channel, f"{simcord_env.bot.user.mention} {CLOVER}", reply_to=said)
    assert earlier(library) == []


async def test_a_reply_to_a_forgotten_answer_begins_anew(
    simcord_env, library, memory, alice, channel
) -> None:
    told = await mentioned(simcord_env, alice, channel, FLOWERS)
    memory.forget(memory.key_of(str(told.id)))
    await alice.send(channel, f"{simcord_env.bot.user.mention} {CLOVER}", reply_to=told)
    assert earlier(library) == []
    assert BEES[1] in texts(channel.last_message)[0]


async def test_every_message_of_a_long_answer_leads_to_its_conversation(
    memory, library, alice, channel
) -> None:
    library.paragraphs = [placed("flowers " + f"*{n}* " * 900, number=n) for n in (1, 2, 3)]
    asked = await alice.slash(channel, "ask", question=FLOWERS)
    keys = {memory.key_of(str(each.id)) for each in (asked.response, *asked.followups)}
    assert len(asked.followups) == 1
    assert len(keys - {None}) == len(keys) == 1


async def test_a_failure_leads_to_no_conversation(
    simcord_env, memory, library, alice, channel
) -> None:
    library.broken = True
    told = await mentioned(simcord_env, alice, channel, FLOWERS)
    assert memory.key_of(str(told.id)) is None
