"""The bot online in this process over real stores, in two servers of a loopback Discord."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass

from answering.conversation.memory import Memory
from bot.discord.background import Background
from bot.discord.client import run
from bot.discord.sources.desk import SourceDesk
from bot.ledger import Ledger
from tests.keeping import House
from tests.loopback.actors import Member, Server
from tests.loopback.exchange import BotMessage
from tests.loopback.server import LoopbackDiscord
from tests.loopback.wire import MEMBER_PERMISSIONS, MessageFlag, Permission
from tests.loopback.world import Channel
from vectorstore.model import Scope

TOKEN = "a.loopback.token"
ADMIN = MEMBER_PERMISSIONS | Permission.MANAGE_GUILD


@dataclass(frozen=True)
class Corner:
    """One server with a channel, an admin and a member."""

    server: Server
    channel: Channel
    admin: Member
    member: Member

    @property
    def scope(self) -> Scope:
        """Whose sources are the server's own."""
        return Scope(self.server.id)


@dataclass(frozen=True)
class HousedBot:
    """Two servers, and what the bot rests on."""

    discord: LoopbackDiscord
    house: House
    ledger: Ledger
    one: Corner
    two: Corner

    def posted(self, channel: Channel) -> list[BotMessage]:
        """What the bot says to all in a channel, oldest first."""
        return [
            BotMessage(dict(message))
            for message in self.discord.world.messages.values()
            if message["channel_id"] == channel.id
            and message["author"]["id"] == self.discord.world.bot.id
            and not message["flags"] & MessageFlag.EPHEMERAL
        ]

    async def says(self, channel: Channel, number: int, seconds: float = 10.0) -> list[BotMessage]:
        """Wait until the bot has said so many things in a channel."""
        return await self.discord.world.changes.until(
            lambda: found if len(found := self.posted(channel)) >= number else None,
            seconds=seconds,
            otherwise=lambda: f"the bot said {[each.text for each in self.posted(channel)]}",
        )


def corner(discord: LoopbackDiscord, name: str) -> Corner:
    """A server with somebody in it; a bot that is online doesn't know of it yet."""
    server = discord.guild(name)
    channel = server.channel("general")
    admin = server.member(f"Ada of {name}", permissions=ADMIN)
    return Corner(server, channel, admin, server.member(f"Ann of {name}"))


@asynccontextmanager
async def online(
    discord: LoopbackDiscord,
    house: House,
    corners: tuple[Corner, Corner],
    *,
    background: Sequence[Background] = (),
    memory: Memory | None = None,
) -> AsyncIterator[HousedBot]:
    """The bot, until the end of the block."""
    stop = asyncio.Event()
    ledger = Ledger(house.engine)
    running = asyncio.create_task(
        run(
            TOKEN,
            service=house.library,
            ledger=ledger,
            api_base_url=discord.api_base,
            stop=stop,
            memory=memory,
            sources=SourceDesk(house.keeper, house.channels, house.schedules),
            background=background,
        )
    )
    try:
        await discord.connected()
        await discord.registered("ask")
        await discord.registered("source")
        yield HousedBot(discord, house, ledger, *corners)
    finally:
        stop.set()
        await running
