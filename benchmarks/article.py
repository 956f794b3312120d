"""How well one article is answered from, measured with a file of questions.

Run `python -m benchmarks.article ARTICLE QUESTIONS.jsonl`.
A line of the file has `question`, `answerable`, `gold_paragraphs` (numbered from 1) and `answers`,
any one of which counts when it stands in the statements.
The article is alone in a store of its own, which is removed afterwards.
"""

import argparse
import json
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from answering.model import Answer, NoAnswer
from bot.parts import Parts
from bot.settings import Settings
from vectorstore.model import SHARED


@dataclass(frozen=True, slots=True)
class Judged:
    """One question and what was right about its answer."""

    question: str
    answerable: bool
    answered: bool
    right_paragraph: bool
    right_words: bool
    confidence: float

    @property
    def is_right(self) -> bool:
        """Answered from the right paragraph with the right words, or rightly refused."""
        if self.answerable:
            return self.right_paragraph and self.right_words
        return not self.answered


def main() -> None:
    """Ask every question and print what came out."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("article", type=Path)
    options.add_argument("questions", type=Path)
    arguments = options.parse_args()
    rows = [json.loads(line) for line in arguments.questions.read_text("utf-8").splitlines()]
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(_env_file=None, data_dir=Path(folder))
        with Parts(settings, "benchmark") as parts:
            parts.pipeline.ingest(arguments.article, SHARED)
            judged = [judge(row, parts.library.answer(row["question"], SHARED)) for row in rows]
    report(judged)


def judge(row: dict[str, Any], answer: Answer | NoAnswer) -> Judged:
    """Compare an answer with what the file expects."""
    statements = answer.statements if isinstance(answer, Answer) else ()
    cited = {citation.paragraph for each in statements[:1] for citation in each.citations}
    text = " ".join(each.text for each in statements).lower()
    return Judged(
        question=row["question"],
        answerable=row["answerable"],
        answered=bool(statements),
        right_paragraph=not cited.isdisjoint(row["gold_paragraphs"]),
        right_words=any(expected.lower() in text for expected in row["answers"]),
        confidence=answer.confidence,
    )


def report(judged: Sequence[Judged]) -> None:
    """Print the counts, then every question that went wrong."""
    yes = [each for each in judged if each.answerable]
    no = [each for each in judged if not each.answerable]
    for name, right, of in (
        ("first statement cites a right paragraph", sum(e.right_paragraph for e in yes), yes),
        ("an expected answer stands in the statements", sum(e.right_words for e in yes), yes),
        ("answerable questions refused", sum(not e.answered for e in yes), yes),
        ("unanswerable questions refused", sum(not e.answered for e in no), no),
    ):
        print(f"{name:45} {right:3} of {len(of)}")
    for each in judged:
        if not each.is_right:
            kind = "answerable" if each.answerable else "unanswerable"
            print(f"wrong ({kind}, confidence {each.confidence:.2f}): {each.question}")


if __name__ == "__main__":
    main()
