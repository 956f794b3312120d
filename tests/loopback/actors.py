"""Members of a server: they ask, click, select, write."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from .calls import Call
from .commands import command_data, modal_data, resolved_data
from .exchange import PATIENCE, BotMessage, SaidMessage, SentInteraction
from .gateway import Gateway
from .messages import as_event, new_message
from .routes import Routes
from .wire import (
    MEMBER_PERMISSIONS,
    Asking,
    Callback,
    ChannelType,
    Payload,
    Permission,
)
from .world import Attachment, Channel, Guild, User, World, member_payload

_ATTACHMENT_BYTES = 10 * 1024 * 1024


@dataclass(frozen=True)
class Stage:
    """What actors act on."""

    world: World
    gateway: Gateway
    routes: Routes

    async def send(self, call: Call, payload: Payload, name: str) -> SentInteraction:
        """Hand an interaction to the bot, which must be connected."""
        assert self.gateway.session is not None, f"{name}: no bot is connected to the gateway"
        self.routes.calls[call.token] = call
        await self.gateway.session.dispatch("INTERACTION_CREATE", payload)
        return SentInteraction(call, name)

    async def say(
        self, channel: Channel, author: User, text: str, reply: Payload | None = None
    ) -> SaidMessage:
        """Put a message of `author` in `channel`; `reply` holds what makes it a reply."""
        message = new_message(self.world, channel, author, {"content": text, **(reply or {})})
        direct = channel.type is ChannelType.DIRECT
        event = as_event(self.world, message, channel, author)
        await self.gateway.publish_message("MESSAGE_CREATE", event, direct=direct)
        return SaidMessage(self.world, channel, message)


@dataclass(frozen=True)
class Server:
    """A server of this Discord, as a test sets it up."""

    stage: Stage
    guild: Guild

    @property
    def id(self) -> str:
        """The server's id."""
        return self.guild.id

    def channel(self, name: str) -> Channel:
        """Add a text channel."""
        return self._added(Channel(name, ChannelType.TEXT, self.guild.id))

    def thread(self, parent: Channel, name: str) -> Channel:
        """Add a public thread to `parent`; the bot must not be connected yet."""
        owner = self.guild.owner.id
        return self._added(Channel(name, ChannelType.THREAD, self.guild.id, parent.id, owner))

    def member(self, name: str, *, permissions: Permission = MEMBER_PERMISSIONS) -> "Member":
        """Add a person."""
        user = User(name)
        self.guild.members[user.id] = user
        return Member(self.stage, self.guild, user, permissions)

    def _added(self, channel: Channel) -> Channel:
        self.guild.channels[channel.id] = channel
        return channel


