"""Fits the weights of `vectorstore/ranking_weights.json` and says how well they rank.

A conditional logit over the candidates of each question, each set weighing the root of its size.
English has a second set of weights, for paragraphs whose word pieces are known; each question
is read by a map that never saw its article.
`python -m benchmarks.fit_ranking [--write]`, after `fit_late`; then `fit_sentences`, then
`fit_confidence`.
"""

import argparse
import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np

from benchmarks.conditional import Choice, Matrix, fit
from benchmarks.corpus import is_gold
from benchmarks.folds import by_article, by_set, fold
from benchmarks.options import embedded, load, parser
from benchmarks.reading import Readers, Way, ways
from vectorstore import ranking
from vectorstore.languages import Family

SETS = {
    Family.ENGLISH: ("squad2", "xquad", "covidqa", "clapnq", "hotpotqa"),
    Family.LATIN: ("xquad-de", "xquad-es", "xquad-ro", "xquad-tr", "xquad-vi"),
    Family.SCRIPT: ("xquad-ar", "xquad-el", "xquad-hi", "xquad-ru"),
    Family.UNSPACED: ("xquad-th", "xquad-zh"),
}
_HEADINGS = {"heading_coverage": 4.5, "short": -4.5}
BY_HAND: Mapping[Family, Mapping[str, float]] = {
    Family.ENGLISH: {},
    Family.LATIN: _HEADINGS,
    Family.SCRIPT: _HEADINGS,
    Family.UNSPACED: _HEADINGS | {"pairs": 0.0},
}
"""Not fitted: xquad's titles are English in every language, and it has no stray lines.

Pairs of overlapping runs of characters say nothing that the runs don't.
"""
WEIGHTS = Path(ranking.__file__).with_name("ranking_weights.json")
_NOTE = (
    "Fitted by benchmarks/fit_ranking.py: a conditional logit over each question's candidates, "
    "a set weighing the root of its size; by family of languages, in "
    + "; ".join(f"{family}: {', '.join(names)}" for family, names in SETS.items())
    + ". BY_HAND there names the weights that are set by hand. "
    "english-late is for paragraphs whose word pieces are known."
)


def choices(
    arguments: argparse.Namespace, name: str, readers: Readers | None = None
) -> list[Choice]:
    """For each answerable question of a set its candidates' signals, and which are gold."""
    questions = load(arguments, name, whole=True)
    corpus, vectors = embedded(arguments, questions)
    asked = [question for question in questions.questions if question.gold]
    if readers:
        readers.add(corpus.paragraphs, (question.text for question in asked))
    rows = []
    for question in asked:
        group = question.article or question.id
        reader = readers.of(group) if readers else None
        ranked = corpus.search(question.text, vectors[question.text], reader)
        columns = ranking.WEIGHTS[ranked[0].weights]
        rows.append(
            Choice(
                rows=np.array([[each.signals[column] for column in columns] for each in ranked]),
                right=np.array([is_gold(each, question) for each in ranked]),
                group=group,
                set=name,
                weight=len(asked) ** -0.5,
            )
        )
    return rows


def report(rows: Sequence[Choice], columns: Sequence[str]) -> Matrix:
    """Prints hit@1 by set; returns the weights fitted on everything."""
    within = [
        (c, c.hit(w)) for fit_on, judge in by_article(rows) for w in [fit(fit_on)] for c in judge
    ]
    without = [
        (c, c.hit(w)) for fit_on, judge in by_set(rows) for w in [fit(fit_on)] for c in judge
    ]
    print(f"{'hit@1':10} {'n':>5} {'CV':>6} {'sd':>6} {'set left out':>13}")
    for name in dict.fromkeys(row.set for row in rows):
        hits = [(fold(c.group), hit) for c, hit in within if c.set == name]
        folds = [np.mean([h for f, h in hits if f == n]) for n in {f for f, _ in hits}]
        left = np.mean([hit for c, hit in without if c.set == name])
        mean = np.mean([hit for _, hit in hits])
        print(f"{name:10} {len(hits):5} {mean:6.3f} {np.std(folds):6.3f} {left:13.3f}")
    weights = fit(rows)
    for column, weight in zip(columns, weights, strict=True):
        print(f"{column:20} {weight:7.2f}")
    return weights


def _fitted(arguments: argparse.Namespace, way: Way) -> dict[str, float]:
    """Fits and reports one set of weights; those set by hand stay out of the fit."""
    columns = list(ranking.WEIGHTS[way.weights])
    by_hand = BY_HAND[way.family]
    free = [i for i, column in enumerate(columns) if column not in by_hand]
    found = [c for name in SETS[way.family] for c in choices(arguments, name, way.readers)]
    rows = [replace(choice, rows=choice.rows[:, free]) for choice in found]
    print(f"\n{way.weights}")
    weights = report(rows, [columns[i] for i in free])
    fitted = {columns[i]: round(float(w), 2) for i, w in zip(free, weights, strict=True)}
    return {column: by_hand.get(column, fitted.get(column, 0.0)) for column in columns}


def main() -> None:
    """Fits, reports and, if asked to, writes."""
    arguments = parser(__doc__).parse_args()
    weights = dict(ranking.WEIGHTS)
    for way in ways(arguments.families, arguments.cache):
        weights[way.weights] = _fitted(arguments, way)
    if arguments.write:
        written = {"note": _NOTE, "weights": weights}
        WEIGHTS.write_text(json.dumps(written, indent=2) + "\n")


if __name__ == "__main__":
    main()
