"""What a server's log channel has yet to be told, whoever made the change."""

from datetime import UTC, datetime

import pytest
import sqlalchemy as sa

from bot.log_channels import LogChannel, LogChannels, Offered, Unreachable
from vectorstore.model import SHARED, Scope
from vectorstore.schema import changes

ONE, TWO = Scope("100"), Scope("200")
NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


@pytest.fixture
def channels(database: sa.Engine) -> LogChannels:
    return LogChannels(database, lambda: NOON)


def log(database: sa.Engine, scope: Scope, source: str) -> None:
    """Write a row as a publication writes it."""
    row = {"scope": scope, "source": source, "title": source, "action": "published"}
    with database.begin() as connection:
        connection.execute(
            sa.insert(changes).values(**row, actor="operator", before=None, after=1, at=NOON)
        )


def untold(channels: LogChannels, scope: Scope) -> list[str]:
    return [change.source for _, change in channels.changes(scope)]


def test_a_channel_is_told_what_changes_after_it_was_set(
    channels: LogChannels, database: sa.Engine
) -> None:
    log(database, ONE, "before")
    channels.set_channel(ONE, "7")
    assert (channels.channel(ONE), channels.problem(ONE), channels.waiting()) == ("7", None, [])
    log(database, ONE, "bees")
    log(database, TWO, "tides")
    log(database, ONE, "moths")
    assert channels.waiting() == [LogChannel(ONE, "7")]
    assert untold(channels, ONE) == ["bees", "moths"]
    assert untold(channels, TWO) == []


def test_each_change_is_told_once(channels: LogChannels, database: sa.Engine) -> None:
    channels.set_channel(ONE, "7")
    log(database, ONE, "bees")
    log(database, ONE, "moths")
    (first, change), _ = channels.changes(ONE)
    assert (change.source, change.at) == ("bees", NOON)
    channels.told_changes(LogChannel(ONE, "7"), first)
    assert untold(channels, ONE) == ["moths"]


def test_what_an_old_channel_was_told_says_nothing_of_a_new_one(
    channels: LogChannels, database: sa.Engine
) -> None:
    channels.set_channel(ONE, "7")
    log(database, ONE, "bees")
    ((last, _),) = channels.changes(ONE)
    channels.set_channel(ONE, "8")
    log(database, ONE, "moths")
    channels.told_changes(LogChannel(ONE, "7"), last + 1)
    channels.give_up(LogChannel(ONE, "7"), "The channel was deleted.")
    assert untold(channels, ONE) == ["moths"]
    assert channels.problem(ONE) is None


def test_a_channel_that_was_given_up_is_told_nothing_until_it_is_set_again(
    channels: LogChannels, database: sa.Engine
) -> None:
    channels.set_channel(ONE, "7")
    channels.notify(ONE, "bees", draft=3)
    channels.give_up(LogChannel(ONE, "7"), "The channel was deleted.")
    log(database, ONE, "bees")
    assert channels.waiting() == []
    assert channels.problem(ONE) == "The channel was deleted."
    assert not channels.notify(ONE, "bees", draft=4)
    channels.set_channel(ONE, "7")
    assert (channels.problem(ONE), channels.waiting()) == (None, [])
    log(database, ONE, "moths")
    assert untold(channels, ONE) == ["moths"]


def test_notices_are_kept_until_they_are_told(channels: LogChannels) -> None:
    channels.set_channel(ONE, "7")
    assert channels.notify(ONE, "bees", draft=3)
    assert channels.notify(ONE, "moths", error="The page was not found.")
    first, second = channels.notices(ONE)
    assert first == Offered(first.key, NOON, "bees", 3)
    assert second == Unreachable(second.key, NOON, "moths", "The page was not found.")
    assert channels.waiting() == [LogChannel(ONE, "7")]
    channels.told_notice(first)
    channels.told_notice(second)
    assert channels.waiting() == []


@pytest.mark.parametrize("scope", [TWO, SHARED])
def test_without_a_channel_no_notice_is_kept(channels: LogChannels, scope: Scope) -> None:
    channels.set_channel(ONE, "7")
    assert not channels.notify(scope, "bees", draft=3)
    assert channels.notices(scope) == []


def test_a_purge_forgets_the_channel_of_one_server_only(
    channels: LogChannels, database: sa.Engine
) -> None:
    for scope in (ONE, TWO):
        channels.set_channel(scope, "7")
        channels.notify(scope, "bees", draft=3)
        log(database, scope, "bees")
    channels.purge(ONE)
    assert (channels.channel(ONE), channels.notices(ONE), untold(channels, ONE)) == (None, [], [])
    assert channels.waiting() == [LogChannel(TWO, "7")]
    assert (len(channels.notices(TWO)), untold(channels, TWO)) == (1, ["bees"])
