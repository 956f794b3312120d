"""A bot that is online in this process, on a loopback Discord."""

import asyncio
import time
from dataclasses import dataclass

from tests.loopback.actors import Member
from tests.loopback.journal import RecordedRequest
from tests.loopback.server import LoopbackDiscord
from tests.loopback.world import Channel

TOKEN = "a.loopback.token"
CALLBACK = "/interactions/{id}/{token}/callback"
EDIT = "/webhooks/{application}/{token}/messages/{message}"
FOLLOW_UP = "/webhooks/{application}/{token}"
SEND = "/channels/{channel}/messages"
EDIT_SENT = "/channels/{channel}/messages/{message}"
TYPING = "/channels/{channel}/typing"


@dataclass
class Scene:
    """A bot that is online, and a member in a channel of its server."""

    discord: LoopbackDiscord
    channel: Channel
    ann: Member
    stop: asyncio.Event
    running: asyncio.Task[None]

    async def ends(self) -> float:
        """The seconds that the bot takes from the word to the end."""
        started = time.monotonic()
        self.stop.set()
        await self.running
        return time.monotonic() - started

    def shown(self) -> list[RecordedRequest]:
        """What the bot showed as an answer, drafts too, in order."""
        routes = {("PATCH", EDIT), ("POST", FOLLOW_UP), ("POST", SEND), ("PATCH", EDIT_SENT)}
        return [each for each in self.discord.requests if (each.method, each.route) in routes]


def texts_in(request: RecordedRequest) -> str:
    """All text of the message that a request makes."""
    parts = request.body["components"]
    return "\n".join(part["content"] for part in parts if part["type"] == 10)


def has_controls(request: RecordedRequest) -> bool:
    """Whether the message that a request makes has buttons or a menu."""
    return any(part["type"] == 1 for part in request.body["components"])
