"""Questions on their way from Discord to the desk, and what is seen of the answers meanwhile."""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from typing import Any, Final, Protocol

import discord
import structlog

from bot.discord.below import Below
from bot.discord.conversations import conversation_of, conversation_of_command
from bot.discord.desk import NOT_KNOWN, Desk
from bot.discord.marking.kept_pages import seen
from bot.discord.pages import Page, Reply
from bot.discord.places import place_of
from bot.discord.replies import plain_reply
from bot.discord.sending import SORRY, Response, acknowledge, reply_or_sorry
from bot.discord.throttle import Throttle
from bot.discord.workers import StoppedError, Workers
from bot.ledger import Asked, Place

_KNOWN_WITHIN: Final = 0.5
"""Seconds in which it must be known what to ask again, or the member is told to try once more."""

_log = structlog.get_logger(__name__)


class Surface(Protocol):
    """Where one reply is seen, and drafts of it before."""

    async def draft(self, page: Page) -> int:
        """Show `page` for now, and return its message's id; raises where it cannot be at once."""

    async def finish(self, reply: Reply) -> tuple[int, ...]:
        """Show the reply in the place of the draft; the ids of its messages."""


class Reception:
    """Asks the desk on worker threads, and shows drafts of what it says, then the whole."""

    def __init__(self, desk: Desk, workers: Workers) -> None:
        self.desk = desk
        self.workers = workers

    async def message(self, message: discord.Message, question: str) -> None:
        """Answer `question` below the message that asks it."""
        conversation = conversation_of(message, self.desk.memory)
        place = place_of(message)
        with self.workers.promise():
            async with Below(message) as below:
                await self._answer(
                    below,
                    conversation,
                    place,
                    lambda watch: self.desk.ask(
                        place,
                        question,
                        member=str(message.author.id),
                        conversation=conversation,
                        watch=watch,
                    ),
                    message=message.id,
                )

    async def command(
        self,
        interaction: discord.Interaction[Any],
        question: str,
        source: str | None,
        *,
        private: bool,
    ) -> None:
        """Answer `question` in the place of the command."""
        conversation = conversation_of_command(interaction, private=private)
        place = place_of(interaction)
        with self.workers.promise():
            await acknowledge(interaction, private=private)
            await self._answer(
                Response(interaction, private=private),
                conversation,
                None if private else place,
                lambda watch: self.desk.ask(
                    place,
                    question,
                    source,
                    member=str(interaction.user.id),
                    conversation=conversation,
                    show_question=True,
                    watch=watch,
                ),
                interaction=interaction.id,
            )

    async def again(self, interaction: discord.Interaction[Any], answer_id: str) -> None:
        """Ask the question of an answer once more, in the same place, for all to see."""
        with self.workers.promise():
            asked = await self._asked(interaction, answer_id)
            if isinstance(asked, Asked):
                await self.command(interaction, asked.question, asked.source, private=False)
                return
            await acknowledge(interaction, private=True)
            await Response(interaction, private=True).finish(asked)

    async def _asked(self, interaction: discord.Interaction[Any], answer_id: str) -> Asked | Reply:
        try:
            # Whether the reply is for all must be known before it is acknowledged.
            async with asyncio.timeout(_KNOWN_WITHIN):
                place = place_of(interaction)
                asked = await self.workers.read(self.desk.again, place, answer_id)
        except TimeoutError:
            _log.warning("question not found in time", interaction=interaction.id)
            return SORRY
        except Exception:
            _log.exception("question not found again", interaction=interaction.id)
            return SORRY
        return plain_reply(NOT_KNOWN) if asked is None else asked

    async def _answer(
        self,
        surface: Surface,
        conversation: str | None,
        seen_in: Place | None,
        ask: Callable[[Callable[[Page], None]], Reply],
        **about: object,
    ) -> None:
        loop = asyncio.get_running_loop()

        def link(message: int) -> None:
            if conversation is not None:
                self.desk.memory.link(str(message), conversation)

        async def show(page: Page) -> None:
            link(await surface.draft(page))

        drafts = Throttle(show)

        def watch(page: Page) -> None:
            # The loop may be gone already when the bot was stopped.
            with suppress(RuntimeError):
                loop.call_soon_threadsafe(drafts.offer, page)

        reply = await reply_or_sorry(self.workers.answer(ask, watch), **about)
        await drafts.end()
        sent = await surface.finish(reply)
        if reply.answer_id is None:
            return
        for message in sent:
            link(message)
        if seen_in is not None:
            shown = zip(reply.pages, sent, strict=False)  # the last ones may not have been taken
            where = [seen(page, seen_in.channel, message) for page, message in shown]
            with suppress(StoppedError):
                await self.workers.read(self.desk.show, reply.answer_id, where)
