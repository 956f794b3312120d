"""What exists in this Discord: users, servers, channels, messages, commands."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from .changes import Changes
from .wire import MEMBER_PERMISSIONS, ChannelType, Payload, snowflake, timestamp


@dataclass(frozen=True)
class User:
    """An account, of a person or a bot."""

    name: str
    bot: bool = False
    id: str = field(default_factory=snowflake)

    @property
    def mention(self) -> str:
        """The markup that mentions the user."""
        return f"<@{self.id}>"

    def payload(self) -> Payload:
        """The user object."""
        return {
            "id": self.id,
            "username": self.name,
            "discriminator": "0",
            "global_name": self.name,
            "avatar": None,
            "bot": self.bot,
            "public_flags": 0,
        }


@dataclass(frozen=True, eq=False)
class Channel:
    """A text channel, a thread or a direct conversation."""

    name: str
    type: ChannelType
    guild_id: str | None = None
    parent_id: str | None = None
    owner_id: str | None = None
    recipient: User | None = None
    id: str = field(default_factory=snowflake)

    def payload(self) -> Payload:
        """The channel object."""
        common: Payload = {"id": self.id, "type": int(self.type), "flags": 0}
        if self.type is ChannelType.DIRECT:
            assert self.recipient is not None
            return {**common, "last_message_id": None, "recipients": [self.recipient.payload()]}
        common |= {
            "name": self.name,
            "guild_id": self.guild_id,
            "parent_id": self.parent_id,
            "last_message_id": None,
            "rate_limit_per_user": 0,
        }
        if self.type is ChannelType.THREAD:
            return common | self._thread_fields()
        return common | {
            "position": 0,
            "nsfw": False,
            "topic": None,
            "permission_overwrites": [],
        }

    def _thread_fields(self) -> Payload:
        return {
            "owner_id": self.owner_id,
            "message_count": 0,
            "member_count": 2,
            "total_message_sent": 0,
            "thread_metadata": {
                "archived": False,
                "auto_archive_duration": 1440,
                "archive_timestamp": timestamp(),
                "locked": False,
                "create_timestamp": timestamp(),
            },
        }


@dataclass(eq=False)
class Guild:
    """A server."""

    name: str
    owner: User
    id: str = field(default_factory=snowflake)
    channels: dict[str, Channel] = field(default_factory=dict)
    members: dict[str, User] = field(default_factory=dict)

    def payload(self) -> Payload:
        """The guild object, as GUILD_CREATE sends it to a bot without the members intent."""
        everyone = {
            "id": self.id,
            "name": "@everyone",
            "permissions": str(int(MEMBER_PERMISSIONS)),
            "position": 0,
            "color": 0,
            "colors": {"primary_color": 0, "secondary_color": None, "tertiary_color": None},
            "hoist": False,
            "managed": False,
            "mentionable": False,
            "flags": 0,
        }
        threads = [c for c in self.channels.values() if c.type is ChannelType.THREAD]
        plain = [c for c in self.channels.values() if c.type is not ChannelType.THREAD]
        bots = [user for user in self.members.values() if user.bot]
        return {
            "id": self.id,
            "name": self.name,
            "owner_id": self.owner.id,
            "unavailable": False,
            "roles": [everyone],
            "channels": [channel.payload() for channel in plain],
            "threads": [channel.payload() for channel in threads],
            "members": [member_payload(user) | {"user": user.payload()} for user in bots],
            "member_count": len(self.members),
            "emojis": [],
            "stickers": [],
            "features": [],
            "voice_states": [],
            "presences": [],
            "preferred_locale": "en-US",
            "verification_level": 0,
            "default_message_notifications": 0,
            "explicit_content_filter": 0,
            "mfa_level": 0,
            "nsfw_level": 0,
            "premium_tier": 0,
            "system_channel_flags": 0,
            "afk_timeout": 300,
        }


def member_payload(user: User) -> Payload:
    """The member object of `user`, without the user."""
    return {
        "nick": None,
        "avatar": None,
        "roles": [],
        "joined_at": timestamp(),
        "premium_since": None,
        "deaf": False,
        "mute": False,
        "pending": False,
        "flags": 0,
    }


@dataclass(frozen=True, eq=False)
class Attachment:
    """A file that a member attaches; `claimed` is the size Discord tells, if not the true one."""

    name: str
    data: bytes
    claimed: int | None = None
    id: str = field(default_factory=snowflake)

    def payload(self, base: str) -> Payload:
        """The attachment object, whose file is served below the address `base`."""
        address = f"{base}/attachments/{self.id}"
        return {
            "id": self.id,
            "filename": self.name,
            "size": len(self.data) if self.claimed is None else self.claimed,
            "url": address,
            "proxy_url": address,
            "ephemeral": True,
        }


class World:
    """Everything that a bot can read back."""

    def __init__(self, bot_name: str) -> None:
        self.changes = Changes()
        self.bot = User(bot_name, bot=True)
        self.owner = User("Owner")
        self.guilds: dict[str, Guild] = {}
        self.messages: dict[str, Payload] = {}
        self.commands: dict[str | None, list[Payload]] = {}
        self.attachments: dict[str, Attachment] = {}
        self.files_at = ""
        self._direct: dict[str, Channel] = {}

    @property
    def application_id(self) -> str:
        """The application's id, which is also its bot's."""
        return self.bot.id

    def direct_channel(self, user: User) -> Channel:
        """The conversation of the bot with `user`, opened when needed."""
        if user.id not in self._direct:
            self._direct[user.id] = Channel(user.name, ChannelType.DIRECT, recipient=user)
        return self._direct[user.id]

    def user(self, user_id: str) -> User | None:
        """The member of any server with that id."""
        members = (guild.members.get(user_id) for guild in self.guilds.values())
        return next((member for member in members if member is not None), None)

    def channel(self, channel_id: str) -> Channel | None:
        """The channel, thread or conversation with that id."""
        return next((c for c in self._channels() if c.id == channel_id), None)

    def _channels(self) -> Iterator[Channel]:
        yield from self._direct.values()
        for guild in self.guilds.values():
            yield from guild.channels.values()

    def replace_commands(self, guild_id: str | None, bodies: Iterable[Payload]) -> list[Payload]:
        """Register `bodies` as all commands of a server, or of all servers when None."""
        known = {command["name"]: command["id"] for command in self.commands.get(guild_id, [])}
        self.commands[guild_id] = [
            self._registered(guild_id, body, known.get(body["name"])) for body in bodies
        ]
        self.changes.notify()
        return self.commands[guild_id]

    def _registered(self, guild_id: str | None, body: Payload, command_id: str | None) -> Payload:
        where = {} if guild_id is None else {"guild_id": guild_id}
        return {
            "type": 1,
            "description": "",
            "default_member_permissions": None,
            "nsfw": False,
            **body,
            **where,
            "id": command_id or snowflake(),
            "application_id": self.application_id,
            "version": snowflake(),
        }

    def command(self, guild_id: str | None, name: str) -> Payload | None:
        """The slash command of that name, as a member of that server sees it."""
        visible = [*self.commands.get(guild_id, []), *self.commands.get(None, [])]
        return next((command for command in visible if command["name"] == name), None)
