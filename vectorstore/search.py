"""Finds the paragraphs that answer a question: by meaning and by words, joined per paragraph."""

from collections.abc import Sequence
from dataclasses import dataclass
from threading import Lock

import numpy as np

from vectorstore.catalog import Catalog, StoredParagraph
from vectorstore.encoder import Encoder, Vectors
from vectorstore.index import VectorIndex
from vectorstore.lexical import LexicalIndex
from vectorstore.model import Scope, readable_scopes
from vectorstore.ranking import Candidate, Found, rank

_NEAREST_PASSAGES = 64
_MOST_PASSAGES = 1024
_BEST_BY_WORDS = 30
_ATTEMPTS = 5  # a publication takes longer than a search, so the second one all but always holds
_ENOUGH = 30  # live paragraphs found by meaning; fewer means that stale passages crowd them out


@dataclass(frozen=True, slots=True)
class _Lexicon:
    generation: int
    index: LexicalIndex


class Search:
    """Search over the live paragraphs that a scope may read. Safe to use from several threads."""

    def __init__(self, catalog: Catalog, index: VectorIndex, encoder: Encoder) -> None:
        self._catalog = catalog
        self._index = index
        self._encoder = encoder
        self._lexicons: dict[Scope, _Lexicon] = {}
        self._building = Lock()

    def find(self, question: str, scope: Scope, source: str | None = None) -> list[Found]:
        """The live paragraphs that fit `question` best, best first; with `source`, only its own.

        Raises `UnknownSourceError` when the scope may not read a source of that name.
        """
        readable = readable_scopes(scope)
        if source is not None:
            self._catalog.source(readable, source)
        vector = self._encoder.encode([question])[0]
        for _ in range(_ATTEMPTS):
            lexicons = {each: self._lexicon(each) for each in readable}
            keys = [
                key
                for lexicon in lexicons.values()
                for key, _score in lexicon.index.search(question, _BEST_BY_WORDS, source)
            ]
            stored = self._live(readable, vector, keys, source)
            # What was found before a publication is stale after it: then look again.
            if all(
                self._catalog.generation(each) == lexicons[each].generation for each in lexicons
            ):
                break
        indexes = [lexicon.index for lexicon in lexicons.values()]
        return rank(question, vector, self._candidates(stored), indexes)

    def mentions(self, term: str, scope: Scope) -> bool:
        """Whether any live paragraph that `scope` may read has the term (see `words.terms`)."""
        return any(self._lexicon(each).index.frequency(term) for each in readable_scopes(scope))

    def warm(self, scope: Scope) -> None:
        """Do now what the first questions in `scope` would wait for and take memory for."""
        self.find("word " * self._encoder.max_tokens, scope)

    def _live(
        self, readable: Sequence[Scope], vector: Vectors, keys: Sequence[int], source: str | None
    ) -> list[StoredParagraph]:
        """The candidates by meaning and by words; asks for more while stale passages hide them."""
        limit = _NEAREST_PASSAGES
        while True:
            nearest = [self._index.nearest(each, vector, limit, source) for each in readable]
            ids = [passage for found in nearest for passage in found]
            stored = self._catalog.live(readable, ids, keys, source)
            exhausted = all(len(found) < limit for found in nearest)
            if exhausted or limit >= _MOST_PASSAGES or _found_by(stored, set(ids)) >= _ENOUGH:
                return stored
            limit *= 4

    def _candidates(self, stored: Sequence[StoredParagraph]) -> list[Candidate]:
        """The paragraphs with the vectors of their passages, fetched once for each scope."""
        wanted: dict[Scope, list[str]] = {}
        for each in stored:
            wanted.setdefault(each.placed.scope, []).extend(each.vector_ids)
        vectors = {scope: self._index.vectors(scope, ids) for scope, ids in wanted.items()}
        return [
            Candidate(
                key=each.key,
                placed=each.placed,
                vectors=np.stack([vectors[each.placed.scope][one] for one in each.vector_ids]),
            )
            for each in stored
        ]

    def _lexicon(self, scope: Scope) -> _Lexicon:
        """The scope's words, counted anew when something was published since."""
        generation = self._catalog.generation(scope)
        known = self._lexicons.get(scope)
        if known is None or known.generation != generation:
            with self._building:
                known = self._lexicons.get(scope)
                if known is None or known.generation != generation:
                    index = LexicalIndex.build(self._catalog.lexical_rows(scope))
                    known = self._lexicons[scope] = _Lexicon(generation, index)
        return known


def _found_by(stored: Sequence[StoredParagraph], ids: set[str]) -> int:
    return sum(not ids.isdisjoint(each.vector_ids) for each in stored)
