"""A bot over one database, with one source on the shelf."""

from collections.abc import AsyncIterator

import pytest
import sqlalchemy as sa
from discord_fakes import BEES, SmallLibrary
from marking_bot import Bot

from tests.loopback.server import LoopbackDiscord
from tests.shelf import Shelf


@pytest.fixture
def shelf(database: sa.Engine) -> Shelf:
    shelf = Shelf(database)
    shelf.publish("bees", BEES)
    return shelf


@pytest.fixture
async def offline(
    discord_server: LoopbackDiscord, library: SmallLibrary, database: sa.Engine, shelf: Shelf
) -> Bot:
    one, two = discord_server.guild("One"), discord_server.guild("Two")
    return Bot(
        discord_server,
        library,
        database,
        one.channel("general"),
        one.member("Ann"),
        two.member("Eve"),
        two.channel("hall"),
        shelf,
    )


@pytest.fixture
async def bot(offline: Bot) -> AsyncIterator[Bot]:
    async with offline.online():
        yield offline
