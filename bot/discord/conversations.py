"""Which conversation a question belongs to.

A key begins with the server and the channel, so that nobody's turns leave the place where they
were said: a thread and a direct message are one conversation each; elsewhere, one begins with
each question that answers nothing, and goes on in the replies to its answers.
"""

from typing import Any, Final

import discord

from answering.conversation.memory import Memory
from bot.discord.places import place_of

_DIRECT: Final = "direct"
_LASTING: Final = frozenset(
    {
        discord.ChannelType.private,
        discord.ChannelType.public_thread,
        discord.ChannelType.private_thread,
        discord.ChannelType.news_thread,
    }
)


def conversation_of(message: discord.Message, memory: Memory) -> str:
    """The key for a question that was asked by `message`."""
    here = _here(message)
    if message.channel.type in _LASTING:
        return here
    return continued(message, memory) or f"{here}/{message.id}"


def continued(message: discord.Message, memory: Memory) -> str | None:
    """The key of the answer to which `message` replies, if it is known and was given here."""
    reference = message.reference
    if message.type is not discord.MessageType.reply or reference is None:
        return None
    if isinstance(reference.resolved, discord.DeletedReferencedMessage):
        return None
    key = memory.key_of(str(reference.message_id))
    here = _here(message)
    return key if key is not None and (key == here or key.startswith(f"{here}/")) else None


def conversation_of_command(interaction: discord.Interaction[Any], *, private: bool) -> str | None:
    """The key for a question that was asked by a command; None if nothing can follow it.

    What is answered privately in a server stays apart from what others can read.
    """
    here = _here(interaction)
    lasting = interaction.channel is not None and interaction.channel.type in _LASTING
    if private and interaction.guild_id is not None:
        return f"{here}/private/{interaction.user.id}" if lasting else None
    return here if lasting else f"{here}/{interaction.id}"


def _here(where: discord.Interaction[Any] | discord.Message) -> str:
    place = place_of(where)
    return f"{place.server or _DIRECT}/{place.channel}"
