"""Files of questions."""

from pathlib import Path

import pytest

from bot.errors import QuestionFileError
from bot.questions import AskedQuestion, read_questions

GOOD = '{"id": "1", "question": "Who?"}'


def write(folder: Path, text: str) -> Path:
    file = folder / "questions.jsonl"
    file.write_text(text, encoding="utf-8")
    return file


@pytest.mark.parametrize(
    ("line", "asked"),
    [
        (GOOD, AskedQuestion("1", "Who?", None)),
        ('{"question": "Who?"}', AskedQuestion(None, "Who?", None)),
        ('{"id": null, "question": "Who?", "source": null}', AskedQuestion(None, "Who?", None)),
        ('{"id": 7, "question": "Who?"}', AskedQuestion("7", "Who?", None)),
        ('{"question": "Who?", "source": "bees"}', AskedQuestion(None, "Who?", "bees")),
        ('{"question": "Who?", "answer": "They."}', AskedQuestion(None, "Who?", None)),
        ('{"question": "A\u2028B\u0085C?"}', AskedQuestion(None, "A\u2028B\u0085C?", None)),
        ("\ufeff" + GOOD, AskedQuestion("1", "Who?", None)),
        (GOOD + "\r", AskedQuestion("1", "Who?", None)),
    ],
)
def test_a_line_is_a_question(tmp_path: Path, line: str, asked: AskedQuestion) -> None:
    assert read_questions(write(tmp_path, line + "\n")) == [asked]


def test_the_order_is_kept_and_blank_lines_are_passed_over(tmp_path: Path) -> None:
    lines = [f'{{"id": "{number}", "question": "Who?"}}' for number in (3, 1, 2)]
    assert [each.id for each in read_questions(write(tmp_path, "\n\n".join(lines)))] == [
        "3",
        "1",
        "2",
    ]


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("Who?", 'is not JSON; a line looks like {"id": "1", "question": "Who …?"}.'),
        (
            '{"question": "Who?"',
            'is not JSON; a line looks like {"id": "1", "question": "Who …?"}.',
        ),
        ("[" * 100_000, 'is not JSON; a line looks like {"id": "1", "question": "Who …?"}.'),
        ('["Who?"]', 'has no "question".'),
        ('{"id": "1"}', 'has no "question".'),
        ('{"question": 7}', 'has no "question".'),
        (
            '{"question": " ?! "}',
            "cannot be asked. The question is empty: ask it in a few words.",
        ),
        (
            f'{{"question": "{"a" * 1001}"}}',
            "cannot be asked. The question has 1,001 characters; ask it in 1,000 or fewer.",
        ),
        ('{"question": "Who?", "id": [1]}', 'has a value for "id" that is not a text.'),
        ('{"question": "Who?", "source": {}}', 'has a value for "source" that is not a text.'),
        (
            '{"question": "Who?", "answerable": 1}',
            'has a value for "answerable" that is neither true nor false.',
        ),
        (
            '{"question": "Who?", "answerable": true, "gold_paragraphs": [true]}',
            'has a value for "gold_paragraphs" that is not a list of numbers.',
        ),
        (
            '{"question": "Who?", "answerable": true, "answers": "bees"}',
            'has a value for "answers" that is not a list of texts.',
        ),
    ],
)
def test_a_wrong_line_is_told_by_its_number(tmp_path: Path, line: str, said: str) -> None:
    file = write(tmp_path, f"{GOOD}\n\n{line}\n{GOOD}\n")
    with pytest.raises(QuestionFileError) as raised:
        read_questions(file)
    assert str(raised.value) == f"Line 3 of {file} {said}"


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (None, "cannot be read: No such file or directory."),
        (b"", "has no questions."),
        (b"\n \n", "has no questions."),
        (b'{"question": "\xff?"}', "is not UTF-8 text."),
    ],
)
def test_a_file_without_questions_is_told(tmp_path: Path, content: bytes | None, said: str) -> None:
    file = tmp_path / "questions.jsonl"
    if content is not None:
        file.write_bytes(content)
    with pytest.raises(QuestionFileError) as raised:
        read_questions(file)
    assert str(raised.value) == f"The file {file} {said}"
