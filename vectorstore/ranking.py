"""Ordering candidates: named signals of each paragraph, weighed into one score."""

import json
import math
from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from vectorstore.lexical import LexicalIndex, ParagraphWords
from vectorstore.model import PassageKind, PlacedParagraph
from vectorstore.words import stems, terms

WEIGHTS: Mapping[str, float] = json.loads(
    (Path(__file__).parent / "ranking_weights.json").read_text(encoding="utf-8")
)["weights"]
FIT_SLOPE = 0.33
FIT_MIDDLE = 9.8
"""The scores' slope and middle in a logistic curve, from `benchmarks/fit_confidence.py`."""
_SHORT = 8  # terms


@dataclass(frozen=True, slots=True)
class Candidate:
    """A paragraph that a search brought up.

    `key` is the paragraph's row in the catalogue, as the lexical indexes know it.
    `vectors` has the shape (passages, dimensions), of unit length, in the passages' order.
    """

    key: int
    placed: PlacedParagraph
    vectors: NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class SentenceMatch:
    """How one sentence of a paragraph meets the question.

    `passage` is its place in `Paragraph.passages`.
    `coverage` and `reach` are shares, 0 to 1, of the question's idf mass:
    of the terms in the sentence, and of those in it or a sentence next to it.
    """

    passage: int
    cosine: float
    coverage: float
    reach: float

    @property
    def score(self) -> float:
        """What the best sentence of a paragraph is chosen by."""
        return self.cosine + 0.5 * self.coverage


@dataclass(frozen=True, slots=True)
class Found:
    """A ranked paragraph; `score` is linear in `signals`, on a logit scale."""

    placed: PlacedParagraph
    score: float
    sentences: tuple[SentenceMatch, ...]
    signals: Mapping[str, float]

    @property
    def fit(self) -> float:
        """The score between 0 and 1: the chance of an answer, where nothing else is known."""
        return 1 / (1 + math.exp(-FIT_SLOPE * (self.score - FIT_MIDDLE)))


@dataclass(frozen=True, slots=True)
class QuestionWords:
    """The distinct terms of a question, each with its share of their weight, and its word pairs.

    The weight is the idf of BM25, ln(1 + (N - df + .5) / (df + .5)); a term that
    no paragraph has weighs most. The shares add up to 1.
    """

    shares: Mapping[str, float]
    pairs: frozenset[tuple[str, str]]

    @classmethod
    def read(cls, question: str, lexical: Sequence[LexicalIndex]) -> "QuestionWords":
        """Weighs a question's terms by their frequency in all the indexes."""
        size = sum(index.size for index in lexical)
        weights = {}
        for term in terms(question):
            frequency = sum(index.frequency(term) for index in lexical)
            weights[term] = math.log(1 + (size - frequency + 0.5) / (frequency + 0.5))
        total = sum(weights.values()) or 1.0
        return cls(
            shares={term: weight / total for term, weight in weights.items()},
            pairs=frozenset(pairwise(stems(question))),
        )

    def shared(self, words: Container[str]) -> frozenset[str]:
        """The question's terms that are among `words`."""
        return frozenset(term for term in self.shares if term in words)

    def coverage(self, shared: frozenset[str]) -> float:
        """The share, 0 to 1, of the terms' weight that these terms of the question have."""
        return sum(map(self.shares.__getitem__, shared))


def rank(
    question: str,
    vector: NDArray[np.float32],
    candidates: Sequence[Candidate],
    lexical: Sequence[LexicalIndex],
) -> list[Found]:
    """The candidates as found paragraphs, best first.

    `vector` is the question's, of unit length; `lexical` the indexes of all scopes read.
    """
    asked = QuestionWords.read(question, lexical)
    found = [_weigh(asked, vector, candidate, lexical) for candidate in candidates]
    return sorted(found, key=lambda each: -each.score)


def _weigh(
    asked: QuestionWords,
    vector: NDArray[np.float32],
    candidate: Candidate,
    lexical: Sequence[LexicalIndex],
) -> Found:
    words = _words(candidate, lexical)
    cosines = candidate.vectors @ vector
    sentences = _sentences(asked, candidate, words, cosines)
    signals = _signals(asked, candidate, words, cosines, sentences)
    score = sum(WEIGHTS[name] * value for name, value in signals.items())
    return Found(candidate.placed, score, sentences, signals)


def _words(candidate: Candidate, lexical: Sequence[LexicalIndex]) -> ParagraphWords:
    """The paragraph's counted words; counted now if no index holds it yet."""
    for index in lexical:
        if (words := index.words(candidate.key)) is not None:
            return words
    paragraph = candidate.placed.paragraph
    return ParagraphWords.count(
        paragraph.text, [paragraph.passages[i].text for i in _sentence_places(candidate)]
    )


def _sentences(
    asked: QuestionWords,
    candidate: Candidate,
    words: ParagraphWords,
    cosines: NDArray[np.float32],
) -> tuple[SentenceMatch, ...]:
    shared = [asked.shared(sentence) for sentence in words.sentences]
    coverage = [asked.coverage(terms) for terms in shared]
    reach = [asked.coverage(one | other) for one, other in pairwise(shared)]
    return tuple(
        SentenceMatch(
            passage=place,
            cosine=float(cosines[place]),
            coverage=coverage[i],
            reach=max((coverage[i], *reach[max(i - 1, 0) : i + 1])),
        )
        for i, place in enumerate(_sentence_places(candidate))
    )


def _sentence_places(candidate: Candidate) -> list[int]:
    passages = candidate.placed.paragraph.passages
    return [i for i, passage in enumerate(passages) if passage.kind is PassageKind.SENTENCE]


@lru_cache(maxsize=4096)
def _heading_terms(title: str, headings: tuple[str, ...]) -> frozenset[str]:
    return frozenset(term for heading in (title, *headings) for term in terms(heading))


def _signals(
    asked: QuestionWords,
    candidate: Candidate,
    words: ParagraphWords,
    cosines: NDArray[np.float32],
    sentences: tuple[SentenceMatch, ...],
) -> dict[str, float]:
    """The signals by name; `benchmarks/fit_ranking.py` says what each is worth.

    Cosines are -1 to 1, coverages and pairs shares of 0 to 1, `length` is ln(1 + terms).
    `short` marks what is hardly a paragraph: a stray heading, an address, a licence line.
    """
    best = max(sentences, key=lambda sentence: sentence.score)
    windows = cosines[len(sentences) :]
    placed = candidate.placed
    return {
        "paragraph_cosine": float((windows if len(windows) else cosines).max()),
        "sentence_cosine": max(sentence.cosine for sentence in sentences),
        "paragraph_coverage": asked.coverage(asked.shared(words.counts)),
        "sentence_coverage": best.coverage,
        "reach_coverage": best.reach,
        "pairs": len(asked.pairs & words.pairs) / max(len(asked.pairs), 1),
        "heading_coverage": asked.coverage(
            asked.shared(_heading_terms(placed.title, placed.paragraph.headings))
        ),
        "short": float(words.length < _SHORT),
        "length": math.log1p(words.length),
    }
