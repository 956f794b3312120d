"""What admins are told where something fails: one sentence, and nothing of the inside."""

from collections.abc import Awaitable
from typing import Final

import structlog

from bot.discord.escaping import escape
from bot.discord.sources.desk import RefusedError
from bot.discord.sources.panels import Panel
from bot.discord.sources.words import code
from bot.discord.splitting import shorten
from bot.discord.workers import StoppedError
from bot.visible import one_line
from ingest.errors import IngestError
from vectorstore.errors import (
    StaleDraftError,
    StoreError,
    UnknownDraftError,
    UnknownRevisionError,
    UnknownSourceError,
)

GONE: Final = (
    "That draft is not here any more: it was published or cancelled, or it waited for more than "
    "a day. `/source list` shows what waits."
)
STALE: Final = (
    "The source was changed since this draft was made, so the draft cannot be published. "
    "Use `/source update` to make one from what answers now; this one goes by itself."
)
STORE: Final = (
    "The store cannot be used just now, so nothing was changed. "
    "The operator finds the reason in the log; try again later."
)
STOPPED: Final = "I am being restarted, so nothing was changed. Use the command again in a minute."
UNKNOWN: Final = (
    "Something went wrong on my side. `/source log` shows whether anything was changed; "
    "please try again in a moment."
)
_SENTENCE: Final = 600

_log = structlog.get_logger(__name__)


async def panel_or_sentence(made: Awaitable[Panel], **about: object) -> Panel:
    """What `made` comes to, or a sentence where it fails; the log has the rest, and `about`."""
    try:
        return await made
    except Exception as error:
        return Panel(_sentence(error, about))


def _sentence(error: Exception, about: dict[str, object]) -> str:
    if (known := _known(error)) is not None:
        return known
    if isinstance(error, StoppedError):
        _log.warning("stopped before a change was made", **about)
        return STOPPED
    if isinstance(error, StoreError):
        _log.error("store failed", error=str(error), **about)
        return STORE
    _log.error("no panel could be made", exc_info=error, **about)
    return UNKNOWN


def _known(error: Exception) -> str | None:
    """What an error says that belongs to the daily work."""
    said: str | None = None
    match error:
        case RefusedError():
            said = str(error)
        case IngestError():
            # Names of files and pages stand in it.
            said = escape(shorten(one_line(str(error)), _SENTENCE))
        case UnknownRevisionError():
            known = ", ".join(map(str, sorted(error.known))) or "none"
            said = f"{code(error.source)} has no revision {error.number}; it has {known}."
        case UnknownSourceError():
            said = f"There is no source {code(error.source)} here. `/source list` shows them."
        case UnknownDraftError():
            said = GONE
        case StaleDraftError():
            said = STALE
    return said
