"""Replies on their way to Discord: whatever fails, somebody is told."""

from contextlib import AsyncExitStack
from typing import Any, Final

import discord
import structlog

from bot.discord.pages import Reply
from bot.discord.replies import plain_reply
from bot.discord.views import layout
from bot.ledger import Place

SORRY: Final = plain_reply(
    "Something went wrong on my side, so I have no answer for you. Please try again in a moment."
)

_NOBODY: Final = discord.AllowedMentions.none()

_log = structlog.get_logger(__name__)


def place_of(where: discord.Interaction[Any] | discord.Message) -> Place:
    """Where somebody asks or clicks."""
    server = (
        where.guild_id if isinstance(where, discord.Interaction) else where.guild and where.guild.id
    )
    channel = where.channel_id if isinstance(where, discord.Interaction) else where.channel.id
    return Place(None if server is None else str(server), str(channel))


async def respond(interaction: discord.Interaction[Any], reply: Reply, *, private: bool) -> None:
    """Put `reply` in the place of the deferred response."""
    try:
        await _fill_response(interaction, reply, private=private)
    except (discord.DiscordException, OSError):
        _log.exception("reply not accepted", interaction=interaction.id)
        await _fill_response(interaction, SORRY, private=private)


async def _fill_response(
    interaction: discord.Interaction[Any], reply: Reply, *, private: bool
) -> None:
    first, *others = (layout(page, reply.answer_id) for page in reply.pages)
    await interaction.edit_original_response(view=first, allowed_mentions=_NOBODY)
    for view in others:
        await interaction.followup.send(view=view, ephemeral=private, allowed_mentions=_NOBODY)


async def reply_to(message: discord.Message, reply: Reply) -> None:
    """Answer below `message`, or in its channel where a reply is not allowed or it is gone."""
    for page in reply.pages:
        view = layout(page, reply.answer_id)
        try:
            await message.channel.send(
                view=view,
                reference=message.to_reference(fail_if_not_exists=False),
                mention_author=False,
                allowed_mentions=_NOBODY,
            )
        except discord.HTTPException:
            await message.channel.send(view=view, allowed_mentions=_NOBODY)


async def start_typing(stack: AsyncExitStack, channel: discord.abc.Messageable) -> None:
    """Show that an answer is coming until `stack` ends, where that is allowed."""
    try:
        await stack.enter_async_context(channel.typing())
    except (discord.DiscordException, OSError) as error:
        _log.debug("typing not shown", error=str(error))
