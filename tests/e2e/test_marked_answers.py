"""The real bot, as a process: answers are marked soon after their source changes.

One bot stands alone and gets its sources from Discord; the other one shares a Chroma server with
`pilcrow ingest`, which changes its sources from another process.
"""

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest
import sqlalchemy as sa

from tests.loopback.actors import Member
from tests.loopback.exchange import BotMessage
from tests.loopback.openapi import description
from tests.loopback.server import LoopbackDiscord
from tests.loopback.wire import MEMBER_PERMISSIONS, Permission
from tests.loopback.world import Attachment, Channel
from tests.servers import ChromaServer
from vectorstore.schema import changes

from .process import BotProcess, pilcrow

TOKEN = "end.to.end.token"
QUESTION = "How many flowers does a honey bee visit on a summer day?"
DANCE = "What does the dance of a returning bee tell the others?"
FIRST = """# About bees

A honey bee visits some two thousand flowers on one long summer day.

The dance of a returning bee tells the others where the clover stands.

In winter the colony gathers in a ball, and the queen sits in the middle of it.
"""
NEXT = FIRST.replace("two thousand", "five hundred").replace(
    "# About bees\n", "# About bees\n\nNobody knows who kept the first hive of all.\n"
)
HEAD = "Changed since this answer"
WORDS = "changed: A honey bee visits some ~~two thousand~~ **five hundred** flowers on one long …"
EDIT = "/channels/{channel}/messages/{message}"
PATIENCE = 60.0  # seconds; the promise is a minute


@dataclass
class Scene:
    """A bot that is online, and who talks to it."""

    discord: LoopbackDiscord
    bot: BotProcess
    channel: Channel
    ann: Member
    admin: Member

    async def ask(self, question: str = QUESTION, **options: object) -> BotMessage:
        asked = await self.ann.slash(self.channel, "ask", question=question, **options)
        return await asked.reply(PATIENCE)

    def now(self, message: BotMessage) -> BotMessage:
        return BotMessage(dict(self.discord.world.messages[message.id]))

    async def until(self, message: BotMessage, is_so: Callable[[BotMessage], bool]) -> float:
        """The seconds until the message is so."""
        started = time.monotonic()
        await self.discord.world.changes.until(
            lambda: is_so(self.now(message)) or None,
            seconds=PATIENCE,
            otherwise=lambda: f"the message is {self.now(message).text!r}",
        )
        return time.monotonic() - started

    async def pilcrow(self, *arguments: str) -> None:
        done = await asyncio.to_thread(
            pilcrow, list(arguments), self.bot.folder, dict(self.bot.others)
        )
        assert done.returncode == 0, done.stderr


def is_marked(message: BotMessage) -> bool:
    return HEAD in message.text


def is_plain(message: BotMessage) -> bool:
    return HEAD not in message.text


def button(message: BotMessage, label: str) -> str:
    return str(next(each["custom_id"] for each in message.buttons if each["label"] == label))


async def online(folder: Path, settings: dict[str, str]) -> AsyncIterator[Scene]:
    async with LoopbackDiscord(TOKEN, heartbeat_seconds=0.2, openapi=description()) as discord:
        guild = discord.guild("One")
        bot = BotProcess(folder, discord, TOKEN, settings)
        channel, ann = guild.channel("general"), guild.member("Ann")
        admin = guild.member("Root", permissions=MEMBER_PERMISSIONS | Permission.MANAGE_GUILD)
        try:
            yield Scene(discord, bot, channel, ann, admin)
        finally:
            await bot.kill()
        assert discord.violations == []


@pytest.fixture
async def alone(tmp_path: Path) -> AsyncIterator[Scene]:
    async for scene in online(tmp_path, {}):
        yield scene


@pytest.fixture
async def beside(tmp_path: Path, chroma: ChromaServer) -> AsyncIterator[Scene]:
    """A bot that is not started yet, whose sources other processes change."""
    write(tmp_path, FIRST)
    async for scene in online(tmp_path, {"CHROMA_URL": chroma.url}):
        yield scene


async def test_an_answer_is_marked_within_a_minute_of_the_click_on_publish(alone: Scene) -> None:
    await alone.bot.start()
    file = Attachment("bees.md", FIRST.encode())
    added = await alone.admin.slash(alone.channel, "source add", file=file, publish="now")
    await alone.until(await added.reply(PATIENCE), lambda message: "Published" in message.text)
    answers = [await alone.ask(), await alone.ask()]
    other, private = await alone.ask(DANCE), await alone.ask(private=True)
    assert all("two thousand" in answer.text for answer in answers)

    file = Attachment("bees.md", NEXT.encode())
    updated = await alone.admin.slash(alone.channel, "source update", source="bees", file=file)
    draft = await updated.reply(PATIENCE)
    await alone.until(draft, lambda message: bool(message.buttons))
    await alone.admin.click(alone.now(draft), button(alone.now(draft), "Publish"))
    first = await alone.until(answers[1], is_marked)
    both = first + await alone.until(answers[0], is_marked)
    told(f"from the click on Publish to the first marked answer: {first:.2f} s, both: {both:.2f} s")
    marked = alone.now(answers[1])
    assert "About bees, revision 1 → 2" in marked.text
    assert WORDS in marked.text
    assert marked.text.endswith(answers[1].text)
    assert [is_marked(alone.now(each)) for each in (other, private)] == [False, False]

    clicked = await alone.ann.click(marked, button(marked, "Ask again"))
    assert (await clicked.acknowledged()).seconds < 1
    anew = await clicked.reply(PATIENCE)
    assert "five hundred" in anew.text
    assert not anew.ephemeral


@pytest.mark.slow
async def test_marks_go_on_after_a_kill_and_follow_other_processes(beside: Scene) -> None:
    await beside.pilcrow("ingest", "bees.md")
    await beside.bot.start()
    answers = [await beside.ask() for _ in range(6)]
    write(beside.bot.folder, NEXT)
    ingesting = asyncio.create_task(beside.pilcrow("ingest", "bees.md"))
    await beside.until(answers[-1], is_marked)
    marked_at = datetime.now(UTC)
    await beside.bot.kill()
    await ingesting
    seconds = (marked_at - published_at(beside.bot.folder)).total_seconds()
    told(f"from a publication by another process to the first marked answer: {seconds:.2f} s")
    assert seconds < PATIENCE
    assert not is_marked(beside.now(answers[0]))

    await beside.bot.start()
    await beside.until(answers[0], is_marked)
    assert all(is_marked(beside.now(answer)) for answer in answers)
    edited = beside.discord.journal.to("PATCH", EDIT)
    # The one under way when the bot was killed may have been carried out already.
    assert len(answers) <= len(edited) <= len(answers) + 1

    await beside.pilcrow("sources", "rollback", "bees", "1")
    for answer in answers:
        await beside.until(answer, is_plain)
        assert beside.now(answer).payload["components"] == answer.payload["components"]

    await beside.pilcrow("sources", "remove", "bees", "--yes")
    await beside.until(answers[0], is_marked)
    assert "was removed with its source" in beside.now(answers[0]).text


def write(folder: Path, text: str) -> None:
    (folder / "bees.md").write_text(text)


def published_at(folder: Path) -> datetime:
    """When the newest change was published."""
    engine = sa.create_engine(f"sqlite:///{folder / 'data' / 'pilcrow.db'}")
    with engine.connect() as connection:
        found = connection.scalar(sa.select(sa.func.max(changes.c.at)))
    engine.dispose()
    assert found is not None
    return found.replace(tzinfo=UTC)


def told(figure: str) -> None:
    print(f"\n{figure}")  # noqa: T201
