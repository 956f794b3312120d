"""`/source list`, `show`, `diff`, `rollback`, `remove`, `log` and `purge`."""

import re

import pytest
from source_clicks import BEES, LATER, given, labels, shown

from bot.discord.client import PilcrowClient
from bot.discord.desk import Desk
from bot.discord.sources.desk import CHANGED_MEANWHILE, PURGED, UNTOUCHED
from bot.discord.sources.failures import UNKNOWN
from bot.discord.workers import Workers
from vectorstore.model import SHARED

LONG = "\n\n".join(
    f"Paragraph {n} says much. " + "It goes on. " * 20 for n in range(1, 61)
).encode()


def _without_times(text: str) -> str:
    return re.sub(r"\d{1,2} [A-Z][a-z]+ \d{4}", "DAY", re.sub(r"<t:\d+:f>", "TIME", text))


async def test_an_empty_server_is_told_how_to_begin(admin, channel) -> None:
    result = await admin.slash(channel, "source list")
    assert result.response.ephemeral
    assert shown(result) == (
        "**Sources of this server: none yet**\n`/source add` takes a file or a web address."
    )


async def test_list_shows_own_shared_waiting_and_removed(admin, channel, keeper, bees) -> None:
    keeper.ingest(given(b"Tides come and go.\n", "/srv/secret/tides.md"), SHARED, actor="operator")
    keeper.ingest(given(b"Ants carry sand.\n", "ants.md"), bees, actor="operator")
    keeper.remove(bees, "ants", actor="operator")
    keeper.prepare(given(LATER), bees, source="bees", actor="member:7")
    result = await admin.slash(channel, "source list")
    assert _without_times(shown(result)) == (
        "**Sources of this server: 1**\n\n"
        "**Waits to be published:** “About bees” (`bees`), revision 2\n"
        "-# By <@7> · until TIME\n\n"
        "“About bees” (`bees`)\n-# Revision 1 · DAY · 2 paragraphs · from bees.md\n\n"
        "“Ants” (`ants`) · removed on DAY\n-# `/source rollback` brings it back.\n\n"
        "“Tides” (`tides`)\n"
        "-# Given by the operator to all servers · revision 1 · DAY · 1 paragraph"
    )
    assert labels(result) == ["Review bees"]


async def test_a_draft_is_reviewed_from_the_list(admin, channel, keeper, bees) -> None:
    keeper.prepare(given(LATER), bees, source="bees", actor="schedule")
    listed = await admin.slash(channel, "source list")
    review = await admin.click(listed.response, label="Review bees")
    assert "**Changed** ¶1\n> A bee flies **very** far." in shown(review)
    done = await admin.click(review.response, label="Publish")
    assert shown(done).startswith("**Published:** revision 2")


async def test_show_gives_the_text_with_numbers(admin, channel, two) -> None:
    result = await admin.slash(channel, "source show", source="bees")
    assert _without_times(shown(result)) == (
        "**“About bees” (`bees`)** · revision 2 · DAY\n\n"
        "**¶1**\nA bee flies very far.\n\n**¶2**\nA queen rules.\n\n**¶3**\nDrones do nothing."
    )


async def test_show_gives_an_older_revision(admin, channel, two) -> None:
    result = await admin.slash(channel, "source show", source="bees", revision=1)
    assert "A bee flies far." in shown(result)


async def test_show_turns_its_pages_in_the_same_message(admin, channel, keeper, scope) -> None:
    keeper.ingest(given(LONG, "long.md"), scope, actor="operator")
    first = await admin.slash(channel, "source show", source="long")
    assert labels(first) == ["Next ›"]
    second = await admin.click(first.response, label="Next ›")
    assert second.response.id == first.response.id
    assert labels(second) == ["‹ Previous", "Next ›"]
    assert "Page 2 of " in shown(second)


async def test_show_begins_at_a_paragraph(admin, channel, keeper, scope) -> None:
    keeper.ingest(given(LONG, "long.md"), scope, actor="operator")
    result = await admin.slash(channel, "source show", source="long", paragraph=60)
    assert "**¶60**\nParagraph 60 says" in shown(result)
    assert labels(result) == ["‹ Previous"]


async def test_show_reads_what_the_operator_gives(admin, channel, keeper) -> None:
    keeper.ingest(given(BEES), SHARED, actor="operator")
    assert "A queen rules." in shown(await admin.slash(channel, "source show", source="bees"))


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"source": "wasps"}, "There is no source `wasps` here. `/source list` shows them."),
        ({"source": "bees", "revision": 9}, "`bees` has no revision 9; it has 1, 2."),
        (
            {"source": "bees", "paragraph": 9},
            "“About bees” (`bees`) has no ¶9 in revision 2: its paragraphs are ¶1 to ¶3.",
        ),
    ],
)
async def test_what_is_not_there_is_said(admin, channel, two, options, said) -> None:
    assert shown(await admin.slash(channel, "source show", **options)) == said


