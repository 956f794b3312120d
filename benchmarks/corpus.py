"""A question set as the product sees it: passages, vectors, word index, candidates."""

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache

import numpy as np
from numpy.typing import NDArray

from benchmarks.reading import Reader
from benchmarks.sets import Article, Place, Question
from benchmarks.vectors import VectorCache
from ingest.passages import cut_all
from vectorstore.backends.tokens import Tokens
from vectorstore.bundled import bundled_folder
from vectorstore.hops import Hop, follow
from vectorstore.late import READ, meet, reread
from vectorstore.lexical import LexicalIndex
from vectorstore.model import (
    SHARED,
    Paragraph,
    ParagraphKind,
    PassageKind,
    PlacedParagraph,
    Revision,
)
from vectorstore.ranking import Candidate, Found, QuestionWords, rank

_BY_MEANING = 30
_BY_WORDS = 15
_BY_NAMES = 30


class _Limit:
    """How much the bundled model reads."""

    max_tokens = 256

    def __init__(self) -> None:
        self.count = Tokens(bundled_folder(), self.max_tokens).count


@cache
def _limit() -> _Limit:
    return _Limit()


def placed_paragraphs(article: Article) -> list[PlacedParagraph]:
    """The paragraphs of an article with their passages, numbered from 1 like the product's."""
    revision = Revision(1, article.title, "", datetime(2000, 1, 1, tzinfo=UTC), "")
    paragraphs = [
        Paragraph(number, ParagraphKind.PROSE, (), text, text, 0, len(text))
        for number, text in enumerate(article.paragraphs, 1)
        if text.strip()
    ]
    return [
        PlacedParagraph(SHARED, article.id, "", revision, paragraph)
        for paragraph in cut_all(paragraphs, _limit())
    ]


@dataclass(frozen=True)
class Corpus:
    """Paragraphs that share one index."""

    candidates: Mapping[int, Candidate]
    lexical: LexicalIndex
    matrix: NDArray[np.float32]
    owners: NDArray[np.int64]

    @classmethod
    def build(cls, articles: Sequence[Article], cache: VectorCache) -> "Corpus":
        """Splits, embeds and indexes the articles."""
        placed = [paragraph for article in articles for paragraph in placed_paragraphs(article)]
        cache.add(p.text for each in placed for p in each.paragraph.passages)
        return cls.index(
            [
                Candidate(key, each, np.stack([cache[p.text] for p in each.paragraph.passages]))
                for key, each in enumerate(placed)
            ]
        )

    @classmethod
    def index(cls, candidates: Sequence[Candidate]) -> "Corpus":
        """Indexes paragraphs that are split and embedded."""
        lengths = [len(candidate.vectors) for candidate in candidates]
        return cls(
            candidates={candidate.key: candidate for candidate in candidates},
            lexical=LexicalIndex.build(map(_lexical_row, candidates)),
            matrix=np.concatenate(
                [c.vectors for c in candidates] or [np.zeros((0, 384), np.float32)]
            ),
            owners=np.repeat([candidate.key for candidate in candidates], lengths),
        )

    def without(self, places: frozenset[Place]) -> "Corpus":
        """The same without some paragraphs."""
        return self.index([c for c in self.candidates.values() if _place(c.placed) not in places])

    @property
    def paragraphs(self) -> list[Paragraph]:
        """All paragraphs."""
        return [candidate.placed.paragraph for candidate in self.candidates.values()]

    def search(
        self, question: str, vector: NDArray[np.float32], reader: Reader | None = None
    ) -> list[Found]:
        """Ranks what meaning and words bring up, then what the best leads to, like the product.

        With a `reader` by its pieces too.
        """
        near = self.owners[np.argsort(-(self.matrix @ vector))[: 3 * _BY_MEANING]]
        keys = list(dict.fromkeys(near.tolist()))[:_BY_MEANING]
        keys += [key for key, _ in self.lexical.search(question, _BY_WORDS)]
        words = QuestionWords.read(question, [self.lexical])
        found = self._followed(words, vector, self._ranked(words, vector, keys))
        if reader is None:
            return found
        asked = reader.asked(question)
        lates = [
            meet(asked, reader.windows(each.placed.paragraph), len(each.sentences))
            for each in found[:READ]
        ]
        return reread(found, lates)

    def _ranked(
        self, asked: QuestionWords, vector: NDArray[np.float32], keys: Sequence[int]
    ) -> list[Found]:
        chosen = [self.candidates[key] for key in dict.fromkeys(keys)]
        return rank(asked, vector, chosen, [self.lexical])

    def _followed(
        self, asked: QuestionWords, vector: NDArray[np.float32], found: list[Found]
    ) -> list[Found]:
        """The paragraphs with those that the best one leads to."""
        if len({each.placed.title for each in found}) < 2:
            return found
        hop = Hop.read(asked, found[0], [self.lexical])
        if hop.is_open:
            known = {each.key for each in found}
            named = self.lexical.search(list(hop.names), _BY_NAMES)
            others = [key for key, _ in named if key not in known]
            found = [*found, *self._ranked(asked, vector, others)]
        return follow(hop, found, self._terms, READ)

    def _terms(self, key: int) -> Set[str]:
        words = self.lexical.words(key)
        assert words is not None
        return words.counts.keys()


def _lexical_row(candidate: Candidate) -> tuple[int, str, str, list[str]]:
    paragraph = candidate.placed.paragraph
    sentences = [p.text for p in paragraph.passages if p.kind is PassageKind.SENTENCE]
    return candidate.key, candidate.placed.source, paragraph.text, sentences


def _place(placed: PlacedParagraph) -> Place:
    return placed.source, placed.paragraph.number - 1


def is_gold(found: Found, question: Question) -> bool:
    """Whether a found paragraph is one that the set marks as right."""
    return _place(found.placed) in question.gold
