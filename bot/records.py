"""What is, what was and what waits in one scope: the reading side of changing sources."""

from collections.abc import Sequence
from dataclasses import dataclass

from ingest.differences import Difference, differ
from vectorstore.catalog import Catalog
from vectorstore.changes import LoggedChange, RemovedSource, RevisionRecord, WaitingDraft
from vectorstore.errors import UnknownDraftError
from vectorstore.history import History
from vectorstore.model import Paragraph, PlacedParagraph, Scope, Source


@dataclass(frozen=True, slots=True)
class Compared:
    """Two revisions of a source, by their numbers; `before` is None where there was none.

    `title` is that of the later one.
    """

    before: int | None
    after: int
    difference: Difference
    title: str


class Records:
    """Reads the sources of one scope at a time, which every call names. Thread-safe.

    A source that was removed and can come back is found wherever its id is given.
    """

    def __init__(self, catalog: Catalog, history: History) -> None:
        self._catalog = catalog
        self._history = history

    def sources(self, scope: Scope) -> list[Source]:
        """The scope's own sources, by title."""
        return self._catalog.sources([scope])

    def removed(self, scope: Scope) -> list[RemovedSource]:
        """The sources of the scope that were taken away and can come back."""
        return self._history.removed(scope)

    def revisions(self, scope: Scope, source: str) -> list[RevisionRecord]:
        """The published revisions of a source, newest first; raises `UnknownSourceError`."""
        return self._history.revisions(scope, source)

    def paragraphs(
        self, scope: Scope, source: str, number: int | None = None
    ) -> list[PlacedParagraph]:
        """The paragraphs of a revision, the current one by default.

        Raises `UnknownSourceError` or `UnknownRevisionError`.
        """
        return self._history.paragraphs(scope, source, number)

    def difference(
        self, scope: Scope, source: str, before: int | None = None, after: int | None = None
    ) -> Compared:
        """How revision `after` differs from `before`.

        By default the current one, or the newest of a removed source, from the one that it
        replaced, which after a rollback is a later one; with `after` alone, from the one before.
        Raises `UnknownSourceError` or `UnknownRevisionError`.
        """
        known = self.revisions(scope, source)
        if after is None:
            after = next((each.number for each in known if each.is_current), known[0].number)
            before = before or self._replaced(scope, source, known, after)
        if before is None:
            before = next((each.number for each in known if each.number < after), None)
        new = self._history.paragraphs(scope, source, after)
        old = self._history.paragraphs(scope, source, before) if before is not None else []
        title = next(each.title for each in known if each.number == after)
        return Compared(before, after, differ(_bare(old), _bare(new)), title)

    def _replaced(
        self, scope: Scope, source: str, known: Sequence[RevisionRecord], after: int
    ) -> int | None:
        """The revision that was current before `after` was, if it is still known."""
        there = {each.number for each in known}
        for change in self.log(scope, source):
            if change.after == after and change.before != after:
                return change.before if change.before in there else None
        return None

    def waiting(self, scope: Scope) -> list[WaitingDraft]:
        """The drafts of the scope that wait to be published, oldest first."""
        return self._history.drafts(scope)

    def draft(self, scope: Scope, key: int) -> WaitingDraft:
        """One draft that waits; raises `UnknownDraftError`."""
        for each in self.waiting(scope):
            if each.key == key:
                return each
        raise UnknownDraftError(key)

    def draft_difference(self, scope: Scope, key: int) -> Compared:
        """How a draft differs from the revision it began from; raises `UnknownDraftError`."""
        draft = self.draft(scope, key)
        new = self._history.draft_paragraphs(scope, key)
        base = draft.base
        old = self._history.paragraphs(scope, draft.source, base) if base is not None else []
        return Compared(base, draft.number, differ(_bare(old), new), draft.title)

    def log(self, scope: Scope, source: str | None = None, limit: int = 50) -> list[LoggedChange]:
        """What was done to the scope's sources, or to one of them, newest first."""
        return self._history.log(scope, source, limit)


def _bare(placed: Sequence[PlacedParagraph]) -> list[Paragraph]:
    return [each.paragraph for each in placed]
