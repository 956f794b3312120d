"""Where panels are shown: in the response to a command or a click, or in the channel."""

from typing import Any, Final

import discord
import structlog

from bot.discord.addresses import FAILURES
from bot.discord.hurry import hurried
from bot.discord.sending import ALREADY_ACKNOWLEDGED, NOBODY, persistently
from bot.discord.sources.controls import layout_of
from bot.discord.sources.panels import Panel

_log = structlog.get_logger(__name__)


class Surface:
    """The place of an interaction's deferred response, or of the message that was clicked."""

    def __init__(self, interaction: discord.Interaction[Any]) -> None:
        self._interaction: Final = interaction

    async def draft(self, panel: Panel) -> None:
        """Show `panel` for now; raises where Discord does not take it at once."""
        async with hurried():
            await self._edit(panel)

    async def finish(self, panel: Panel) -> bool:
        """Put `panel` in the place of what was there; whether Discord took it.

        It does so for fifteen minutes.
        """
        try:
            await persistently(lambda: self._edit(panel))
        except FAILURES as error:
            _log.warning("panel not accepted", interaction=self._interaction.id, error=str(error))
            return False
        return True

    async def say_in_channel(self, panel: Panel) -> None:
        """Send `panel` to the channel, where everybody there reads it, if the bot may write."""
        channel = self._interaction.channel_id
        if channel is None:
            return
        place = self._interaction.client.get_partial_messageable(channel)
        try:
            await persistently(lambda: place.send(view=layout_of(panel), allowed_mentions=NOBODY))
        except FAILURES as error:
            _log.warning("channel not told", interaction=self._interaction.id, error=str(error))

    async def _edit(self, panel: Panel) -> None:
        edit = self._interaction.edit_original_response
        await edit(view=layout_of(panel), allowed_mentions=NOBODY)


async def acknowledge_click(interaction: discord.Interaction[Any]) -> None:
    """Take a click, after which the clicked message is the response."""
    try:
        await persistently(interaction.response.defer)
    except discord.HTTPException as error:
        # Discord took an earlier attempt, and only its answer was lost on the way.
        if error.code != ALREADY_ACKNOWLEDGED:
            raise


async def refuse(interaction: discord.Interaction[Any], sentence: str) -> None:
    """Say to the one who asked, and to nobody else, why nothing happens."""
    try:
        await persistently(
            lambda: interaction.response.send_message(
                view=layout_of(Panel(sentence)), ephemeral=True, allowed_mentions=NOBODY
            )
        )
    except FAILURES as error:
        _log.warning("refusal not told", interaction=interaction.id, error=str(error))
