"""Marks answers where they stand, for as long as the bot is online."""

import asyncio
import time
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime
from typing import Final

import discord
import structlog

from bot.discord.addresses import FAILURES
from bot.discord.hurry import NotNowError, never_waiting
from bot.discord.marking.kept_pages import edited
from bot.discord.marking.pace import BETWEEN, Pauses, is_gone, wait_for
from bot.discord.sending import NOBODY
from bot.marking.judge import Judge
from bot.marking.marks import Edit, Marks

LOOKED_EVERY: Final = 20.0
"""Seconds between two looks for what another process published."""

_log = structlog.get_logger(__name__)


class Marking:
    """Looks for answers whose sources changed, and edits their messages, the newest first."""

    def __init__(
        self,
        judge: Judge,
        marks: Marks,
        *,
        every: float = LOOKED_EVERY,
        between: float = BETWEEN,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """`every` and `between` are the seconds between two looks, and between two edits."""
        self._judge = judge
        self._marks = marks
        self._every = every
        self._between = between
        self._pauses = Pauses(clock)
        self._loop: asyncio.AbstractEventLoop | None = None
        self._published = asyncio.Event()
        self._wanted = asyncio.Event()

    def look_now(self, *_: object) -> None:
        """Something was published; to be called from any thread."""
        if self._loop is not None:
            with suppress(RuntimeError):  # the loop may be gone already
                self._loop.call_soon_threadsafe(self._published.set)

    async def run(self, client: discord.Client) -> None:
        """Go on until cancelled; what is not done by then is done after the next start."""
        self._loop = asyncio.get_running_loop()
        async with asyncio.TaskGroup() as group:
            group.create_task(self._look())
            group.create_task(self._edit(client))

    async def _look(self) -> None:
        while True:
            self._published.clear()
            try:
                if await asyncio.to_thread(self._judge.look):
                    self._wanted.set()
            except Exception:
                _log.exception("no look at what changed")
            await _within(self._every, self._published)

    async def _edit(self, client: discord.Client) -> None:
        while True:
            self._wanted.clear()
            try:
                edit = await asyncio.to_thread(self._marks.claim, but=self._pauses.channels())
                if edit is not None:
                    await asyncio.sleep(await self._carry_out(client, edit))
                else:
                    await _within(await asyncio.to_thread(self._idle), self._wanted)
            except Exception:
                _log.exception("no answer marked")
                await asyncio.sleep(self._every)

    def _idle(self) -> float:
        """Seconds until an edit may be due, if none is wanted before."""
        due = self._marks.next_due()
        seconds = self._every if due is None else (due - datetime.now(UTC)).total_seconds()
        return min(self._every, max(self._between, seconds))

    async def _carry_out(self, client: discord.Client, edit: Edit) -> float:
        """Edit one message; the seconds until the next edit."""
        channel = client.get_partial_messageable(int(edit.channel))
        message = channel.get_partial_message(int(edit.message))
        try:
            with never_waiting():
                await message.edit(view=edited(edit), allowed_mentions=NOBODY)
        except FAILURES as error:
            return await self._refused(edit, error)
        await asyncio.to_thread(self._marks.settle, edit)
        _log.info("answer marked", answer=edit.answer_id, changes=len(edit.changes))
        return self._between

    async def _refused(self, edit: Edit, error: Exception) -> float:
        about = {"answer": edit.answer_id, "error": str(error) or type(error).__name__}
        if is_gone(error):
            _log.info("answer cannot be marked", **about)
            await asyncio.to_thread(self._marks.forget, edit)
            return self._between
        seconds = wait_for(error, edit.attempts)
        _log.warning("answer not marked", **about, again_in=seconds)
        await asyncio.to_thread(self._marks.postpone, edit, seconds)
        if not isinstance(error, NotNowError) or error.retry_after is None:
            return self._between
        self._pauses.add(edit.channel, error.retry_after)
        return max(self._between, error.retry_after if error.everywhere else 0.0)


async def _within(seconds: float, event: asyncio.Event) -> None:
    """Wait for the event, but no longer than that."""
    with suppress(TimeoutError):
        await asyncio.wait_for(event.wait(), seconds)
