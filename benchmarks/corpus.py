"""A question set as the product sees it: passages, vectors, word index, candidates."""

from collections.abc import Sequence
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

    placed: list[PlacedParagraph]
    candidates: list[Candidate]
    lexical: LexicalIndex
    matrix: NDArray[np.float32]
    owners: NDArray[np.int64]

    @classmethod
    def build(cls, articles: Sequence[Article], cache: VectorCache) -> "Corpus":
        """Splits, embeds and indexes the articles."""
        placed = [paragraph for article in articles for paragraph in placed_paragraphs(article)]
        cache.add(p.text for each in placed for p in each.paragraph.passages)
        vectors = [np.stack([cache[p.text] for p in x.paragraph.passages]) for x in placed]
        return cls(
            placed=placed,
            candidates=[
                Candidate(key, paragraph, own)
                for key, (paragraph, own) in enumerate(zip(placed, vectors, strict=True))
            ],
            lexical=LexicalIndex.build(
                (
                    key,
                    each.source,
                    each.paragraph.text,
                    [p.text for p in each.paragraph.passages if p.kind is PassageKind.SENTENCE],
                )
                for key, each in enumerate(placed)
            ),
            matrix=np.concatenate(vectors),
            owners=np.repeat(np.arange(len(placed)), [len(own) for own in vectors]),
        )

    def search(self, question: str, vector: NDArray[np.float32]) -> list[Found]:
        """Ranks the paragraphs that meaning and words bring up."""
        near = self.owners[np.argsort(-(self.matrix @ vector))[: 3 * _BY_MEANING]]
        keys = list(dict.fromkeys(near.tolist()))[:_BY_MEANING]
        keys += [key for key, _ in self.lexical.search(question, _BY_WORDS)]
        chosen = [self.candidates[key] for key in dict.fromkeys(keys)]
        return rank(question, vector, chosen, [self.lexical])


def place(found: Found) -> Place:
    """Where a found paragraph stands in the set's own counting."""
    return (found.placed.source, found.placed.paragraph.number - 1)


def is_gold(found: Found, question: Question) -> bool:
    """Whether a found paragraph is one that the set marks as right."""
    return place(found) in question.gold
