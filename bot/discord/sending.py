"""Replies on their way to Discord: whatever fails, somebody is told."""

from collections.abc import Awaitable, Callable
from typing import Any, Final, TypeVar

import discord
import structlog

from bot.discord.addresses import NETWORK_FAILURES
from bot.discord.hurry import hurried
from bot.discord.pages import Page, Reply
from bot.discord.replies import plain_reply
from bot.discord.views import layout
from bot.discord.workers import StoppedError

T = TypeVar("T")

SORRY: Final = plain_reply(
    "Something went wrong on my side, so I have no answer for you. Please try again in a moment."
)

CUT_SHORT: Final = plain_reply("The rest of this could not be sent. Please try again in a moment.")

NOBODY: Final = discord.AllowedMentions.none()
"""Who is notified by what the bot says."""

ALREADY_ACKNOWLEDGED: Final = 40060

_log = structlog.get_logger(__name__)


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
        await persistently(lambda: interaction.response.defer(ephemeral=private, thinking=True))
    except discord.HTTPException as error:
        # Discord took an earlier attempt, and only its answer was lost on the way.
        if error.code != ALREADY_ACKNOWLEDGED:
            raise


async def persistently(send: Callable[[], Awaitable[T]]) -> T:
    """Send, and once more where the network fails, as when a kept connection was closed."""
    try:
        return await send()
    except NETWORK_FAILURES:
        return await send()


class Response:
    """The place of an interaction's deferred response, `private` as it was acknowledged."""

    def __init__(self, interaction: discord.Interaction[Any], *, private: bool) -> None:
        self._interaction = interaction
        self._private = private

    async def draft(self, page: Page) -> int:
        """Show `page` for now; raises where Discord does not take it at once."""
        async with hurried():
            return await self._edit(layout(page))

    async def finish(self, reply: Reply) -> tuple[int, ...]:
        """Put `reply` in the place of what was there; whatever fails, the member is told.

        Where Discord takes no answer at all, the log says so.
        Returns the ids of the messages that were accepted.
        """
        sent: list[int] = []
        try:
            for page in reply.pages:
                send = self._follow_up if sent else self._fill
                sent.append(await send(layout(page, reply.answer_id)))
        except Exception:
            _log.exception("reply not accepted", interaction=self._interaction.id)
            await self._tell(CUT_SHORT if sent else SORRY)
        return tuple(sent)

    async def _tell(self, failure: Reply) -> None:
        # What was shown stays: only the sign that a reply is coming is replaced.
        send = self._fill if failure is SORRY else self._follow_up
        try:
            await send(layout(failure.pages[0]))
        except Exception as error:
            _log.warning("failure not told", interaction=self._interaction.id, error=str(error))

    async def _fill(self, view: discord.ui.LayoutView) -> int:
        try:
            return await persistently(lambda: self._edit(view))
        except discord.NotFound:
            # Somebody deleted the sign that a reply is coming.
            return await self._follow_up(view)

    async def _edit(self, view: discord.ui.LayoutView) -> int:
        edit = self._interaction.edit_original_response
        return (await edit(view=view, allowed_mentions=NOBODY)).id

    async def _follow_up(self, view: discord.ui.LayoutView) -> int:
        send = self._interaction.followup.send
        message = await persistently(
            lambda: send(view=view, ephemeral=self._private, allowed_mentions=NOBODY, wait=True)
        )
        return message.id
