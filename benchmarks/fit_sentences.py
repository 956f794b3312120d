"""Fits how the writer chooses sentences (`sentence` in `answering/weights.json`).

A conditional logit over the sentences of a question's first paragraphs; right is a sentence of
a gold paragraph that holds an expected answer. `python -m benchmarks.fit_sentences [--write]`.
"""

import argparse
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from answering.asking import matter
from answering.evidence import Evidence, Reading
from answering.extractive import write
from answering.weights import SENTENCE
from benchmarks.conditional import Choice
from benchmarks.corpus import Corpus, is_gold
from benchmarks.fit_ranking import report
from benchmarks.options import load, parser, update
from benchmarks.reading import Readers, ways
from benchmarks.sets import Question
from benchmarks.vectors import VectorCache
from vectorstore.languages import Family
from vectorstore.ranking import Found

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


def _choice(question: Question, read: Sequence[Reading], weight: float, name: str) -> Choice:
    columns = SENTENCE[read[0].found.weights]
    return Choice(
        rows=np.array([[each.signals[signal] for signal in columns] for each in read]),
        right=np.array([is_gold(r.found, question) and holds(r.text, question) for r in read]),
        group=question.article or question.id,
        set=name,
        weight=weight,
    )


@dataclass
class _Tally:
    """What the writer quotes, summed over questions."""

    questions: int = 0
    findable: int = 0
    first: int = 0
    among: int = 0
    statements: int = 0
    first_words: int = 0
    words: int = 0

    def add(self, question: Question, found: Sequence[Found], statements: list[str]) -> None:
        """Counts one answer, given as the texts of its statements."""
        self.questions += 1
        self.findable += holds(found[0].placed.paragraph.text, question)
        self.first += holds(statements[0], question) if statements else 0
        self.among += any(holds(text, question) for text in statements)
        self.statements += len(statements)
        self.first_words += len(statements[0].split()) if statements else 0
        self.words += sum(len(text.split()) for text in statements)

    def __str__(self) -> str:
        share = {name: value / self.questions for name, value in vars(self).items()}
        return (
            f"an expected answer in the first paragraph {share['findable']:.3f}, in the first "
            f"statement {share['first']:.3f}, in any {share['among']:.3f}; statements "
            f"{share['statements']:.2f}, words {share['words']:.1f}, {share['first_words']:.1f} "
            "of them in the first"
        )


def choices(
    arguments: argparse.Namespace, name: str, readers: Readers | None = None
) -> list[Choice]:
    """For each answerable question the sentences' signals; prints how the writer does now."""
    questions = load(arguments, name)
    vectors = VectorCache(arguments.cache)
    asked = [q for q in questions.questions if q.gold and q.answers]
    vectors.add(matter(question.text) for question in asked)
    corpus = Corpus.build(questions.articles, vectors)
    if readers:
        readers.add(corpus.paragraphs, (matter(question.text) for question in asked))
    rows, tally = [], _Tally()
    for question in asked:
        sought = matter(question.text)
        reader = readers.of(question.article or question.id) if readers else None
        found = corpus.search(sought, vectors[sought], reader)
        evidence = Evidence.read(sought, found)
        assert evidence is not None
        rows.append(_choice(question, evidence.readings, len(asked) ** -0.5, name))
        tally.add(question, found, [statement.text for statement in write(evidence)])
    print(f"{name}: {tally}")
    return rows


def main() -> None:
    """Fits, reports and, if asked to, writes."""
    arguments = parser(__doc__).parse_args()
    fitted = dict(SENTENCE)
    for way in ways(arguments.families, arguments.cache):
        print(f"\n{way.weights}")
        rows = [c for name in SETS[way.family] for c in choices(arguments, name, way.readers)]
        columns = list(SENTENCE[way.weights])
        weights = report(rows, columns)
        fitted[way.weights] = {
            signal: round(float(weight), 2) for signal, weight in zip(columns, weights, strict=True)
        }
    if arguments.write:
        update("sentence", fitted)


if __name__ == "__main__":
    main()
