"""A second look at the best paragraphs, by a model that reads question and text together."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Protocol

from vectorstore.model import PassageKind, PlacedParagraph
from vectorstore.ranking import Found

READ_AGAIN = 10
"""The paragraphs, from the best, that are put in a new order."""


class Reranker(Protocol):
    """Tells how well each text answers a question; more is better, on a scale of its own."""

    def scores(self, question: str, texts: Sequence[str]) -> list[float]:
        """One score for each text."""
        ...


def rerank(question: str, found: Sequence[Found], reranker: Reranker) -> list[Found]:
    """The paragraphs with the first ones in the order of `reranker`, its best text of each.

    The first ones share out the scores that they have, the highest to the new first one, and
    so on: whatever the model's own scale is, a score still means what it was calibrated for.
    What a paragraph gains by that is its signal `reranking`.
    """
    first, rest = list(found[:READ_AGAIN]), found[READ_AGAIN:]
    texts = [_texts(each.placed) for each in first]
    given = iter(reranker.scores(question, [text for of_one in texts for text in of_one]))
    best = [max(next(given) for _ in of_one) for of_one in texts]
    order = sorted(range(len(first)), key=lambda i: -best[i])
    scores = sorted((each.score for each in first), reverse=True)
    return [
        *(_scored(first[i], score) for i, score in zip(order, scores, strict=True)),
        *rest,
    ]


def _texts(placed: PlacedParagraph) -> list[str]:
    """The paragraph in parts that a model reads whole."""
    paragraph = placed.paragraph
    windows = [p.text for p in paragraph.passages if p.kind is PassageKind.WINDOW]
    return windows or [paragraph.text]


def _scored(found: Found, score: float) -> Found:
    gain = score - found.score
    return replace(found, score=score, signals={**found.signals, "reranking": gain})
