"""Finding by words: BM25 over the paragraphs of one scope, and the figures ranking needs."""

import math
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from vectorstore.counting import ParagraphWords, Vocabulary
from vectorstore.kept import Kept
from vectorstore.languages import LANGUAGES, Language, language_of
from vectorstore.segments import Integers, Row, Segment, Texts
from vectorstore.words import terms

K1 = 0.9
B = 0.6
"""BM25 of paragraphs; `k1` .6-.9 with `b` .4-.6 was best on long papers, elsewhere all alike."""
_WORDS_KEPT = 4096  # paragraphs


@dataclass(frozen=True, slots=True, eq=False)
class _Part:
    """A segment, and which of its paragraphs were not replaced since."""

    segment: Segment
    alive: NDArray[np.bool_]
    size: int

    @classmethod
    def of(cls, segment: Segment, alive: NDArray[np.bool_]) -> "_Part":
        return cls(segment, alive, int(alive.sum()))

    @classmethod
    def whole(cls, texts: Texts) -> "_Part":
        return cls.of(Segment.of(texts), np.ones(len(texts.keys), dtype=bool))

    def without(self, sources: Collection[str]) -> "_Part":
        known = self.segment.texts.sources
        gone = [known[source] for source in sources if source in known]
        if not gone:
            return self
        return self.of(self.segment, self.alive & ~np.isin(self.segment.texts.owners, gone))

    def compacted(self) -> "_Part":
        """Only what is alive."""
        return self.whole(self.segment.texts.only(self.alive))

    def joined(self, other: "_Part") -> "_Part":
        """One part of what is alive in both."""
        texts = self.segment.texts.only(self.alive).with_more(other.segment.texts.only(other.alive))
        return self.whole(texts)


def idf(size: int, frequency: int) -> float:
    """How much a term weighs that is in `frequency` of `size` paragraphs: as in Lucene's BM25."""
    return math.log(1 + (size - frequency + 0.5) / (frequency + 0.5))


