"""`/source refresh`: an admin says when a source from the web is looked at again."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime

import pytest
import sqlalchemy as sa

from bot.discord.sources.schedules import schedule_told
from bot.schedules import Delivery, Every, Watch
from tests.housed_bot import TOKEN, HousedBot, corner, online
from tests.keeping import house
from tests.loopback.openapi import description
from tests.loopback.server import LoopbackDiscord
from vectorstore.index import VectorIndex
from vectorstore.model import Scope

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
AT = "<t:1772366400:R>"


@pytest.mark.parametrize(
    ("watch", "told"),
    [
        (
            Watch(Scope("1"), "bees", Every.DAILY, Delivery.OFFER, NOON),
            f"-# Looked at every day, changes are offered · next {AT}",
        ),
        (
            Watch(Scope("1"), "bees", Every.HOURLY, Delivery.NOW, NOON, checked_at=NOON),
            f"-# Looked at every hour, changes are published at once · last {AT} · next {AT}",
        ),
        (
            Watch(
                Scope("1"),
                "bees",
                Every.WEEKLY,
                Delivery.OFFER,
                NOON,
                failures=3,
                error="The page *x* was not found.",
            ),
            f"-# Looked at every week, changes are offered · next {AT}\n"
            r"-# **Failed 3 times in a row:** The page \*x\* was not found.",
        ),
    ],
)
def test_a_schedule_is_told_in_small_lines(watch: Watch, told: str) -> None:
    assert schedule_told(watch) == told


@pytest.fixture
async def bot(database: sa.Engine, index: VectorIndex) -> AsyncIterator[HousedBot]:
    made = house(database, index)
    async with LoopbackDiscord(TOKEN, heartbeat_seconds=0.5, openapi=description()) as discord:
        corners = corner(discord, "One"), corner(discord, "Two")
        scope, text = corners[0].scope, "The bees fly by day."
        made.publish(scope, "bees", text, origin="https://example.org/bees.md")
        made.publish(scope, "moths", text)
        async with online(discord, made, corners) as bot:
            yield bot
        assert discord.violations == []


async def refresh(bot: HousedBot, **options: str) -> str:
    asked = await bot.one.admin.slash(bot.one.channel, "source refresh", **options)
    reply = await asked.reply()
    assert reply.ephemeral
    return reply.text


async def test_a_source_is_watched_shown_in_the_list_and_left_alone_again(bot: HousedBot) -> None:
    said = await refresh(bot, source="bees", every="daily")
    (watch,) = bot.house.watches.of(bot.one.scope)
    assert (watch.every, watch.delivery) == (Every.DAILY, Delivery.OFFER)
    assert "every day" in said
    assert "https://example.org/bees.md" in said.replace("\\", "").replace("\u200b", "")
    assert "`/source list`" in said
    shown = await (await bot.one.admin.slash(bot.one.channel, "source list")).reply()
    assert "Looked at every day, changes are offered" in shown.text
    said = await refresh(bot, source="bees", every="hourly", publish="now")
    (watch,) = bot.house.watches.of(bot.one.scope)
    assert (watch.every, watch.delivery) == (Every.HOURLY, Delivery.NOW)
    assert "published at once" in said
    assert "do not look" in await refresh(bot, source="bees", every="never")
    assert bot.house.watches.of(bot.one.scope) == []
    assert "was not looked at" in await refresh(bot, source="bees", every="never")


async def test_the_log_channel_is_named_where_changes_are_offered(bot: HousedBot) -> None:
    bot.house.channels.set_channel(bot.one.scope, bot.one.channel.id)
    said = await refresh(bot, source="bees", every="weekly", publish="offer")
    assert f"<#{bot.one.channel.id}>" in said


async def test_a_source_from_a_file_cannot_be_watched(bot: HousedBot) -> None:
    assert "no address to look at" in await refresh(bot, source="moths", every="daily")
    assert bot.house.watches.of(bot.one.scope) == []
