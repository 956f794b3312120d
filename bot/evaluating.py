"""`pilcrow eval`: an operator's own questions, asked and judged."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from answering.allowance import Allowance
from answering.model import Answer, NoAnswer
from bot.errors import QuestionFileError
from bot.questions import AskedQuestion, Expected, read_questions
from vectorstore.model import Scope

if TYPE_CHECKING:
    from bot.library import Library


@dataclass(frozen=True, slots=True)
class Judged:
    """One answer beside what was expected of it."""

    question: str
    expected: Expected
    is_answered: bool
    is_right_paragraph: bool
    has_right_words: bool
    confidence: float

    @property
    def is_right(self) -> bool:
        """Answered from a right paragraph with the right words, or rightly refused.

        What the file doesn't name, paragraphs or words, is not asked for.
        """
        if not self.expected.answerable:
            return not self.is_answered
        return (
            self.is_answered
            and (self.is_right_paragraph or not self.expected.gold_paragraphs)
            and (self.has_right_words or not self.expected.answers)
        )


@dataclass(frozen=True, slots=True)
class Tally:
    """How many of the questions to which something applies were right about it."""

    name: str
    count: int
    of: int


def read_expected(path: Path) -> list[AskedQuestion]:
    """All questions of the file; raises `QuestionFileError` if one says not what to expect."""
    questions = read_questions(path)
    for number, asked in enumerate(questions, 1):
        if asked.expected is None:
            raise QuestionFileError(
                f'Question {number} of {path} has no "answerable": say true or false for each.'
            )
    return questions


def evaluate(
    library: "Library",
    questions: Sequence[AskedQuestion],
    scope: Scope,
    source: str | None = None,
    allowance: Allowance | None = None,
) -> list[Judged]:
    """Ask every question, all of which have an expectation, and judge the answers."""
    return [
        judge(
            asked,
            library.answer(asked.question, scope, asked.source or source, allowance=allowance),
        )
        for asked in questions
    ]


def judge(asked: AskedQuestion, answer: Answer | NoAnswer) -> Judged:
    """Compare one answer with what its question expects."""
    assert asked.expected is not None
    statements = answer.statements if isinstance(answer, Answer) else ()
    cited = {citation.paragraph for each in statements[:1] for citation in each.citations}
    text = " ".join(each.text for each in statements).casefold()
    return Judged(
        question=asked.question,
        expected=asked.expected,
        is_answered=bool(statements),
        is_right_paragraph=not cited.isdisjoint(asked.expected.gold_paragraphs),
        has_right_words=any(words.casefold() in text for words in asked.expected.answers),
        confidence=answer.confidence,
    )


def tallies(judged: Sequence[Judged]) -> list[Tally]:
    """The counts that tell how good the answers are."""
    yes = [each for each in judged if each.expected.answerable]
    no = [each for each in judged if not each.expected.answerable]
    located = [each for each in yes if each.expected.gold_paragraphs]
    worded = [each for each in yes if each.expected.answers]
    return [
        Tally("right_paragraph", sum(e.is_right_paragraph for e in located), len(located)),
        Tally("right_words", sum(e.has_right_words for e in worded), len(worded)),
        Tally("wrongly_refused", sum(not e.is_answered for e in yes), len(yes)),
        Tally("rightly_refused", sum(not e.is_answered for e in no), len(no)),
    ]
