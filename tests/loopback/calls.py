"""Interactions on the server's side: one first response in time, then edits and follow-ups."""

import time
from dataclasses import dataclass, field

from .messages import edit_message, new_message
from .wire import Asking, Callback, MessageFlag, Payload, snowflake
from .world import Channel, User, World

_ACKNOWLEDGE_WITHIN = 3.0
_V2_AND_EPHEMERAL = MessageFlag.COMPONENTS_V2 | MessageFlag.EPHEMERAL


class RefusalError(Exception):
    """Discord would answer this request with an error of that HTTP status and code."""

    def __init__(self, status: int, code: int, message: str) -> None:
        super().__init__(message)
        self.status = status
        self.code = code
        self.message = message


@dataclass(frozen=True)
class Acknowledgement:
    """The first response: its callback type, its data, and the seconds that it took."""

    type: Callback
    data: Payload
    seconds: float


@dataclass(eq=False)
class Call:
    """One interaction and everything that the bot answered to it."""

    world: World
    type: Asking
    channel: Channel
    user: User
    clicked: Payload | None = None
    id: str = field(default_factory=snowflake)
    token: str = field(default_factory=lambda: f"interaction-{snowflake()}")
    sent_at: float = field(default_factory=time.monotonic)
    acknowledgement: Acknowledgement | None = None
    original: Payload | None = None
    replies: list[Payload] = field(default_factory=list)
    changed_at: float = 0.0
    edits: int = 0

    def acknowledge(self, kind: int, data: Payload) -> Payload | None:
        """Take the first response; the message that it made or changed, if any.

        Raises RefusalError when there was one already, or when it comes after three seconds.
        """
        seconds = time.monotonic() - self.sent_at
        if self.acknowledgement is not None:
            raise RefusalError(400, 40060, "Interaction has already been acknowledged.")
        if seconds > _ACKNOWLEDGE_WITHIN:
            raise RefusalError(404, 10062, "Unknown interaction")
        self.acknowledgement = Acknowledgement(Callback(kind), data, seconds)
        if kind == Callback.MESSAGE:
            self.original = self._new_reply(data, data.get("flags") or 0)
        elif kind == Callback.DEFERRED_MESSAGE:
            flags = (data.get("flags") or 0) & MessageFlag.EPHEMERAL
            self.original = self._new_reply({}, flags | MessageFlag.LOADING)
        elif kind == Callback.DEFERRED_UPDATE:
            self.original = self.clicked
        elif kind == Callback.UPDATE:
            assert self.clicked is not None
            self.original = edit_message(self.world, self.clicked, data)
        self._touch()
        return self.original

    def follow_up(self, body: Payload) -> Payload:
        """Add a message, or fill the loading one, whose own privacy then stays as it was."""
        self._must_be_acknowledged()
        if self.loading:
            return self.edit("@original", body)
        return self._new_reply(body, body.get("flags") or 0)

    def edit(self, message_id: str, body: Payload) -> Payload:
        """Change one of the interaction's messages."""
        message = edit_message(self.world, self.message(message_id), body)
        self.edits += 1
        self._touch()
        return message

    def delete(self, message_id: str) -> None:
        """Take one of the interaction's messages away."""
        message = self.message(message_id)
        self.world.messages.pop(message["id"], None)
        self.replies = [reply for reply in self.replies if reply is not message]
        if message is self.original:
            self.original = None
        self._touch()

    def message(self, message_id: str) -> Payload:
        """One of the interaction's messages, by id or as `@original`."""
        self._must_be_acknowledged()
        if message_id == "@original" and self.original is not None:
            return self.original
        for reply in self.replies:
            if reply["id"] == message_id:
                return reply
        raise RefusalError(404, 10008, "Unknown Message")

    @property
    def loading(self) -> bool:
        """Whether members still see "is thinking"."""
        return self.original is not None and bool(self.original["flags"] & MessageFlag.LOADING)

    def _must_be_acknowledged(self) -> None:
        if self.acknowledgement is None:
            raise RefusalError(404, 10015, "Unknown Webhook")

    def _new_reply(self, body: Payload, flags: int) -> Payload:
        kept = flags & (_V2_AND_EPHEMERAL | MessageFlag.LOADING)
        plain = {**body, "flags": 0}
        message = new_message(self.world, self.channel, self.world.bot, plain, flags=int(kept))
        message["application_id"] = self.world.application_id
        message["webhook_id"] = self.world.application_id
        message["interaction_metadata"] = {
            "id": self.id,
            "type": int(self.type),
            "user": self.user.payload(),
            "authorizing_integration_owners": {},
        }
        if self.type is Asking.COMMAND:
            message["type"] = 20
        self.replies.append(message)
        self._touch()
        return message

    def _touch(self) -> None:
        self.changed_at = time.monotonic()
        self.world.changes.notify()
