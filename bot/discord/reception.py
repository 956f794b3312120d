"""Questions on their way from Discord to the desk, and what is seen of the answers meanwhile."""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from typing import Any, Protocol

import discord

from bot.discord.below import Below
from bot.discord.conversations import conversation_of, conversation_of_command
from bot.discord.desk import Desk
from bot.discord.pages import Page, Reply
from bot.discord.places import place_of
from bot.discord.sending import Response, acknowledge, reply_or_sorry
from bot.discord.throttle import Throttle
from bot.discord.workers import Workers


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
        with self.workers.promise():
            async with Below(message) as below:
                await self._answer(
                    below,
                    conversation,
                    lambda watch: self.desk.ask(
                        place_of(message),
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
        with self.workers.promise():
            await acknowledge(interaction, private=private)
            await self._answer(
                Response(interaction, private=private),
                conversation,
                lambda watch: self.desk.ask(
                    place_of(interaction),
                    question,
                    source,
                    member=str(interaction.user.id),
                    conversation=conversation,
                    show_question=True,
                    watch=watch,
                ),
                interaction=interaction.id,
            )

    async def _answer(
        self,
        surface: Surface,
        conversation: str | None,
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
        if reply.answer_id is not None:
            for message in sent:
                link(message)
