"""Who may keep the sources of a server, judged by what Discord says of the one who asks."""

from typing import Any, Final

import discord

from vectorstore.model import Scope

REFUSED: Final = (
    "Only members with the permission “Manage Server” can see and change how sources are kept."
)
NOT_HERE: Final = "Sources are kept in a server: use this command there."


def refusal(interaction: discord.Interaction[Any]) -> str | None:
    """Why the one who asks may not, in one sentence; None for those who may.

    The command is only hidden from others: what a client sends is still to be judged here, by
    the permissions that Discord itself wrote into the interaction.
    """
    if interaction.guild_id is None:
        return NOT_HERE
    held = interaction.permissions
    return None if held.manage_guild or held.administrator else REFUSED


def scope_of(interaction: discord.Interaction[Any]) -> Scope:
    """The server in which somebody asks; raises ValueError outside of one."""
    if interaction.guild_id is None:
        raise ValueError(NOT_HERE)
    return Scope(str(interaction.guild_id))


def actor_of(interaction: discord.Interaction[Any]) -> str:
    """Who asks, as the log of changes keeps it."""
    return f"member:{interaction.user.id}"
