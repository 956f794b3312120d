"""`/ask`: a question to the sources."""

import asyncio
from typing import Any, Final

import discord
import structlog
from discord import app_commands

from answering.questions import QUESTION_LENGTH
from bot.discord.places import place_of
from bot.discord.reception import Reception

_SUGGESTED_WITHIN: Final = 0.7
"""Seconds; late suggestions are an interaction without a response, so none are better."""

_log = structlog.get_logger(__name__)


def ask_command(reception: Reception) -> app_commands.Command[Any, ..., None]:
    """The command, which leaves the question at `reception`."""
    desk, workers = reception.desk, reception.workers

    @app_commands.command(description="Ask a question. Every statement shows its paragraph.")
    @app_commands.describe(
        question="What you want to know, in your own words",
        source="Search this source only",
        private="Show the answer only to you",
    )
    async def ask(
        interaction: discord.Interaction[Any],
        question: app_commands.Range[str, 1, QUESTION_LENGTH],
        source: str | None = None,
        private: bool = False,
    ) -> None:
        await reception.command(interaction, question, source, private=private)

    @ask.autocomplete("source")
    async def suggest(
        interaction: discord.Interaction[Any], typed: str
    ) -> list[app_commands.Choice[str]]:
        try:
            async with asyncio.timeout(_SUGGESTED_WITHIN):
                found = await workers.read(desk.suggestions, place_of(interaction), typed)
        except TimeoutError:
            _log.warning("suggestions not in time", interaction=interaction.id)
            found = []
        except Exception:
            _log.exception("suggestions failed", interaction=interaction.id)
            found = []
        return [app_commands.Choice(name=title, value=source_id) for title, source_id in found]

    return ask
