"""One data folder with the sample in it, one loopback Discord, one running bot."""

import json
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import pytest_asyncio

from tests.loopback.actors import Member
from tests.loopback.openapi import description
from tests.loopback.server import LoopbackDiscord
from tests.loopback.world import Channel

from .process import ROOT, BotProcess, pilcrow

TOKEN = "end.to.end.token"
HEARTBEAT = 0.05  # seconds; a held event loop shows as a late heartbeat


@dataclass(frozen=True)
class Sample:
    """The sample source as it was ingested; `paragraphs` holds the texts by number."""

    id: str
    title: str
    paragraphs: dict[int, str]


@dataclass(frozen=True)
class Scene:
    """Where the members of the tests are, and the bot that they talk to."""

    discord: LoopbackDiscord
    bot: BotProcess
    channel: Channel
    thread: Channel
    ann: Member
    bob: Member
    eve: Member
    elsewhere: Channel


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The bot's working folder, with nobody's .env in it."""
    return tmp_path_factory.mktemp("pilcrow")


@pytest.fixture(scope="session")
def sample(folder: Path) -> Sample:
    """The sample, ingested for all servers."""
    done = pilcrow(["ingest", str(ROOT / "samples"), "--json"], folder)
    assert done.returncode == 0, done.stderr
    source = json.loads(done.stdout)["sources"][0]
    shown = pilcrow(["sources", "show", source["source"], "--json"], folder)
    assert shown.returncode == 0, shown.stderr
    paragraphs = {p["paragraph"]: p["text"] for p in json.loads(shown.stdout)["text"]}
    return Sample(source["source"], source["title"], paragraphs)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def scene(folder: Path, sample: Sample) -> AsyncIterator[Scene]:
    """The bot, online in two servers."""
    async with LoopbackDiscord(
        TOKEN, heartbeat_seconds=HEARTBEAT, openapi=description()
    ) as discord:
        one, two = discord.guild("One"), discord.guild("Two")
        channel = one.channel("general")
        thread = one.thread(channel, "details")
        bot = BotProcess(folder, discord, TOKEN)
        await bot.start()
        try:
            yield Scene(
                discord,
                bot,
                channel,
                thread,
                one.member("Ann"),
                one.member("Bob"),
                two.member("Eve"),
                two.channel("general"),
            )
        finally:
            await bot.kill()
