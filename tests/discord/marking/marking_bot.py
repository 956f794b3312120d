"""A bot that marks its answers, on a loopback Discord, and goes on and off line."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa
from discord_fakes import BEES, SmallLibrary
from discord_scene import EDIT_SENT, TOKEN

from bot.discord.client import run
from bot.discord.marking.task import Marking
from bot.ledger import Ledger
from bot.marking.judge import Judge
from bot.marking.marks import Marks
from tests.loopback.actors import Member
from tests.loopback.exchange import BotMessage
from tests.loopback.journal import RecordedRequest
from tests.loopback.server import LoopbackDiscord
from tests.loopback.world import Channel
from tests.shelf import Shelf
from vectorstore.catalog import Catalog
from vectorstore.history import History

QUESTION = "How many flowers?"
CHANGED = (BEES[0].replace("two thousand", "five hundred"), *BEES[1:])
HEAD = "Changed since this answer"
WORDS = "**¶1** changed: A honey bee visits some ~~two thousand~~ **five hundred** flowers"


@dataclass
class Bot:
    """A bot that can go on and off line, over one database."""

    discord: LoopbackDiscord
    library: SmallLibrary
    engine: sa.Engine
    channel: Channel
    ann: Member
    eve: Member
    elsewhere: Channel
    shelf: Shelf
    between: float = 0.02
    marking: Marking = field(init=False)

    @asynccontextmanager
    async def online(self) -> AsyncIterator[None]:
        marks = Marks(self.engine)
        judge = Judge(Catalog(self.engine), History(self.engine), marks)
        self.marking = Marking(judge, marks, every=0.2, between=self.between)
        stop = asyncio.Event()
        running = asyncio.create_task(
            run(
                TOKEN,
                service=self.library,
                ledger=Ledger(self.engine),
                api_base_url=self.discord.api_base,
                stop=stop,
                background=[self.marking],
            )
        )
        await self.discord.connected()
        try:
            yield
        finally:
            stop.set()
            await running

    async def ask(self, **options: object) -> BotMessage:
        asked = await self.ann.slash(self.channel, "ask", question=QUESTION, **options)
        answer = await asked.reply()
        await self.recorded(answer) if not answer.ephemeral else None
        return answer

    async def recorded(self, answer: BotMessage) -> None:
        """Wait until the ledger knows where the answer is seen."""
        query = sa.text("SELECT count(*) FROM answer_messages WHERE message = :message")
        async with asyncio.timeout(10):
            while True:
                with self.engine.connect() as connection:
                    if connection.scalar(query, {"message": answer.id}):
                        return
                await asyncio.sleep(0.02)

    async def settled(self) -> None:
        """Wait until nothing is left to be edited."""
        async with asyncio.timeout(10):
            while True:
                if all(mark.due_at is None for mark in self.marks()):
                    return
                await asyncio.sleep(0.05)

    async def until(self, answer: BotMessage, is_so: Callable[[BotMessage], bool]) -> BotMessage:
        """The message as it stands once that is so."""
        await self.discord.world.changes.until(
            lambda: True if is_so(self.now(answer)) else None,
            seconds=10,
            otherwise=lambda: f"the message is {self.now(answer).text!r}",
        )
        return self.now(answer)

    def now(self, answer: BotMessage) -> BotMessage:
        return BotMessage(dict(self.discord.world.messages[answer.id]))

    def edits(self) -> list[RecordedRequest]:
        return self.discord.journal.to("PATCH", EDIT_SENT)

    def marks(self) -> list[Any]:
        with self.engine.connect() as connection:
            return list(connection.execute(sa.text("SELECT * FROM answer_marks")).all())


def is_marked(message: BotMessage) -> bool:
    return HEAD in message.text
