"""Asking the real client on a simulated Discord: what members see, and who sees it."""

import discord
import pytest
from discord_fakes import BEES, placed, texts
from simcord.env import Env

from bot.discord.desk import NO_QUESTION
from bot.discord.sending import SORRY
from vectorstore.model import SHARED, Scope

FLOWERS = "How many flowers does it visit?"


def mention(env: Env) -> str:
    return env.bot.user.mention


async def test_ask_answers_with_marks_and_sources(alice, channel) -> None:
    result = await alice.slash(channel, "ask", question=FLOWERS)
    assert texts(result.response) == [
        f"> {FLOWERS}\n\n{BEES[0]}\u00a0**¶1**",
        "-# About bees · revision 1\n-# ¶1 · Habits",
    ]
    assert result.response.flags.components_v2
    assert not result.ephemeral


async def test_ask_defers_before_anything_else(simcord_env, alice, channel) -> None:
    await alice.slash(channel, "ask", question=FLOWERS)
    calls = [entry for entry in simcord_env.http_requests if "interactions" in entry.path]
    assert [entry.json for entry in calls] == [{"type": 5}]


async def test_ask_privately_is_seen_by_the_member_only(alice, channel) -> None:
    result = await alice.slash(channel, "ask", question=FLOWERS, private=True)
    assert result.ephemeral
    assert result.response.ephemeral
    assert BEES[0] in texts(result.response)[0]


async def test_ask_without_an_answer_shows_what_is_near(alice, channel) -> None:
    result = await alice.slash(channel, "ask", question="Who won the cup?")
    body, footer = texts(result.response)
    assert "**The sources don’t answer this.**" in body
    assert f"**¶1** “{BEES[0]}”" in body
    assert footer.endswith("-# Searched: About bees, The tides")


async def test_ask_in_one_source_searches_only_that(library, alice, channel) -> None:
    result = await alice.slash(channel, "ask", question=FLOWERS, source="tides")
    assert "don’t answer" in texts(result.response)[0]
    assert texts(result.response)[1].endswith("-# Searched: The tides")
    assert library.asked[-1][2] == "tides"


async def test_ask_accepts_the_title_of_a_source(library, alice, channel) -> None:
    await alice.slash(channel, "ask", question=FLOWERS, source="The tides")
    assert library.asked[-1][2] == "tides"


async def test_ask_in_an_unknown_source_says_so(library, alice, channel) -> None:
    result = await alice.slash(channel, "ask", question=FLOWERS, source="@everyone")
    assert "There is no source “@\u200beveryone” here." in texts(result.response)[0]
    assert library.asked == []


@pytest.mark.parametrize(
    ("typed", "offered"),
    [
        ("", [("About bees", "bees"), ("The tides", "tides")]),
        ("TIDE", [("The tides", "tides")]),
        ("bees", [("About bees", "bees")]),
        ("nothing", []),
    ],
)
async def test_sources_are_suggested_while_typing(alice, channel, typed, offered) -> None:
    choices = await alice.autocomplete(channel, "ask", "source", typed)
    assert [(choice["name"], choice["value"]) for choice in choices] == offered


async def test_at_most_25_sources_are_suggested(library, alice, channel) -> None:
    library.paragraphs += [
        placed("Text.", source=f"s{n}", title=f"{n} " + "long title " * 20) for n in range(40)
    ]
    choices = await alice.autocomplete(channel, "ask", "source", "")
    assert len(choices) == 25
    assert all(len(choice["name"]) <= 100 for choice in choices)


async def test_a_failure_ends_in_one_sentence_without_details(library, alice, channel) -> None:
    library.broken = True
    result = await alice.slash(channel, "ask", question=FLOWERS)
    assert texts(result.response) == [SORRY.pages[0].body]


async def test_a_failure_of_the_suggestions_suggests_nothing(library, alice, channel) -> None:
    library.paragraphs = None
    assert await alice.autocomplete(channel, "ask", "source", "") == []


async def test_a_refused_reply_ends_in_one_sentence(simcord_env, alice, channel) -> None:
    simcord_env.inject_error("PATCH", "/webhooks/*", status=400, times=1)
    result = await alice.slash(channel, "ask", question=FLOWERS)
    assert texts(result.response) == [SORRY.pages[0].body]


async def test_a_server_never_answers_from_another_servers_sources(library, alice, channel) -> None:
    library.paragraphs.append(placed("The password is swordfish.", scope=Scope("1"), source="own"))
    result = await alice.slash(channel, "ask", question="What is the password?")
    assert "swordfish" not in str(texts(result.response))


