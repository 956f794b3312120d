"""An operator's questions, asked and judged."""

import json
from pathlib import Path

import pytest

from answering.allowance import Allowance
from answering.model import Answer, Citation, NoAnswer, Statement, WriterName
from bot.errors import QuestionFileError
from bot.evaluating import Judged, Tally, evaluate, judge, read_expected, tallies
from bot.questions import AskedQuestion, Expected
from vectorstore.model import SHARED, Scope

WORDS = "The bees dance in the hive."


def answered(paragraph: int) -> Answer:
    citation = Citation(SHARED, "bees", "About bees", 1, paragraph, None, WORDS)
    return Answer("Who?", (Statement(WORDS, (citation,)),), (), 0.9, WriterName.EXTRACTIVE, 1.0)


REFUSED = NoAnswer("Who?", (), 0.1, 1.0)


def expecting(answerable: bool, gold: set[int], *answers: str) -> AskedQuestion:
    return AskedQuestion(None, "Who?", None, Expected(answerable, frozenset(gold), answers))


@pytest.mark.parametrize(
    ("asked", "answer", "right"),
    [
        (expecting(True, {3}, "THE BEES"), answered(3), True),
        (expecting(True, {3, 4}, "wasps", "bees"), answered(4), True),
        (expecting(True, {3}, "bees"), answered(4), False),
        (expecting(True, {3}, "wasps"), answered(3), False),
        (expecting(True, set(), "bees"), answered(9), True),
        (expecting(True, {3}), answered(3), True),
        (expecting(True, set()), answered(9), True),
        (expecting(True, {3}, "bees"), REFUSED, False),
        (expecting(True, set()), REFUSED, False),
        (expecting(False, set()), REFUSED, True),
        (expecting(False, set()), answered(3), False),
    ],
)
def test_an_answer_is_right_if_it_is_what_was_expected(
    asked: AskedQuestion, answer: Answer | NoAnswer, right: bool
) -> None:
    assert judge(asked, answer).is_right is right


def test_only_questions_to_which_a_count_applies_are_counted() -> None:
    judged: list[Judged] = [
        judge(expecting(True, {3}, "bees"), answered(3)),
        judge(expecting(True, set(), "wasps"), answered(3)),
        judge(expecting(True, {3}), REFUSED),
        judge(expecting(False, set()), REFUSED),
        judge(expecting(False, set()), answered(3)),
    ]
    assert tallies(judged) == [
        Tally("right_paragraph", 1, 2),
        Tally("right_words", 1, 2),
        Tally("wrongly_refused", 1, 3),
        Tally("rightly_refused", 1, 2),
    ]


class Shelf:
    """A library that answers every question from paragraph 3 of the source asked for."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, Scope, str | None]] = []

    def answer(
        self,
        question: str,
        scope: Scope,
        source: str | None = None,
        *,
        allowance: Allowance | None = None,
    ) -> Answer:
        """Note what was asked, and answer."""
        self.asked.append((question, scope, source))
        return answered(3)


def test_every_question_is_asked_in_its_scope_and_of_its_source(tmp_path: Path) -> None:
    file = tmp_path / "questions.jsonl"
    rows = [
        {"question": "One?", "answerable": True},
        {"question": "Two?", "answerable": False, "source": "tides"},
    ]
    file.write_text("\n".join(map(json.dumps, rows)), "utf-8")
    shelf = Shelf()
    judged = evaluate(shelf, read_expected(file), Scope("7"), "bees")
    assert shelf.asked == [("One?", "7", "bees"), ("Two?", "7", "tides")]
    assert [each.is_right for each in judged] == [True, False]


def test_a_question_without_an_expectation_stops_before_anything_is_asked(tmp_path: Path) -> None:
    file = tmp_path / "questions.jsonl"
    file.write_text('{"question": "One?", "answerable": true}\n{"question": "Two?"}\n', "utf-8")
    shelf = Shelf()
    with pytest.raises(QuestionFileError, match=r'Question 2 of .* has no "answerable"'):
        evaluate(shelf, read_expected(file), SHARED)
    assert shelf.asked == []