@dataclass(frozen=True)
class Member:
    """A person in one server; `permissions` are theirs in each of its channels."""

    stage: Stage
    guild: Guild
    user: User
    permissions: Permission

    @property
    def direct(self) -> Channel:
        """The person's conversation with the bot."""
        return self.stage.world.direct_channel(self.user)

    async def slash(self, channel: Channel, command: str, /, **options: Any) -> SentInteraction:
        """Send a slash command, once the bot has registered it; "group add" is a subcommand.

        An option takes a string, a number, a boolean, a `Channel` or an `Attachment`.
        """
        registered = await self._registered(channel, command)
        world = self.stage.world
        files = [value for value in options.values() if isinstance(value, Attachment)]
        world.attachments |= {each.id: each for each in files}
        data = command_data(registered, command.split()[1:], options)
        data |= resolved_data(options, world.files_at)
        return await self._interact(Asking.COMMAND, channel, data, f"/{command}")

    async def autocomplete(
        self, channel: Channel, command: str, option: str, typed: str, /, **others: Any
    ) -> SentInteraction:
        """Type into an option that offers choices."""
        registered = await self._registered(channel, command)
        values = {**others, option: typed}
        data = command_data(registered, command.split()[1:], values, focused=option)
        return await self._interact(Asking.AUTOCOMPLETE, channel, data, f"/{command} {option}:")

    async def click(self, message: BotMessage, custom_id: str) -> SentInteraction:
        """Press a button of a message that the member can see."""
        button = message.component(custom_id)
        data = {"custom_id": custom_id, "component_type": button["type"], "id": button["id"]}
        return await self._use(message, data)

    async def select(
        self, message: BotMessage, custom_id: str, values: Sequence[str]
    ) -> SentInteraction:
        """Choose from a select menu of a message that the member can see."""
        select = message.component(custom_id)
        offered = [option["value"] for option in select.get("options") or []]
        foreign = [value for value in values if value not in offered]
        assert not foreign, f"{custom_id!r} does not offer {foreign}; it offers {offered}"
        data = {
            "custom_id": custom_id,
            "component_type": select["type"],
            "id": select["id"],
            "values": list(values),
        }
        return await self._use(message, data)

    async def submit(self, asked: SentInteraction, /, **values: str) -> SentInteraction:
        """Fill in the modal that an interaction opened, by custom id."""
        acknowledgement = await asked.acknowledged()
        assert acknowledgement.type == Callback.MODAL, f"{asked.name} opened no modal"
        data = modal_data(acknowledgement.data, values)
        return await self._interact(
            Asking.MODAL, asked.call.channel, data, "the modal", asked.call.clicked
        )

    async def says(self, channel: Channel, text: str) -> SaidMessage:
        """Write a message in a channel or thread."""
        return await self.stage.say(channel, self.user, text)

    async def replies(self, message: BotMessage, text: str, *, ping: bool = True) -> SaidMessage:
        """Reply to a message of the bot, which is notified if `ping`."""
        channel = self.stage.world.channel(message.payload["channel_id"])
        assert channel is not None
        reply = {
            "message_reference": {"message_id": message.id},
            "allowed_mentions": {"replied_user": ping},
        }
        return await self.stage.say(channel, self.user, text, reply)

    async def dm(self, text: str) -> SaidMessage:
        """Write a direct message to the bot."""
        return await self.stage.say(self.direct, self.user, text)

    async def _registered(self, channel: Channel, command: str) -> Payload:
        world = self.stage.world
        name = command.split(maxsplit=1)[0]
        return await world.changes.until(
            lambda: world.command(channel.guild_id, name),
            seconds=PATIENCE,
            otherwise=lambda: f"the bot has registered no /{name}",
        )

    async def _use(self, message: BotMessage, data: Payload) -> SentInteraction:
        world = self.stage.world
        stored = world.messages.get(message.id)
        assert stored is not None, f"the message {message.id} is gone"
        channel = world.channel(stored["channel_id"])
        assert channel is not None
        if message.ephemeral:
            asked_by = stored["interaction_metadata"]["user"]["id"]
            assert asked_by == self.user.id, f"{self.user.name} cannot see this private message"
        name = f"the control {data['custom_id']!r}"
        return await self._interact(Asking.COMPONENT, channel, data, name, stored)

    async def _interact(
        self,
        kind: Asking,
        channel: Channel,
        data: Payload,
        name: str,
        clicked: Payload | None = None,
    ) -> SentInteraction:
        call = Call(self.stage.world, kind, channel, self.user, clicked)
        return await self.stage.send(call, self._payload(call, data), name)

    def _payload(self, call: Call, data: Payload) -> Payload:
        place = self._in_direct() if call.channel.guild_id is None else self._in_guild()
        message = {} if call.clicked is None else {"message": call.clicked}
        permissions = str(int(self.permissions))
        return {
            "id": call.id,
            "application_id": self.stage.world.application_id,
            "type": int(call.type),
            "data": data,
            "token": call.token,
            "version": 1,
            "channel_id": call.channel.id,
            "channel": call.channel.payload() | {"permissions": permissions},
            "app_permissions": str(int(MEMBER_PERMISSIONS)),
            "locale": "en-US",
            "entitlements": [],
            "entitlement_sku_ids": [],
            "attachment_size_limit": _ATTACHMENT_BYTES,
            **place,
            **message,
        }

    def _in_guild(self) -> Payload:
        member = member_payload(self.user) | {
            "user": self.user.payload(),
            "permissions": str(int(self.permissions)),
        }
        return {
            "guild_id": self.guild.id,
            "guild": {"id": self.guild.id, "locale": "en-US", "features": []},
            "guild_locale": "en-US",
            "member": member,
            "context": 0,
            "authorizing_integration_owners": {"0": self.guild.id},
        }

    def _in_direct(self) -> Payload:
        return {
            "user": self.user.payload(),
            "context": 1,
            "authorizing_integration_owners": {"0": "0"},
        }
