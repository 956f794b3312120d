"""The real bot beside its questions: watched pages are offered or published, and servers forgotten.

The bot looks for pages that are due every 20 seconds; the test moves their due time, as if an hour
had passed.
"""

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from tests.loopback.actors import Member, Server
from tests.loopback.exchange import BotMessage
from tests.loopback.openapi import description
from tests.loopback.server import LoopbackDiscord
from tests.loopback.wire import MEMBER_PERMISSIONS, Intent, Permission
from tests.loopback.world import Channel
from tests.pages import Web, web

from .process import BotProcess, pilcrow

pytestmark = pytest.mark.slow

TOKEN = "end.to.end.token"
PATIENCE = 60.0
FERRY = """# The ferry to Brindle

The ferry to Brindle leaves at seven in the morning from the northern pier.

Dogs travel on the lower deck and need a lead.
"""
LATER_FERRY = FERRY.replace("seven", "nine")
MUSEUM = """# The museum of nets

The museum of nets opens on Tuesdays and shows forty looms.

Children under six need no ticket.
"""
LATER_MUSEUM = MUSEUM.replace("forty", "fifty")
FERRY_QUESTION = "When does the ferry to Brindle leave?"
MUSEUM_QUESTION = "How many looms does the museum of nets show?"


@dataclass(frozen=True)
class Place:
    """A server with somebody who keeps its sources."""

    server: Server
    channel: Channel
    log: Channel
    admin: Member

    async def command(self, name: str, /, **options: object) -> BotMessage:
        """The finished panel of a subcommand of `/source`."""
        asked = await self.admin.slash(self.channel, f"source {name}", **options)
        return await asked.reply(PATIENCE, quiet=1.2)

    async def answer(self, question: str) -> str:
        asked = await self.admin.slash(self.channel, "ask", question=question)
        return (await asked.reply(PATIENCE)).text


@dataclass(frozen=True)
class Scene:
    discord: LoopbackDiscord
    bot: BotProcess
    pages: Web
    one: Place
    two: Place

    def posted(self, place: Place) -> list[BotMessage]:
        """What stands in the log channel of a server."""
        messages = self.discord.world.messages.values()
        return [BotMessage(dict(m)) for m in messages if m["channel_id"] == place.log.id]

    async def until_posted(self, place: Place, is_it: Callable[[BotMessage], bool]) -> BotMessage:
        """The first message in the log channel that is so."""
        return await self.discord.world.changes.until(
            lambda: next((each for each in self.posted(place) if is_it(each)), None),
            seconds=PATIENCE,
            otherwise=lambda: f"in the log channel is {[m.text for m in self.posted(place)]}",
        )

    async def watched(self, place: Place, path: str, publish: str) -> None:
        """A page as a source that is looked at every hour."""
        address = self.pages.address(path)
        added = await place.command("add", address=address, publish="now")
        assert "Published" in added.text
        source = path.strip("/").partition(".")[0]
        told = await place.command("refresh", source=source, every="hourly", publish=publish)
        assert "every hour" in told.text

    @contextmanager
    def database(self):  # type: ignore[no-untyped-def]
        engine = sa.create_engine(f"sqlite:///{self.bot.folder / 'data' / 'pilcrow.db'}")
        try:
            with engine.begin() as connection:
                yield connection
        finally:
            engine.dispose()

    def an_hour_passes(self) -> None:
        """Every schedule is due."""
        due = datetime.now(UTC) - timedelta(minutes=1)
        with self.database() as connection:
            watches = sa.Table("watches", sa.MetaData(), autoload_with=connection)
            connection.execute(sa.update(watches).values(due_at=due))

    def kept_of(self, server: Server) -> dict[str, int]:
        """How many rows tell of the server, by table; the scope's count of changes stays."""
        found = {}
        with self.database() as connection:
            known = sa.MetaData()
            known.reflect(connection)
            for table in known.sorted_tables:
                for name in {"scope", "server"} & set(table.c.keys()):
                    of_it = sa.select(sa.func.count()).where(table.c[name] == server.id)
                    if rows := connection.scalar(of_it):
                        found[table.name] = rows
        found.pop("scopes", None)
        return found

    async def until_forgotten(self, server: Server) -> None:
        """Wait until nothing tells of the server."""
        until = time.monotonic() + PATIENCE
        while kept := self.kept_of(server):
            assert time.monotonic() < until, f"there is still {kept}"
            await asyncio.sleep(0.2)


