"""Replies on their way to Discord: whatever fails, somebody is told."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from functools import partial
from typing import Any, Final

import discord
import structlog

from bot.discord.addresses import FAILURES, NETWORK_FAILURES
from bot.discord.pages import Reply
from bot.discord.replies import plain_reply
from bot.discord.views import layout
from bot.discord.workers import StoppedError
from bot.ledger import Place

SORRY: Final = plain_reply(
    "Something went wrong on my side, so I have no answer for you. Please try again in a moment."
)

CUT_SHORT: Final = plain_reply("The rest of this could not be sent. Please try again in a moment.")

_REFUSED: Final = (400, 403)
_ALREADY_ACKNOWLEDGED: Final = 40060
_TYPING_WITHIN: Final = 2.0
_NOBODY: Final = discord.AllowedMentions.none()

_log = structlog.get_logger(__name__)


def place_of(where: discord.Interaction[Any] | discord.Message) -> Place:
    """Where somebody asks or clicks."""
    server = (
        where.guild_id if isinstance(where, discord.Interaction) else where.guild and where.guild.id
    )
    channel = where.channel_id if isinstance(where, discord.Interaction) else where.channel.id
    return Place(None if server is None else str(server), str(channel))


async def reply_or_sorry(made: Awaitable[Reply], **about: object) -> Reply:
    """What `made` comes to, or a sentence where it fails; the log has the rest, and `about`."""
    try:
        return await made
    except StoppedError:
        _log.warning("stopped before the reply was made", **about)
    except Exception:
        _log.exception("no reply could be made", **about)
    return SORRY


async def acknowledge(interaction: discord.Interaction[Any], *, private: bool) -> None:
    """Show that a reply is coming; to the member only if `private`."""
    try:
        await _persistently(lambda: interaction.response.defer(ephemeral=private, thinking=True))
    except discord.HTTPException as error:
        # Discord took an earlier attempt, and only its answer was lost on the way.
        if error.code != _ALREADY_ACKNOWLEDGED:
            raise


async def respond(interaction: discord.Interaction[Any], reply: Reply, *, private: bool) -> None:
    """Put `reply` in the place of the deferred response; whatever fails, the member is told.

    Where Discord takes no answer at all, the log says so.
    """
    first, *others = reply.pages
    said_instead = SORRY
    try:
        await _fill_response(interaction, layout(first, reply.answer_id), private=private)
        said_instead = CUT_SHORT
        for page in others:
            await _follow_up(interaction, layout(page, reply.answer_id), private=private)
    except Exception:
        _log.exception("reply not accepted", interaction=interaction.id)
        await _tell(interaction, said_instead, private=private)


async def _tell(interaction: discord.Interaction[Any], reply: Reply, *, private: bool) -> None:
    # What was shown stays: only the sign that a reply is coming is replaced.
    send = _fill_response if reply is SORRY else _follow_up
    try:
        await send(interaction, layout(reply.pages[0]), private=private)
    except Exception as error:
        _log.warning("failure not told", interaction=interaction.id, error=str(error))


async def _fill_response(
    interaction: discord.Interaction[Any], view: discord.ui.LayoutView, *, private: bool
) -> None:
    try:
        await _persistently(
            lambda: interaction.edit_original_response(view=view, allowed_mentions=_NOBODY)
        )
    except discord.NotFound:
        # Somebody deleted the sign that a reply is coming.
        await _follow_up(interaction, view, private=private)


async def _follow_up(
    interaction: discord.Interaction[Any], view: discord.ui.LayoutView, *, private: bool
) -> None:
    await _persistently(
        lambda: interaction.followup.send(view=view, ephemeral=private, allowed_mentions=_NOBODY)
    )


async def _persistently(send: Callable[[], Awaitable[object]]) -> None:
    """Send, and once more where the network fails, as when a kept connection was closed."""
    try:
        await send()
    except NETWORK_FAILURES:
        await send()


async def reply_to(message: discord.Message, reply: Reply) -> None:
    """Answer below `message`; where Discord takes no answer at all, the log says so."""
    try:
        await _send_below(message, reply)
    except discord.Forbidden as error:
        # Another attempt would be refused too, and Discord bans those who collect refusals.
        _log.warning("not allowed to reply", message=message.id, error=str(error))
    except Exception:
        _log.exception("reply not accepted", message=message.id)
        try:
            await _send_below(message, SORRY)
        except Exception as error:
            _log.warning("failure not told", message=message.id, error=str(error))


async def _send_below(message: discord.Message, reply: Reply) -> None:
    for page in reply.pages:
        view = layout(page, reply.answer_id)
        try:
            await _persistently(partial(_reply, message, view))
        except discord.HTTPException as error:
            # Without the permission to read the history, a message is allowed but a reply is not.
            if error.status not in _REFUSED:
                raise
            await message.channel.send(view=view, allowed_mentions=_NOBODY)


async def _reply(message: discord.Message, view: discord.ui.LayoutView) -> None:
    await message.channel.send(
        view=view,
        reference=message.to_reference(fail_if_not_exists=False),
        mention_author=False,
        allowed_mentions=_NOBODY,
    )


async def start_typing(stack: AsyncExitStack, channel: discord.abc.Messageable) -> None:
    """Show that an answer is coming until `stack` ends, where that is allowed."""
    try:
        # The library tries for long to send a sign that matters little.
        async with asyncio.timeout(_TYPING_WITHIN):
            await stack.enter_async_context(channel.typing())
    except FAILURES as error:
        _log.debug("typing not shown", error=str(error))
