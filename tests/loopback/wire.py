"""Numbers and ids as Discord puts them on the wire."""

import itertools
import time
from datetime import UTC, datetime
from enum import IntEnum, IntFlag
from typing import Any

Payload = dict[str, Any]
"""A JSON object of Discord's API."""

_DISCORD_EPOCH_MS = 1_420_070_400_000
_increments = itertools.count(1)


def snowflake() -> str:
    """A new id that carries the present time, as discord.py reads it back from an interaction."""
    milliseconds = int(time.time() * 1000) - _DISCORD_EPOCH_MS
    return str((milliseconds << 22) | (next(_increments) & 0x3FFFFF))


def timestamp() -> str:
    """The present time in ISO 8601."""
    return datetime.now(UTC).isoformat()


class ChannelType(IntEnum):
    """Kinds of channel that this Discord has."""

    TEXT = 0
    DIRECT = 1
    THREAD = 11


class Asking(IntEnum):
    """Types of interaction."""

    COMMAND = 2
    COMPONENT = 3
    AUTOCOMPLETE = 4
    MODAL = 5


class Callback(IntEnum):
    """Types of the first response to an interaction."""

    MESSAGE = 4
    DEFERRED_MESSAGE = 5
    DEFERRED_UPDATE = 6
    UPDATE = 7
    CHOICES = 8
    MODAL = 9


class MessageFlag(IntFlag):
    """Flags of a message."""

    EPHEMERAL = 1 << 6
    LOADING = 1 << 7
    COMPONENTS_V2 = 1 << 15


class Permission(IntFlag):
    """Permissions that a test gives or takes."""

    MANAGE_GUILD = 1 << 5
    VIEW_CHANNEL = 1 << 10
    SEND_MESSAGES = 1 << 11
    EMBED_LINKS = 1 << 14
    READ_MESSAGE_HISTORY = 1 << 16
    USE_APPLICATION_COMMANDS = 1 << 31
    CREATE_PUBLIC_THREADS = 1 << 35
    SEND_MESSAGES_IN_THREADS = 1 << 38


MEMBER_PERMISSIONS = (
    Permission.VIEW_CHANNEL
    | Permission.SEND_MESSAGES
    | Permission.EMBED_LINKS
    | Permission.READ_MESSAGE_HISTORY
    | Permission.USE_APPLICATION_COMMANDS
    | Permission.CREATE_PUBLIC_THREADS
    | Permission.SEND_MESSAGES_IN_THREADS
)
"""What a member may do where nobody changed anything."""


class Intent(IntFlag):
    """Gateway intents that decide what this Discord sends."""

    GUILDS = 1 << 0
    MEMBERS = 1 << 1
    PRESENCES = 1 << 8
    GUILD_MESSAGES = 1 << 9
    DIRECT_MESSAGES = 1 << 12
    MESSAGE_CONTENT = 1 << 15


NO_INTENTS = Intent(0)
PRIVILEGED_INTENTS = Intent.MEMBERS | Intent.PRESENCES | Intent.MESSAGE_CONTENT
