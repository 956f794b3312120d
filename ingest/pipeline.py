"""From a file to a published revision: all of it, or nothing."""

import time
from collections.abc import Callable, Sequence, Set
from contextlib import suppress
from hashlib import sha256
from pathlib import Path

from ingest.document import Document
from ingest.formats import read
from ingest.origins import slug
from ingest.passages import cut_all
from ingest.report import Changes, Ingested, compare
from vectorstore.catalog import Catalog
from vectorstore.encoder import Encoder
from vectorstore.errors import DamagedIndexError, UnknownSourceError
from vectorstore.index import VectorIndex
from vectorstore.model import Paragraph, Scope, Source, passage_id
from vectorstore.piece_store import PieceStore
from vectorstore.pieces import pack, read_whole
from vectorstore.publishing import Draft, Leftover, Publisher, StagedRevision

Progress = Callable[[int, int], None]
"""Is told how many passages are embedded, and of how many."""

_BATCH = 256  # passages embedded between two reports of progress


class Pipeline:
    """Reads files and publishes their revisions. Only one may write at a time."""

    def __init__(
        self,
        catalog: Catalog,
        publisher: Publisher,
        index: VectorIndex,
        encoder: Encoder,
        pieces: PieceStore | None = None,
    ) -> None:
        """`pieces` is for the encoder's map of pieces, and None where it has none."""
        self._catalog = catalog
        self._publisher = publisher
        self._index = index
        self._encoder = encoder
        self._pieces = pieces

    def recover(self) -> int:
        """Remove what an ingest that was cut off left behind; gives how many revisions."""
        leftovers = self._publisher.leftovers()
        self._clean(leftovers)
        return len(leftovers)

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
        Whatever is raised, the revision before stays the current one and nothing is left.
        """
        started = time.perf_counter()
        document = read(path)
        name = source or slug(path)
        before = self._current(scope, name)
        content_hash = sha256(f"{document.title}\0{document.text}".encode()).hexdigest()
        if before is not None and before.revision.content_hash == content_hash:
            return _unchanged(before, time.perf_counter() - started)
        draft = Draft(
            scope=scope,
            source=name,
            origin=str(path).encode("utf-8", "replace").decode(),
            author=author,
            title=document.title,
            text=document.text,
            content_hash=content_hash,
            paragraphs=cut_all(document.paragraphs, self._encoder),
        )
        changes = self._changes(before, document)
        staged = self._publisher.stage(draft)
        embedded = self._publish(staged, draft.paragraphs, progress)
        return Ingested(
            source=name,
            title=document.title,
            revision=staged.number,
            paragraphs=len(document.paragraphs),
            changes=changes,
            passages_embedded=embedded,
            seconds=time.perf_counter() - started,
        )

    def reindex(self, scope: Scope, progress: Progress | None = None) -> int:
        """Embed every live passage of the scope that lacks its vector or its pieces.

        Gives how many. An index that Chroma cannot read any more is made anew.
        """
        try:
            self._index.count(scope)
        except DamagedIndexError:
            self._index.clear(scope)
        by_source: dict[str, dict[str, str]] = {}
        for vector_id, source, text in self._catalog.live_passages(scope):
            by_source.setdefault(source, {})[vector_id] = text
        unread = {each for _, each in self._pieces.lacking(scope)} if self._pieces else set()
        embedded = sum(
            self._embed(scope, source, texts, unread, progress)
            for source, texts in by_source.items()
        )
        if self._pieces:
            self._pieces.remove_others(scope)
        return embedded

    def _current(self, scope: Scope, name: str) -> Source | None:
        try:
            return self._catalog.source([scope], name)
        except UnknownSourceError:
            return None

    def _changes(self, before: Source | None, document: Document) -> Changes:
        old = [] if before is None else self._catalog.paragraphs(before)
        return compare(
            [each.paragraph.text for each in old], [each.text for each in document.paragraphs]
        )

    def _publish(
        self, staged: StagedRevision, paragraphs: Sequence[Paragraph], progress: Progress | None
    ) -> int:
        whole = (
            passage_id(staged.source, each.passages[at].text)
            for each in paragraphs
            for at in read_whole(each.passages)
        )
        try:
            unread = set(self._pieces.missing(staged.scope, whole)) if self._pieces else set()
            embedded = self._embed(staged.scope, staged.source, staged.passages, unread, progress)
            self._publisher.publish(staged)
        except BaseException:
            self._abandon(staged)
            raise
        return embedded

    def _abandon(self, staged: StagedRevision) -> None:
        # The store may be what just failed: then the next start cleans up.
        with suppress(Exception):
            self._clean([each for each in self._publisher.leftovers() if each.key == staged.key])

    def _clean(self, leftovers: Sequence[Leftover]) -> None:
        for leftover in leftovers:
            # In this order: while the catalogue knows the revision, its vectors are known.
            self._index.remove(leftover.scope, leftover.vector_ids)
            if self._pieces:
                self._pieces.remove(leftover.scope, leftover.vector_ids)
            self._publisher.discard(leftover.key)

    def _embed(
        self,
        scope: Scope,
        source: str,
        texts: dict[str, str],
        unread: Set[str],
        progress: Progress | None,
    ) -> int:
        """Embed and add the passages that the index doesn't have yet or whose pieces are unread.

        Gives how many.
        """
        new = set(self._index.missing(scope, texts))
        # Alike lengths side by side: a batch is padded to its longest text.
        missing = sorted(
            (each for each in texts if each in new or each in unread),
            key=lambda each: len(texts[each]),
        )
        for start in range(0, len(missing), _BATCH):
            batch = missing[start : start + _BATCH]
            vectors, pieces = self._encoder.read([texts[each] for each in batch])
            rows = [row for row, each in enumerate(batch) if each in new]
            self._index.add(scope, source, [batch[row] for row in rows], vectors[rows])
            if self._pieces and pieces is not None:
                read = zip(batch, pieces, strict=True)
                packed = {e: pack(p.vectors, p.starts) for e, p in read if e in unread}
                self._pieces.add(scope, packed)
            if progress is not None:
                progress(start + len(batch), len(missing))
        return len(missing)


def _unchanged(source: Source, seconds: float) -> Ingested:
    return Ingested(
        source=source.id,
        title=source.title,
        revision=source.revision.number,
        paragraphs=source.paragraphs,
        changes=Changes(0, 0, 0, source.paragraphs),
        passages_embedded=0,
        seconds=seconds,
    )
