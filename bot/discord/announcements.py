"""What a server's log channel is told, as text: pure, values in, panels out."""

from collections.abc import Sequence
from typing import Final

from bot.discord.limits import length
from bot.discord.sources.panels import PAGE, Panel
from bot.discord.sources.words import by, code, named, stamped, titled
from vectorstore.changes import Action, LoggedChange

FOUND: Final = "-# Found at its address, which is looked at on a schedule."
"""Stands below a draft that nobody asked for."""

_ERROR: Final = 400


def change_told(change: LoggedChange) -> str:
    """One change, who made it, and when."""
    source = titled(change.title, change.source)
    when = f"by {by(change.actor)} · {stamped(change.at)}"
    if change.action is Action.REMOVED:
        return f"**Removed** {source}, which was at revision {change.before} · {when}"
    if change.action is Action.ROLLED_BACK:
        instead = f", from revision {change.before}" if change.before is not None else ""
        return f"**Rolled back** {source} to revision {change.after}{instead} · {when}"
    if change.before is None:
        return f"**Published** {source}, revision {change.after} · {when}"
    return f"**Published** {source}, from revision {change.before} to {change.after} · {when}"


def changes_told(changes: Sequence[LoggedChange]) -> tuple[Panel, int]:
    """As many of the changes as one message takes, at least one, and how many they are."""
    lines: list[str] = []
    size = 0
    for change in changes:
        line = change_told(change)
        size += length(line) + 1
        if lines and size > PAGE:
            break
        lines.append(line)
    return Panel("\n".join(lines)), len(lines)


def unreachable_told(title: str, source: str, error: str) -> Panel:
    """The address of a source could not be read; nothing has changed."""
    return Panel(
        f"**Could not look again** at {titled(title, source)}, which stays as it is. "
        f"{named(error, _ERROR)}",
        f"-# I try again on my own and say no more until I have succeeded once; "
        f"{code('/source list')} shows how it goes.",
    )
