"""The writing side of Pilcrow for its front ends: sources come, change, go and come back."""

import logging
from collections.abc import Callable
from typing import Final, Protocol

from bot.records import Compared, Records
from ingest.fetching import NotModified
from ingest.given import Given, Validators
from ingest.names import slug
from ingest.pipeline import Pipeline, Progress
from ingest.reading import Reader
from ingest.report import Ingested, Prepared, Published, Unchanged
from vectorstore.catalog import Catalog
from vectorstore.changes import Action
from vectorstore.errors import UnknownSourceError
from vectorstore.history import History
from vectorstore.model import SHARED, Scope

__all__ = ["OPERATOR", "Compared", "Keeper", "Pages"]

OPERATOR: Final = "operator"
"""Who acts on the command line."""

_MEMBER: Final = "member:"

_log = logging.getLogger(__name__)


class Pages(Protocol):
    """What fetches pages from the web."""

    def fetch(self, address: str, validators: Validators | None = None) -> Given | NotModified:
        """The page, or that it is as it was; raises `IngestError`."""
        ...


class Keeper(Records):
    """Changes the sources of one scope at a time, which every call names. Thread-safe.

    Whatever is raised, what questions are answered from stays as it was. Each change raises
    `StoreError` when a store fails, and `PermissionError` when a member would change what is
    shared by all servers.
    """

    def __init__(
        self,
        pipeline: Pipeline,
        catalog: Catalog,
        history: History,
        reader: Reader,
        fetcher: Pages,
    ) -> None:
        """`reader` reads what nobody has vouched for, so in a process of its own."""
        super().__init__(catalog, history)
        self._pipeline = pipeline
        self._reader = reader
        self._fetcher = fetcher
        self._on_published: list[Callable[[Published], None]] = []
        self._on_purge: list[Callable[[Scope], None]] = []

    def on_published(self, callback: Callable[[Published], None]) -> None:
        """Call it after each change of a current revision, in the thread that made it."""
        self._on_published.append(callback)

    def on_purge(self, callback: Callable[[Scope], None]) -> None:
        """Call it when everything of a scope is deleted, after the sources."""
        self._on_purge.append(callback)

    def fetch(self, address: str, validators: Validators | None = None) -> Given | NotModified:
        """What stands at a web address; raises `IngestError`."""
        return self._fetcher.fetch(address, validators)

    def prepare(
        self,
        given: Given,
        scope: Scope,
        *,
        source: str | None = None,
        actor: str,
        progress: Progress | None = None,
    ) -> Prepared | Unchanged:
        """Make a draft that waits to be published; raises `IngestError`.

        `source` is made from the name of what was given by default.
        """
        _check(scope, actor)
        document = self._reader.read(given)
        return self._pipeline.prepare(
            document, given, scope, source=source, actor=actor, progress=progress
        )

    def publish(self, scope: Scope, key: int, *, actor: str) -> Published:
        """Make a draft the current revision; raises `StaleDraftError` or `UnknownDraftError`."""
        _check(scope, actor)
        return self._told(self._pipeline.publish(scope, key, actor=actor))

    def cancel(self, scope: Scope, key: int) -> None:
        """Drop a draft; raises `UnknownDraftError`."""
        self._pipeline.cancel(scope, key)

    def ingest(
        self,
        given: Given,
        scope: Scope,
        *,
        source: str | None = None,
        actor: str,
        progress: Progress | None = None,
    ) -> Ingested:
        """Publish what was given at once; raises `IngestError`."""
        _check(scope, actor)
        document = self._reader.read(given)
        before = self._current(scope, source or slug(given.name))
        done = self._pipeline.ingest_document(
            document, given, scope, source=source, actor=actor, progress=progress
        )
        if done.revision != before:
            self._told(
                Published(scope, done.source, done.title, Action.PUBLISHED, before, done.revision)
            )
        return done

    def rollback(self, scope: Scope, source: str, number: int, *, actor: str) -> Published:
        """Make an older revision the current one again, also of a source that was removed.

        Raises `UnknownSourceError` or `UnknownRevisionError`.
        """
        _check(scope, actor)
        return self._told(self._pipeline.rollback(scope, source, number, actor=actor))

    def remove(self, scope: Scope, source: str, *, actor: str) -> Published:
        """Take a source away; a rollback brings it back. Raises `UnknownSourceError`."""
        _check(scope, actor)
        return self._told(self._pipeline.remove(scope, source, actor=actor))

    def purge(self, scope: Scope) -> None:
        """Delete everything of one server for good: its sources, and what others keep of it.

        Every callback is called, also after one that fails; then the first failure is raised.
        """
        if scope == SHARED:
            raise PermissionError("What is shared by all servers is not deleted as a whole.")
        self._pipeline.purge(scope)
        failures: list[Exception] = []
        for callback in self._on_purge:
            try:
                callback(scope)
            except Exception as error:
                failures.append(error)
        if failures:
            raise failures[0]

    def prune(self) -> int:
        """Remove drafts, old revisions and removed sources whose time is over.

        Gives how many revisions went.
        """
        return self._pipeline.prune()

    def _current(self, scope: Scope, source: str) -> int | None:
        try:
            return self._catalog.source([scope], source).revision.number
        except UnknownSourceError:
            return None

    def _told(self, published: Published) -> Published:
        for callback in self._on_published:
            try:
                callback(published)
            except Exception:  # the change is made: nobody who hears of it may make it fail
                _log.exception("a change was not passed on", extra={"source": published.source})
        return published


def _check(scope: Scope, actor: str) -> None:
    if scope == SHARED and actor.startswith(_MEMBER):
        raise PermissionError("What is shared by all servers is changed by the operator only.")
