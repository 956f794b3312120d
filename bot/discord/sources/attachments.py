"""Files that members attach, judged before they are read: their names are anybody's words."""

from pathlib import PurePath
from typing import Final

from bot.discord.sources.words import named
from bot.visible import one_line
from ingest.formats import ENDINGS, listed_endings
from ingest.names import file_name, slug

MEGABYTE: Final = 1_000_000


def refused(name: str, size: int, most: int) -> str | None:
    """Why a file of that name and size in bytes is not taken, in one sentence; None if it is."""
    shown = named(file_name(name))
    ending = PurePath(file_name(name)).suffix.lower()
    if ending and ending not in ENDINGS:
        return f"“{shown}” cannot be read: give me one of {listed_endings()}."
    if size > most:
        return (
            f"“{shown}” has {size / MEGABYTE:.1f} MB, and {most / MEGABYTE:.0f} MB is the most "
            "that I take: give it in parts."
        )
    return None


def id_from(name: str) -> str:
    """The id of a source that somebody named so."""
    # The slug of a file name leaves out its ending and its folders.
    return slug(f"{one_line(name).replace('/', ' ').replace(chr(92), ' ')}.id")
