"""What a test waits for: the bot's answers to an interaction or to a message."""

import asyncio
from dataclasses import dataclass

from .calls import Acknowledgement, Call
from .messages import components_of, texts_of
from .wire import Callback, MessageFlag, Payload
from .world import Channel, World

PATIENCE = 10.0
"""How many seconds a test waits where it says nothing."""

_BUTTON = 2
_SELECTS = frozenset({3, 5, 6, 7, 8})


@dataclass(frozen=True)
class BotMessage:
    """A message of the bot, as it stood when the test looked."""

    payload: Payload

    @property
    def id(self) -> str:
        """The message's id."""
        return str(self.payload["id"])

    @property
    def ephemeral(self) -> bool:
        """Whether only the member who asked sees it."""
        return bool(self.payload["flags"] & MessageFlag.EPHEMERAL)

    @property
    def content(self) -> str:
        """The plain content."""
        return str(self.payload["content"])

    @property
    def embeds(self) -> list[Payload]:
        """The embeds."""
        return list(self.payload["embeds"])

    @property
    def text(self) -> str:
        """All that a reader sees, one text a line."""
        return "\n".join(text for text in texts_of(self.payload) if text)

    @property
    def components(self) -> list[Payload]:
        """Every component, at any depth."""
        return list(components_of(self.payload["components"]))

    @property
    def buttons(self) -> list[Payload]:
        """The buttons that send an interaction."""
        return [c for c in self.components if c["type"] == _BUTTON and "custom_id" in c]

    @property
    def selects(self) -> list[Payload]:
        """The select menus."""
        return [c for c in self.components if c["type"] in _SELECTS]

    def component(self, custom_id: str) -> Payload:
        """The control with that custom id; AssertionError if there is none that works."""
        for component in self.components:
            if component.get("custom_id") == custom_id:
                assert not component.get("disabled"), f"the control {custom_id!r} is disabled"
                return component
        have = [c["custom_id"] for c in self.components if "custom_id" in c]
        raise AssertionError(f"the message has no control {custom_id!r}; it has {have}")


@dataclass(frozen=True)
class SentInteraction:
    """An interaction that a member sent; every wait ends with an AssertionError in time."""

    call: Call
    name: str

    async def acknowledged(self, seconds: float = PATIENCE) -> Acknowledgement:
        """The first response, with the seconds that it took."""
        return await self.call.world.changes.until(
            lambda: self.call.acknowledgement,
            seconds=seconds,
            otherwise=lambda: f"{self.name} was not acknowledged",
        )

    async def reply(self, seconds: float = PATIENCE, *, quiet: float = 0.1) -> BotMessage:
        """The finished reply: no longer loading, and unchanged for `quiet` seconds.

        For a click that changed the clicked message it is that message.
        """
        await self.settled(seconds, quiet=quiet)
        message = self.call.replies[0] if self.call.replies else self.call.original
        assert message is not None
        return BotMessage(dict(message))

    async def replies(self, seconds: float = PATIENCE, *, quiet: float = 0.1) -> list[BotMessage]:
        """The finished reply and the follow-ups after it, oldest first."""
        await self.settled(seconds, quiet=quiet)
        return [BotMessage(dict(message)) for message in self.call.replies]

    async def settled(self, seconds: float = PATIENCE, *, quiet: float = 0.1) -> None:
        """Wait until there is a reply and nothing has changed for `quiet` seconds."""
        await self.call.world.changes.until(
            self._finished, seconds=seconds, otherwise=lambda: f"{self.name} {self._state()}"
        )
        seen = self.call.changed_at
        await asyncio.sleep(quiet)
        if self.call.changed_at != seen:
            await self.settled(seconds, quiet=quiet)

    async def choices(self, seconds: float = PATIENCE) -> list[Payload]:
        """The choices that an autocomplete offers."""
        acknowledgement = await self.acknowledged(seconds)
        assert acknowledgement.type == Callback.CHOICES, f"{self.name} got {acknowledgement.type!r}"
        return list(acknowledgement.data["choices"])

    def _finished(self) -> bool | None:
        if self.call.acknowledgement is None or self.call.loading:
            return None
        if self.call.acknowledgement.type == Callback.DEFERRED_UPDATE:
            # The clicked message is there from the beginning; what came of the click is not.
            return True if self.call.edits or self.call.replies else None
        return True if self.call.original or self.call.replies else None

    def _state(self) -> str:
        if self.call.acknowledgement is None:
            return "was not acknowledged"
        kind = self.call.acknowledgement.type.name
        return f"was acknowledged ({kind}) and got no finished reply"


@dataclass(frozen=True)
class SaidMessage:
    """A message that a member wrote, and what the bot answers in the same channel."""

    world: World
    channel: Channel
    payload: Payload

    async def reply(self, seconds: float = PATIENCE) -> BotMessage:
        """The bot's reply to this very message."""
        message = await self.world.changes.until(
            self._reply,
            seconds=seconds,
            otherwise=lambda: f"the bot did not reply to {self.payload['content']!r}",
        )
        return BotMessage(dict(message))

    async def settled_reply(self, seconds: float = PATIENCE, *, quiet: float = 1.5) -> BotMessage:
        """The bot's reply, once it has not been edited for `quiet` seconds."""
        reply = await self.reply(seconds)
        await asyncio.sleep(quiet)
        later = await self.reply(seconds)
        if later.payload["edited_timestamp"] == reply.payload["edited_timestamp"]:
            return later
        return await self.settled_reply(seconds, quiet=quiet)

    async def stays_unanswered(self, seconds: float = 0.5) -> None:
        """Fail if the bot replies within `seconds`."""
        await asyncio.sleep(seconds)
        reply = self._reply()
        assert reply is None, f"the bot replied {reply['content']!r}" if reply else ""

    def _reply(self) -> Payload | None:
        for message in self.world.messages.values():
            reference = message.get("message_reference") or {}
            if str(reference.get("message_id")) == self.payload["id"]:
                return message
        return None
