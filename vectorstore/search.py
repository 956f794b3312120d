"""Finds the paragraphs that answer a question: by meaning and by words, joined per paragraph."""

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass

import numpy as np

from vectorstore.catalog import Catalog, StoredParagraph
from vectorstore.encoder import Encoder, Pieces, Vectors
from vectorstore.errors import LackingIndexError
from vectorstore.hops import Hop, follow
from vectorstore.index import VectorIndex
from vectorstore.late import READ, is_read, meet, reread
from vectorstore.lexical import LexicalIndex
from vectorstore.lexicons import Lexicons
from vectorstore.model import Scope, readable_scopes
from vectorstore.piece_store import PieceStore
from vectorstore.ranking import Candidate, Found, QuestionWords, rank
from vectorstore.reranking import Reranker, rerank

_NEAREST_PASSAGES = 64
_MOST_PASSAGES = 1024
_BEST_BY_MEANING = 30
_BEST_BY_WORDS = 15
_BEST_BY_NAMES = 30
_ATTEMPTS = 20  # a publication takes longer than a search: the second all but always holds
_FEW = 5_000  # passages of a source; Chroma takes longer to choose so many than to give them all
_ENOUGH = 30  # live paragraphs found by meaning; fewer means that stale passages crowd them out


@dataclass(frozen=True, slots=True)
class _Asked:
    """The words of a question with its vector, and where its answer is looked for."""

    words: QuestionWords
    vector: Vectors
    readable: Sequence[Scope]
    indexes: Sequence[LexicalIndex]