async def test_diff_compares_with_the_revision_before(admin, channel, two) -> None:
    result = await admin.slash(channel, "source diff", source="bees")
    assert shown(result) == (
        "**“About bees” (`bees`) · what changed from revision 1 to 2**\n"
        "1 paragraph added, 1 changed, 1 unchanged.\n\n"
        "**Changed** ¶1\n> A bee flies **very** far.\n\n**Added** ¶3\n> Drones do nothing."
    )


async def test_diff_goes_both_ways(admin, channel, two) -> None:
    result = await admin.slash(channel, "source diff", source="bees", **{"from": 2, "to": 1})
    assert "**Changed** ¶1\n> A bee flies ~~very~~ far." in shown(result)
    assert "**Removed** ¶3\n> Drones do nothing." in shown(result)


async def test_a_long_diff_says_how_much_more_there_is(admin, channel, keeper, scope) -> None:
    keeper.ingest(given(LONG, "long.md"), scope, actor="operator")
    keeper.ingest(given(LONG.replace(b"says", b"said", 60), "long.md"), scope, actor="operator")
    first = await admin.slash(channel, "source diff", source="long")
    more = int(re.search(r"… and (\d+) more changes\.", shown(first))[1])
    assert shown(first).count("**Changed**") + more == 60
    second = await admin.click(first.response, label="Next ›")
    assert "**Changed**" in shown(second)


async def test_rollback_shows_what_it_means_and_then_does_it(admin, channel, two, keeper) -> None:
    asked = await admin.slash(channel, "source rollback", source="bees", revision=1)
    assert shown(asked) == (
        "**“About bees” (`bees`) · back from revision 2 to 1 would mean**\n"
        "1 paragraph changed, 1 removed, 1 unchanged.\n\n"
        "**Changed** ¶1\n> A bee flies ~~very~~ far.\n\n**Removed** ¶3\n> Drones do nothing.\n"
        "-# Nothing is changed yet. No revision is lost: you can go forward again."
    )
    assert labels(asked) == ["Roll back to revision 1", "Leave it"]
    assert keeper.sources(two)[0].revision.number == 2
    done = await admin.click(asked.response, label="Roll back to revision 1")
    assert shown(done) == (
        "**Rolled back:** revision 1 of “About bees” (`bees`) answers from now on."
    )
    assert keeper.sources(two)[0].revision.number == 1
    assert keeper.log(two)[0].actor == f"member:{admin.id}"


async def test_a_rollback_that_is_left_changes_nothing(admin, channel, two, keeper) -> None:
    asked = await admin.slash(channel, "source rollback", source="bees", revision=1)
    assert shown(await admin.click(asked.response, label="Leave it")) == UNTOUCHED
    assert keeper.sources(two)[0].revision.number == 2


async def test_an_old_rollback_button_does_nothing(admin, channel, two, keeper) -> None:
    asked = await admin.slash(channel, "source rollback", source="bees", revision=1)
    keeper.ingest(given(b"Quite another text.\n"), two, actor="operator")
    done = await admin.click(asked.response, label="Roll back to revision 1")
    assert shown(done) == CHANGED_MEANWHILE
    assert keeper.sources(two)[0].revision.number == 3


async def test_rollback_to_the_current_revision_says_so(admin, channel, two) -> None:
    result = await admin.slash(channel, "source rollback", source="bees", revision=2)
    assert shown(result) == "Revision 2 of “About bees” (`bees`) is the current one already."


async def test_remove_asks_first_and_rollback_brings_it_back(admin, channel, two, keeper) -> None:
    asked = await admin.slash(channel, "source remove", source="bees")
    assert shown(asked).startswith("**Remove “About bees” (`bees`)?** Its 3 paragraphs will not")
    assert keeper.sources(two) != []
    done = await admin.click(asked.response, label="Remove")
    assert shown(done).startswith("**Removed:** “About bees” (`bees`) does not answer any more.")
    assert keeper.sources(two) == []
    back = await admin.slash(channel, "source rollback", source="bees", revision=2)
    assert shown(back).startswith("**“About bees” (`bees`) was removed.** Revision 2 with 3")
    await admin.click(back.response, label="Roll back to revision 2")
    assert keeper.sources(two)[0].revision.number == 2


async def test_a_source_that_is_kept_stays(admin, channel, two, keeper) -> None:
    asked = await admin.slash(channel, "source remove", source="bees")
    assert shown(await admin.click(asked.response, label="Keep it")) == UNTOUCHED
    assert keeper.sources(two) != []


async def test_log_says_who_did_what_and_notifies_nobody(
    simcord_env, admin, channel, two, keeper
) -> None:
    keeper.rollback(two, "bees", 1, actor=f"member:{admin.id}")
    result = await admin.slash(channel, "source log")
    assert _without_times(shown(result)) == (
        "**Changes of this server’s sources**\n\n"
        "“About bees” (`bees`) · rolled back to revision 1 (before: revision 2)\n"
        f"-# TIME · by <@{admin.id}>\n\n"
        "“About bees” (`bees`) · published revision 2 (before: revision 1)\n"
        "-# TIME · by the operator\n\n"
        "“About bees” (`bees`) · published revision 1\n"
        "-# TIME · by the operator\n"
        "-# Not posted anywhere; `/source log channel:` sets a channel."
    )
    assert simcord_env.http_requests[-1].json["allowed_mentions"] == {"parse": []}


