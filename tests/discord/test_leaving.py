"""Servers that the bot leaves: their data stay for some days, and then go, all of them."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa

from bot.departures import Departures
from bot.discord.leaving import Leaving
from tests.housed_bot import TOKEN, Corner, corner, online
from tests.keeping import House, house
from tests.loopback.openapi import description
from tests.loopback.server import LoopbackDiscord
from tests.loopback.wire import Intent
from vectorstore.index import VectorIndex
from vectorstore.model import Scope

WEEK = timedelta(days=7)


@dataclass
class Leave:
    """A bot that looks for departures often; the days are the test's."""

    discord: LoopbackDiscord
    house: House
    corners: tuple[Corner, Corner]
    now: datetime = datetime(2026, 3, 1, tzinfo=UTC)

    def online(self, purge: Callable[[Scope], None] | None = None, grace: timedelta = WEEK):  # type: ignore[no-untyped-def]
        departures = Departures(self.house.engine, lambda: self.now)
        leaving = Leaving(departures, purge or self.house.keeper.purge, grace, every=0.1)
        return online(self.discord, self.house, self.corners, background=[leaving])

    def has(self, corner: Corner) -> list[str]:
        return [source.id for source in self.house.keeper.sources(corner.scope)]

    async def kicked(self, corner: Corner) -> None:
        guild = self.discord.world.guilds.pop(corner.server.id)
        await self.discord.gateway.publish("GUILD_DELETE", {"id": guild.id}, intent=Intent.GUILDS)

    async def invited(self, corner: Corner) -> None:
        self.discord.world.guilds[corner.server.id] = corner.server.guild
        await self.discord.gateway.announce(corner.server.guild)

    def known(self) -> dict[str, bool]:
        """The servers, and whether the bot has left them."""
        with self.house.engine.connect() as connection:
            rows = connection.execute(sa.text("SELECT server, left_at FROM servers")).all()
        return {row.server: row.left_at is not None for row in rows}

    async def until(self, holds: Callable[[], bool]) -> None:
        deadline = time.monotonic() + 10
        while not holds():
            assert time.monotonic() < deadline, (self.known(), self.has(self.corners[0]))
            await asyncio.sleep(0.05)


@pytest.fixture
async def leave(database: sa.Engine, index: VectorIndex) -> AsyncIterator[Leave]:
    async with LoopbackDiscord(TOKEN, heartbeat_seconds=0.5, openapi=description()) as server:
        made = house(database, index)
        corners = corner(server, "One"), corner(server, "Two")
        for each in corners:
            made.publish(each.scope, "bees", "The bees fly by day.")
        made.publish(Scope("shared"), "moon", "The moon is far.")
        yield Leave(server, made, corners)


async def test_a_server_that_was_left_is_forgotten_after_the_grace_and_no_other(
    leave: Leave,
) -> None:
    one, two = leave.corners
    async with leave.online():
        await leave.until(lambda: len(leave.known()) == 2)
        await leave.kicked(one)
        await leave.until(lambda: leave.known()[one.server.id])
        leave.now += timedelta(days=6)
        await asyncio.sleep(0.5)
        assert leave.has(one) == ["bees"]
        leave.now += timedelta(days=1)
        await leave.until(lambda: leave.has(one) == [])
        await leave.until(lambda: leave.known() == {two.server.id: False})
    assert leave.has(two) == ["bees"]
    assert [each.id for each in leave.house.keeper.sources(Scope("shared"))] == ["moon"]
    assert leave.house.index.ids(one.scope) == []


async def test_who_comes_back_within_the_grace_keeps_all(leave: Leave) -> None:
    one, _ = leave.corners
    async with leave.online():
        await leave.until(lambda: len(leave.known()) == 2)
        await leave.kicked(one)
        await leave.until(lambda: leave.known()[one.server.id])
        leave.now += timedelta(days=6)
        await leave.invited(one)
        await leave.until(lambda: not leave.known()[one.server.id])
        leave.now += timedelta(days=30)
        await asyncio.sleep(0.5)
        assert leave.has(one) == ["bees"]


async def test_an_outage_is_no_departure(leave: Leave) -> None:
    one, _ = leave.corners
    async with leave.online(grace=timedelta(0)) as bot:
        await leave.until(lambda: len(leave.known()) == 2)
        await bot.discord.gateway.publish(
            "GUILD_DELETE", {"id": one.server.id, "unavailable": True}, intent=Intent.GUILDS
        )
        await asyncio.sleep(0.7)
        assert leave.known()[one.server.id] is False
        assert leave.has(one) == ["bees"]


async def test_a_server_left_while_the_bot_was_off_is_noticed_at_the_next_start(
    leave: Leave,
) -> None:
    one, _ = leave.corners
    async with leave.online():
        await leave.until(lambda: len(leave.known()) == 2)
    leave.discord.world.guilds.pop(one.server.id)
    leave.now += timedelta(days=30)
    async with leave.online():
        await leave.until(lambda: leave.known()[one.server.id])
        assert leave.has(one) == ["bees"]
        leave.now += WEEK
        await leave.until(lambda: leave.has(one) == [])


async def test_the_grace_goes_on_while_the_bot_is_off(leave: Leave) -> None:
    one, _ = leave.corners
    async with leave.online():
        await leave.until(lambda: len(leave.known()) == 2)
        await leave.kicked(one)
        await leave.until(lambda: leave.known()[one.server.id])
    leave.now += WEEK
    async with leave.online():
        await leave.until(lambda: leave.has(one) == [])


async def test_a_server_that_the_bot_was_never_in_is_left_alone(leave: Leave) -> None:
    leave.house.publish(Scope("12345"), "prepared", "The operator prepares this.")
    async with leave.online(grace=timedelta(0)):
        await leave.until(lambda: len(leave.known()) == 2)
        await asyncio.sleep(0.5)
    assert [each.id for each in leave.house.keeper.sources(Scope("12345"))] == ["prepared"]


async def test_without_grace_a_server_is_forgotten_at_once(leave: Leave) -> None:
    one, _ = leave.corners
    async with leave.online(grace=timedelta(0)):
        await leave.until(lambda: len(leave.known()) == 2)
        await leave.kicked(one)
        await leave.until(lambda: leave.has(one) == [])


async def test_what_could_not_be_deleted_is_tried_again(leave: Leave) -> None:
    one, _ = leave.corners
    tries: list[Scope] = []

    def purge(scope: Scope) -> None:
        tries.append(scope)
        if len(tries) < 3:
            raise RuntimeError("Chroma does not answer")
        leave.house.keeper.purge(scope)

    async with leave.online(purge, grace=timedelta(0)):
        await leave.until(lambda: len(leave.known()) == 2)
        await leave.kicked(one)
        await leave.until(lambda: leave.has(one) == [])
    assert tries == [one.scope] * 3
