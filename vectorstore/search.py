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
        lexicons = [self._lexicon(each) for each in readable]
        keys = [
            key
            for lexicon in lexicons
            for key, _score in lexicon.search(question, _BEST_BY_WORDS, source)
        ]
        stored = self._live(readable, vector, keys, source)
        return rank(question, vector, self._candidates(stored), lexicons)
