"""Names that complete while an admin types; every method blocks."""

from typing import Final

from bot.discord.limits import CHOICE, CHOICES
from bot.discord.service import SourceService
from bot.discord.sources.shelf import revision_label
from bot.discord.splitting import shorten
from bot.visible import one_line
from vectorstore.errors import UnknownSourceError
from vectorstore.model import SHARED, Scope

_OF_ALL: Final = " (the operator’s)"
_REMOVED: Final = " (removed)"


class Suggestions:
    """Of one server's sources and revisions; what matches at the beginning comes first."""

    def __init__(self, service: SourceService) -> None:
        self._service = service

    def own(self, scope: Scope, typed: str) -> list[tuple[str, str]]:
        """Titles and ids of the server's own sources."""
        return _matching(self._own(scope), typed)

    def readable(self, scope: Scope, typed: str) -> list[tuple[str, str]]:
        """The same, and the operator's sources."""
        own = self._own(scope)
        ids = {source for _, source in own}
        shared = [
            (f"{each.title}{_OF_ALL}", each.id)
            for each in self._service.sources(SHARED)
            if each.id not in ids
        ]
        return _matching(own + shared, typed)

    def past(self, scope: Scope, typed: str) -> list[tuple[str, str]]:
        """The server's own sources, and those that were removed and can come back."""
        removed = [(f"{each.title}{_REMOVED}", each.id) for each in self._service.removed(scope)]
        return _matching(self._own(scope) + removed, typed)

    def revisions(
        self, scope: Scope, source: str | None, typed: str, *, shared: bool = False
    ) -> list[tuple[str, int]]:
        """The revisions of a source, newest first, by number and date."""
        if not source:
            return []
        try:
            records = self._service.revisions(scope, source)
        except UnknownSourceError:
            records = self._service.revisions(SHARED, source) if shared else []
        found = [
            (shorten(revision_label(each), CHOICE), each.number)
            for each in records
            if str(each.number).startswith(typed.strip())
        ]
        return found[:CHOICES]

    def _own(self, scope: Scope) -> list[tuple[str, str]]:
        return [(each.title, each.id) for each in self._service.sources(scope)]


def _matching(sources: list[tuple[str, str]], typed: str) -> list[tuple[str, str]]:
    wanted = typed.casefold().strip()
    found = sorted(
        (not title.casefold().startswith(wanted), title, source)
        for title, source in sources
        if wanted in title.casefold() or wanted in source.casefold()
    )
    return [
        (shorten(one_line(title), CHOICE) or source, source)
        for _, title, source in found
        if len(source) <= CHOICE
    ][:CHOICES]
