"""`/ask`: a question to the sources."""

from typing import Any

import discord
import structlog
from discord import app_commands

from answering.questions import QUESTION_LENGTH
from bot.discord.desk import Desk
from bot.discord.sending import SORRY, place_of, respond
from bot.discord.workers import Workers

_log = structlog.get_logger(__name__)


def ask_command(desk: Desk, workers: Workers) -> app_commands.Command[Any, ..., None]:
    """The command, which asks `desk` on the threads of `workers`."""

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
        await interaction.response.defer(ephemeral=private)
        with workers.promise():
            try:
                reply = await workers.answer(
                    desk.ask, place_of(interaction), question, source, show_question=True
                )
            except Exception:
                _log.exception("question failed", interaction=interaction.id)
                reply = SORRY
            await respond(interaction, reply, private=private)

    @ask.autocomplete("source")
    async def suggest(
        interaction: discord.Interaction[Any], typed: str
    ) -> list[app_commands.Choice[str]]:
        try:
            found = await workers.read(desk.suggestions, place_of(interaction), typed)
        except Exception:
            _log.exception("suggestions failed", interaction=interaction.id)
            found = []
        return [app_commands.Choice(name=title, value=source_id) for title, source_id in found]

    return ask
