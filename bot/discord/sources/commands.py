"""The group `/source`: what members with Manage Server may ask for.

The permission only hides the group from others; `Counter` judges everybody who comes.
"""

from collections.abc import Callable
from functools import partial
from typing import Any, Final, Literal

import discord
from discord import app_commands

from bot.discord.sources.counter import Choices, Counter
from bot.discord.sources.orders import Options, to_add, to_update
from bot.discord.sources.refresh import refresh_command

_NAME: Final = 100
_ADDRESS: Final = 2_000
_SERVERS_ONLY: Final = app_commands.AppCommandContext(
    guild=True, dm_channel=False, private_channel=False
)

_Interaction = discord.Interaction[Any]
_Command = app_commands.Command[Any, ..., None]
_When = Literal["review", "now"]
_Number = app_commands.Range[int, 1, 999_999]
_Address = app_commands.Range[str, 1, _ADDRESS]
_Name = app_commands.Range[str, 1, _NAME]


def source_group(counter: Counter, *others: Callable[[Counter], _Command]) -> app_commands.Group:
    """The group, whose commands come to `counter`; `others` make more of them."""
    group = app_commands.Group(
        name="source",
        description="Keep the sources of this server",
        default_permissions=discord.Permissions(manage_guild=True),
        allowed_contexts=_SERVERS_ONLY,
        guild_only=True,
    )
    for make in (_add, _update, _list, _show, _diff, _rollback, _remove, _log, _purge):
        group.add_command(make(counter))
    if counter.desk.schedules is not None:
        group.add_command(refresh_command(counter))
    return group


def _add(counter: Counter) -> _Command:
    @app_commands.command(description="Add a source from a file or a web address")
    @app_commands.describe(
        file="The file to read",
        address="The web address to read",
        name="The source’s id, such as house-rules; made from the file’s name if left out",
        publish="Look at it first, or publish at once",
    )
    async def add(
        interaction: _Interaction,
        file: discord.Attachment | None = None,
        address: _Address | None = None,
        name: _Name | None = None,
        publish: _When = "review",
    ) -> None:
        options = Options(file, address, publish == "now")
        await counter.prepare(
            interaction, partial(to_add, counter.desk, options=options, name=name)
        )

    return add


def _update(counter: Counter) -> _Command:
    @app_commands.command(description="Give a source its new text, and see what changes")
    @app_commands.describe(
        source="The source to update",
        file="Its new version; a source with an address is fetched again if left out",
        address="The web address of its new version",
        publish="Look at what changes first, or publish at once",
    )
    async def update(
        interaction: _Interaction,
        source: _Name,
        file: discord.Attachment | None = None,
        address: _Address | None = None,
        publish: _When = "review",
    ) -> None:
        options = Options(file, address, publish == "now")
        await counter.prepare(
            interaction, partial(to_update, counter.desk, options=options, source=source)
        )

    update.autocomplete("source")(counter.own_sources)
    return update


def _list(counter: Counter) -> _Command:
    @app_commands.command(name="list", description="The sources of this server, and what waits")
    async def list_all(interaction: _Interaction) -> None:
        await counter.private(interaction, counter.desk.shelf.list)

    return list_all


def _show(counter: Counter) -> _Command:
    @app_commands.command(description="Read a source, as it is or as it was")
    @app_commands.describe(
        source="The source to read",
        paragraph="Begin at this paragraph",
        revision="This revision instead of the current one",
    )
    async def show(
        interaction: _Interaction,
        source: _Name,
        paragraph: _Number | None = None,
        revision: _Number | None = None,
    ) -> None:
        shelf = counter.desk.shelf
        await counter.private(
            interaction,
            partial(shelf.show, source=source, revision=revision, paragraph=paragraph),
        )

    show.autocomplete("source")(counter.readable_sources)
    show.autocomplete("revision")(_revisions(counter, shared=True))
    return show


def _diff(counter: Counter) -> _Command:
    @app_commands.command(description="See what changed in a source from one revision to another")
    @app_commands.rename(before="from", after="to")
    @app_commands.describe(
        source="The source",
        before="The earlier revision; the one before the later if left out",
        after="The later revision; the current one if left out",
    )
    async def diff(
        interaction: _Interaction,
        source: _Name,
        before: _Number | None = None,
        after: _Number | None = None,
    ) -> None:
        shelf = counter.desk.shelf
        await counter.private(
            interaction, partial(shelf.diff, source=source, before=before, after=after)
        )

    diff.autocomplete("source")(counter.readable_sources)
    diff.autocomplete("before")(_revisions(counter, shared=True))
    diff.autocomplete("after")(_revisions(counter, shared=True))
    return diff


def _rollback(counter: Counter) -> _Command:
    @app_commands.command(description="Go back to an earlier revision, or bring a source back")
    @app_commands.describe(source="The source", revision="The revision to go back to")
    async def rollback(interaction: _Interaction, source: _Name, revision: _Number) -> None:
        desk = counter.desk
        await counter.private(
            interaction, partial(desk.rollback_plan, source=source, number=revision)
        )

    rollback.autocomplete("source")(counter.past_sources)
    rollback.autocomplete("revision")(_revisions(counter))
    return rollback


def _remove(counter: Counter) -> _Command:
    @app_commands.command(description="Take a source away; you are asked first")
    @app_commands.describe(source="The source to remove")
    async def remove(interaction: _Interaction, source: _Name) -> None:
        await counter.private(interaction, partial(counter.desk.removal_plan, source=source))

    remove.autocomplete("source")(counter.own_sources)
    return remove


def _log(counter: Counter) -> _Command:
    @app_commands.command(description="Who changed what, and where that is posted")
    @app_commands.describe(
        source="Only the changes of this source",
        channel="Post every change in this channel from now on",
        off="Post changes nowhere from now on",
    )
    async def log(
        interaction: _Interaction,
        source: _Name | None = None,
        channel: discord.TextChannel | discord.Thread | None = None,
        off: bool = False,
    ) -> None:
        desk = counter.desk
        if off or channel is not None:
            chosen = None if off or channel is None else str(channel.id)
            await counter.private(interaction, partial(desk.post_to, channel=chosen))
        else:
            await counter.private(interaction, partial(desk.shelf.log, source=source))

    log.autocomplete("source")(counter.past_sources)
    return log


def _purge(counter: Counter) -> _Command:
    @app_commands.command(description="Delete everything of this server for good; you are asked")
    async def purge(interaction: _Interaction) -> None:
        await counter.private(interaction, counter.desk.purge_plan)

    return purge


def _revisions(counter: Counter, *, shared: bool = False) -> Callable[[_Interaction, str], Any]:
    """Completes the revisions of the source that is chosen already."""

    async def suggest(interaction: _Interaction, typed: str) -> Choices:
        source = getattr(interaction.namespace, "source", None)
        find = counter.suggestions.revisions
        return await counter.suggest(
            interaction, partial(find, source=source, typed=typed, shared=shared)
        )

    return suggest
