"""Paragraphs and rankings made by hand, for the tests of what comes after the search."""

from collections.abc import Sequence
from datetime import UTC, datetime

import numpy as np

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
from vectorstore.ranking import Candidate, Found, QuestionWords, rank
from vectorstore.words import terms


def placed(
    *sentences: str, number: int = 1, headings: tuple[str, ...] = (), title: str = "A text"
) -> PlacedParagraph:
    """A paragraph of these sentences, with their passages and a window."""
    text = " ".join(sentences)
    starts = [len(" ".join((*sentences[:i], ""))) if i else 0 for i in range(len(sentences))]
    passages = [
        Passage(PassageKind.SENTENCE, sentence, start, start + len(sentence))
        for sentence, start in zip(sentences, starts, strict=True)
    ]
    if len(sentences) > 1:
        passages.append(Passage(PassageKind.WINDOW, text, 0, len(text)))
    paragraph = Paragraph(
        number, ParagraphKind.PROSE, headings, text, text, 0, len(text), tuple(passages)
    )
    revision = Revision(1, title, "hash", datetime(2026, 1, 1, tzinfo=UTC), "somebody")
    return PlacedParagraph(SHARED, "a-text", "a.txt", revision, paragraph)


def vector(text: str) -> np.ndarray[tuple[int], np.dtype[np.float32]]:
    """A unit vector by which texts that share terms are near each other."""
    values = np.full(64, 0.05)
    for term in terms(text):
        values[sum(term.encode()) % 64] += 1.0
    return (values / np.linalg.norm(values)).astype(np.float32)


def candidate(key: int, paragraph: PlacedParagraph) -> Candidate:
    """A paragraph as the search brings it up."""
    vectors = np.stack([vector(passage.text) for passage in paragraph.paragraph.passages])
    return Candidate(key, paragraph, vectors)


def index(candidates: Sequence[Candidate]) -> LexicalIndex:
    """The words of the candidates."""
    return LexicalIndex.build(
        (
            each.key,
            each.placed.source,
            each.placed.paragraph.text,
            [p.text for p in each.placed.paragraph.passages if p.kind is PassageKind.SENTENCE],
        )
        for each in candidates
    )


def search(question: str, *paragraphs: PlacedParagraph) -> list[Found]:
    """The paragraphs ranked for a question."""
    candidates = [candidate(key, paragraph) for key, paragraph in enumerate(paragraphs)]
    return ranked(question, candidates, [index(candidates)])


def ranked(
    question: str, candidates: Sequence[Candidate], lexical: Sequence[LexicalIndex]
) -> list[Found]:
    """The candidates ranked for a question, as the indexes weigh its words."""
    asked = QuestionWords.read(question, lexical)
    return rank(asked, vector(question), candidates, lexical)
