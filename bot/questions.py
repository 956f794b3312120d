"""Reads a file of questions: one JSON object a line."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from answering.questions import QuestionError, checked_question
from bot.errors import QuestionFileError


@dataclass(frozen=True, slots=True)
class Expected:
    """What the right reply to a question is.

    `gold_paragraphs` are numbered from 1; of `answers`, any one in the statements is right.
    """

    answerable: bool
    gold_paragraphs: frozenset[int]
    answers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class AskedQuestion:
    """One line of the file; `source` keeps the search to one source."""

    id: str | None
    question: str
    source: str | None
    expected: Expected | None = None


def read_questions(path: Path) -> list[AskedQuestion]:
    """All questions of the file, before any is asked; raises `QuestionFileError`."""
    try:
        # splitlines() would also end a line at signs that JSON allows inside a text.
        lines = path.read_text(encoding="utf-8-sig").split("\n")
    except OSError as error:
        raise QuestionFileError(f"The file {path} cannot be read: {error.strerror}.") from error
    except UnicodeDecodeError as error:
        raise QuestionFileError(f"The file {path} is not UTF-8 text.") from error
    asked = [_question(path, i, line) for i, line in enumerate(lines, 1) if line.strip()]
    if not asked:
        raise QuestionFileError(f"The file {path} has no questions.")
    return asked


def _question(path: Path, number: int, line: str) -> AskedQuestion:
    def refuse(reason: str) -> QuestionFileError:
        return QuestionFileError(f"Line {number} of {path} {reason}")

    try:
        row = json.loads(line)
    except (json.JSONDecodeError, RecursionError):
        raise refuse('is not JSON; a line looks like {"id": "1", "question": "Who …?"}.') from None
    if not isinstance(row, dict) or not isinstance(row.get("question"), str):
        raise refuse('has no "question".')
    try:
        checked_question(row["question"])
    except QuestionError as error:
        raise refuse(f"cannot be asked. {error}") from None
    for name in ("id", "source"):
        if not isinstance(row.get(name), str | int | None):
            raise refuse(f'has a value for "{name}" that is not a text.')
    identity, source = row.get("id"), row.get("source")
    return AskedQuestion(
        id=None if identity is None else str(identity),
        question=row["question"],
        source=None if source is None else str(source),
        expected=_expected(row, refuse),
    )


def _expected(
    row: Mapping[str, Any], refuse: Callable[[str], QuestionFileError]
) -> Expected | None:
    answerable = row.get("answerable")
    if answerable is None:
        return None
    gold, answers = row.get("gold_paragraphs", []), row.get("answers", [])
    if not isinstance(answerable, bool):
        raise refuse('has a value for "answerable" that is neither true nor false.')
    if not isinstance(gold, list) or not all(type(each) is int for each in gold):
        raise refuse('has a value for "gold_paragraphs" that is not a list of numbers.')
    if not isinstance(answers, list) or not all(isinstance(each, str) for each in answers):
        raise refuse('has a value for "answers" that is not a list of texts.')
    return Expected(answerable, frozenset(gold), tuple(answers))
