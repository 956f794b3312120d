"""What an admin gives to be read: a file attached to the command, or a web address."""

import asyncio
from dataclasses import dataclass
from typing import Final, Protocol

import discord

from bot.discord.addresses import FAILURES
from bot.discord.service import SourceService
from bot.discord.sources.words import named
from bot.discord.workers import Workers
from ingest.errors import IngestError
from ingest.fetching import NotModified
from ingest.given import Given
from ingest.names import file_name

_READ_WITHIN: Final = 60.0
_NAME: Final = 80
_ADDRESS: Final = 150


class Gift(Protocol):
    """One thing to be read."""

    @property
    def shown(self) -> str:
        """What it is called while it is worked on, as Discord's Markdown."""

    async def load(self, service: SourceService, workers: Workers) -> Given | None:
        """Its bytes, None for an address where nothing changed; raises `IngestError`."""


@dataclass(frozen=True, slots=True)
class Attached:
    """A file that came with a command; it was judged by its name and size before."""

    file: discord.Attachment

    @property
    def shown(self) -> str:
        """The file's name."""
        return f"“{named(file_name(self.file.filename), _NAME)}”"

    async def load(self, service: SourceService, workers: Workers) -> Given | None:
        """The file from Discord, whose address needs none of the care that others need."""
        name = file_name(self.file.filename)
        try:
            async with asyncio.timeout(_READ_WITHIN):
                data = await self.file.read()
        except FAILURES as error:  # TimeoutError is one of them
            raise IngestError(
                name, f"Discord did not give me the file {name}: attach it again."
            ) from error
        # Discord guesses the media type from the ending, which says more by itself.
        return Given(name, name, data)


@dataclass(frozen=True, slots=True)
class Linked:
    """A page of the web."""

    address: str

    @property
    def shown(self) -> str:
        """The address, which is not shown as a link with a preview."""
        return named(self.address, _ADDRESS)

    async def load(self, service: SourceService, workers: Workers) -> Given | None:
        """The page as it is now."""
        given = await workers.change(service.fetch, self.address)
        return None if isinstance(given, NotModified) else given
