"""Where admins are served: who asks is judged first, then the desk is asked on a thread."""

import asyncio
from collections.abc import Awaitable, Callable
from functools import partial
from typing import Any, Final

import discord
import structlog
from discord import app_commands

from bot.discord.sending import acknowledge
from bot.discord.sources import clicks
from bot.discord.sources.desk import SourceDesk
from bot.discord.sources.failures import panel_or_sentence
from bot.discord.sources.orders import Order
from bot.discord.sources.panels import Panel
from bot.discord.sources.permission import actor_of, refusal, scope_of
from bot.discord.sources.preparing import Preparations
from bot.discord.sources.suggestions import Suggestions
from bot.discord.sources.surface import Surface, acknowledge_click, refuse
from bot.discord.workers import Workers
from vectorstore.model import Scope

_SUGGESTED_WITHIN: Final = 0.7
"""Seconds; late suggestions are an interaction without a response, so none are better."""

Choices = list[app_commands.Choice[Any]]

_log = structlog.get_logger(__name__)


class Counter:
    """Every command, button and suggestion of `/source` comes by here."""

    def __init__(self, desk: SourceDesk, workers: Workers) -> None:
        self.desk: Final = desk
        self.suggestions: Final = Suggestions(desk.service)
        self._workers = workers
        self._preparations = Preparations(desk, workers)

    async def private(
        self, interaction: discord.Interaction[Any], make: Callable[[Scope], Panel]
    ) -> None:
        """Show what `make` gives for the server, read on a thread, to the one who asks only."""
        if (why_not := refusal(interaction)) is not None:
            await refuse(interaction, why_not)
            return
        with self._workers.promise():
            await acknowledge(interaction, private=True)
            made = self._workers.read(make, scope_of(interaction))
            await self._show(interaction, made)

    async def prepare(
        self,
        interaction: discord.Interaction[Any],
        make: Callable[[Scope], Order],
    ) -> None:
        """Carry out the order that `make` gives on a thread, or say why there is none."""
        if (why_not := refusal(interaction)) is not None:
            await refuse(interaction, why_not)
            return
        with self._workers.promise():
            await acknowledge(interaction, private=True)
            await self._preparations.carry_out(interaction, make)

    async def clicked(self, interaction: discord.Interaction[Any], action: str, about: str) -> None:
        """Do what a button says, whoever sent it and however old it is."""
        if (why_not := refusal(interaction)) is not None:
            await refuse(interaction, why_not)
            return
        click = clicks.read(action, about)
        work = self._workers.change if click.writes else self._workers.read
        deed = partial(click.do, self.desk, scope_of(interaction), actor_of(interaction))
        with self._workers.promise():
            await self._acknowledge_click(interaction, writes=click.writes)
            await self._show(interaction, work(deed))

    async def _acknowledge_click(
        self, interaction: discord.Interaction[Any], *, writes: bool
    ) -> None:
        """What a public message shows changes for all when something is done, not when read."""
        message = interaction.message
        if not writes and message is not None and not message.flags.ephemeral:
            await acknowledge(interaction, private=True)
        else:
            await acknowledge_click(interaction)

    async def _show(self, interaction: discord.Interaction[Any], made: Awaitable[Panel]) -> None:
        panel = await panel_or_sentence(made, interaction=interaction.id)
        await Surface(interaction).finish(panel)

    async def suggest(
        self,
        interaction: discord.Interaction[Any],
        find: Callable[[Scope], list[tuple[str, Any]]],
    ) -> Choices:
        """What `find` gives for the server, by name and value; nothing for those who may not."""
        if refusal(interaction) is not None:
            return []
        try:
            async with asyncio.timeout(_SUGGESTED_WITHIN):
                found = await self._workers.read(find, scope_of(interaction))
        except TimeoutError:
            _log.warning("suggestions not in time", interaction=interaction.id)
            return []
        except Exception:
            _log.exception("suggestions failed", interaction=interaction.id)
            return []
        return [app_commands.Choice(name=name, value=value) for name, value in found]

    async def own_sources(self, interaction: discord.Interaction[Any], typed: str) -> Choices:
        """Autocompletion of the server's own sources."""
        return await self.suggest(interaction, partial(self.suggestions.own, typed=typed))

    async def readable_sources(self, interaction: discord.Interaction[Any], typed: str) -> Choices:
        """Autocompletion of the server's own sources and the operator's."""
        return await self.suggest(interaction, partial(self.suggestions.readable, typed=typed))

    async def past_sources(self, interaction: discord.Interaction[Any], typed: str) -> Choices:
        """Autocompletion of the server's own sources, removed ones too."""
        return await self.suggest(interaction, partial(self.suggestions.past, typed=typed))
