"""From a document to a published revision: all of it, or nothing; and back."""

import logging
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import Lock, RLock

from ingest.differences import Changes
from ingest.document import Document
from ingest.drafting import Drafting, Work
from ingest.embedding import Embedding, Progress
from ingest.failing import telling
from ingest.formats import read
from ingest.given import Given
from ingest.names import slug
from ingest.reindexing import reindex
from ingest.report import Ingested, Prepared, Published, Unchanged
from ingest.tidying import Keep, Tidying
from vectorstore.archive import Archive
from vectorstore.catalog import Catalog
from vectorstore.encoder import Encoder
from vectorstore.errors import UnknownDraftError
from vectorstore.history import History
from vectorstore.index import VectorIndex
from vectorstore.model import Scope
from vectorstore.piece_store import PieceStore
from vectorstore.pruning import Pruner
from vectorstore.publishing import Publisher, StagedRevision, Switch

__all__ = ["Pipeline", "Progress"]

_log = logging.getLogger(__name__)


class Pipeline:
    """Changes sources. Safe to use from several threads, which wait for each other where they must.

    Whatever a method raises, the revision before stays the current one. Each raises `StoreError`
    when a store fails.
    """

    def __init__(
        self,
        catalog: Catalog,
        publisher: Publisher,
        index: VectorIndex,
        encoder: Encoder,
        pieces: PieceStore | None = None,
        keep: Keep | None = None,
    ) -> None:
        """`pieces` is for the encoder's map of pieces, and None where it has none."""
        archive = Archive(publisher.engine, encoder.name)
        self._catalog = catalog
        self._publisher = publisher
        self._index = index
        self._encoder = encoder
        self._pieces = pieces
        self._writing = RLock()
        history = History(publisher.engine)
        self._drafting = Drafting(history, publisher, encoder, self._writing)
        self._embedding = Embedding(index, encoder, pieces, archive)
        pruner = Pruner(publisher.engine)
        self._tidying = Tidying(pruner, index, archive, keep or Keep(), self._writing)
        self._turns: dict[tuple[Scope, str], Lock] = {}

    @telling
    def prepare(
        self,
        document: Document,
        given: Given,
        scope: Scope,
        *,
        source: str | None = None,
        actor: str,
        progress: Progress | None = None,
    ) -> Prepared | Unchanged:
        """Make a draft of the document that waits to be published as the newest revision.

        `source` is the slug of the given name by default.
        """
        work = Work(document, given.origin, scope, source or slug(given.name), actor)
        started = time.perf_counter()
        staged = self._drafting.stage(work)
        if isinstance(staged, Unchanged):
            return staged
        with self._whole_or_gone(staged.revision):
            embedded = self._fill(staged.revision, progress)
            self._publisher.complete(staged.revision.key)
        return Prepared(
            key=staged.revision.key,
            scope=scope,
            source=work.source,
            title=staged.title,
            number=staged.number,
            base=staged.base,
            paragraphs=staged.paragraphs,
            difference=staged.difference,
            passages_embedded=embedded,
            seconds=time.perf_counter() - started,
        )

    @telling
    def publish(self, scope: Scope, key: int, *, actor: str, anyway: bool = False) -> Published:
        """Make a draft that waits the current revision of its source.

        Raises `UnknownDraftError`, and `StaleDraftError` when the source was changed since the
        draft was made, unless it is to be published `anyway`.
        """
        staged = self._publisher.waiting(scope, key)
        with self._turn(scope, staged.source):
            self._fill(staged)
            with self._writing:
                switch = self._publisher.publish(staged, actor, anyway=anyway)
            return self._tidied(switch)

    @telling
    def cancel(self, scope: Scope, key: int) -> None:
        """Remove a draft. Raises `UnknownDraftError`."""
        if not self._tidying.discard(scope, key):
            raise UnknownDraftError(key)

    @telling
    def ingest(
        self,
        path: Path,
        scope: Scope,
        *,
        source: str | None = None,
        author: str = "operator",
        progress: Progress | None = None,
    ) -> Ingested:
        """Publish the file as the newest revision of `source`, the slug of its name by default.

        Raises `IngestError` when the file cannot be read.
        """
        started = time.perf_counter()
        work = Work(read(path), str(path), scope, source or slug(path), author)
        return self._ingest(work, progress, started)

    @telling
    def ingest_document(
        self,
        document: Document,
        given: Given,
        scope: Scope,
        *,
        source: str | None = None,
        actor: str,
        progress: Progress | None = None,
    ) -> Ingested:
        """As `prepare`, and published at once."""
        work = Work(document, given.origin, scope, source or slug(given.name), actor)
        return self._ingest(work, progress, time.perf_counter())

    @telling
    def rollback(self, scope: Scope, source: str, number: int, *, actor: str) -> Published:
        """Make an older revision the current one again, also of a source that was removed.

        Raises `UnknownSourceError` or `UnknownRevisionError`.
        """
        with self._turn(scope, source):
            with self._writing:
                recalled = self._publisher.recall(scope, source, number)
            try:
                self._fill(recalled)
                with self._writing:
                    switch = self._publisher.restore(recalled, actor)
            except BaseException:
                with suppress(Exception):
                    self._publisher.give_back(recalled)
                    self._tidying.tidy(scope)
                raise
            return self._tidied(switch)

    @telling
    def remove(self, scope: Scope, source: str, *, actor: str) -> Published:
        """Take a source away; a rollback brings it back. Raises `UnknownSourceError`."""
        with self._turn(scope, source):
            with self._writing:
                switch = self._publisher.remove(scope, source, actor)
            return self._tidied(switch)

    @telling
    def forget(self, scope: Scope, source: str) -> None:
        """Remove a source for good, with all its revisions. Raises `UnknownSourceError`."""
        with self._writing:
            self._publisher.forget(scope, source)
        self._tidying.tidy(scope)

    @telling
    def purge(self, scope: Scope) -> None:
        """Remove everything of a scope for good, its log too."""
        with self._writing:
            self._publisher.forget(scope, None)
        self._tidying.purge(scope)

    @telling
    def recover(self, *, alone: bool = True) -> int:
        """Remove what was cut off, and finish what was begun; gives how many revisions went.

        `alone` tells that no other process writes: else what somebody spoke of lately stays.
        """
        return self._tidying.recover(alone=alone)

    @telling
    def prune(self) -> int:
        """Remove drafts, old revisions and removed sources whose time is over.

        Gives how many revisions went.
        """
        return self._tidying.prune()

    @telling
    def reindex(self, scope: Scope, progress: Progress | None = None) -> int:
        """Embed every live passage of the scope that lacks its vector or its pieces.

        Gives how many. An index that Chroma cannot read any more is made anew.
        """
        embedded = reindex(
            scope, self._catalog, self._index, self._embedding, self._pieces, progress
        )
        self._tidying.retract(scope, self._index.ids(scope))
        return embedded

    @contextmanager
    def _turn(self, scope: Scope, source: str) -> Iterator[None]:
        """Waits for others who change the same source."""
        with self._turns.setdefault((scope, source), Lock()):
            yield

    def _ingest(self, work: Work, progress: Progress | None, started: float) -> Ingested:
        changes, embedded = None, 0
        with self._turn(work.scope, work.source):
            staged = self._drafting.stage(work)
            if not isinstance(staged, Unchanged):
                changes = staged.difference.counts
                with self._whole_or_gone(staged.revision):
                    embedded = self._fill(staged.revision, progress)
                    with self._writing:
                        switch = self._publisher.publish(staged.revision, work.actor, anyway=True)
                self._tidied(switch)
        return Ingested(
            source=work.source,
            title=staged.title,
            revision=staged.number,
            paragraphs=staged.paragraphs,
            changes=changes or Changes(0, 0, 0, 0, staged.paragraphs),
            passages_embedded=embedded,
            seconds=time.perf_counter() - started,
        )

    @contextmanager
    def _whole_or_gone(self, staged: StagedRevision) -> Iterator[None]:
        """Leaves nothing of a staged revision if the block fails."""
        try:
            yield
        except BaseException:
            # The store may be what just failed: then the next start cleans up.
            with suppress(Exception):
                if not self._tidying.discard(staged.scope, staged.key):
                    # Another process removed the draft, and may not know of what came since.
                    self._tidying.disown(staged.scope, list(staged.passages))
            raise

    def _fill(self, staged: StagedRevision, progress: Progress | None = None) -> int:
        """Embed what the index lacks of a revision."""
        return self._embedding.fill(
            staged.scope,
            staged.source,
            staged.passages,
            staged.whole,
            progress,
            alive=lambda: self._publisher.touch(staged.key),
        )

    def _tidied(self, switch: Switch) -> Published:
        """What was done; what it left behind is seen to, and if that fails, by the next one."""
        try:
            self._tidying.tidy(switch.scope)
            self._tidying.prune_revisions(switch.scope)
        except Exception:
            _log.exception("tidying failed", extra={"scope": switch.scope})
        return Published(
            scope=switch.scope,
            source=switch.source,
            title=switch.title,
            action=switch.action,
            before=switch.before,
            after=switch.after,
        )
