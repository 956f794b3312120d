"""From a document to a staged revision, at a cost that grows with what changed."""

from contextlib import AbstractContextManager
from dataclasses import dataclass
from hashlib import sha256

from ingest.differences import Difference, differ
from ingest.document import Document
from ingest.names import is_address
from ingest.passages import TokenLimit, cut_changed
from ingest.report import Unchanged
from vectorstore.errors import StaleDraftError
from vectorstore.history import CurrentRevision, History
from vectorstore.model import Scope
from vectorstore.publishing import Draft, Publisher, StagedRevision

_ATTEMPTS = 5  # another process would have to change the source as often in a second or two


@dataclass(frozen=True, slots=True)
class Work:
    """What is to become a revision: a document, where it came from, whose it is and will be."""

    document: Document
    origin: str
    scope: Scope
    source: str
    actor: str


@dataclass(frozen=True, slots=True)
class Staged:
    """A staged revision, and how it differs from the current one, whose number is `base`."""

    revision: StagedRevision
    title: str
    paragraphs: int
    base: int | None
    difference: Difference

    @property
    def number(self) -> int:
        """The revision's."""
        return self.revision.number


class Drafting:
    """Compares documents with what is current, and stages them. Safe to use from threads."""

    def __init__(
        self,
        history: History,
        publisher: Publisher,
        limit: TokenLimit,
        turn: AbstractContextManager[object],
    ) -> None:
        """`turn` is held while others must not write."""
        self._history = history
        self._publisher = publisher
        self._limit = limit
        self._turn = turn

    def stage(self, work: Work) -> Staged | Unchanged:
        """Stage the document, unless it says what the current revision says.

        Raises `StaleDraftError` when the source is changed by others again and again.
        """
        for _ in range(_ATTEMPTS - 1):
            try:
                return self._stage(work)
            except StaleDraftError:
                continue
        return self._stage(work)

    def _stage(self, work: Work) -> Staged | Unchanged:
        document = work.document
        base = self._history.current(work.scope, work.source)
        content_hash = sha256(f"{document.title}\0{document.text}".encode()).hexdigest()
        if base is not None and base.content_hash == content_hash:
            if is_address(work.origin):  # so that a source which came from a file can be watched
                self._publisher.found_at(work.scope, work.source, work.origin)
            return _unchanged(work, base)
        before = base.paragraphs if base else ()
        paragraphs, carried = cut_changed(document.paragraphs, before, self._limit)
        draft = Draft(
            scope=work.scope,
            source=work.source,
            # A path may have bytes in it that are no text.
            origin=work.origin.encode("utf-8", "replace").decode(),
            author=work.actor,
            title=document.title,
            text=document.text,
            content_hash=content_hash,
            paragraphs=paragraphs,
            base=base.key if base else None,
            carried=carried,
        )
        difference = differ(before, document.paragraphs)
        with self._turn:
            revision = self._publisher.stage(draft)
        return Staged(
            revision,
            title=document.title,
            paragraphs=len(document.paragraphs),
            base=base.number if base else None,
            difference=difference,
        )


def _unchanged(work: Work, current: CurrentRevision) -> Unchanged:
    return Unchanged(
        work.scope, work.source, current.title, current.number, len(current.paragraphs)
    )
