"""From a question to an answer: find, judge, quote."""

import time
from collections.abc import Sequence

from answering.asking import matter
from answering.citations import cite
from answering.confidence import confidence
from answering.evidence import Evidence
from answering.extractive import write
from answering.model import Answer, NoAnswer, Retrieved, WriterName
from answering.questions import checked_question
from answering.strictness import THRESHOLDS, Strictness
from answering.unmentioned import unmentioned
from vectorstore.languages import Family
from vectorstore.model import Scope
from vectorstore.ranking import Found
from vectorstore.search import Search

_RETRIEVED = 10


class Engine:
    """Answers questions from the sources that a scope may read. Safe to use from threads."""

    def __init__(self, search: Search, threshold: float = THRESHOLDS[Strictness.BALANCED]) -> None:
        """`threshold` is the least confidence, 0 to 1, of an answer."""
        self._search = search
        self._threshold = threshold

    def answer(self, question: str, scope: Scope, source: str | None = None) -> Answer | NoAnswer:
        """Statements that cite their paragraphs, or the nearest paragraphs when none answer.

        Raises `QuestionError` for an empty or overlong question, and `UnknownSourceError`
        when `source` is not a source that `scope` may read.
        """
        started = time.perf_counter()
        asked = checked_question(question)
        sought = matter(asked)
        found = self._search.find(sought, scope, source)
        evidence = Evidence.read(sought, found)
        probability = confidence(evidence) if evidence else 0.0
        retrieved = tuple(map(_retrieved, found[:_RETRIEVED]))
        statements = write(evidence) if evidence and probability >= self._threshold else ()
        if statements:
            return Answer(
                question,
                statements,
                retrieved,
                probability,
                WriterName.EXTRACTIVE,
                _milliseconds_since(started),
            )
        return NoAnswer(
            question,
            retrieved,
            probability,
            _milliseconds_since(started),
            unmentioned=self._unmentioned(asked, found, scope),
        )

    def _unmentioned(self, asked: str, found: Sequence[Found], scope: Scope) -> tuple[str, ...]:
        # In other languages capitals and word forms tell less, and it must not be claimed wrongly.
        if not found or found[0].language.family is not Family.ENGLISH:
            return ()
        return unmentioned(asked, lambda term: self._search.mentions(term, scope))


def _retrieved(found: Found) -> Retrieved:
    best = max(found.sentences, key=lambda match: match.score)
    quote = found.placed.paragraph.passages[best.passage].text
    return Retrieved(cite(found.placed, quote), found.fit)


def _milliseconds_since(started: float) -> float:
    return (time.perf_counter() - started) * 1000
