"""A question set as the product sees it: passages, vectors, word index, candidates."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

import numpy as np
from numpy.typing import NDArray

from benchmarks.sets import Article, Place, Question
from benchmarks.vectors import VectorCache
from ingest.sentences import sentences
from vectorstore.lexical import LexicalIndex
from vectorstore.model import (
    SHARED,
    Paragraph,
    ParagraphKind,
    Passage,
    PassageKind,
    PlacedParagraph,
    Revision,
)
from vectorstore.ranking import Candidate, Found, rank

_BY_MEANING = 30
_BY_WORDS = 15


def _paragraph(text: str, number: int) -> Paragraph:
    spans = sentences(text)
    passages = [Passage(PassageKind.SENTENCE, " ".join(text[a:b].split()), a, b) for a, b in spans]
    if len(spans) > 1:
        passages.append(Passage(PassageKind.WINDOW, text, 0, len(text)))
    return Paragraph(
        number, ParagraphKind.PROSE, (), text, text, 0, len(text), passages=tuple(passages)
    )


def placed_paragraphs(article: Article) -> list[PlacedParagraph]:
    """The paragraphs of an article, numbered from 1 like the product's."""
    revision = Revision(1, article.title, "", datetime(2000, 1, 1, tzinfo=UTC), "")
    return [
        PlacedParagraph(SHARED, article.id, "", revision, _paragraph(text, number))
        for number, text in enumerate(article.paragraphs, 1)
        if text.strip()
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

    def search(self, question: str, vector: NDArray[np.float32]) -> list[Found]:
        """Ranks the paragraphs that meaning and words bring up."""
        near = self.owners[np.argsort(-(self.matrix @ vector))[: 3 * _BY_MEANING]]
        keys = list(dict.fromkeys(near.tolist()))[:_BY_MEANING]
        keys += [key for key, _ in self.lexical.search(question, _BY_WORDS)]
        chosen = [self.candidates[key] for key in dict.fromkeys(keys)]
        return rank(question, vector, chosen, [self.lexical])


def _lexical_row(candidate: Candidate) -> tuple[int, str, str, list[str]]:
    paragraph = candidate.placed.paragraph
    sentences = [p.text for p in paragraph.passages if p.kind is PassageKind.SENTENCE]
    return candidate.key, candidate.placed.source, paragraph.text, sentences


def _place(placed: PlacedParagraph) -> Place:
    return placed.source, placed.paragraph.number - 1


def is_gold(found: Found, question: Question) -> bool:
    """Whether a found paragraph is one that the set marks as right."""
    return _place(found.placed) in question.gold
