"""A server's sources stay in that server: whatever the members of another one send the bot."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from bot.discord.announcing import Announcing
from tests.encoders import WordEncoder
from tests.housed_bot import TOKEN, corner, online
from tests.isolation.discord import DISCORD, PATIENCE, Visit
from tests.isolation.rows import Row
from tests.isolation.town import QUESTION, SECRET, settle
from tests.keeping import house
from tests.loopback.openapi import description
from tests.loopback.server import LoopbackDiscord
from tests.migrated import migrated_database
from vectorstore.index import VectorIndex, open_embedded

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def visit(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Visit]:
    folder = tmp_path_factory.mktemp("visit")
    engine = migrated_database(folder / "pilcrow.db")
    made = house(engine, VectorIndex(open_embedded(folder / "chroma"), WordEncoder.name))
    async with LoopbackDiscord(TOKEN, heartbeat_seconds=0.5, openapi=description()) as discord:
        one, two = corner(discord, "A"), corner(discord, "B")
        town = settle(made, one.scope, two.scope)
        made.channels.set_channel(one.scope, one.channel.id)
        announcing = Announcing(made.channels, made.keeper, every=0.2, pace=0.05)
        async with online(discord, made, (one, two), background=[announcing]) as bot:
            asked = await one.member.slash(one.channel, "ask", question=QUESTION)
            yield Visit(bot, town, await asked.reply(PATIENCE))
        assert discord.violations == []
        for message in discord.world.messages.values():
            said_by_bot = message["author"]["id"] == discord.world.bot.id
            if said_by_bot and message["channel_id"] != one.channel.id:
                assert SECRET not in str(message).casefold()
    engine.dispose()


@pytest.mark.parametrize("row", DISCORD, ids=str)
async def test_nothing_of_a_comes_to_members_of_b(row: Row, visit: Visit) -> None:
    with visit.town.untouched():
        await row.check(visit)
