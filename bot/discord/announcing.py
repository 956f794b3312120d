"""Tells the log channel of each server what changed, as long as the bot may write there."""

import asyncio
import time
from collections.abc import Callable
from typing import Final

import discord
import structlog

from bot.discord.addresses import FAILURES
from bot.discord.announcements import FOUND, changes_told, unreachable_told
from bot.discord.sending import NOBODY
from bot.discord.service import SourceService
from bot.discord.sources.controls import layout_of
from bot.discord.sources.panels import Panel
from bot.discord.sources.shelf import Shelf
from bot.log_channels import LogChannel, LogChannels, Notice, Unreachable
from vectorstore.model import Scope

_EVERY: Final = 10.0
"""Seconds between two looks for what another process changed."""

_PACE: Final = 1.2
"""Seconds between two messages in all; Discord takes about five in five seconds in a channel."""

_FIRST_WAIT, _LONGEST_WAIT = 5.0, 900.0
"""Seconds after which a channel is tried again when Discord or the network failed."""

_TOO_MANY, _THEIR_FAULT = 429, 500
"""HTTP statuses that pass; all others from 400 on stay as they are."""

_GONE: Final = "The channel was deleted: set another one."
_NO_PLACE: Final = "The channel takes no messages of this server: set another one."

Place = discord.TextChannel | discord.VoiceChannel | discord.StageChannel | discord.Thread

_log = structlog.get_logger(__name__)


class _ClosedError(Exception):
    """The channel takes nothing any more; the message is the sentence for the admins."""


class Announcing:
    """Posts each change and each notice once, oldest first, and notifies nobody.

    A channel that is gone or closed to the bot is given up, and `LogChannels.problem` says why.
    """

    def __init__(
        self,
        channels: LogChannels,
        service: SourceService,
        *,
        every: float = _EVERY,
        pace: float = _PACE,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """`every` and `pace` are seconds between two looks, and between two messages."""
        self._channels = channels
        self._service = service
        self._every = every
        self._pace = pace
        self._clock = clock
        self._news = asyncio.Event()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._failures: dict[Scope, tuple[int, float]] = {}

    def wake(self) -> None:
        """Something changed: tell it now. May be called from any thread."""
        if self._loop is not None:
            self._loop.call_soon_threadsafe(self._news.set)

    async def run(self, client: discord.Client) -> None:
        """Go on until cancelled."""
        self._loop = asyncio.get_running_loop()
        await client.wait_until_ready()
        while True:
            self._news.clear()
            try:
                await self._tell_all(client)
            except Exception:
                _log.exception("log channels not told")
            try:
                await asyncio.wait_for(self._news.wait(), self._every)
            except TimeoutError:
                continue

    async def _tell_all(self, client: discord.Client) -> None:
        for channel in await asyncio.to_thread(self._channels.waiting):
            failures, not_before = self._failures.get(channel.scope, (0, 0.0))
            if self._clock() < not_before:
                continue
            try:
                await self._tell(client, channel)
                self._failures.pop(channel.scope, None)
            except _ClosedError as closed:
                _log.warning("log channel given up", server=channel.scope, reason=str(closed))
                await asyncio.to_thread(self._channels.give_up, channel, str(closed))
            except FAILURES as error:
                self._put_off(channel.scope, failures)
                _log.warning("log channel not told", server=channel.scope, error=str(error))
            except Exception:
                # What is wrong with one server's news must not keep the others from theirs.
                self._put_off(channel.scope, failures)
                _log.exception("log channel not told", server=channel.scope)

    def _put_off(self, scope: Scope, failures: int) -> None:
        """Try again later, after twice as long with each failure."""
        wait = min(_FIRST_WAIT * 2 ** min(failures, 10), _LONGEST_WAIT)
        self._failures[scope] = failures + 1, self._clock() + wait

    async def _tell(self, client: discord.Client, channel: LogChannel) -> None:
        """Tell one channel all there is; raises `_ClosedError`, or what Discord's library does."""
        place = await _place(client, channel)
        if place is None:
            return
        while changes := await asyncio.to_thread(self._channels.changes, channel.scope):
            panel, told = changes_told([change for _, change in changes])
            last = changes[told - 1][0]
            await self._send(place, panel, f"c{changes[0][0]}-{last}")
            await asyncio.to_thread(self._channels.told_changes, channel, last)
        for notice in await asyncio.to_thread(self._channels.notices, channel.scope):
            noticed = await asyncio.to_thread(self._panel, channel.scope, notice)
            if noticed is not None:
                await self._send(place, noticed, f"n{notice.key}-{int(notice.at.timestamp())}")
            await asyncio.to_thread(self._channels.told_notice, notice)

    def _panel(self, scope: Scope, notice: Notice) -> Panel | None:
        """What is said of a notice; None where somebody has answered it already."""
        if isinstance(notice, Unreachable):
            titles = {source.id: source.title for source in self._service.sources(scope)}
            title = titles.get(notice.source, notice.source)
            return unreachable_told(title, notice.source, notice.error)
        try:
            return Shelf(self._service).review(scope, notice.draft, note=FOUND)
        except LookupError:
            return None

    async def _send(self, place: Place, panel: Panel, nonce: str) -> None:
        # The nonce keeps Discord from taking it twice, should its answer be lost.
        view = layout_of(panel)
        try:
            await place.send(view=view, allowed_mentions=NOBODY, silent=True, nonce=nonce)
        except discord.HTTPException as error:
            if error.status == _TOO_MANY or error.status >= _THEIR_FAULT:
                raise
            raise _closed(error, place.id) from error
        await asyncio.sleep(self._pace)


async def _place(client: discord.Client, channel: LogChannel) -> Place | None:
    """The channel, if it is one of the server's own; None while the server cannot be seen."""
    guild = client.get_guild(int(channel.scope))
    if guild is None or guild.unavailable:
        return None
    number = int(channel.channel)
    try:
        # A thread that was archived is not among those that are known.
        found = guild.get_channel_or_thread(number) or await client.fetch_channel(number)
    except discord.HTTPException as error:
        if error.status == _TOO_MANY or error.status >= _THEIR_FAULT:
            raise
        raise _closed(error, number) from error
    if not isinstance(found, Place) or found.guild.id != guild.id:
        raise _ClosedError(_NO_PLACE)
    return found


def _closed(error: discord.HTTPException, channel: int) -> _ClosedError:
    if isinstance(error, discord.NotFound):
        return _ClosedError(_GONE)
    if isinstance(error, discord.Forbidden):
        return _ClosedError(
            f"I may not write in <#{channel}>: give me the permissions View Channel and Send "
            "Messages there, then set it again."
        )
    return _ClosedError(f"Discord takes no message in <#{channel}>: set another one.")
