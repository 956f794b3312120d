"""`/source add` and `/source update`: what is given, what is shown, what is live and when."""

import asyncio

from source_clicks import BEES, LATER, given, labels, shown

from bot.discord.sources.failures import GONE, STALE, STOPPED, STORE
from bot.discord.sources.preparing import ENDED_ELSEWHERE
from bot.discord.sources.turns import Turns
from vectorstore.errors import StoreError
from vectorstore.model import SHARED, Scope

ADDRESS = "https://example.org/notes/bees.md"


async def test_add_is_acknowledged_first_and_privately(simcord_env, admin, channel) -> None:
    result = await admin.slash(channel, "source add", file=("bees.md", BEES))
    calls = [entry for entry in simcord_env.http_requests if "callback" in entry.path]
    assert [entry.json for entry in calls] == [{"type": 5, "data": {"flags": 64}}]
    assert result.response.ephemeral


async def test_add_shows_a_draft_and_makes_nothing_live(admin, channel, keeper, scope) -> None:
    result = await admin.slash(channel, "source add", file=("bees.md", BEES))
    text = shown(result)
    assert text.startswith(
        "**“About bees” (`bees`) · draft of revision 1**\n2 paragraphs\n\n"
        "**¶1**\n> A bee flies far.\n\n**¶2**\n> A queen rules.\n"
        "-# Nothing of this is live until somebody publishes this draft. It waits until <t:"
    )
    assert labels(result) == ["Publish", "Cancel"]
    assert keeper.sources(scope) == []
    assert [draft.author for draft in keeper.waiting(scope)] == [f"member:{admin.id}"]


async def test_publish_makes_the_draft_live(admin, channel, keeper, scope) -> None:
    asked = await admin.slash(channel, "source add", file=("bees.md", BEES))
    done = await admin.click(asked.response, label="Publish")
    assert shown(done) == (
        "**Published:** revision 1 of “About bees” (`bees`) answers from now on."
    )
    assert labels(done) == []
    (source,) = keeper.sources(scope)
    assert (source.id, source.revision.author) == ("bees", f"member:{admin.id}")


async def test_cancel_drops_the_draft(admin, channel, keeper, scope) -> None:
    asked = await admin.slash(channel, "source add", file=("bees.md", BEES))
    done = await admin.click(asked.response, label="Cancel")
    assert shown(done) == "The draft is dropped. What answered before still answers."
    assert keeper.waiting(scope) == []
    assert keeper.sources(scope) == []


async def test_publish_now_asks_nothing(admin, channel, keeper, scope) -> None:
    result = await admin.slash(channel, "source add", file=("bees.md", BEES), publish="now")
    assert shown(result).startswith("**Published:** revision 1 of “About bees” (`bees`)")
    assert labels(result) == []
    assert [source.id for source in keeper.sources(scope)] == ["bees"]


async def test_update_shows_what_changes_in_paragraphs(admin, channel, bees) -> None:
    result = await admin.slash(channel, "source update", source="bees", file=("x.md", LATER))
    assert shown(result).startswith(
        "**“About bees” (`bees`) · draft of revision 2**\n"
        "1 paragraph added, 1 changed, 1 unchanged.\n\n"
        "**Changed** ¶1\n> A bee flies **very** far.\n\n"
        "**Added** ¶3\n> Drones do nothing.\n"
        "-# Nothing of this is live: revision 1 answers until somebody publishes this draft."
    )


async def test_update_published_says_how_to_go_back(admin, channel, bees, keeper) -> None:
    result = await admin.slash(
        channel, "source update", source="About bees", file=("x.md", LATER), publish="now"
    )
    assert shown(result).startswith(
        "**Published:** revision 2 of “About bees” (`bees`) answers from now on.\n"
        "1 paragraph added, 1 changed, 1 unchanged.\n\n**Changed** ¶1"
    )
    assert shown(result).endswith("-# `/source rollback` takes you back to revision 1.")
    assert keeper.sources(bees)[0].revision.number == 2


async def test_an_update_without_a_change_says_so(admin, channel, bees, keeper) -> None:
    result = await admin.slash(channel, "source update", source="bees", file=("x.md", BEES))
    assert shown(result) == (
        "“About bees” (`bees`) says the same as its revision 1 with 2 paragraphs, so there is "
        "nothing to publish."
    )
    assert keeper.waiting(bees) == []


async def test_an_address_is_fetched_and_fetched_again(admin, channel, web, keeper, scope) -> None:
    web.pages[ADDRESS] = BEES.decode()
    await admin.slash(channel, "source add", address=f" <{ADDRESS}> ", publish="now")
    web.pages[ADDRESS] = LATER.decode()
    result = await admin.slash(channel, "source update", source="bees")
    assert "**Changed** ¶1\n> A bee flies **very** far." in shown(result)
    assert keeper.sources(scope)[0].address == ADDRESS


async def test_a_failed_fetch_leaves_everything_as_it_was(
    admin, channel, web, keeper, scope
) -> None:
    web.pages[ADDRESS] = BEES.decode()
    await admin.slash(channel, "source add", address=ADDRESS, publish="now")
    del web.pages[ADDRESS]
    result = await admin.slash(channel, "source update", source="bees")
    assert shown(result) == f"The page {ADDRESS} is not there (404): check the address."
    assert keeper.sources(scope)[0].revision.number == 1