async def test_log_of_one_source(admin, channel, two) -> None:
    assert shown(await admin.slash(channel, "source log", source="wasps")).startswith(
        "**No changes of `wasps` yet.**"
    )


async def test_log_sets_and_ends_a_channel(admin, channel, log_channels, scope) -> None:
    result = await admin.slash(channel, "source log", channel=channel)
    assert shown(result) == (
        f"Every change of this server’s sources is posted in <#{channel.id}> from now on."
    )
    assert log_channels.channel(scope) == str(channel.id)
    assert f"Posted in <#{channel.id}>" in shown(await admin.slash(channel, "source log"))
    await admin.slash(channel, "source log", off=True)
    assert log_channels.channel(scope) is None


async def test_log_says_why_posting_stopped(admin, channel, log_channels, scope) -> None:
    log_channels.set_channel(scope, str(channel.id))
    log_channels.give_up(log_channels.get(scope), "The channel was deleted: set another one.")
    assert "-# Posting stopped: The channel was deleted" in shown(
        await admin.slash(channel, "source log")
    )


async def test_purge_asks_and_then_deletes_everything_of_this_server_only(
    admin, channel, two, keeper
) -> None:
    keeper.ingest(given(BEES), SHARED, actor="operator")
    keeper.ingest(given(BEES), "77", actor="operator")
    asked = await admin.slash(channel, "source purge")
    assert shown(asked).startswith(
        "**Delete everything of this server, for good?** That is 1 source with all revisions, the"
    )
    assert labels(asked) == ["Delete everything", "Keep everything"]
    assert keeper.sources(two) != []
    assert shown(await admin.click(asked.response, label="Delete everything")) == PURGED
    assert (keeper.sources(two), keeper.removed(two), keeper.log(two)) == ([], [], [])
    assert [len(keeper.sources(other)) for other in (SHARED, "77")] == [1, 1]


async def test_purge_that_is_left_keeps_everything(admin, channel, two, keeper) -> None:
    asked = await admin.slash(channel, "source purge")
    await admin.click(asked.response, label="Keep everything")
    assert keeper.sources(two) != []


async def test_buttons_work_after_a_restart(
    simcord_env, admin, channel, bees, keeper, library, ledger, desk
) -> None:
    asked = await admin.slash(channel, "source update", source="bees", file=("x.md", LATER))
    async with Workers() as workers:
        again = PilcrowClient(Desk(library, ledger), workers, sources=desk)
        await simcord_env.restart_bot(again)
        done = await admin.click(asked.response, label="Publish")
        assert shown(done).startswith("**Published:** revision 2")
    assert keeper.sources(bees)[0].revision.number == 2


@pytest.mark.parametrize(
    ("command", "offered"),
    [
        ("source update", [("About bees", "bees")]),
        ("source remove", [("About bees", "bees")]),
        ("source show", [("About bees", "bees"), ("Tides (the operator’s)", "tides")]),
        ("source diff", [("About bees", "bees"), ("Tides (the operator’s)", "tides")]),
        ("source rollback", [("About bees", "bees"), ("Ants (removed)", "ants")]),
    ],
)
async def test_names_complete(admin, channel, keeper, bees, command, offered) -> None:
    keeper.ingest(given(b"Tides come and go.\n", "tides.md"), SHARED, actor="operator")
    keeper.ingest(given(b"Ants carry sand.\n", "ants.md"), bees, actor="operator")
    keeper.remove(bees, "ants", actor="operator")
    choices = await admin.autocomplete(channel, command, "source", "")
    assert [(choice["name"], choice["value"]) for choice in choices] == offered


async def test_revisions_complete_with_their_dates(admin, channel, two) -> None:
    choices = await admin.autocomplete(channel, "source rollback", "revision", "", source="bees")
    assert [(_without_times(each["name"]), each["value"]) for each in choices] == [
        ("Revision 2 · DAY · 3 paragraphs · current", 2),
        ("Revision 1 · DAY · 2 paragraphs", 1),
    ]


async def test_a_failure_is_one_sentence_without_its_reason(
    admin, channel, bees, keeper, monkeypatch
) -> None:
    monkeypatch.setattr(keeper, "sources", lambda scope: 1 / 0)
    assert shown(await admin.slash(channel, "source list")) == UNKNOWN
    assert await admin.autocomplete(channel, "source update", "source", "") == []


async def test_panels_leave_nothing_behind_in_the_client(simcord_env, admin, channel, two) -> None:
    for _ in range(3):
        asked = await admin.slash(channel, "source rollback", source="bees", revision=1)
        await admin.click(asked.response, label="Leave it")
    store = simcord_env.bot._connection._view_store
    assert not store._views
    assert not store._synced_message_views
