"""Finding by words: BM25 over the paragraphs of one scope, and the figures ranking needs."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

import bm25s
import numpy as np

from vectorstore.languages import ENGLISH, Family, Language, language_of
from vectorstore.likeness import WordParts
from vectorstore.words import marked_stems, terms

K1 = 0.9
B = 0.6
"""BM25 of paragraphs; `k1` .6-.9 with `b` .4-.6 was best on long papers, elsewhere all alike."""


@dataclass(frozen=True, slots=True)
class ParagraphWords:
    """The words of one paragraph, counted once when the index is built.

    `counts` maps a term to its number in the paragraph; `length` is their sum.
    `sentences` holds the distinct terms of each sentence, in the order of the sentences.
    `pairs` are neighbouring stems within a sentence, stop words included; none in a script
    without spaces, whose terms overlap.
    """

    counts: Mapping[str, int]
    length: int
    sentences: tuple[frozenset[str], ...]
    pairs: frozenset[tuple[str, str]]

    @classmethod
    def count(
        cls, text: str, sentences: Sequence[str], language: Language = ENGLISH
    ) -> "ParagraphWords":
        """Counts a paragraph, given with its sentences."""
        marked = [marked_stems(sentence, language) for sentence in sentences or (text,)]
        counts = Counter(term for sentence in marked for term, is_term in sentence if is_term)
        return cls(
            counts=counts,
            length=counts.total(),
            sentences=tuple(
                frozenset(term for term, is_term in sentence if is_term) for sentence in marked
            ),
            pairs=frozenset(
                (one, other)
                for sentence in marked
                if language.family is not Family.UNSPACED
                for (one, _), (other, _) in pairwise(sentence)
            ),
        )


class LexicalIndex:
    """The words of one scope's paragraphs; built once, then only read, by any thread."""

    def __init__(
        self,
        keys: Sequence[int],
        sources: Sequence[str],
        words: Sequence[ParagraphWords],
        bm25: bm25s.BM25 | None,
        languages: Sequence[Language],
        parts: WordParts,
    ) -> None:
        self._keys = keys
        self._sources = np.array(sources, dtype=object)
        self._words = dict(zip(keys, words, strict=True))
        self._frequencies = Counter(term for entry in words for term in entry.counts)
        self._bm25 = bm25
        self.size = len(keys)
        self.languages = languages
        self.parts = parts

    @classmethod
    def build(cls, paragraphs: Iterable[tuple[int, str, str, Sequence[str]]]) -> "LexicalIndex":
        """Indexes paragraphs, each given as (key, source id, text, its sentence texts)."""
        rows = list(paragraphs)
        languages = _languages(rows)
        words = [
            ParagraphWords.count(text, sentences, languages[source])
            for _, source, text, sentences in rows
        ]
        listed = [list(Counter(entry.counts).elements()) for entry in words]
        bm25 = None
        if any(listed):
            bm25 = bm25s.BM25(k1=K1, b=B)
            bm25.index(listed, show_progress=False)
        counts = Counter(languages[row[1]] for row in rows)
        spelled = {
            term
            for (_, source, _, _), entry in zip(rows, words, strict=True)
            if languages[source].family in (Family.LATIN, Family.SCRIPT)
            for term in entry.counts
        }
        return cls(
            [row[0] for row in rows],
            [row[1] for row in rows],
            words,
            bm25,
            [language for language, _ in counts.most_common()],
            WordParts(spelled),
        )

    def search(
        self, question: Sequence[str] | str, limit: int, source: str | None = None
    ) -> list[tuple[int, float]]:
        """The keys of the paragraphs that share words with the question, best first.

        `question` is a text or its terms; `source` keeps to one source.
        """
        if isinstance(question, str):
            question = terms(question, language_of(question, self.languages))
        asked = list(question)
        known = [term for term in asked if term in self._frequencies]
        if self._bm25 is None or not known or limit < 1:
            return []
        scores = self._bm25.get_scores(known)
        if source is not None:
            scores = np.where(self._sources == source, scores, 0.0)
        best = np.argsort(-scores, kind="stable")[:limit]
        return [(self._keys[i], float(scores[i])) for i in best if scores[i] > 0]

    def words(self, key: int) -> ParagraphWords | None:
        """The counted words of a paragraph, or None if the index doesn't hold it."""
        return self._words.get(key)

    def frequency(self, term: str) -> int:
        """The number of paragraphs that a term occurs in."""
        return self._frequencies[term]


def _languages(rows: Sequence[tuple[int, str, str, Sequence[str]]]) -> dict[str, Language]:
    """The language of each source, by the beginnings of its paragraphs."""
    texts: dict[str, list[str]] = {}
    for _, source, text, _ in rows:
        texts.setdefault(source, []).append(text)
    return {source: language_of(" ".join(of_source)) for source, of_source in texts.items()}
