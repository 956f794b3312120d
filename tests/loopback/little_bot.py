"""A bot of a few lines that does, with the real discord.py, all that the loopback must serve."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import discord
import yarl
from discord import app_commands
from discord.gateway import DiscordWebSocket
from discord.http import Route

from .server import LoopbackDiscord


class Sources(discord.ui.View):
    """A control that outlives the process: its custom ids never change."""

    def __init__(self) -> None:
        super().__init__(timeout=None)

    @discord.ui.button(label="¶1", custom_id="paragraph:1")
    async def show(self, interaction: discord.Interaction, button: discord.ui.Button[Any]) -> None:
        await interaction.response.send_message("the paragraph", ephemeral=True)

    @discord.ui.button(label="again", custom_id="again")
    async def again(self, interaction: discord.Interaction, button: discord.ui.Button[Any]) -> None:
        await interaction.response.edit_message(content="edited in place")

    @discord.ui.button(label="note", custom_id="note")
    async def note(self, interaction: discord.Interaction, button: discord.ui.Button[Any]) -> None:
        await interaction.response.send_modal(Note())

    @discord.ui.select(
        custom_id="pick", options=[discord.SelectOption(label=x, value=x) for x in ("one", "two")]
    )
    async def pick(self, interaction: discord.Interaction, select: discord.ui.Select[Any]) -> None:
        await interaction.response.defer()
        await interaction.followup.send(f"picked {select.values[0]}", ephemeral=True)


class Note(discord.ui.Modal, title="A note"):
    """A modal with one line."""

    line: discord.ui.TextInput["Note"] = discord.ui.TextInput(label="Line", custom_id="line")

    async def on_submit(self, interaction: discord.Interaction) -> None:
        await interaction.response.send_message(f"noted: {self.line.value}", ephemeral=True)


class LittleBot(discord.Client):
    """One slash command, one persistent view, replies to mentions and direct messages."""

    def __init__(self, intents: discord.Intents) -> None:
        super().__init__(
            intents=intents,
            allowed_mentions=discord.AllowedMentions.none(),
            guild_ready_timeout=0.05,
        )
        self.tree = app_commands.CommandTree(self)
        self.tree.add_command(ask)

    async def setup_hook(self) -> None:
        _, gateway, _ = await self.http.get_bot_gateway()
        DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL(gateway)
        self.add_view(Sources())
        await self.tree.sync()

    async def on_message(self, message: discord.Message) -> None:
        assert self.user is not None
        if message.author.bot or not (message.guild is None or self.user in message.mentions):
            return
        if message.content == "once":
            for _ in range(2):
                await message.reply("only once", mention_author=False, nonce="n")
            return
        async with message.channel.typing():
            await message.reply(f"you said {message.content}", mention_author=False)


@app_commands.command(description="Answer a question")
@app_commands.describe(question="What to answer", source="Where to look", private="For you only")
async def ask(
    interaction: discord.Interaction, question: str, source: str = "", private: bool = False
) -> None:
    await interaction.response.defer(ephemeral=private)
    embed = discord.Embed(title="Answer", description=f"{question} {source}".strip())
    embed.set_footer(text=f"{interaction.user.display_name} may {interaction.permissions.value}")
    await interaction.followup.send(embed=embed, view=Sources())


@ask.autocomplete("source")
async def sources(interaction: discord.Interaction, typed: str) -> list[app_commands.Choice[str]]:
    names = [name for name in ("russia", "rust", "iran") if name.startswith(typed)]
    return [app_commands.Choice(name=name, value=name) for name in names]


def minimal_intents() -> discord.Intents:
    """Servers, and messages without their content."""
    return discord.Intents(guilds=True, guild_messages=True, dm_messages=True)


@asynccontextmanager
async def connected(
    server: LoopbackDiscord, intents: discord.Intents | None = None
) -> AsyncIterator[LittleBot]:
    """A little bot on `server`, once it is on the gateway.

    discord.py keeps its addresses in classes; they are put back afterwards.
    """
    before = Route.BASE, DiscordWebSocket.DEFAULT_GATEWAY
    Route.BASE = server.api_base
    bot = LittleBot(intents or minimal_intents())
    running = asyncio.create_task(bot.start(server.token))
    try:
        arrival = asyncio.create_task(server.connected())
        await asyncio.wait({running, arrival}, return_when=asyncio.FIRST_COMPLETED)
        if running.done():
            arrival.cancel()
            await running
        await arrival
        async with asyncio.timeout(5):
            await bot.wait_until_ready()
        yield bot
    finally:
        await bot.close()
        await asyncio.gather(running, return_exceptions=True)
        Route.BASE, DiscordWebSocket.DEFAULT_GATEWAY = before
