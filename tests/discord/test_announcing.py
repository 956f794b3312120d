"""The log channel is told each change once, and given up where it is gone."""

import asyncio
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import pairwise

import pytest
import sqlalchemy as sa
from discord_scene import SEND

from bot.discord.announcements import change_told, changes_told, unreachable_told
from bot.discord.announcing import Announcing
from bot.discord.limits import MESSAGE_TEXT
from tests.housed_bot import TOKEN, Corner, HousedBot, corner, online
from tests.keeping import House, house
from tests.loopback.journal import Fault
from tests.loopback.openapi import description
from tests.loopback.server import LoopbackDiscord
from vectorstore.changes import Action, LoggedChange
from vectorstore.errors import StoreError
from vectorstore.index import VectorIndex
from vectorstore.model import Scope

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


def change(action: Action, before: int | None, after: int | None, **about: str) -> LoggedChange:
    said = {"source": "bees", "title": "About bees", "actor": "member:7", **about}
    return LoggedChange(
        Scope("100"), said["source"], said["title"], action, said["actor"], before, after, NOON
    )


@pytest.mark.parametrize(
    ("logged", "told"),
    [
        (
            change(Action.PUBLISHED, None, 1),
            "**Published** “About bees” (`bees`), revision 1 · by <@7> · <t:1772366400:f>",
        ),
        (
            change(Action.PUBLISHED, 1, 2, actor="schedule"),
            "**Published** “About bees” (`bees`), from revision 1 to 2 · "
            "by the schedule · <t:1772366400:f>",
        ),
        (
            change(Action.ROLLED_BACK, 2, 1, actor="operator"),
            "**Rolled back** “About bees” (`bees`) to revision 1, from revision 2 · "
            "by the operator · <t:1772366400:f>",
        ),
        (
            change(Action.ROLLED_BACK, None, 1),
            "**Rolled back** “About bees” (`bees`) to revision 1 · by <@7> · <t:1772366400:f>",
        ),
        (
            change(Action.REMOVED, 2, None),
            "**Removed** “About bees” (`bees`), which was at revision 2 · "
            "by <@7> · <t:1772366400:f>",
        ),
        (
            change(Action.REMOVED, 2, None, title="**@everyone** <@1>\n# x", actor="member:x"),
            "**Removed** “\\*\\*@\u200beveryone\\*\\* \\<@\u200b1> # x” (`bees`), "
            "which was at revision 2 · by member:x · <t:1772366400:f>",
        ),
    ],
)
def test_a_change_is_told_in_one_line(logged: LoggedChange, told: str) -> None:
    assert change_told(logged) == told


def test_as_many_changes_as_fit_are_told_in_one_message() -> None:
    many = [change(Action.PUBLISHED, 1, 2, title="T" * 500) for _ in range(100)]
    panel, number = changes_told(many)
    assert 5 < number < 100
    assert len(panel.body) < MESSAGE_TEXT
    assert panel.body.count("\n") == number - 1


def test_an_error_is_told_without_markup() -> None:
    panel = unreachable_told("Bees", "bees", "The page http://x/*a* was @here not found.")
    assert r"\*a\*" in panel.body
    assert "stays as it is" in panel.body


@dataclass
class Told:
    """A bot with a log channel in its first server."""

    bot: HousedBot
    announcing: Announcing

    @property
    def one(self) -> Corner:
        return self.bot.one

    def publish(self, source: str, corner: Corner | None = None) -> None:
        self.bot.house.publish((corner or self.one).scope, source, f"The {source} fly by day.")

    async def says(self, number: int, seconds: float = 10.0) -> list[str]:
        return [each.text for each in await self.bot.says(self.one.channel, number, seconds)]

    async def gives_up(self) -> str:
        channels = self.bot.house.channels
        until = time.monotonic() + 10
        while (problem := channels.problem(self.one.scope)) is None:
            assert time.monotonic() < until, "the channel was not given up"
            await asyncio.sleep(0.05)
        return problem

    def tries(self) -> int:
        requests = self.bot.discord.requests
        return sum((each.method, each.route) == ("POST", SEND) for each in requests)


@pytest.fixture
async def discord_server() -> AsyncIterator[LoopbackDiscord]:
    async with LoopbackDiscord(TOKEN, heartbeat_seconds=0.5, openapi=description()) as server:
        yield server
        assert server.violations == []


@pytest.fixture
def made(database: sa.Engine, index: VectorIndex) -> House:
    return house(database, index)