REFUSALS = [
    ({}, "Attach a file with `file:`, or name a web address with `address:`."),
    ({"file": ("a.md", b"x"), "address": ADDRESS}, "Give me a file or an address, not both."),
    ({"address": "ftp://a.b"}, "“ftp://a.b” is no web address: it must begin with https://"),
    ({"address": "@everyone"}, "“@\u200beveryone” is no web address"),
    ({"file": ("a.exe", b"x")}, "“a.exe” cannot be read: give me one of "),
    ({"file": ("..\\..\\@here\n.exe", b"x")}, "“@\u200bhere.exe” cannot be read"),
    ({"file": ("a.md", b"x" * 100_001)}, "“a.md” has 0.1 MB, and 0 MB is the most"),
    ({"file": ("a.md", b"\n\n")}, "The file a.md "),
    ({"file": ("**a**.md", b"")}, "The file \\*\\*a\\*\\*.md "),
]


async def test_what_cannot_be_taken_is_refused_in_a_sentence(admin, channel, keeper, scope) -> None:
    for options, sentence in REFUSALS:
        result = await admin.slash(channel, "source add", **options)
        assert (shown(result)[: len(sentence)], labels(result)) == (sentence, [])
    assert keeper.waiting(scope) == []


async def test_what_is_too_large_is_not_downloaded(
    simcord_env, admin, channel, monkeypatch
) -> None:
    read = []
    monkeypatch.setattr("discord.Attachment.read", read.append)
    await admin.slash(channel, "source add", file=("a.md", b"x" * 100_001))
    assert read == []


async def test_a_name_becomes_the_id(admin, channel, keeper, scope) -> None:
    await admin.slash(
        channel, "source add", file=("bees.md", BEES), name="House: Rules!", publish="now"
    )
    assert [source.id for source in keeper.sources(scope)] == ["house-rules"]


async def test_add_does_not_replace_a_source(admin, channel, bees, keeper) -> None:
    result = await admin.slash(channel, "source add", file=("bees.md", LATER), publish="now")
    assert shown(result).startswith("There is a source `bees` already. `/source update` gives it")
    assert keeper.sources(bees)[0].revision.number == 1


async def test_update_of_a_file_needs_its_new_version(admin, channel, bees) -> None:
    result = await admin.slash(channel, "source update", source="bees")
    assert shown(result) == (
        "“About bees” (`bees`) came from a file, so I cannot fetch it again: attach its new "
        "version with `file:`."
    )


async def test_update_of_an_unknown_source_says_so(admin, channel) -> None:
    result = await admin.slash(channel, "source update", source="@here`", file=("x.md", BEES))
    assert shown(result) == (
        "This server has no source `@here`. `/source list` shows those it has."
    )


async def test_what_the_operator_gives_cannot_be_updated(admin, channel, keeper) -> None:
    keeper.ingest(given(BEES), SHARED, actor="operator")
    result = await admin.slash(channel, "source update", source="bees", file=("x.md", LATER))
    assert shown(result) == (
        "`bees` is given by the operator to all servers, and only the operator can change it."
    )
    assert keeper.sources(SHARED)[0].revision.number == 1


async def test_a_draft_that_is_gone_says_so(admin, channel, keeper, scope) -> None:
    asked = await admin.slash(channel, "source add", file=("bees.md", BEES))
    keeper.cancel(scope, keeper.waiting(scope)[0].key)
    done = await admin.click(asked.response, label="Publish")
    assert shown(done) == GONE
    assert labels(done) == []


async def test_a_draft_of_an_older_state_cannot_be_published(admin, channel, bees, keeper) -> None:
    asked = await admin.slash(channel, "source update", source="bees", file=("x.md", LATER))
    other = await admin.slash(
        channel, "source update", source="bees", file=("x.md", b"Quite another text.\n")
    )
    await admin.click(other.response, label="Publish")
    done = await admin.click(asked.response, label="Publish")
    assert shown(done) == STALE
    assert keeper.sources(bees)[0].revision.number == 3


async def test_a_failing_store_is_one_sentence_without_its_reason(
    admin, channel, bees, keeper, monkeypatch
) -> None:
    def fail(*args: object, **options: object) -> None:
        raise StoreError("The folder /srv/secret is full.")

    monkeypatch.setattr(keeper, "prepare", fail)
    result = await admin.slash(channel, "source update", source="bees", file=("x.md", LATER))
    assert shown(result) == STORE


async def test_whoever_cannot_be_told_any_more_is_told_in_the_channel(
    simcord_env, admin, channel, keeper, scope
) -> None:
    simcord_env.inject_error("PATCH", "/webhooks/*", status=401, times=None)
    await admin.slash(channel, "source add", file=("bees.md", BEES))
    said = channel.last_message
    assert "took longer than Discord lets me answer" in str(said.components)
    assert "bees" not in str(said.components)
    assert [draft.source for draft in keeper.waiting(scope)] == ["bees"]


async def test_a_failure_that_comes_too_late_is_told_too(simcord_env, admin, channel) -> None:
    simcord_env.inject_error("PATCH", "/webhooks/*", status=401, times=None)
    await admin.slash(channel, "source add", file=("a.md", b"\n"))
    assert ENDED_ELSEWHERE.body in str(channel.last_message.components)


async def test_a_second_preparation_of_a_server_is_told_that_it_waits() -> None:
    turns, told = Turns(), []
    async with turns.mine(Scope("1"), lambda: told.append("first")):
        async with turns.mine(Scope("2"), lambda: told.append("other server")):
            assert told == []
        second = turns.mine(Scope("1"), lambda: told.append("second"))
        waiting = asyncio.ensure_future(second.__aenter__())
        await asyncio.sleep(0)
        assert told == ["second"]
        assert not waiting.done()
    await waiting
    await second.__aexit__(None, None, None)


async def test_a_preparation_ends_when_the_bot_does(
    admin, channel, keeper, scope, workers, monkeypatch
) -> None:
    monkeypatch.setattr(type(workers), "are_ending", True)
    result = await admin.slash(channel, "source add", file=("bees.md", BEES))
    assert shown(result) == STOPPED
    assert keeper.waiting(scope) == []
    assert keeper.sources(scope) == []
