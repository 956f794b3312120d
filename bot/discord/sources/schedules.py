"""When a source is looked at again, as admins read it: pure, values in, text out."""

from typing import Final

from bot.discord.sources.panels import Panel
from bot.discord.sources.words import code, named, stamped, titled
from bot.schedules import Delivery, Every, Watch
from vectorstore.model import Source

_ERROR: Final = 200
_ADDRESS: Final = 150

_OFTEN: Final = {Every.HOURLY: "every hour", Every.DAILY: "every day", Every.WEEKLY: "every week"}


def schedule_told(watch: Watch) -> str:
    """One small line below a source: how often it is looked at, when next, what is wrong."""
    how = "published at once" if watch.delivery is Delivery.NOW else "offered"
    parts = [
        f"Looked at {_OFTEN[watch.every]}, changes are {how}",
        f"next {stamped(watch.due_at, 'R')}",
    ]
    if watch.checked_at is not None:
        parts.insert(1, f"last {stamped(watch.checked_at, 'R')}")
    line = f"-# {' · '.join(parts)}"
    if not watch.error:
        return line
    times = "once" if watch.failures == 1 else f"{watch.failures} times in a row"
    return f"{line}\n-# **Failed {times}:** {named(watch.error, _ERROR)}"


def scheduled(source: Source, watch: Watch, channel: str | None) -> Panel:
    """A source is looked at from now on; `channel` is where changes are posted, if anywhere."""
    name, address = titled(source.title, source.id), named(source.address or "", _ADDRESS)
    body = (
        f"**From now on I look at {name} {_OFTEN[watch.every]}**, at {address}, "
        f"for the first time {stamped(watch.due_at, 'R')}. {_then(watch.delivery, channel)}"
    )
    return Panel(body, "-# What cannot be read changes nothing, and is tried again.")


def _then(delivery: Delivery, channel: str | None) -> str:
    if delivery is Delivery.NOW:
        told = f", and told in <#{channel}>" if channel else ""
        return f"A change is published at once{told}."
    if channel:
        return f"A change is offered in <#{channel}>, to be published or not."
    return (
        f"A change waits in {code('/source list')}, to be published or not; "
        f"{code('/source log channel:')} sets a channel where you are told."
    )


def unscheduled(source: Source, *, was: bool) -> Panel:
    """A source is looked at no more."""
    name = titled(source.title, source.id)
    if was:
        return Panel(f"I do not look at {name} again on my own. What it says now stays.")
    return Panel(f"{name} was not looked at on a schedule, and is not now.")