class Search:
    """Search over the live paragraphs that a scope may read. Safe to use from several threads."""

    def __init__(
        self,
        catalog: Catalog,
        index: VectorIndex,
        encoder: Encoder,
        pieces: PieceStore | None = None,
        reranker: Reranker | None = None,
    ) -> None:
        """`pieces` is for the encoder's map of pieces, and None where it has none."""
        self._catalog = catalog
        self._index = index
        self._encoder = encoder
        self._pieces = pieces
        self._reranker = reranker
        self._lexicons = Lexicons(catalog)

    def find(self, question: str, scope: Scope, source: str | None = None) -> list[Found]:
        """The live paragraphs that fit `question` best, best first; with `source`, only its own.

        Raises `UnknownSourceError` when the scope may not read a source of that name.
        """
        readable = readable_scopes(scope)
        if source is not None:
            self._catalog.source(readable, source)
        vectors, pieces = self._encoder.read([question])
        found, stored = self._found(question, vectors[0], readable, source)
        if pieces is not None:
            found = self._reread(pieces[0], found, stored)
        return rerank(question, found, self._reranker) if self._reranker else found

    def generations(self, scope: Scope) -> Mapping[Scope, int]:
        """For each scope that `scope` may read, a number that grows with every publication."""
        return self._catalog.generations(readable_scopes(scope))

    def mentions(self, term: str, scope: Scope) -> bool:
        """Whether any live paragraph that `scope` may read has the term (see `words.terms`)."""
        generations = self._catalog.generations(readable_scopes(scope))
        return any(self._lexicons.at(each, at).frequency(term) for each, at in generations.items())

    def warm(self, scope: Scope) -> None:
        """Do now what the first questions in `scope` would wait for and take memory for."""
        self.find("word " * self._encoder.max_tokens, scope)

    def _found(
        self, question: str, vector: Vectors, readable: Sequence[Scope], source: str | None
    ) -> tuple[list[Found], list[StoredParagraph]]:
        """The ranked paragraphs, all of one moment, and all that was read for them."""
        for attempt in range(_ATTEMPTS):
            generations = self._catalog.generations(readable)
            indexes = [self._lexicons.at(each, at) for each, at in generations.items()]
            try:
                found, stored = self._ranked(question, vector, readable, indexes, source)
            except LackingIndexError:
                # The vectors of what has just been replaced may be gone already.
                if attempt == _ATTEMPTS - 1 or self._catalog.generations(readable) == generations:
                    raise
                continue
            # What was found before a publication is stale after it: then look again.
            if self._catalog.generations(readable) == generations:
                break
        return found, stored

    def _ranked(
        self,
        question: str,
        vector: Vectors,
        readable: Sequence[Scope],
        indexes: Sequence[LexicalIndex],
        source: str | None,
    ) -> tuple[list[Found], list[StoredParagraph]]:
        keys = [
            key
            for index in indexes
            for key, _score in index.search(question, _BEST_BY_WORDS, source)
        ]
        stored = self._live(readable, vector, keys, source)
        asked = _Asked(QuestionWords.read(question, indexes), vector, readable, indexes)
        candidates = _promising(self._candidates(stored), vector, frozenset(keys))
        found = rank(asked.words, vector, candidates, indexes)
        if len({each.placed.title for each in found}) > 1:
            found, more = self._followed(asked, found)
            stored = [*stored, *more]
        return found, stored

    def _live(
        self, readable: Sequence[Scope], vector: Vectors, keys: Sequence[int], source: str | None
    ) -> list[StoredParagraph]:
        """The candidates by meaning and by words; asks for more while stale passages hide them."""
        limit = _NEAREST_PASSAGES
        while True:
            nearest = [self._nearest(each, vector, limit, source) for each in readable]
            ids = [passage for found in nearest for passage in found]
            stored = self._catalog.live(readable, ids, keys, source)
            exhausted = all(len(found) < limit for found in nearest)
            if exhausted or limit >= _MOST_PASSAGES or _found_by(stored, set(ids)) >= _ENOUGH:
                return stored
            limit *= 4

    def _nearest(self, scope: Scope, vector: Vectors, limit: int, source: str | None) -> list[str]:
        """The ids of the nearest passages; those of one source are compared one by one."""
        if source is None:
            return self._index.nearest(scope, vector, limit)
        ids = self._catalog.vector_ids(scope, source, _FEW + 1)
        if len(ids) > _FEW:
            return self._index.nearest(scope, vector, limit, source)
        return self._index.nearest_among(scope, vector, limit, ids)

    def _followed(
        self, asked: _Asked, found: Sequence[Found]
    ) -> tuple[list[Found], list[StoredParagraph]]:
        """The paragraphs with those that the best one leads to, and what is new among them."""
        hop = Hop.read(asked.words, found[0], asked.indexes)
        more: list[StoredParagraph] = []
        if hop.is_open:
            known = {each.key for each in found}
            keys = [
                key
                for index in asked.indexes
                for key, _score in index.search(list(hop.names), _BEST_BY_NAMES)
                if key not in known
            ]
            more = self._catalog.live(asked.readable, [], keys)
            ranked = rank(asked.words, asked.vector, self._candidates(more), asked.indexes)
            found = [*found, *ranked]
        return follow(hop, found, lambda key: _terms(key, asked.indexes), READ), more

    def _reread(
        self, asked: Pieces, found: Sequence[Found], stored: Sequence[StoredParagraph]
    ) -> list[Found]:
        """The paragraphs, of which the pieces of the first ones are read too."""
        if self._pieces is None or not is_read(found):
            return list(found)
        by_key = {each.key: each for each in stored}
        first = found[:READ]
        windows = self._pieces.windows([by_key[each.key] for each in first])
        lates = [
            meet(asked, of_one, len(each.sentences)) if of_one else None
            for each, of_one in zip(first, windows, strict=True)
        ]
        return reread(found, lates)

    def _candidates(self, stored: Sequence[StoredParagraph]) -> list[Candidate]:
        """The paragraphs with the vectors of their passages, fetched once for each scope."""
        wanted: dict[Scope, list[str]] = {}
        for each in stored:
            wanted.setdefault(each.placed.scope, []).extend(each.vector_ids)
        vectors = {scope: self._index.vectors(scope, ids) for scope, ids in wanted.items()}
        if not stored:
            return []
        rows = np.stack(
            [vectors[each.placed.scope][one] for each in stored for one in each.vector_ids]
        )
        ends = np.cumsum([len(each.vector_ids) for each in stored])
        return [
            Candidate(key=each.key, placed=each.placed, vectors=of_paragraph)
            for each, of_paragraph in zip(stored, np.split(rows, ends[:-1]), strict=True)
        ]


def _promising(
    candidates: Sequence[Candidate], vector: Vectors, by_words: Set[int]
) -> list[Candidate]:
    """Those found by words and the nearest others: what is weighed at all, since it takes time."""
    if len(candidates) <= _BEST_BY_MEANING:
        return list(candidates)
    cosines = np.concatenate([each.vectors for each in candidates]) @ vector
    starts = np.cumsum([0, *(len(each.vectors) for each in candidates[:-1])])
    nearest = np.argsort(-np.maximum.reduceat(cosines, starts), kind="stable")[:_BEST_BY_MEANING]
    chosen = {int(place) for place in nearest}
    return [
        each for place, each in enumerate(candidates) if place in chosen or each.key in by_words
    ]


def _found_by(stored: Sequence[StoredParagraph], ids: set[str]) -> int:
    return sum(not ids.isdisjoint(each.vector_ids) for each in stored)


def _terms(key: int, indexes: Sequence[LexicalIndex]) -> Set[str]:
    """The terms of a paragraph; none if no index holds it yet."""
    for index in indexes:
        if (words := index.words(key)) is not None:
            return words.counts.keys()
    return frozenset()
