"""What is seen while a source is prepared, in real time on a loopback Discord."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from itertools import pairwise
from threading import Event

import pytest
from discord_fakes import BEES as ANSWER
from discord_fakes import SmallLibrary
from discord_scene import EDIT, TOKEN, texts_in
from source_clicks import BEES

from bot.discord.client import run
from bot.discord.sources.desk import SourceDesk
from bot.discord.sources.preparing import WAITING
from bot.keeper import Keeper
from bot.ledger import Ledger
from tests.loopback.actors import Member
from tests.loopback.exchange import SentInteraction
from tests.loopback.server import LoopbackDiscord
from tests.loopback.wire import MEMBER_PERMISSIONS, Permission
from tests.loopback.world import Attachment, Channel


@dataclass
class Slow:
    """Holds each preparation back in three steps, as a long document would."""

    step: Event
    reports: int = 0

    def around(self, keeper: Keeper) -> None:
        prepare = keeper.prepare

        def slowly(*args: object, progress, **options: object) -> object:
            self.step.wait(20)
            progress(1, 4)
            self.reports += 1
            self.step.clear()
            self.step.wait(20)
            return prepare(*args, progress=progress, **options)

        keeper.prepare = slowly


@dataclass
class Stage:
    discord: LoopbackDiscord
    channel: Channel
    ada: Member
    slow: Slow

    async def add(self, name: str) -> SentInteraction:
        return await self.ada.slash(self.channel, "source add", file=Attachment(name, BEES))

    def edits(self) -> list[str]:
        """The texts of all panels so far."""
        return [
            texts_in(each)
            for each in self.discord.requests
            if (each.method, each.route) == ("PATCH", EDIT)
        ]

    async def sees(self, text: str) -> None:
        """Wait until a panel has that text."""
        await self.discord.world.changes.until(
            lambda: text in "\n".join(self.edits()) or None,
            seconds=20,
            otherwise=lambda: f"nobody saw {text!r}; there were {self.edits()}",
        )


@pytest.fixture
async def stage(
    discord_server: LoopbackDiscord,
    library: SmallLibrary,
    ledger: Ledger,
    desk: SourceDesk,
    keeper: Keeper,
) -> AsyncIterator[Stage]:
    slow = Slow(Event())
    slow.around(keeper)
    guild, stop = discord_server.guild("One"), asyncio.Event()
    channel = guild.channel("general")
    ada = guild.member("Ada", permissions=MEMBER_PERMISSIONS | Permission.MANAGE_GUILD)
    online = run(
        TOKEN,
        service=library,
        ledger=ledger,
        api_base_url=discord_server.api_base,
        stop=stop,
        sources=desk,
    )
    running = asyncio.create_task(online)
    await discord_server.connected()
    await discord_server.registered("source")
    yield Stage(discord_server, channel, ada, slow)
    slow.step.set()
    stop.set()
    await running


async def test_how_far_it_is_is_shown_and_questions_go_on(stage: Stage) -> None:
    asked = await stage.add("bees.md")
    assert (await asked.acknowledged()).seconds < 1
    await stage.sees("Reading “bees.md” …")
    question = await stage.ada.slash(stage.channel, "ask", question="How many flowers?")
    assert ANSWER[0] in (await question.reply()).text
    stage.slow.step.set()
    await stage.sees("Embedding “bees.md” …\n▰▰▰▱▱▱▱▱▱▱▱▱ 1 of 4 passages")
    stage.slow.step.set()
    await stage.sees("draft of revision 1")


async def test_a_second_change_of_the_server_is_told_that_it_waits(stage: Stage) -> None:
    await stage.add("bees.md")
    await stage.sees("Reading “bees.md” …")
    await stage.add("wasps.md")
    await stage.sees(WAITING.body)
    stage.slow.step.set()
    await stage.sees("Embedding “bees.md” …")
    assert "“wasps.md”" not in "\n".join(stage.edits())
    assert stage.slow.reports == 1
    stage.slow.step.set()
    await stage.sees("“wasps.md”")


async def test_a_panel_is_edited_at_most_once_a_second(stage: Stage) -> None:
    await stage.add("bees.md")
    await stage.sees("Reading “bees.md” …")
    stage.slow.step.set()
    await stage.sees("Embedding “bees.md” …")
    stage.slow.step.set()
    await stage.sees("draft of revision 1")
    at = [each.at for each in stage.discord.requests if each.route == EDIT]
    assert all(later - earlier >= 0.95 for earlier, later in pairwise(at))
