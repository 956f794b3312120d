"""Replies on their way to Discord: whatever fails, somebody is told."""

from contextlib import AsyncExitStack
from typing import Any, Final

import discord
import structlog

from bot.discord.addresses import FAILURES
from bot.discord.pages import Reply
from bot.discord.replies import plain_reply
from bot.discord.views import layout
from bot.ledger import Place

SORRY: Final = plain_reply(
    "Something went wrong on my side, so I have no answer for you. Please try again in a moment."
)

_REFUSED: Final = (400, 403)
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
    except FAILURES:
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
    """Answer below `message`; where Discord takes no answer at all, the log says so."""
    try:
        await _send_below(message, reply)
    except FAILURES:
        _log.exception("reply not accepted", channel=message.channel.id)
        try:
            await _send_below(message, SORRY)
        except FAILURES as error:
            _log.warning("failure not told", channel=message.channel.id, error=str(error))


async def _send_below(message: discord.Message, reply: Reply) -> None:
    for page in reply.pages:
        view = layout(page, reply.answer_id)
        try:
            await message.channel.send(
                view=view,
                reference=message.to_reference(fail_if_not_exists=False),
                mention_author=False,
                allowed_mentions=_NOBODY,
            )
        except discord.HTTPException as error:
            # Without the permission to read the history, a message is allowed but a reply is not.
            if error.status not in _REFUSED:
                raise
            await message.channel.send(view=view, allowed_mentions=_NOBODY)


async def start_typing(stack: AsyncExitStack, channel: discord.abc.Messageable) -> None:
    """Show that an answer is coming until `stack` ends, where that is allowed."""
    try:
        await stack.enter_async_context(channel.typing())
    except FAILURES as error:
        _log.debug("typing not shown", error=str(error))
