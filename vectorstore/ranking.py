"""Ordering candidates: named signals of each paragraph, weighed into one score."""

import json
import math
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from functools import lru_cache, reduce
from itertools import pairwise
from operator import or_
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from vectorstore.counting import ParagraphWords
from vectorstore.languages import ENGLISH, Family, Language, language_of
from vectorstore.lexical import LexicalIndex, idf
from vectorstore.likeness import Likeness
from vectorstore.model import PassageKind, PlacedParagraph
from vectorstore.words import stems, terms

WEIGHTS: Mapping[str, Mapping[str, float]] = json.loads(
    (Path(__file__).parent / "ranking_weights.json").read_text(encoding="utf-8")
)["weights"]
"""The weights of the signals, by the family of the question's language, and by `LATE`."""

LATE: Mapping[Family, str] = {Family.ENGLISH: "english-late"}
"""The weights where word pieces were read too, in the languages in which that was measured."""

FIT_SLOPE = 0.33
FIT_MIDDLE = 9.8
FIT_MIDDLE_LATE = 7.4
"""The scores' slope and middle in a logistic curve, on the cases of `benchmarks/fit_confidence.py`;
the middle is another one where word pieces were read too.
"""
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
    `likeness` is the share of the letters in a row; 0 where the language needs none.
    `late` is how well its word pieces meet the question's (see `vectorstore/late.py`), about -1
    to 1; 0 where that is not known.
    """

    passage: int
    cosine: float
    coverage: float
    reach: float
    likeness: float = 0.0
    late: float = 0.0

    @property
    def score(self) -> float:
        """What the best sentence of a paragraph is chosen by."""
        return self.cosine + 0.5 * self.coverage + self.likeness


@dataclass(frozen=True, slots=True)
class Found:
    """A ranked paragraph; `score` is linear in `signals`, on a logit scale.

    `key` is the candidate's.
    """

    key: int
    placed: PlacedParagraph
    score: float
    sentences: tuple[SentenceMatch, ...]
    signals: Mapping[str, float]
    language: Language = ENGLISH

    @property
    def weights(self) -> str:
        """Which of the fitted weights count for it, its sentences and its chance to answer."""
        family = self.language.family
        return LATE[family] if "late" in self.signals else str(family)

    @property
    def fit(self) -> float:
        """The score between 0 and 1: the chance of an answer, where nothing else is known."""
        middle = FIT_MIDDLE_LATE if "late" in self.signals else FIT_MIDDLE
        return 1 / (1 + math.exp(-FIT_SLOPE * (self.score - middle)))


@dataclass(frozen=True, slots=True)
class QuestionWords:
    """The distinct terms of a question, each with its share of their weight, and its word pairs.

    `likeness` finds words that are like them, where the language asks for it.

    The weight is the idf of BM25, ln(1 + (N - df + .5) / (df + .5)); a term that
    no paragraph has weighs most. The shares add up to 1.
    """

    shares: Mapping[str, float]
    pairs: frozenset[tuple[str, str]]
    language: Language
    likeness: Likeness | None

    @classmethod
    def read(cls, question: str, lexical: Sequence[LexicalIndex]) -> "QuestionWords":
        """Weighs a question's terms by their frequency in all the indexes."""
        size = sum(index.size for index in lexical)
        language = language_of(question, [each for index in lexical for each in index.languages])
        weights = {}
        for term in terms(question, language):
            frequency = sum(index.frequency(term) for index in lexical)
            weights[term] = idf(size, frequency)
        total = sum(weights.values()) or 1.0
        shares = {term: weight / total for term, weight in weights.items()}
        spelled = language.family in (Family.LATIN, Family.SCRIPT) and bool(shares)
        return cls(
            shares=shares,
            pairs=frozenset(pairwise(stems(question, language))),
            language=language,
            likeness=Likeness.read(shares, [i.spells for i in lexical]) if spelled else None,
        )

    def shared(self, words: Set[str]) -> frozenset[str]:
        """The question's terms that are among `words`."""
        return frozenset(self.shares.keys() & words)

    def coverage(self, shared: frozenset[str]) -> float:
        """The share, 0 to 1, of the terms' weight that these terms of the question have."""
        return sum(map(self.shares.__getitem__, shared))


def rank(
    asked: QuestionWords,
    vector: NDArray[np.float32],
    candidates: Sequence[Candidate],
    lexical: Sequence[LexicalIndex],
) -> list[Found]:
    """The candidates as found paragraphs, best first.

    `vector` is the question's, of unit length; `lexical` the indexes of all scopes read, with
    which the question was read too.
    """
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
    alike = _Likenesses.read(asked.likeness, words) if asked.likeness else None
    sentences = _sentences(asked, candidate, words, cosines, alike)
    signals = _signals(asked, candidate, words, cosines, sentences)
    if alike:
        signals |= {
            "paragraph_likeness": alike.paragraph,
            "sentence_likeness": max(alike.sentences),
            "reach_likeness": alike.reach,
        }
    weights = WEIGHTS[asked.language.family]
    score = sum(weights[name] * value for name, value in signals.items())
    return Found(candidate.key, candidate.placed, score, sentences, signals, asked.language)


def _words(candidate: Candidate, lexical: Sequence[LexicalIndex]) -> ParagraphWords:
    """The paragraph's counted words; counted now if no index holds it yet."""
    for index in lexical:
        if (words := index.words(candidate.key)) is not None:
            return words
    paragraph = candidate.placed.paragraph
    return ParagraphWords.count(
        paragraph.text,
        [paragraph.passages[i].text for i in _sentence_places(candidate)],
        language_of(paragraph.text),
    )


@dataclass(frozen=True, slots=True)
class _Likenesses:
    """How alike a paragraph's words are to the question's: of all, of each sentence, and of the
    best sentence with one beside it."""

    paragraph: float
    sentences: Sequence[float]
    reach: float

    @classmethod
    def read(cls, likeness: Likeness, words: ParagraphWords) -> "_Likenesses":
        masks = [likeness.mask(sentence) for sentence in words.sentences]
        pairs = [one | other for one, other in pairwise(masks)] or masks
        paragraph, *rest = likeness.weigh([reduce(or_, masks, 0), *masks, *pairs])
        return cls(paragraph, rest[: len(masks)], max(rest[len(masks) :]))


def _sentences(
    asked: QuestionWords,
    candidate: Candidate,
    words: ParagraphWords,
    cosines: NDArray[np.float32],
    alike: _Likenesses | None,
) -> tuple[SentenceMatch, ...]:
    shared = [asked.shared(sentence) for sentence in words.sentences]
    coverage = [asked.coverage(terms) for terms in shared]
    reach = [asked.coverage(one | other) for one, other in pairwise(shared)]
    if alike:
        likeness = alike.sentences
    else:  # the terms of a script without spaces are letters in a row already
        unspaced = asked.language.family is Family.UNSPACED
        likeness = coverage if unspaced else [0.0] * len(coverage)
    return tuple(
        SentenceMatch(
            passage=place,
            cosine=float(cosines[place]),
            coverage=coverage[i],
            reach=max((coverage[i], *reach[max(i - 1, 0) : i + 1])),
            likeness=likeness[i],
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
        "paragraph_coverage": asked.coverage(asked.shared(words.counts.keys())),
        "sentence_coverage": best.coverage,
        "reach_coverage": best.reach,
        "pairs": len(asked.pairs & words.pairs) / max(len(asked.pairs), 1),
        "heading_coverage": asked.coverage(
            asked.shared(_heading_terms(placed.title, placed.paragraph.headings))
        ),
        "short": float(words.length < _SHORT),
        "length": math.log1p(words.length),
    }
