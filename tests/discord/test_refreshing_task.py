"""While the bot is online, a few sources are looked at together, and no host is asked twice."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa

from bot.discord.announcing import Announcing
from bot.discord.refreshing import Refreshing
from bot.refreshing import Refresher
from bot.schedules import Delivery, Every
from bot.scheduling import Schedules
from bot.watches import Watches
from tests.housed_bot import TOKEN, Corner, corner, online
from tests.keeping import House, house, loopback_pages
from tests.loopback.openapi import description
from tests.loopback.server import LoopbackDiscord
from tests.pages import Web, web
from vectorstore.index import VectorIndex
from vectorstore.model import SHARED, Scope

OLD, NEW = "Bees fly by day.", "Bees fly by night."


@pytest.fixture
def hosts() -> Iterator[list[Web]]:
    """Three servers with two pages each, which say something new, and answer when told."""
    with ExitStack() as stack:
        served = [stack.enter_context(web(f"127.0.0.{number}")) for number in (1, 2, 3)]
        for host in served:
            host.pages = {"/a.md": NEW, "/b.md": NEW}
            host.gate.clear()
        yield served


@pytest.fixture
def made(database: sa.Engine, index: VectorIndex) -> House:
    return house(database, index, pages=loopback_pages())


@pytest.fixture
async def discord_server() -> AsyncIterator[LoopbackDiscord]:
    async with LoopbackDiscord(TOKEN, heartbeat_seconds=0.5, openapi=description()) as server:
        yield server


@pytest.fixture
def corners(discord_server: LoopbackDiscord) -> tuple[Corner, Corner]:
    return corner(discord_server, "One"), corner(discord_server, "Two")


def all_due(made: House, hosts: list[Web]) -> Refresher:
    """What looks at all pages of the hosts; each is the source of one page, and due."""
    watches = Watches(made.engine, lambda: datetime.now(UTC) + timedelta(days=2))
    past = Watches(made.engine, lambda: datetime.now(UTC) - timedelta(days=2))
    for number, host in enumerate(hosts, 1):
        for path in host.pages:
            source = f"{path[1:2]}{number}"
            made.publish(SHARED, source, OLD, origin=host.address(path))
            Schedules(past, made.catalog).watch(SHARED, source, Every.DAILY, Delivery.NOW)
    return Refresher(watches, made.keeper, made.catalog, made.channels)


async def until(holds: Callable[[], object], what: str) -> None:
    deadline = time.monotonic() + 15
    while not holds():
        assert time.monotonic() < deadline, what
        await asyncio.sleep(0.02)


async def test_two_are_looked_at_together_of_different_hosts(
    discord_server: LoopbackDiscord,
    made: House,
    hosts: list[Web],
    corners: tuple[Corner, Corner],
) -> None:
    refreshing = Refreshing(all_due(made, hosts), every=0.1)
    async with online(discord_server, made, corners, background=[refreshing]):
        await until(lambda: sum(host.waiting for host in hosts) == 2, "two were not asked")
        await asyncio.sleep(0.5)
        assert sorted(host.waiting for host in hosts) == [0, 1, 1]
        for host in hosts:
            host.gate.set()
        sources = [f"{page}{number}" for page in "ab" for number in (1, 2, 3)]
        await until(lambda: all(made.text(SHARED, each) == NEW for each in sources), "not all came")
    assert [host.most_waiting for host in hosts] == [1, 1, 1]
    assert [len(host.asked) for host in hosts] == [2, 2, 2]


async def test_what_hangs_does_not_keep_the_bot_from_ending(
    discord_server: LoopbackDiscord,
    made: House,
    hosts: list[Web],
    corners: tuple[Corner, Corner],
) -> None:
    refreshing = Refreshing(all_due(made, hosts[:1]), every=0.1)
    async with online(discord_server, made, corners, background=[refreshing]):
        await until(lambda: hosts[0].waiting == 1, "nobody was asked")
        started = time.monotonic()
    assert time.monotonic() - started < 6
    assert made.text(SHARED, "a1") == OLD


async def test_questions_are_answered_while_a_source_is_looked_at(
    discord_server: LoopbackDiscord,
    made: House,
    hosts: list[Web],
    corners: tuple[Corner, Corner],
) -> None:
    made.publish(Scope(corners[0].server.id), "moths", "Moths fly by night.")
    refreshing = Refreshing(all_due(made, hosts), every=0.1)
    async with online(discord_server, made, corners, background=[refreshing]) as bot:
        await until(lambda: sum(host.waiting for host in hosts) == 2, "two were not asked")
        asked = await bot.one.member.slash(bot.one.channel, "ask", question="Do moths fly?")
        assert "Moths" in (await asked.reply()).text


async def test_a_change_is_offered_in_the_log_channel_and_published_from_there(
    discord_server: LoopbackDiscord, made: House, corners: tuple[Corner, Corner]
) -> None:
    """The whole way of a change: page, draft, channel, button, answer, log."""
    with web() as page:
        page.pages["/bees.md"] = NEW
        scope = corners[0].scope
        made.publish(scope, "bees", OLD, origin=page.address("/bees.md"))
        made.channels.set_channel(scope, corners[0].channel.id)
        past = Watches(made.engine, lambda: datetime.now(UTC) - timedelta(days=2))
        Schedules(past, made.catalog).watch(scope, "bees", Every.DAILY, Delivery.OFFER)
        refresher = Refresher(made.watches, made.keeper, made.catalog, made.channels)
        background = [
            Refreshing(refresher, every=0.1),
            Announcing(made.channels, made.keeper, every=0.1, pace=0.05),
        ]
        async with online(discord_server, made, corners, background=background) as bot:
            (offer,) = await bot.says(bot.one.channel, 1)
            assert "looked at on a schedule" in offer.text
            assert made.text(scope, "bees") == OLD
            clicked = await bot.one.admin.click(offer, offer.buttons[0]["custom_id"])
            assert "Published" in (await clicked.reply()).text
            assert made.text(scope, "bees") == NEW
            told = await bot.says(bot.one.channel, 2)
            assert f"by <@{bot.one.admin.user.id}>" in told[-1].text
            await until(lambda: made.watches.offered() == [], "the offer was not closed")
    assert discord_server.violations == []
