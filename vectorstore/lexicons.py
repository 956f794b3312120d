"""The lexical indexes of the scopes, kept up to date with the catalogue."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from threading import Lock

from vectorstore.catalog import Catalog
from vectorstore.lexical import LexicalIndex
from vectorstore.model import Scope

_PATIENCE = 2.0  # seconds


@dataclass(frozen=True, slots=True)
class _Lexicon:
    """An index, and the revisions that it holds, each with its source's id."""

    generation: int = -1
    revisions: Mapping[int, str] = field(default_factory=dict)
    index: LexicalIndex = field(default_factory=LexicalIndex)


class Lexicons:
    """The words of every scope, in memory. Safe to use from several threads."""

    def __init__(self, catalog: Catalog) -> None:
        self._catalog = catalog
        self._known: dict[Scope, _Lexicon] = {}
        self._locks: dict[Scope, Lock] = {}

    def at(self, scope: Scope, generation: int) -> LexicalIndex:
        """The words of the scope at a generation of the catalogue, or a later one.

        While another thread takes in so much that it takes seconds, it gives the words before.
        """
        known = self._known.get(scope)
        if known is not None and known.generation >= generation:
            return known.index
        lock = self._locks.setdefault(scope, Lock())
        if lock.acquire(timeout=-1 if known is None else _PATIENCE):
            try:
                known = self._known.get(scope, _Lexicon())
                if known.generation < generation:
                    known = self._known[scope] = self._updated(scope, known, generation)
            finally:
                lock.release()
        assert known is not None
        return known.index

    def _updated(self, scope: Scope, known: _Lexicon, generation: int) -> _Lexicon:
        """Reads the revisions that were published since, and drops those that they replaced."""
        live = self._catalog.current_revisions(scope)
        gone = {source for key, source in known.revisions.items() if key not in live}
        fresh = [key for key in live if key not in known.revisions]
        index = known.index.updated(gone, self._catalog.lexical_rows(scope, fresh))
        return _Lexicon(generation, live, index)
