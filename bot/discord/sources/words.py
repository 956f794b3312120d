"""Names, dates and sentences of sources as admins read them."""

import re
from datetime import datetime
from pathlib import PurePosixPath
from typing import Final

from bot.discord.escaping import escape
from bot.discord.splitting import shorten
from bot.visible import one_line
from vectorstore.model import Source

_NAME: Final = 100
_ORIGIN: Final = 150
_MEMBER: Final = re.compile(r"member:(\d{1,20})")


def named(text: str, limit: int = _NAME) -> str:
    """Somebody else's words in a sentence of ours: one line, escaped, shortened."""
    return escape(shorten(one_line(text), limit))


def titled(title: str, source: str) -> str:
    """A source by its title and its id."""
    return f"“{named(title or source)}” ({code(source)})"


def code(text: str) -> str:
    """An id as it is typed; nothing in it is rendered."""
    return f"`{shorten(one_line(text).replace('`', ''), _NAME) or '?'}`"


def dated(moment: datetime) -> str:
    """A day, such as `1 March 2026`."""
    return f"{moment.day} {moment:%B %Y}"


def stamped(moment: datetime, style: str = "f") -> str:
    """A moment that Discord shows in the reader's own time zone."""
    return f"<t:{int(moment.timestamp())}:{style}>"


def by(actor: str) -> str:
    """Who did something; a member's name is shown, and nobody is notified."""
    if member := _MEMBER.fullmatch(actor):
        return f"<@{member[1]}>"
    return {"operator": "the operator", "schedule": "the schedule"}.get(actor, named(actor, 40))


def origin_of(source: Source) -> str:
    """Where a source came from: its address, or the name of its file without any folder."""
    if source.address:
        return f"from {named(source.address, _ORIGIN)}"
    name = PurePosixPath(source.origin.replace("\\", "/")).name
    return f"from {named(name, _ORIGIN)}" if name else "from a file"


def paragraphs_counted(number: int) -> str:
    """How many paragraphs, as words."""
    return f"{number} paragraph{'' if number == 1 else 's'}"
