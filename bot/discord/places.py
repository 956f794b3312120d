"""Where somebody asks or clicks."""

from typing import Any

import discord

from bot.ledger import Place


def place_of(where: discord.Interaction[Any] | discord.Message) -> Place:
    """The channel of a server, or the direct message."""
    server = (
        where.guild_id if isinstance(where, discord.Interaction) else where.guild and where.guild.id
    )
    channel = where.channel_id if isinstance(where, discord.Interaction) else where.channel.id
    return Place(None if server is None else str(server), str(channel))
