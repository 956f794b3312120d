"""Fits how the writer chooses sentences (`sentence` in `answering/weights.json`).

A conditional logit over the sentences of a question's first paragraphs; right is a sentence of
a gold paragraph that holds an expected answer. `python -m benchmarks.fit_sentences [--write]`.
"""

import argparse

import numpy as np

from answering.evidence import Reading, readings
from answering.expectations import expect
from answering.extractive import write
from answering.weights import SENTENCE
from benchmarks.conditional import Choice
from benchmarks.corpus import is_gold
from benchmarks.fit_ranking import report
from benchmarks.options import embedded, load, parser, update
from benchmarks.sets import Question
from vectorstore.languages import Family

SETS = {
    Family.ENGLISH: ("squad2", "xquad", "covidqa", "clapnq"),
    Family.LATIN: ("xquad-de", "xquad-es", "xquad-ro", "xquad-tr", "xquad-vi"),
    Family.SCRIPT: ("xquad-ar", "xquad-el", "xquad-hi", "xquad-ru"),
    Family.UNSPACED: ("xquad-th", "xquad-zh"),
}
_WHOLE_SENTENCE = 30  # characters; a longer gold text counts when it holds the sentence


def holds(text: str, question: Question) -> bool:
    """Whether an expected answer stands in a text (or the text in a long answer)."""
    said = " ".join(text.casefold().split())
    wanted = [" ".join(answer.casefold().split()) for answer in question.answers]
    return any(a in said or (len(said) > _WHOLE_SENTENCE and said in a) for a in wanted)


def _choice(question: Question, read: list[Reading], weight: float, name: str) -> Choice:
    columns = SENTENCE[read[0].found.language.family]
    return Choice(
        rows=np.array([[each.signals[signal] for signal in columns] for each in read]),
        right=np.array([is_gold(r.found, question) and holds(r.text, question) for r in read]),
        group=question.article or question.id,
        set=name,
        weight=weight,
    )


def choices(arguments: argparse.Namespace, name: str) -> list[Choice]:
    """For each answerable question the sentences' signals; prints how the writer does now."""
    questions = load(arguments, name)
    corpus, vectors = embedded(arguments, questions)
    asked = [q for q in questions.questions if q.gold and q.answers]
    rows, first, among, count = [], 0, 0, 0
    for question in asked:
        found = corpus.search(question.text, vectors[question.text])
        read = readings(expect(question.text, found[0].language), found)
        rows.append(_choice(question, read, len(asked) ** -0.5, name))
        statements = write(question.text, found)
        first += holds(statements[0].text, question)
        among += any(holds(statement.text, question) for statement in statements)
        count += len(statements)
    size = len(asked)
    print(
        f"{name}: answer in the first statement {first / size:.3f}, "
        f"in any {among / size:.3f}, statements {count / size:.2f}"
    )
    return rows


def main() -> None:
    """Fits, reports and, if asked to, writes."""
    arguments = parser(__doc__).parse_args()
    fitted = dict(SENTENCE)
    for family in arguments.families:
        rows = [choice for name in SETS[family] for choice in choices(arguments, name)]
        weights = report(rows, list(SENTENCE[family]))
        fitted[family] = {
            signal: round(float(weight), 2)
            for signal, weight in zip(SENTENCE[family], weights, strict=True)
        }
    if arguments.write:
        update("sentence", fitted)


if __name__ == "__main__":
    main()
