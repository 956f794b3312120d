"""The tree of all commands: where they may be used, when they are sent, what happens on failure."""

import hashlib
import json
from typing import Any, Final

import discord
import structlog
from discord import app_commands

from bot.discord.addresses import FAILURES
from bot.discord.sending import SORRY
from bot.discord.views import layout
from bot.discord.workers import Workers
from bot.ledger import Ledger

_log = structlog.get_logger(__name__)

_EVERYWHERE: Final = app_commands.AppCommandContext(
    guild=True, dm_channel=True, private_channel=False
)
_BY_SERVERS: Final = app_commands.AppInstallationType(guild=True, user=False)


class Tree(app_commands.CommandTree[Any]):
    """The commands of servers and direct messages, and a sentence when one fails."""

    def __init__(self, client: discord.Client) -> None:
        super().__init__(client, allowed_contexts=_EVERYWHERE, allowed_installs=_BY_SERVERS)

    async def on_error(
        self, interaction: discord.Interaction[Any], error: app_commands.AppCommandError, /
    ) -> None:
        """Log the failure, and say that something went wrong where Discord still listens."""
        _log.error("command failed", interaction=interaction.id, exc_info=error)
        view = layout(SORRY.pages[0])
        try:
            if interaction.response.is_done():
                await interaction.edit_original_response(view=view)
            else:
                await interaction.response.send_message(view=view, ephemeral=True)
        except FAILURES as failure:
            _log.warning("failure not told", interaction=interaction.id, error=str(failure))

    async def sync_if_changed(self, workers: Workers, ledger: Ledger) -> bool:
        """Send the commands to Discord if they are not the ones sent last; whether they were."""
        payload = [command.to_dict(self) for command in self.get_commands()]
        text = json.dumps(payload, sort_keys=True, default=str)
        fingerprint = hashlib.sha256(text.encode()).hexdigest()
        key = f"commands:{self.client.application_id}"
        if await workers.read(ledger.state, key) == fingerprint:
            return False
        await self.sync()
        await workers.read(ledger.set_state, key, fingerprint)
        _log.info("commands sent", count=len(payload))
        return True
