"""Adding and updating: what is given becomes a draft, and whoever asked sees how far it is."""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from typing import Any, Final

import discord

from bot.discord.sources.desk import RefusedError, SourceDesk, told
from bot.discord.sources.failures import panel_or_sentence
from bot.discord.sources.orders import Order
from bot.discord.sources.panels import Action, Control, Look, Panel
from bot.discord.sources.permission import actor_of, scope_of
from bot.discord.sources.shelf import draft_panel, opened
from bot.discord.sources.surface import Surface
from bot.discord.sources.turns import Turns
from bot.discord.sources.words import code, paragraphs_counted, titled
from bot.discord.throttle import Throttle
from bot.discord.workers import StoppedError, Workers
from bot.records import Compared
from ingest.names import slug
from ingest.report import Prepared, Unchanged
from vectorstore.model import Scope

WAITING: Final = Panel("Another change of sources is being prepared; this one comes after it …")
_BAR: Final = 12

READY_ELSEWHERE: Final = (
    "A change of this server’s sources took longer than Discord lets me answer a command. "
    "It is ready now and waits to be published; `/source list` shows it too."
)
ENDED_ELSEWHERE: Final = Panel(
    "A change of this server’s sources took longer than Discord lets me answer a command, and has "
    "ended. `/source log` shows whether anything was changed."
)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of an order: for the one who asked, and, if that is too late, for the channel."""

    panel: Panel
    elsewhere: Panel = ENDED_ELSEWHERE


class Preparations:
    """Carries out orders on threads, one for each server at a time."""

    def __init__(self, desk: SourceDesk, workers: Workers) -> None:
        self._desk = desk
        self._workers = workers
        self._turns = Turns()

    async def carry_out(
        self, interaction: discord.Interaction[Any], make: Callable[[Scope], Order]
    ) -> None:
        """From the acknowledged command to its last message; `make` gives the order, or raises."""
        scope, actor, surface = scope_of(interaction), actor_of(interaction), Surface(interaction)
        progress = Throttle(surface.draft)
        outcomes: list[Outcome] = []

        async def made() -> Panel:
            order = await self._workers.read(make, scope)
            async with self._turns.mine(scope, lambda: progress.offer(WAITING)):
                outcomes.append(await self._outcome(scope, actor, order, progress))
            return outcomes[0].panel

        panel = await panel_or_sentence(made(), interaction=interaction.id)
        await progress.end()
        if not await surface.finish(panel):
            elsewhere = outcomes[0].elsewhere if outcomes else ENDED_ELSEWHERE
            await surface.say_in_channel(elsewhere)

    async def _outcome(
        self, scope: Scope, actor: str, order: Order, progress: Throttle[Panel]
    ) -> Outcome:
        shown = order.gift.shown
        progress.offer(Panel(f"Fetching {shown} …"))
        given = await order.gift.load(self._desk.service, self._workers)
        if given is None:
            return Outcome(Panel(f"{shown} is still the same, so there is nothing to publish."))
        source = order.source or slug(given.name)
        if order.is_new:
            await self._workers.read(self._must_be_new, scope, source)
        progress.offer(Panel(f"Reading {shown} …"))
        result = await self._workers.change(
            partial(
                self._desk.service.prepare,
                given,
                scope,
                source=source,
                actor=actor,
                progress=self._reporter(shown, progress),
            )
        )
        return await self._workers.change(self._told, scope, actor, order, result)

    def _must_be_new(self, scope: Scope, source: str) -> None:
        if any(each.id == source for each in self._desk.service.sources(scope)):
            raise RefusedError(
                f"There is a source {code(source)} already. `/source update` gives it a new text; "
                "`name:` gives this one another id."
            )

    def _reporter(self, shown: str, progress: Throttle[Panel]) -> Callable[[int, int], None]:
        """Tells from a thread how far the embedding is, and ends it when the bot ends."""
        loop = asyncio.get_running_loop()

        def report(done: int, total: int) -> None:
            if self._workers.are_ending:
                raise StoppedError
            # The loop may be gone already when the bot was stopped.
            with suppress(RuntimeError):
                loop.call_soon_threadsafe(progress.offer, _embedding(shown, done, total))

        return report

    def _told(
        self, scope: Scope, actor: str, order: Order, result: Prepared | Unchanged
    ) -> Outcome:
        if isinstance(result, Unchanged):
            return Outcome(
                Panel(
                    f"{titled(result.title, result.source)} says the same as its revision "
                    f"{result.number} with {paragraphs_counted(result.paragraphs)}, so there is "
                    "nothing to publish."
                )
            )
        compared = Compared(result.base, result.number, result.difference, result.title)
        if order.at_once:
            return Outcome(self._published(scope, actor, result, compared))
        waiting = self._desk.service.waiting(scope)
        draft = next((each for each in waiting if each.key == result.key), None)
        review = Control("Review", Action.REVIEW, f"{result.key}:0", Look.MAIN)
        return Outcome(
            draft_panel(compared, result.key, draft), Panel(READY_ELSEWHERE, rows=((review,),))
        )

    def _published(self, scope: Scope, actor: str, result: Prepared, compared: Compared) -> Panel:
        done = told(self._desk.service.publish(scope, result.key, actor=actor))
        about = f"{compared.before or 0}:{compared.after}"
        return opened(
            done.body,
            compared,
            0,
            lambda label, to: Control(label, Action.DIFF, f"{about}:{to}:{result.source}"),
            done.footer,
        )


def _embedding(shown: str, done: int, total: int) -> Panel:
    filled = _BAR * done // total if total else _BAR
    bar = "▰" * filled + "▱" * (_BAR - filled)
    return Panel(f"Embedding {shown} …\n{bar} {done} of {total} passages")
