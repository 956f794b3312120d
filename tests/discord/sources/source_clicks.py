"""Interactions that Discord's own client would not offer, and what is seen of panels."""

from typing import Any

import discord
from discord_fakes import texts
from simcord import Env, MemberActor, interactions
from simcord.builders import ChannelHandle
from simcord.enums import InteractionType
from simcord.results import InteractionResult

from bot.discord.sources.controls import SourceButton
from ingest.given import Given

BEES = b"# About bees\n\nA bee flies far.\n\nA queen rules.\n"
LATER = b"# About bees\n\nA bee flies very far.\n\nA queen rules.\n\nDrones do nothing.\n"


def given(data: bytes, name: str = "bees.md") -> Given:
    """A file of that name."""
    return Given(name, name, data)


def shown(result: InteractionResult) -> str:
    """All text of the panel that an interaction ended in."""
    return "\n".join(texts(result.response))


def labels(result: InteractionResult) -> list[str]:
    """The buttons below it."""
    rows = [part for part in result.response.components if part["type"] == 1]
    return [button["label"] for row in rows for button in row["components"]]


async def forged(
    env: Env, member: MemberActor, channel: ChannelHandle, action: str, about: str
) -> InteractionResult:
    """A click of `member` on a button that the bot is made to post, whatever it belongs to."""
    view = discord.ui.LayoutView(timeout=None)
    view.add_item(discord.ui.TextDisplay("Planted."))
    row: discord.ui.ActionRow[Any] = discord.ui.ActionRow()
    row.add_item(SourceButton(action, about, "Press"))
    view.add_item(row)
    message = await env.bot.get_channel(channel.id).send(view=view)
    return await member.click(message, label="Press")


async def sent(
    env: Env, member: MemberActor, channel: ChannelHandle, command: str, **options: Any
) -> InteractionResult:
    """A subcommand of `/source` as a changed client would send it, hidden or not."""
    registered = env.backend.find_command("source", None, type=1)
    leaf = next(each for each in registered["options"] if each["name"] == command)
    kinds = {each["name"]: each["type"] for each in leaf["options"]}
    filled = [{"name": n, "type": kinds[n], "value": v} for n, v in options.items()]
    record, payload = interactions.base_payload(
        env.backend,
        type=InteractionType.APPLICATION_COMMAND,
        channel_id=channel.id,
        guild_id=member.guild.id,
        user_id=member.id,
        data={
            "id": registered["id"],
            "name": "source",
            "type": 1,
            "options": [{"name": command, "type": 1, "options": filled}],
        },
    )
    env.backend.emit("INTERACTION_CREATE", payload)
    await env.settle()
    return InteractionResult(env, record)
