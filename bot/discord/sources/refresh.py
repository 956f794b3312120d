"""`/source refresh`: when a source from the web is looked at again."""

from functools import partial
from typing import Any, Final, Literal

import discord
from discord import app_commands

from bot.discord.limits import CHOICE
from bot.discord.sources.counter import Counter
from bot.discord.sources.desk import RefusedError, SourceDesk
from bot.discord.sources.panels import Panel
from bot.discord.sources.schedules import scheduled, unscheduled
from bot.discord.sources.words import titled
from bot.schedules import Delivery, Every
from bot.scheduling import NoAddressError
from vectorstore.model import Scope

_NEVER: Final = "never"

_Every = Literal["hourly", "daily", "weekly", "never"]
_Publish = Literal["offer", "now"]


def refresh_command(counter: Counter) -> app_commands.Command[Any, ..., None]:
    """The command, for a counter whose desk has schedules."""

    @app_commands.command(description="Look at a source from the web again, on a schedule")
    @app_commands.describe(
        source="The source, which must come from a web address",
        every="How often its address is looked at",
        publish="Offer each change to those who may publish, or publish it at once",
    )
    async def refresh(
        interaction: discord.Interaction[Any],
        source: app_commands.Range[str, 1, CHOICE],
        every: _Every,
        publish: _Publish = "offer",
    ) -> None:
        await counter.private(
            interaction,
            partial(schedule, counter.desk, source=source, every=every, publish=publish),
        )

    refresh.autocomplete("source")(counter.own_sources)
    return refresh


def schedule(desk: SourceDesk, scope: Scope, *, source: str, every: str, publish: str) -> Panel:
    """Set when the server's source is looked at; raises `RefusedError`."""
    own = desk.own(scope, source)
    if desk.schedules is None:
        raise RefusedError("This bot looks at no source on a schedule.")
    if every == _NEVER:
        return unscheduled(own, was=desk.schedules.unwatch(scope, own.id))
    try:
        watch = desk.schedules.watch(scope, own.id, Every(every), Delivery(publish))
    except NoAddressError:
        raise RefusedError(
            f"{titled(own.title, own.id)} came from a file, so there is no address to look at. "
            "`/source update` with its address changes that."
        ) from None
    return scheduled(own, watch, desk.log_channel(scope))
