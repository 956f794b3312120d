"""Ordering candidates: named signals of each paragraph, weighed into one score."""

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from vectorstore.lexical import K1, B, LexicalIndex, ParagraphWords
from vectorstore.model import PassageKind, PlacedParagraph
from vectorstore.words import stems, terms

WEIGHTS: Mapping[str, float] = json.loads(
    (Path(__file__).parent / "ranking_weights.json").read_text(encoding="utf-8")
)["weights"]


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


@dataclass(frozen=True, slots=True)
class QuestionWords:
    """The distinct terms of a question, each with its weight in the texts searched.

    The weight is the idf of BM25, ln(1 + (N - df + .5) / (df + .5)); a term that
    no paragraph has weighs most.
    """

    weights: Mapping[str, float]
    pairs: Mapping[tuple[str, str], float]

    @classmethod
    def read(cls, question: str, lexical: Sequence[LexicalIndex]) -> "QuestionWords":
        """Weighs a question's terms by their frequency in all the indexes."""
        size = sum(index.size for index in lexical)

        def idf(term: str) -> float:
            frequency = sum(index.frequency(term) for index in lexical)
            return math.log(1 + (size - frequency + 0.5) / (frequency + 0.5))

        weights = {term: idf(term) for term in terms(question)}
        pairs = {pair: idf(pair[0]) + idf(pair[1]) for pair in pairwise(stems(question))}
        return cls(weights, pairs)

    def coverage(self, present: Mapping[str, int] | frozenset[str] | set[str]) -> float:
        """The share, 0 to 1, of the terms' weight that is present."""
        total = sum(self.weights.values())
        return sum(w for term, w in self.weights.items() if term in present) / (total or 1.0)


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
    score = sum(WEIGHTS.get(name, 0.0) * value for name, value in signals.items())
    return Found(candidate.placed, score, sentences, signals)


def _words(candidate: Candidate, lexical: Sequence[LexicalIndex]) -> ParagraphWords:
    """The paragraph's counted words; counted now if no index holds it yet."""
    for index in lexical:
        if (words := index.words(candidate.key)) is not None:
            return words
    paragraph = candidate.placed.paragraph
    return ParagraphWords.count(
        paragraph.text, [p.text for p in paragraph.passages if p.kind is PassageKind.SENTENCE]
    )


def _sentences(
    asked: QuestionWords,
    candidate: Candidate,
    words: ParagraphWords,
    cosines: NDArray[np.float32],
) -> tuple[SentenceMatch, ...]:
    present = words.sentences
    passages = candidate.placed.paragraph.passages
    places = [i for i, passage in enumerate(passages) if passage.kind is PassageKind.SENTENCE]
    return tuple(
        SentenceMatch(
            passage=place,
            cosine=float(cosines[place]),
            coverage=asked.coverage(present[i]),
            reach=max(
                asked.coverage(present[i] | present[j])
                for j in (max(i - 1, 0), min(i + 1, len(places) - 1))
            ),
        )
        for i, place in enumerate(places)
    )


def _signals(
    asked: QuestionWords,
    candidate: Candidate,
    words: ParagraphWords,
    cosines: NDArray[np.float32],
    sentences: tuple[SentenceMatch, ...],
) -> dict[str, float]:
    """The signals by name; the study of the weights says what each is worth."""
    best = max(range(len(sentences)), key=lambda i: sentences[i].score)
    windows = cosines[len(sentences) :]
    placed = candidate.placed
    size = math.log1p(words.length)
    heading = {term for name in (placed.title, *placed.paragraph.headings) for term in terms(name)}
    pair_mass = sum(asked.pairs.values()) or 1.0
    return {
        "paragraph_cosine": float(windows.max() if len(windows) else cosines.max()),
        "sentence_cosine": max(sentence.cosine for sentence in sentences),
        "paragraph_coverage": asked.coverage(words.counts),
        "sentence_coverage": sentences[best].coverage,
        "reach_coverage": sentences[best].reach,
        "pairs": sum(m for pair, m in asked.pairs.items() if pair in words.pairs) / pair_mass,
        "heading_coverage": asked.coverage(heading),
        "short": float(words.length < 8),
        "length": size,
    }
