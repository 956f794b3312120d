"""Who may: judged by what Discord says of the one who asks, whatever the client sent."""

import pytest
from source_clicks import BEES, LATER, forged, given, sent, shown

from bot.discord.sources.clicks import NOT_UNDERSTOOD
from bot.discord.sources.desk import CHANGED_MEANWHILE
from bot.discord.sources.failures import GONE
from bot.discord.sources.permission import REFUSED

COMMANDS = [
    ("add", {"address": "https://example.org/a.md"}),
    ("update", {"source": "bees"}),
    ("list", {}),
    ("show", {"source": "bees"}),
    ("diff", {"source": "bees"}),
    ("rollback", {"source": "bees", "revision": 1}),
    ("remove", {"source": "bees"}),
    ("log", {}),
    ("log", {"off": True}),
    ("purge", {}),
    ("refresh", {"source": "bees", "every": "daily"}),
]
BUTTONS = [
    ("list", "0"),
    ("show", "1:0:bees"),
    ("diff", "1:2:0:bees"),
    ("log", "0:"),
    ("review", "{key}:0"),
    ("publish", "{key}"),
    ("cancel", "{key}"),
    ("plan", "1:0:bees"),
    ("rollback", "1:2:bees"),
    ("remove", "2:bees"),
    ("purge", ""),
    ("keep", ""),
]
NONSENSE = [
    ("publish", ""),
    ("publish", "-1"),
    ("publish", "1e9"),
    ("publish", "９"),
    ("publish", "9" * 30),
    ("show", "1:0"),
    ("show", "x:0:bees"),
    ("rollback", "1:2:"),
    ("remove", ":bees"),
    ("purge", "everything"),
    ("explode", "1"),
    ("review", "1:0:0"),
]
OLD = [
    ("publish", "999", GONE),
    ("cancel", "999", GONE),
    ("review", "999:0", GONE),
    ("rollback", "1:1:bees", CHANGED_MEANWHILE),
    ("remove", "1:bees", CHANGED_MEANWHILE),
    ("rollback", "9:2:bees", "`bees` has no revision 9; it has 1, 2."),
    ("remove", "1:wasps", "There is no source `wasps` here. `/source list` shows them."),
    ("show", "1:0:' OR 1=1", "There is no source `' OR 1=1` here. `/source list` shows them."),
]


@pytest.fixture
def key(keeper, two) -> int:
    """A draft of the server that waits."""
    return keeper.prepare(given(BEES), two, source="bees", actor="operator").key


def state(keeper, scope):
    """All that could have been changed."""
    return keeper.sources(scope), keeper.waiting(scope), keeper.log(scope), keeper.removed(scope)


async def test_the_group_is_hidden_from_members(simcord_env, alice, admin, channel) -> None:
    registered = simcord_env.backend.find_command("source", None, type=1)
    assert registered["default_member_permissions"] == 32
    assert registered["contexts"] == [0]
    assert not any("source" in name for name in alice.available_commands(channel))
    assert "source add" in admin.available_commands(channel)


async def test_a_member_is_refused_every_command(
    simcord_env, alice, channel, keeper, key, two
) -> None:
    before = state(keeper, two)
    for command, options in COMMANDS:
        result = await sent(simcord_env, alice, channel, command, **options)
        assert (command, shown(result), result.response.ephemeral) == (command, REFUSED, True)
    assert state(keeper, two) == before


async def test_a_member_is_refused_every_button(
    simcord_env, alice, channel, keeper, key, two
) -> None:
    before = state(keeper, two)
    for action, about in BUTTONS:
        result = await forged(simcord_env, alice, channel, action, about.format(key=key))
        assert (action, shown(result), result.response.ephemeral) == (action, REFUSED, True)
    assert state(keeper, two) == before


async def test_an_admin_of_another_server_reaches_nothing_with_any_button(
    simcord_env, stranger, hall, keeper, key, two
) -> None:
    before = state(keeper, two)
    said = {}
    for action, about in BUTTONS:
        result = await forged(simcord_env, stranger, hall, action, about.format(key=key))
        said[action] = shown(result)
    assert "bee flies" not in str(said)
    assert "About bees" not in str(said)
    assert (said["publish"], said["cancel"], said["review"]) == (GONE, GONE, GONE)
    assert state(keeper, two) == before


async def test_an_admin_of_another_server_reaches_nothing_with_any_command(
    simcord_env, stranger, hall, keeper, key, two
) -> None:
    before = state(keeper, two)
    for command, options in COMMANDS:
        text = shown(await sent(simcord_env, stranger, hall, command, **options))
        assert "bee flies" not in text
        assert "About bees" not in text
    assert state(keeper, two) == before


async def test_suggestions_of_another_server_are_empty(stranger, alice, hall, two) -> None:
    for command in ("source update", "source show", "source rollback"):
        assert await stranger.autocomplete(hall, command, "source", "") == []
    revisions = await stranger.autocomplete(hall, "source show", "revision", "", source="bees")
    assert revisions == []


async def test_a_button_that_means_nothing_does_nothing(
    simcord_env, admin, channel, keeper, two
) -> None:
    before = state(keeper, two)
    for action, about in NONSENSE:
        said = shown(await forged(simcord_env, admin, channel, action, about))
        assert (action, about, said) == (action, about, NOT_UNDERSTOOD)
    assert state(keeper, two) == before


async def test_an_old_button_says_what_happened(simcord_env, admin, channel, keeper, two) -> None:
    before = state(keeper, two)
    for action, about, sentence in OLD:
        said = shown(await forged(simcord_env, admin, channel, action, about))
        assert (action, about, said) == (action, about, sentence)
    assert state(keeper, two) == before


async def test_what_is_read_from_a_public_message_is_shown_privately(
    simcord_env, admin, channel, key
) -> None:
    result = await forged(simcord_env, admin, channel, "review", f"{key}:0")
    assert result.response.ephemeral
    assert "draft of revision 3" in shown(result)


async def test_what_is_done_from_a_public_message_is_shown_to_all(
    simcord_env, admin, channel, key
) -> None:
    result = await forged(simcord_env, admin, channel, "publish", str(key))
    assert not result.response.ephemeral
    assert shown(result).startswith("**Published:** revision 3")


async def test_there_is_no_such_command_in_a_direct_message(simcord_env) -> None:
    bob = simcord_env.create_user("bob")
    assert not any("source" in name for name in bob.available_commands())


async def test_later_revisions_stay_out_of_reach_for_the_stranger(stranger, hall, two) -> None:
    result = await stranger.slash(hall, "source add", file=("bees.md", LATER), publish="now")
    assert shown(result).startswith("**Published:** revision 1 of “About bees”")