@pytest.fixture
async def told(discord_server: LoopbackDiscord, made: House) -> AsyncIterator[Told]:
    corners = corner(discord_server, "One"), corner(discord_server, "Two")
    announcing = Announcing(made.channels, made.keeper, every=0.1, pace=0.05)
    made.channels.set_channel(corners[0].scope, corners[0].channel.id)
    async with online(discord_server, made, corners, background=[announcing]) as bot:
        yield Told(bot, announcing)


async def test_each_change_is_told_once_and_pings_nobody(told: Told) -> None:
    told.publish("bees")
    told.bot.house.keeper.remove(told.one.scope, "bees", actor=f"member:{told.one.admin.user.id}")
    (text,) = await told.says(1)
    assert [line.split(" · ")[0] for line in text.split("\n")] == [
        "**Published** “Bees” (`bees`), revision 1",
        "**Removed** “Bees” (`bees`), which was at revision 1",
    ]
    told.publish("moths")
    assert len(await told.says(2)) == 2
    await asyncio.sleep(0.3)
    assert len(told.bot.posted(told.one.channel)) == 2
    sent = [r.body for r in told.bot.discord.requests if (r.method, r.route) == ("POST", SEND)]
    assert [body["allowed_mentions"] for body in sent] == [{"parse": []}] * 2
    assert all(body["flags"] & 1 << 12 for body in sent)  # silent


async def test_a_server_is_told_of_its_own_changes_only(told: Told) -> None:
    told.publish("tides", told.bot.two)
    told.bot.house.publish(Scope("shared"), "moon", "The moon is far.")
    told.publish("bees")
    (text,) = await told.says(1)
    assert "bees" in text
    assert "tides" not in text
    assert "moon" not in text
    assert told.bot.posted(told.bot.two.channel) == []


async def test_a_change_is_told_at_once_when_it_wakes(
    discord_server: LoopbackDiscord, made: House
) -> None:
    corners = corner(discord_server, "One"), corner(discord_server, "Two")
    announcing = Announcing(made.channels, made.keeper, every=60, pace=0.05)
    made.channels.set_channel(corners[0].scope, corners[0].channel.id)
    made.keeper.on_published(lambda _: announcing.wake())
    async with online(discord_server, made, corners, background=[announcing]) as bot:
        await asyncio.sleep(0.2)
        await asyncio.to_thread(made.publish, corners[0].scope, "bees", "Bees fly by day.")
        await bot.says(corners[0].channel, 1, 2.0)