@pytest.fixture
async def scene(tmp_path: Path) -> AsyncIterator[Scene]:
    """A bot in two servers that deletes at once what it kept of a server that it leaves."""
    with web() as pages:
        async with LoopbackDiscord(TOKEN, heartbeat_seconds=0.2, openapi=description()) as discord:
            one, two = place(discord, "One"), place(discord, "Two")
            settings = {"FETCH_ALLOW": f"{pages.host}:{pages.port}", "PURGE_AFTER_DAYS": "0"}
            bot = BotProcess(tmp_path, discord, TOKEN, settings)
            await bot.start()
            try:
                yield Scene(discord, bot, pages, one, two)
            finally:
                await bot.kill()
            assert discord.violations == []
            assert "Traceback" not in bot.everything_logged()


def place(discord: LoopbackDiscord, name: str) -> Place:
    server = discord.guild(name)
    channel, log = server.channel("general"), server.channel("log")
    admin = server.member("Ada", permissions=MEMBER_PERMISSIONS | Permission.MANAGE_GUILD)
    return Place(server, channel, log, admin)


async def test_a_watched_page_that_changes_is_offered_or_published_and_told_in_the_log_channel(
    scene: Scene,
) -> None:
    scene.pages.pages |= {"/ferry.md": FERRY, "/museum.md": MUSEUM}
    for where in (scene.one, scene.two):
        set_to = await where.command("log", channel=where.log)
        assert f"<#{where.log.id}>" in set_to.text
    await scene.watched(scene.one, "/ferry.md", "offer")
    await scene.watched(scene.two, "/museum.md", "now")
    assert "seven" in await scene.one.answer(FERRY_QUESTION)

    scene.pages.pages |= {"/ferry.md": LATER_FERRY, "/museum.md": LATER_MUSEUM}
    scene.an_hour_passes()
    offer = await scene.until_posted(scene.one, lambda message: bool(message.buttons))
    assert "~~seven~~ **nine**" in offer.text
    assert "seven" in await scene.one.answer(FERRY_QUESTION)
    publish = next(each for each in offer.buttons if each["label"] == "Publish")
    clicked = await scene.one.admin.click(offer, publish["custom_id"])
    assert "Published" in (await clicked.reply(PATIENCE)).text
    assert "nine" in await scene.one.answer(FERRY_QUESTION)

    told = await scene.until_posted(scene.two, lambda message: "to 2" in message.text)
    assert "by the schedule" in told.text
    assert not told.buttons
    assert "fifty" in await scene.two.answer(MUSEUM_QUESTION)
    assert not any("museum" in each.text for each in scene.posted(scene.one))
    assert not any("ferry" in each.text for each in scene.posted(scene.two))


async def test_a_server_that_removes_the_bot_is_forgotten_and_the_other_one_stays(
    scene: Scene,
) -> None:
    scene.pages.pages |= {"/ferry.md": FERRY, "/museum.md": MUSEUM}
    await scene.one.command("log", channel=scene.one.log)
    await scene.watched(scene.one, "/ferry.md", "offer")
    await scene.watched(scene.two, "/museum.md", "offer")
    assert "seven" in await scene.one.answer(FERRY_QUESTION)
    kept = {"sources", "changes", "answers", "answer_citations", "watches", "log_channels"}
    assert kept <= scene.kept_of(scene.one.server).keys()
    others = scene.kept_of(scene.two.server)

    del scene.discord.world.guilds[scene.one.server.id]
    gone = {"id": scene.one.server.id}
    await scene.discord.gateway.publish("GUILD_DELETE", gone, intent=Intent.GUILDS)
    await scene.until_forgotten(scene.one.server)
    assert scene.kept_of(scene.two.server) == others
    assert "forty" in await scene.two.answer(MUSEUM_QUESTION)

    assert (await scene.bot.stop())[0] == 0
    ask = ["ask", FERRY_QUESTION, "--server", scene.one.server.id, "--json"]
    found = await asyncio.to_thread(pilcrow, ask, scene.bot.folder)
    assert found.returncode == 0, found.stderr
    assert "ferry" not in found.stdout.replace(FERRY_QUESTION, "")