class LexicalIndex:
    """The words of one scope's paragraphs. It never changes: `updated` gives another.

    It is kept in parts: a large one, and smaller ones for what came later, joined when one isn't
    much smaller than the one before. What it answers doesn't depend on how it is parted.
    Any thread may read it, also while another one updates it.
    """

    def __init__(
        self,
        parts: Sequence[_Part] = (),
        vocabulary: Vocabulary | None = None,
        kept: Kept[int, ParagraphWords] | None = None,
    ) -> None:
        self._parts = parts
        self._vocabulary = vocabulary if vocabulary is not None else Vocabulary()
        # Its keys are never used for other words, so all updates share it.
        self._kept = kept if kept is not None else Kept(_WORDS_KEPT)
        self.size = sum(part.size for part in parts)
        known = len(self._vocabulary)
        self._frequencies = np.zeros(known, dtype=np.int64)
        self._spelled = np.zeros(known, dtype=np.int64)
        for part in parts:
            self._frequencies += part.segment.frequencies(known, part.alive)
            spelled = part.alive & part.segment.spelled()
            if spelled.any():
                self._spelled += part.segment.frequencies(known, spelled)
        self._norms = _norms(parts, self.size)
        self.languages = _languages(parts)

    @classmethod
    def build(cls, paragraphs: Iterable[Row]) -> "LexicalIndex":
        """Indexes paragraphs, each given as (key, source id, text, its sentence texts)."""
        return cls().updated((), sorted(paragraphs, key=lambda row: row[1]))

    def updated(self, gone: Collection[str], paragraphs: Iterable[Row]) -> "LexicalIndex":
        """The index without the sources `gone`, and with the paragraphs of others.

        The paragraphs of one source stand together, and the index has none of it but in `gone`.
        One thread at a time may update an index.
        """
        texts = Texts.read(paragraphs, self._vocabulary)
        parts = [part for each in self._parts if (part := each.without(gone)).size]
        if len(texts.keys):
            parts.append(_Part.whole(texts))
        return LexicalIndex(_fewer(parts), self._vocabulary, self._kept)

    def search(
        self, question: Sequence[str] | str, limit: int, source: str | None = None
    ) -> list[tuple[int, float]]:
        """The keys of the paragraphs that share words with the question, best first.

        `question` is a text or its terms; `source` keeps to one source.
        The score is the sum, over the terms, of their `idf` times
        tf / (tf + k1 (1 - b + b length / mean length)), as in Lucene.
        """
        if isinstance(question, str):
            question = terms(question, language_of(question, self.languages))
        numbers = [number for term in question if (number := self._of(term)) is not None]
        weights = [(number, self._idf(number)) for number in numbers]
        if not weights or limit < 1:
            return []
        found = []
        for part, norms in zip(self._parts, self._norms, strict=True):
            scores = np.zeros(len(norms))
            for number, weight in weights:
                places, counts = part.segment.postings(number)
                scores[places] += weight * counts / (counts + norms[places])
            scores *= part.alive if source is None else part.segment.of_source(source) & part.alive
            found += _best(scores, part.segment.texts.keys, limit)
        return sorted(found, key=lambda each: (-each[1], each[0]))[:limit]

    def words(self, key: int) -> ParagraphWords | None:
        """The counted words of a paragraph, or None if the index doesn't hold it."""
        for part in self._parts:
            place = part.segment.place(key)
            if place is not None and part.alive[place]:
                words = self._kept.get(key)
                if words is None:
                    words = part.segment.texts.words(place, self._vocabulary)
                    self._kept.put(key, words)
                return words
        return None

    def frequency(self, term: str) -> int:
        """The number of paragraphs that a term occurs in."""
        number = self._of(term)
        return 0 if number is None else int(self._frequencies[number])

    def spells(self, term: str) -> bool:
        """Whether a paragraph in a language that is compared by letters has a term."""
        number = self._of(term)
        return number is not None and bool(self._spelled[number])

    def _of(self, term: str) -> int | None:
        """The number of a term that a paragraph of this index has."""
        number = self._vocabulary.number(term)
        # The vocabulary is shared with what came before and after, and may know more.
        if number is None or number >= len(self._frequencies) or not self._frequencies[number]:
            return None
        return number

    def _idf(self, number: int) -> float:
        return idf(self.size, int(self._frequencies[number]))


def _fewer(parts: list[_Part]) -> list[_Part]:
    """The parts, largest first, each less than half as large as the one before.

    A part that lost half of its paragraphs is made anew, so that the dead ones don't pile up.
    """
    parts = sorted(
        (each if 2 * each.size >= len(each.alive) else each.compacted() for each in parts),
        key=lambda each: -each.size,
    )
    while len(parts) > 1 and 2 * parts[-1].size > parts[-2].size:
        last = parts.pop()
        parts[-1] = parts[-1].joined(last)
        parts.sort(key=lambda each: -each.size)
    return parts


def _norms(parts: Sequence[_Part], size: int) -> list[NDArray[np.floating]]:
    """What the length of each paragraph adds to the count of a term in BM25."""
    total = sum(int(part.segment.lengths[part.alive].sum()) for part in parts)
    mean = total / size if total else 1.0
    return [K1 * (1 - B + (B / mean) * part.segment.lengths) for part in parts]


def _languages(parts: Sequence[_Part]) -> list[Language]:
    """The languages of the paragraphs, the most frequent one first."""
    counts = np.zeros(len(LANGUAGES), dtype=np.int64)
    for part in parts:
        counts += np.bincount(part.segment.texts.languages[part.alive], minlength=len(LANGUAGES))
    return [LANGUAGES[i] for i in np.argsort(-counts, kind="stable") if counts[i]]


def _best(scores: NDArray[np.float64], keys: Integers, limit: int) -> list[tuple[int, float]]:
    """The keys of the best scores above 0, with all that tie with the last."""
    places = np.flatnonzero(scores)
    if len(places) > limit:
        least = np.partition(scores[places], -limit)[-limit]
        places = places[scores[places] >= least]
    return list(zip(keys[places].tolist(), scores[places].tolist(), strict=True))
