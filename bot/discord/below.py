"""Answers below the message that asks for them."""

import asyncio
from contextlib import AsyncExitStack
from functools import partial
from itertools import count
from types import TracebackType
from typing import Final, Self

import discord
import structlog

from bot.discord.addresses import FAILURES
from bot.discord.hurry import hurried, never_waiting
from bot.discord.pages import Page, Reply
from bot.discord.sending import CUT_SHORT, NOBODY, SORRY, persistently
from bot.discord.views import layout

_REFUSED: Final = (400, 403)
_TYPING_WITHIN: Final = 2.0

_log = structlog.get_logger(__name__)


class Below:
    """The place below `message`, where the bot is seen typing until something stands there.

    Use it as a context manager.
    """

    def __init__(self, message: discord.Message) -> None:
        self._message = message
        self._typing = AsyncExitStack()
        self._numbers = count()
        self._draft: discord.Message | None = None
        self._unsure: str | None = None

    async def draft(self, page: Page) -> int:
        """Show `page` for now; raises where Discord does not take it at once."""
        if self._draft is None:
            self._draft = await self._first_draft(layout(page))
            await self._typing.aclose()
        else:
            async with hurried():
                await self._draft.edit(view=layout(page), allowed_mentions=NOBODY)
        return self._draft.id

    async def _first_draft(self, view: discord.ui.LayoutView) -> discord.Message:
        self._unsure = nonce = self._next_nonce()
        try:
            async with hurried():
                draft = await self._reply(view, nonce)
        except discord.DiscordException:
            self._unsure = None
            raise
        self._unsure = None
        return draft

    async def finish(self, reply: Reply) -> tuple[int, ...]:
        """Put `reply` in the place of the draft, if any; whatever fails, the member is told.

        Where Discord takes no answer at all, the log says so.
        Returns the ids of the messages that were accepted.
        """
        sent: list[int] = []
        try:
            for page in reply.pages:
                sent.append(await self._show(layout(page, reply.answer_id)))
        except discord.Forbidden as error:
            # Another attempt would be refused too, and Discord bans those who collect refusals.
            _log.warning("not allowed to reply", message=self._message.id, error=str(error))
        except Exception:
            _log.exception("reply not accepted", message=self._message.id)
            await self._tell(CUT_SHORT if sent else SORRY)
        return tuple(sent)

    async def _tell(self, failure: Reply) -> None:
        try:
            await self._show(layout(failure.pages[0]))
        except Exception as error:
            _log.warning("failure not told", message=self._message.id, error=str(error))

    async def _show(self, view: discord.ui.LayoutView) -> int:
        """Replace the draft once; later, and where there is none, send a message."""
        if (draft := self._draft) is None:
            return await self._send(view)
        try:
            await persistently(partial(draft.edit, view=view, allowed_mentions=NOBODY))
        except discord.NotFound:
            # Somebody deleted the draft.
            self._draft = None
            return await self._send(view)
        self._draft = None
        return draft.id

    async def _send(self, view: discord.ui.LayoutView) -> int:
        lost, self._unsure = self._unsure, None
        nonce = lost or self._next_nonce()
        try:
            message = await persistently(partial(self._reply, view, nonce))
        except discord.HTTPException as error:
            # Without the permission to read the history, a message is allowed but a reply is not.
            if error.status not in _REFUSED:
                raise
            message = await self._message.channel.send(
                view=view, allowed_mentions=NOBODY, nonce=nonce
            )
        if lost:
            # Where the draft had been accepted after all, Discord gives it back unchanged.
            await persistently(partial(message.edit, view=view, allowed_mentions=NOBODY))
        return message.id

    async def _reply(self, view: discord.ui.LayoutView, nonce: str) -> discord.Message:
        return await self._message.channel.send(
            view=view,
            reference=self._message.to_reference(fail_if_not_exists=False),
            mention_author=False,
            allowed_mentions=NOBODY,
            nonce=nonce,
        )

    def _next_nonce(self) -> str:
        """Marks a message, so that Discord accepts it once only, however often it is sent."""
        return f"{self._message.id}.{next(self._numbers)}"

    async def __aenter__(self) -> Self:
        try:
            async with asyncio.timeout(_TYPING_WITHIN):
                with never_waiting():
                    await self._typing.enter_async_context(self._message.channel.typing())
        except FAILURES as error:
            _log.debug("typing not shown", error=str(error))
        return self

    async def __aexit__(
        self,
        exc_type: type[BaseException] | None,
        exc: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        await self._typing.aclose()