async def test_news_of_one_server_that_cannot_be_told_do_not_keep_another_from_its_own(
    discord_server: LoopbackDiscord, made: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    corners = corner(discord_server, "One"), corner(discord_server, "Two")
    for each in corners:
        made.channels.set_channel(each.scope, each.channel.id)
    first, second = sorted(corners, key=lambda each: each.scope)
    key = made.offer(first.scope, "bees", "Bees fly by day.")
    made.channels.notify(first.scope, "bees", draft=key)
    made.publish(second.scope, "moths", "Moths fly by night.")

    def broken(scope: Scope, key: int) -> None:
        raise StoreError("The store is gone.")

    monkeypatch.setattr(made.keeper, "draft_difference", broken)
    announcing = Announcing(made.channels, made.keeper, every=0.1, pace=0.05)
    async with online(discord_server, made, corners, background=[announcing]) as bot:
        (told,) = await bot.says(second.channel, 1)
        assert "moths" in told.text
        assert bot.posted(first.channel) == []


async def test_what_was_not_told_is_told_after_a_restart(
    discord_server: LoopbackDiscord, made: House
) -> None:
    corners = corner(discord_server, "One"), corner(discord_server, "Two")
    made.channels.set_channel(corners[0].scope, corners[0].channel.id)
    made.publish(corners[0].scope, "bees", "Bees fly by day.")
    announcing = Announcing(made.channels, made.keeper, every=0.1, pace=0.05)
    async with online(discord_server, made, corners, background=[announcing]) as bot:
        await bot.says(corners[0].channel, 1)
    made.publish(corners[0].scope, "moths", "Moths fly by night.")
    announcing = Announcing(made.channels, made.keeper, every=0.1, pace=0.05)
    async with online(discord_server, made, corners, background=[announcing]) as bot:
        texts = [each.text for each in await bot.says(corners[0].channel, 2)]
        await asyncio.sleep(0.3)
        assert len(bot.posted(corners[0].channel)) == 2
    assert ["bees" in texts[0], "moths" in texts[1]] == [True, True]


@pytest.mark.parametrize(
    ("status", "said"), [(403, "View Channel and Send Messages"), (404, "was deleted")]
)
async def test_a_closed_channel_is_given_up_after_one_try(
    told: Told, status: int, said: str
) -> None:
    told.bot.discord.inject(Fault("POST", SEND, status, times=5))
    told.publish("bees")
    assert said in await told.gives_up()
    told.publish("moths")
    await asyncio.sleep(0.5)
    assert told.tries() == 1
    told.bot.discord.journal.faults.clear()
    told.bot.house.channels.set_channel(told.one.scope, told.one.channel.id)
    told.publish("wasps")
    (text,) = await told.says(1)
    assert "wasps" in text
    assert "moths" not in text


async def test_the_log_says_why_nothing_is_posted(told: Told) -> None:
    told.bot.discord.inject(Fault("POST", SEND, 403))
    told.publish("bees")
    await told.gives_up()
    shown = await (await told.one.admin.slash(told.one.channel, "source log")).reply()
    assert f"Posting stopped: I may not write in <#{told.one.channel.id}>" in shown.text
    assert "Posted in" not in shown.text


async def test_a_channel_that_was_deleted_is_given_up_unasked(told: Told) -> None:
    world = told.bot.discord.world
    channel = world.guilds[told.one.server.id].channels.pop(told.one.channel.id)
    event = channel.payload() | {"guild_id": told.one.server.id}
    await told.bot.discord.gateway.publish("CHANNEL_DELETE", event)
    told.publish("bees")
    assert "was deleted" in await told.gives_up()
    assert told.tries() == 0


async def test_a_channel_of_another_server_is_never_told(told: Told) -> None:
    """Even if somebody manages to set one."""
    told.bot.house.channels.set_channel(told.one.scope, told.bot.two.channel.id)
    told.publish("bees")
    assert "no messages of this server" in await told.gives_up()
    assert told.bot.posted(told.bot.two.channel) == []


@pytest.mark.slow
@pytest.mark.parametrize("status", [500, 502, 429])
async def test_what_discord_cannot_take_now_is_told_later(told: Told, status: int) -> None:
    told.bot.discord.inject(Fault("POST", SEND, status, times=6, retry_after=0.1))
    told.publish("bees")
    (text,) = await told.says(1, 60)
    assert "bees" in text
    assert told.bot.house.channels.problem(told.one.scope) is None


async def test_a_message_whose_answer_is_lost_is_not_told_twice(told: Told) -> None:
    told.bot.discord.inject(Fault("POST", SEND, lost=True))
    told.publish("bees")
    await told.says(1)
    await asyncio.sleep(7)
    assert len(told.bot.posted(told.one.channel)) == 1
    assert told.bot.house.channels.waiting() == []


async def test_an_offer_is_posted_with_its_changes_and_can_be_published_there(told: Told) -> None:
    told.publish("bees")
    await told.says(1)
    key = told.bot.house.offer(told.one.scope, "bees", "The bees fly by night.", "schedule")
    told.bot.house.channels.notify(told.one.scope, "bees", draft=key)
    message = (await told.bot.says(told.one.channel, 2))[1]
    assert "~~day~~" in message.text.replace("~~day.~~", "~~day~~")
    labels = [button["label"] for button in message.buttons]
    assert labels[:2] == ["Publish", "Cancel"]
    refused = await told.one.member.click(message, message.buttons[0]["custom_id"])
    assert "Manage Server" in (await refused.reply()).text
    assert "day" in told.bot.house.text(told.one.scope, "bees")
    await (await told.one.admin.click(message, message.buttons[0]["custom_id"])).reply()
    assert "night" in told.bot.house.text(told.one.scope, "bees")
    assert "from revision 1 to 2" in (await told.says(3))[2]


async def test_an_offer_that_was_answered_already_is_not_posted(told: Told) -> None:
    told.publish("bees")
    await told.says(1)
    key = told.bot.house.offer(told.one.scope, "bees", "The bees fly by night.", "schedule")
    told.bot.house.keeper.cancel(told.one.scope, key)
    told.bot.house.channels.notify(told.one.scope, "bees", draft=key)
    told.bot.house.channels.notify(told.one.scope, "bees", error="The page was not found.")
    texts = await told.says(2)
    assert "The page was not found." in texts[1]


async def test_messages_are_paced(discord_server: LoopbackDiscord, made: House) -> None:
    corners = corner(discord_server, "One"), corner(discord_server, "Two")
    made.channels.set_channel(corners[0].scope, corners[0].channel.id)
    for number in range(4):
        made.channels.notify(corners[0].scope, f"s{number}", error="The page was not found.")
    announcing = Announcing(made.channels, made.keeper, every=0.1, pace=0.5)
    async with online(discord_server, made, corners, background=[announcing]) as bot:
        await bot.says(corners[0].channel, 4)
    sent = [r.at for r in discord_server.requests if (r.method, r.route) == ("POST", SEND)]
    assert all(later - earlier >= 0.5 for earlier, later in pairwise(sent))
