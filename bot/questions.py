"""Reads a file of questions: one JSON object a line."""

import json
from dataclasses import dataclass
from pathlib import Path

from answering.questions import QuestionError, checked_question
from bot.errors import QuestionFileError


@dataclass(frozen=True, slots=True)
class AskedQuestion:
    """One line of the file; `source` keeps the search to one source."""

    id: str | None
    question: str
    source: str | None


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
    )
