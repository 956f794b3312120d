"""Chooses what a summary quotes: what says most, from every part, and nothing twice."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from answering.summaries.parts import parts
from answering.summaries.sentences import Quotation, Reading
from answering.summaries.weighing import Scores, scores
from vectorstore.encoder import Vectors
from vectorstore.words import terms

_SAYING = 0.7
"""Maximal marginal relevance: what a quotation says counts so much, and the rest what it repeats
of those that are chosen."""
_ALIKE = 0.6  # of the terms of the shorter
_ENOUGH = 0.95  # of the words that may be used
_SHORT = 0.25  # of the quotations are short; so much room is kept for each part


def choose(reading: Reading, vectors: Vectors, words: int) -> list[Quotation]:
    """Quotations of together at most so many words, in reading order.

    `vectors` has a row for each of the reading's sentences, all zeros where one has no vector.
    At least one quotation, if there is any, however few the words.
    Each part gives its best, the first one first, as a text mostly begins with what it is about,
    and then the largest; after that always the part that is furthest below its share.
    The same input gives the same output.
    """
    if not reading.quotations:
        return []
    short = max(float(np.quantile([each.words for each in reading.quotations], _SHORT)), 1.0)
    of_parts = parts(reading, max(int(words / short), 1))
    return _Choice.begin(reading, vectors, words).made(of_parts, short)


@dataclass(slots=True)
class _Choice:
    """A choice being made; arrays have a row for each quotation."""

    quotations: Sequence[Quotation]
    reading: Reading
    vectors: Vectors
    scores: Scores
    words: int
    lengths: NDArray[np.int64]
    firsts: NDArray[np.int64]
    lasts: NDArray[np.int64]
    nearest: Vectors
    possible: NDArray[np.bool_]
    chosen: list[int] = field(default_factory=list)
    terms: list[set[str]] = field(default_factory=list)

    @classmethod
    def begin(cls, reading: Reading, vectors: Vectors, words: int) -> "_Choice":
        quotations = reading.quotations
        texts = [each.text for each in reading.sentences]
        of_sentences = scores(texts, vectors, reading.language)
        firsts = np.array([each.first for each in quotations])
        lasts = np.array([each.last for each in quotations])
        whole = np.concatenate([[0.0], np.cumsum(of_sentences)])
        summed = np.stack([vectors[each.first : each.last + 1].sum(axis=0) for each in quotations])
        lengths = np.linalg.norm(summed, axis=1, keepdims=True)
        return cls(
            quotations=quotations,
            reading=reading,
            vectors=(summed / np.where(lengths > 0, lengths, 1)).astype(np.float32),
            scores=(whole[lasts + 1] - whole[firsts]) / (lasts + 1 - firsts),
            words=words,
            lengths=np.array([each.words for each in quotations]),
            firsts=firsts,
            lasts=lasts,
            nearest=np.zeros(len(quotations), dtype=vectors.dtype),
            possible=np.ones(len(quotations), dtype=bool),
        )

    @property
    def used(self) -> int:
        """The words that are chosen."""
        return int(self.lengths[self.chosen].sum())

    def made(self, of_parts: Sequence[Sequence[int]], short: float) -> list[Quotation]:
        """Takes quotations from the parts until the words are used up.

        While one part is served, room for `short` words is kept for each that comes after.
        Beyond one from each part, nothing is taken that says less than most of the text does.
        """
        places = [np.array(each) for each in of_parts]
        sizes = np.array([self.lengths[each].sum() for each in places], dtype=float)
        shares = sizes / sizes.sum() * self.words
        lacking = shares.copy()
        for after, part in enumerate([0, *(1 + np.argsort(-shares[1:], kind="stable"))]):
            kept = short * (len(places) - after - 1)
            lacking[part] -= self._take_from(places[part], self.words - self.used - kept)
        self.possible &= self.scores >= np.median(self.scores)
        while self.used < _ENOUGH * self.words and lacking.max() > -np.inf:
            part = int(np.argmax(lacking))
            taken = self._take_from(places[part], self.words - self.used)
            lacking[part] -= taken or np.inf
        if not self.chosen:
            self._take_from(np.arange(len(self.quotations)), np.inf)
        return [self.quotations[at] for at in sorted(self.chosen, key=lambda at: self.firsts[at])]

    def _take_from(self, places: NDArray[np.int64], room: float) -> int:
        """Takes the best of some quotations; gives its words, or 0 if none fits."""
        best = self._best(places, room)
        if best is None:
            return 0
        self._take(best)
        return int(self.lengths[best])

    def _best(self, places: NDArray[np.int64], room: float) -> int | None:
        """The best of some quotations that fits and says something new."""
        values = _SAYING * self.scores[places] - (1 - _SAYING) * self.nearest[places]
        for at in places[np.argsort(-values, kind="stable")]:
            if self.possible[at] and self.lengths[at] <= room:
                if self._is_new(int(at)):
                    return int(at)
                self.possible[at] = False
        return None

    def _is_new(self, at: int) -> bool:
        own = self._terms(at)
        return not any(
            len(own & other) >= _ALIKE * max(min(len(own), len(other)), 1) for other in self.terms
        )

    def _take(self, at: int) -> None:
        self.chosen.append(at)
        self.terms.append(self._terms(at))
        self.nearest = np.maximum(self.nearest, self.vectors @ self.vectors[at])
        self.possible &= (self.lasts < self.firsts[at]) | (self.firsts > self.lasts[at])

    def _terms(self, at: int) -> set[str]:
        return set(terms(self.quotations[at].text, self.reading.language))
