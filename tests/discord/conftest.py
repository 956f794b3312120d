"""The real client on a simulated Discord."""

from collections.abc import Iterator
from pathlib import Path

import discord
import pytest
import sqlalchemy as sa
from discord_fakes import SmallLibrary, small_library
from simcord import Env, GuildHandle, MemberActor
from simcord.builders import ChannelHandle

from bot.discord.client import PilcrowClient
from bot.discord.desk import Desk
from bot.discord.workers import Workers
from bot.ledger import Ledger, metadata


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
async def workers() -> Iterator[Workers]:
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
