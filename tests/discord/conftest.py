"""The real client on a simulated Discord, and on a loopback one."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path

import discord
import pytest
import sqlalchemy as sa
from discord_fakes import SmallLibrary, small_library
from discord_scene import TOKEN, Scene
from simcord import Env, GuildHandle, MemberActor
from simcord.builders import ChannelHandle

from bot.discord.client import PilcrowClient, run
from bot.discord.desk import Desk
from bot.discord.workers import Workers
from bot.ledger import Ledger, metadata
from tests.loopback.openapi import description
from tests.loopback.server import LoopbackDiscord


@pytest.fixture
def library() -> SmallLibrary:
    return small_library()


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    engine = sa.create_engine(f"sqlite:///{tmp_path / 'ledger.db'}")
    metadata.create_all(engine)
    yield Ledger(engine)
    engine.dispose()


@pytest.fixture
async def workers() -> AsyncIterator[Workers]:
    async with Workers() as workers:
        yield workers


@pytest.fixture
def simcord_bot(library: SmallLibrary, ledger: Ledger, workers: Workers) -> discord.Client:
    return PilcrowClient(Desk(library, ledger), workers)


@pytest.fixture
def server(simcord_env: Env) -> GuildHandle:
    return simcord_env.create_guild()


@pytest.fixture
def channel(server: GuildHandle) -> ChannelHandle:
    return server.create_text_channel("general")


@pytest.fixture
def alice(simcord_env: Env, server: GuildHandle) -> MemberActor:
    return server.add_member(simcord_env.create_user("alice"))


@pytest.fixture
async def discord_server() -> AsyncIterator[LoopbackDiscord]:
    async with LoopbackDiscord(TOKEN, heartbeat_seconds=0.1, openapi=description()) as server:
        yield server
        assert server.violations == []


@pytest.fixture
def hastened() -> list[str]:
    """Holds a word for each time that the bot was told to end what still writes."""
    return []


@pytest.fixture
def on_stop(library: SmallLibrary, hastened: list[str]) -> Callable[[], None]:
    def hasten() -> None:
        hastened.append("now")
        library.hasten()

    return hasten


@pytest.fixture
async def scene(
    discord_server: LoopbackDiscord,
    library: SmallLibrary,
    ledger: Ledger,
    on_stop: Callable[[], None],
) -> AsyncIterator[Scene]:
    guild = discord_server.guild("One")
    channel, ann, stop = guild.channel("general"), guild.member("Ann"), asyncio.Event()
    online = run(
        TOKEN,
        service=library,
        ledger=ledger,
        api_base_url=discord_server.api_base,
        stop=stop,
        on_stop=on_stop,
    )
    running = asyncio.create_task(online)
    await discord_server.connected()
    await discord_server.registered("ask")
    yield Scene(discord_server, channel, ann, stop, running)
    stop.set()
    await running
