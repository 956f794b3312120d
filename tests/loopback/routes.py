"""What the REST API answers: one handler for each call that a bot makes."""

from collections.abc import Awaitable, Callable
from typing import Any

from .calls import Call, RefusalError
from .gateway import Gateway
from .messages import as_event, edit_message, new_message
from .wire import Asking, Callback, ChannelType, MessageFlag, Payload
from .world import Channel, World

Answer = tuple[int, Any]
"""The HTTP status, and the JSON body or None for an empty one."""

Handler = Callable[[dict[str, str], dict[str, str], Any], Awaitable[Answer]]
"""Takes the path's parts, the query and the JSON body."""


class Routes:
    """The handlers, over one world and one gateway; `calls` is filled by the actors."""

    def __init__(self, world: World, gateway: Gateway) -> None:
        self._world = world
        self._gateway = gateway
        self.calls: dict[str, Call] = {}
        self.typing: list[str] = []

    def table(self) -> dict[tuple[str, str], Handler]:
        """Method and path of every call that is known."""
        return (
            self._about_the_bot()
            | self._commands("/applications/{application}/commands")
            | self._commands("/applications/{application}/guilds/{guild}/commands")
            | self._interactions()
            | self._channels()
        )

    def _about_the_bot(self) -> dict[tuple[str, str], Handler]:
        return {
            ("GET", "/gateway"): self.gateway,
            ("GET", "/gateway/bot"): self.gateway_bot,
            ("GET", "/users/@me"): self.me,
            ("POST", "/users/@me/channels"): self.open_direct,
            ("GET", "/oauth2/applications/@me"): self.application,
        }

    def _commands(self, base: str) -> dict[tuple[str, str], Handler]:
        return {
            ("GET", base): self.list_commands,
            ("PUT", base): self.replace_commands,
            ("POST", base): self.create_command,
            ("PATCH", f"{base}/{{command}}"): self.edit_command,
            ("DELETE", f"{base}/{{command}}"): self.delete_command,
        }

    def _interactions(self) -> dict[tuple[str, str], Handler]:
        webhook = "/webhooks/{application}/{token}"
        return {
            ("POST", "/interactions/{id}/{token}/callback"): self.callback,
            ("POST", webhook): self.follow_up,
            ("GET", f"{webhook}/messages/{{message}}"): self.get_reply,
            ("PATCH", f"{webhook}/messages/{{message}}"): self.edit_reply,
            ("DELETE", f"{webhook}/messages/{{message}}"): self.delete_reply,
        }

    def _channels(self) -> dict[tuple[str, str], Handler]:
        return {
            ("GET", "/channels/{channel}"): self.get_channel,
            ("POST", "/channels/{channel}/typing"): self.type,
            ("POST", "/channels/{channel}/threads"): self.open_thread,
            ("GET", "/channels/{channel}/messages"): self.list_messages,
            ("POST", "/channels/{channel}/messages"): self.send_message,
            ("GET", "/channels/{channel}/messages/{message}"): self.get_message,
            ("PATCH", "/channels/{channel}/messages/{message}"): self.edit_message,
            ("DELETE", "/channels/{channel}/messages/{message}"): self.delete_message,
        }

    async def gateway(self, path: dict[str, str], query: dict[str, str], body: Any) -> Answer:
        return 200, {"url": self._gateway.address}

    async def gateway_bot(self, path: dict[str, str], query: dict[str, str], body: Any) -> Answer:
        limit = {"total": 1000, "remaining": 999, "reset_after": 0, "max_concurrency": 1}
        return 200, {"url": self._gateway.address, "shards": 1, "session_start_limit": limit}

    async def me(self, path: dict[str, str], query: dict[str, str], body: Any) -> Answer:
        return 200, self._world.bot.payload() | {"verified": True, "mfa_enabled": False, "flags": 0}

    async def application(self, path: dict[str, str], query: dict[str, str], body: Any) -> Answer:
        return 200, {
            "id": self._world.application_id,
            "name": self._world.bot.name,
            "icon": None,
            "description": "",
            "bot_public": True,
            "bot_require_code_grant": False,
            "verify_key": "0" * 64,
            "flags": 0,
            "owner": self._world.owner.payload(),
            "team": None,
        }

    async def open_direct(self, path: dict[str, str], query: dict[str, str], body: Any) -> Answer:
        user = self._world.user(str(body["recipient_id"]))
        if user is None:
            raise RefusalError(400, 50033, "Invalid Recipient(s)")
        return 200, self._world.direct_channel(user).payload()

    async def list_commands(self, path: dict[str, str], query: dict[str, str], body: Any) -> Answer:
        return 200, self._world.commands.get(path.get("guild"), [])

    async def replace_commands(
        self, path: dict[str, str], query: dict[str, str], body: Any
    ) -> Answer:
        return 200, self._world.replace_commands(path.get("guild"), body)

    async def create_command(
        self, path: dict[str, str], query: dict[str, str], body: Any
    ) -> Answer:
        guild = path.get("guild")
        others = [c for c in self._world.commands.get(guild, []) if c["name"] != body["name"]]
        return 201, self._world.replace_commands(guild, [*others, body])[-1]

    async def edit_command(self, path: dict[str, str], query: dict[str, str], body: Any) -> Answer:
        command = self._command(path)
        command |= body
        return 200, command

    async def delete_command(
        self, path: dict[str, str], query: dict[str, str], body: Any
    ) -> Answer:
        self._world.commands[path.get("guild")].remove(self._command(path))
        return 204, None

    def _command(self, path: dict[str, str]) -> Payload:
        for command in self._world.commands.get(path.get("guild"), []):
            if command["id"] == path["command"]:
                return command
        raise RefusalError(404, 10063, "Unknown application command")

    def _call(self, path: dict[str, str]) -> Call:
        try:
            return self.calls[path["token"]]
        except KeyError:
            raise RefusalError(404, 10062, "Unknown interaction") from None

    async def callback(self, path: dict[str, str], query: dict[str, str], body: Any) -> Answer:
        call = self._call(path)
        message = call.acknowledge(body["type"], body.get("data") or {})
        event = "MESSAGE_UPDATE" if body["type"] == Callback.UPDATE else "MESSAGE_CREATE"
        if message is not None and body["type"] != Callback.DEFERRED_UPDATE:
            await self._tell(event, message)
        if query.get("with_response") not in {"1", "true"}:
            return 204, None
        return 200, _callback_response(call, body["type"], message)

    async def follow_up(self, path: dict[str, str], query: dict[str, str], body: Any) -> Answer:
        call = self._call(path)
        event = "MESSAGE_UPDATE" if call.loading else "MESSAGE_CREATE"
        message = call.follow_up(body)
        await self._tell(event, message)
        return 200, message

    async def get_reply(self, path: dict[str, str], query: dict[str, str], body: Any) -> Answer:
        return 200, self._call(path).message(path["message"])

    async def edit_reply(self, path: dict[str, str], query: dict[str, str], body: Any) -> Answer:
        message = self._call(path).edit(path["message"], body)
        await self._tell("MESSAGE_UPDATE", message)
        return 200, message

    async def delete_reply(self, path: dict[str, str], query: dict[str, str], body: Any) -> Answer:
        self._call(path).delete(path["message"])
        return 204, None

    def _channel(self, path: dict[str, str]) -> Channel:
        channel = self._world.channel(path["channel"])
        if channel is None:
            raise RefusalError(404, 10003, "Unknown Channel")
        return channel

    def _message(self, path: dict[str, str]) -> Payload:
        message = self._world.messages.get(path["message"])
        hidden = message is not None and message["flags"] & MessageFlag.EPHEMERAL
        if message is None or hidden or message["channel_id"] != path["channel"]:
            raise RefusalError(404, 10008, "Unknown Message")
        return message

    async def get_channel(self, path: dict[str, str], query: dict[str, str], body: Any) -> Answer:
        return 200, self._channel(path).payload()

    async def type(self, path: dict[str, str], query: dict[str, str], body: Any) -> Answer:
        self.typing.append(self._channel(path).id)
        return 204, None

    async def open_thread(self, path: dict[str, str], query: dict[str, str], body: Any) -> Answer:
        parent = self._channel(path)
        assert parent.guild_id is not None
        thread = Channel(
            body["name"], ChannelType.THREAD, parent.guild_id, parent.id, self._world.bot.id
        )
        self._world.guilds[parent.guild_id].channels[thread.id] = thread
        await self._gateway.publish("THREAD_CREATE", thread.payload() | {"newly_created": True})
        return 201, thread.payload()

    async def list_messages(self, path: dict[str, str], query: dict[str, str], body: Any) -> Answer:
        channel = self._channel(path)
        there = [
            message
            for message in self._world.messages.values()
            if message["channel_id"] == channel.id
            and not message["flags"] & MessageFlag.EPHEMERAL
            and int(message["id"]) < int(query.get("before", 1 << 63))
            and int(message["id"]) > int(query.get("after", 0))
        ]
        return 200, there[::-1][: int(query.get("limit", 50))]

    async def send_message(self, path: dict[str, str], query: dict[str, str], body: Any) -> Answer:
        if body.get("enforce_nonce") and (same := self._with_nonce(body["nonce"])) is not None:
            return 200, same
        message = new_message(self._world, self._channel(path), self._world.bot, body)
        await self._tell("MESSAGE_CREATE", message)
        return 200, message

    def _with_nonce(self, nonce: Any) -> Payload | None:
        messages = self._world.messages.values()
        return next((each for each in messages if each.get("nonce") == nonce), None)

    async def get_message(self, path: dict[str, str], query: dict[str, str], body: Any) -> Answer:
        return 200, self._message(path)

    async def edit_message(self, path: dict[str, str], query: dict[str, str], body: Any) -> Answer:
        message = self._message(path)
        if message["author"]["id"] != self._world.bot.id:
            raise RefusalError(403, 50005, "Cannot edit a message authored by another user")
        await self._tell("MESSAGE_UPDATE", edit_message(self._world, message, body))
        return 200, message

    async def delete_message(
        self, path: dict[str, str], query: dict[str, str], body: Any
    ) -> Answer:
        self._world.messages.pop(self._message(path)["id"])
        return 204, None

    async def _tell(self, event: str, message: Payload) -> None:
        """Send the bot its own message, as Discord does with all but private ones."""
        channel = self._world.channel(message["channel_id"])
        if channel is None or message["flags"] & MessageFlag.EPHEMERAL:
            return
        seen = as_event(self._world, message, channel, self._world.bot)
        direct = channel.type is ChannelType.DIRECT
        await self._gateway.publish_message(event, seen, direct=direct)


def _callback_response(call: Call, kind: int, message: Payload | None) -> Payload:
    about: Payload = {"id": call.id, "type": int(call.type)}
    if message is None:
        return {"interaction": about}
    about |= {
        "response_message_id": message["id"],
        "response_message_loading": bool(message["flags"] & MessageFlag.LOADING),
        "response_message_ephemeral": bool(message["flags"] & MessageFlag.EPHEMERAL),
    }
    if call.type is Asking.MODAL and kind == Callback.DEFERRED_UPDATE:
        return {"interaction": about}
    return {"interaction": about, "resource": {"type": kind, "message": message}}