async def test_a_mention_is_answered_as_a_reply(simcord_env, alice, channel) -> None:
    asked = await alice.send(channel, f"{mention(simcord_env)} {FLOWERS}")
    said = channel.last_message
    assert texts(said)[0] == f"{BEES[0]}\u00a0**¶1**"
    assert said.reference.message_id == asked.id


async def test_a_mention_in_a_thread_is_answered_there(simcord_env, alice, channel) -> None:
    opening = await alice.send(channel, "Let us talk.")
    real = simcord_env.bot.get_channel(channel.id)
    await real.create_thread(name="talk", message=discord.Object(opening.id))
    (thread,) = channel.threads
    await alice.send(thread, f"{mention(simcord_env)} {FLOWERS}")
    assert BEES[0] in texts(thread.last_message)[0]


async def test_an_empty_mention_gets_a_hint(simcord_env, alice, channel) -> None:
    await alice.send(channel, mention(simcord_env))
    assert texts(channel.last_message) == [NO_QUESTION]


async def test_a_message_that_names_nobody_is_left_alone(library, alice, channel) -> None:
    await alice.send(channel, FLOWERS)
    assert library.asked == []


async def test_bots_are_left_alone(simcord_env, library, server, channel) -> None:
    robot = server.add_member(simcord_env.create_user("robot", bot=True))
    await robot.send(channel, f"{mention(simcord_env)} {FLOWERS}")
    hook = server.create_webhook(channel)
    await hook.send(f"{mention(simcord_env)} {FLOWERS}")
    assert library.asked == []


async def test_a_direct_message_is_answered_from_the_shared_sources(simcord_env, library) -> None:
    bob = simcord_env.create_user("bob")
    await bob.send_dm(FLOWERS)
    assert BEES[0] in texts(bob.dm_channel.last_message)[0]
    assert library.asked[-1][1] == SHARED


async def test_an_answer_comes_without_the_sign_of_typing(simcord_env, alice, channel) -> None:
    simcord_env.inject_error("POST", "/channels/*/typing", status=403, times=1)
    await alice.send(channel, f"{mention(simcord_env)} {FLOWERS}")
    assert BEES[0] in texts(channel.last_message)[0]


async def test_where_replies_are_refused_the_answer_comes_plainly(
    simcord_env, alice, channel
) -> None:
    simcord_env.inject_error("POST", "/channels/*/messages", status=400, times=1)
    await alice.send(channel, f"{mention(simcord_env)} {FLOWERS}")
    assert BEES[0] in texts(channel.last_message)[0]
    assert channel.last_message.reference is None


async def test_a_failure_in_a_channel_ends_in_one_sentence(
    simcord_env, library, alice, channel
) -> None:
    library.broken = True
    await alice.send(channel, f"{mention(simcord_env)} {FLOWERS}")
    assert texts(channel.last_message) == [SORRY.pages[0].body]


async def test_nothing_in_an_article_pings(simcord_env, library, alice, channel) -> None:
    library.paragraphs = [placed("@everyone flowers <@1> are free <@&2>")]
    await alice.send(channel, f"{mention(simcord_env)} {FLOWERS}")
    said = channel.last_message
    assert "@everyone" not in texts(said)[0]
    assert not said.mention_everyone
    assert said.mentions == []
    sent = [entry for entry in simcord_env.http_requests if entry.path.endswith("/messages")]
    assert sent[-1].json["allowed_mentions"] == {"parse": [], "replied_user": False}


async def test_a_long_answer_comes_in_several_messages(library, alice, channel) -> None:
    library.paragraphs = [placed("flowers " + f"*{n}* " * 900, number=n) for n in (1, 2, 3)]
    result = await alice.slash(channel, "ask", question=FLOWERS, private=True)
    assert [len(texts(message)) for message in (result.response, *result.followups)] == [1, 2]
    assert all(message.ephemeral for message in result.followups)


async def test_where_nothing_may_be_said_it_is_only_logged(simcord_env, alice, channel) -> None:
    simcord_env.inject_error("POST", "/channels/*/messages", status=403, times=None)
    asked = await alice.send(channel, f"{mention(simcord_env)} {FLOWERS}")
    assert channel.last_message.id == asked.id
    sent = [entry for entry in simcord_env.http_requests if entry.path.endswith("/messages")]
    assert len(sent) == 2  # as a reply and plainly; more would only collect refusals
