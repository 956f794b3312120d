"""Fits when to refuse (`confidence` and `bias` in `answering/weights.json`).

Each article is in an index of its own, as a customer's first article is; clapnq and mtrag keep
one index. Unanswerable are: the sets' own, questions of other articles, and answerable ones
whose gold paragraphs were taken out, which stay on the subject.
`python -m benchmarks.fit_confidence [--write]`.
"""

import argparse
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import reduce
from operator import or_

import numpy as np
from scipy.optimize import brentq

from answering.asking import matter
from answering.confidence import signals
from answering.evidence import Evidence
from answering.strictness import THRESHOLDS, Strictness
from answering.weights import BIAS, CONFIDENCE
from benchmarks.corpus import Corpus
from benchmarks.folds import by_article, by_set
from benchmarks.logistic import Matrix, area, fit
from benchmarks.options import load, parser, update
from benchmarks.reading import Readers, Way, ways
from benchmarks.sets import Place, Question, QuestionSet
from benchmarks.vectors import VectorCache
from vectorstore.languages import Family
from vectorstore.ranking import Found

ALONE = {
    Family.ENGLISH: ("squad2", "xquad", "covidqa"),
    Family.LATIN: ("xquad-de", "xquad-es", "xquad-ro", "xquad-tr", "xquad-vi"),
    Family.SCRIPT: ("xquad-ar", "xquad-el", "xquad-hi", "xquad-ru"),
    Family.UNSPACED: ("xquad-th", "xquad-zh"),
}
TOGETHER = {Family.ENGLISH: ("clapnq", "mtrag")}
BY_HAND = {"model_missing": -3.5}
"""Not fitted: the sets hold next to no questions about a model that the article doesn't name."""
TRANSFER = {Family.ENGLISH: ("bipia_email",)}
"""Sets of texts unlike the others; nothing is fitted on them."""
_LEVELS = (0.10, 0.14, 0.20, 0.23, 0.25, 0.27, 0.30, 0.40, 0.45, 0.50)
_ADVERSARIAL = 0.3
"""How much squad2's own unanswerable ones count: they are made to look answered."""


@dataclass(frozen=True)
class Case:
    """A question with the signals of its likeliest answer."""

    signals: tuple[float, ...]
    answerable: bool
    kind: str
    group: str
    set: str
    language: str


def _case(question: Question, found: Sequence[Found], name: str, removed: bool) -> Case:
    evidence = Evidence.read(question.text, found)
    assert evidence is not None
    read = signals(evidence)
    return Case(
        signals=tuple(read[signal] for signal in CONFIDENCE[found[0].weights]),
        answerable=question.answerable and not removed,
        kind="removed" if removed else question.kind,
        group=question.article or question.id,
        set=name,
        language=found[0].language.name,
    )


def _alone(questions: QuestionSet, cache: VectorCache, readers: Readers | None) -> Iterator[Case]:
    for article in questions.articles:
        corpus = Corpus.build([article], cache)
        asked = [question for question in questions.questions if question.article == article.id]
        if readers:
            readers.add(corpus.paragraphs, (question.text for question in asked))
        reader = readers.of(article.id) if readers else None
        without: dict[frozenset[Place], Corpus] = {}
        for question in asked:
            vector = cache[question.text]
            found = corpus.search(question.text, vector, reader)
            yield _case(question, found, questions.name, False)
            if question.answerable:
                if question.gold not in without:
                    without[question.gold] = corpus.without(question.gold)
                rest = without[question.gold]
                if rest.candidates:
                    found = rest.search(question.text, vector, reader)
                    yield _case(question, found, questions.name, True)


def _together(
    questions: QuestionSet, cache: VectorCache, readers: Readers | None
) -> Iterator[Case]:
    corpus = Corpus.build(questions.articles, cache)
    if readers:
        readers.add(corpus.paragraphs, (question.text for question in questions.questions))
    for question in questions.questions:
        if question.article is not None or not question.answerable:
            reader = readers.of(question.article or question.id) if readers else None
            found = corpus.search(question.text, cache[question.text], reader)
            yield _case(question, found, questions.name, False)


def _sought(questions: QuestionSet) -> QuestionSet:
    """The set with the questions as the engine puts them to the search."""
    asked = tuple(replace(each, text=matter(each.text)) for each in questions.questions)
    return replace(questions, questions=asked)


def cases(
    arguments: argparse.Namespace, names: Iterable[str], readers: Readers | None = None
) -> list[Case]:
    """The cases of sets; those of `TOGETHER` share an index, in the others each article has one."""
    cache = VectorCache(arguments.cache)
    collected: list[Case] = []
    together = {name for shared in TOGETHER.values() for name in shared}
    for name in names:
        questions = _sought(load(arguments, name))
        cache.add(question.text for question in questions.questions)
        collected += (_together if name in together else _alone)(questions, cache, readers)
    return collected


def _counts(rows: Sequence[Case]) -> Matrix:
    """A set weighs the root of its size, half for what it answers, half shared by the kinds."""
    sizes = Counter(row.set for row in rows)
    kinds = Counter((row.set, row.kind) for row in rows)
    favour = {key: _ADVERSARIAL if key == ("squad2", "own") else 1.0 for key in kinds}
    shared: dict[str, float] = dict.fromkeys(sizes, 0.0)
    for (name, kind), value in favour.items():
        shared[name] += value if kind != "answerable" else 0.0
    return np.array(
        [
            sizes[row.set] ** 0.5
            / kinds[row.set, row.kind]
            * (1.0 if row.answerable else favour[row.set, row.kind] / shared[row.set])
            for row in rows
        ]
    )


def _fit(rows: Sequence[Case], columns: Sequence[str]) -> Matrix:
    matrix = np.array([row.signals for row in rows])
    fixed = np.array([name in BY_HAND for name in columns])
    weights = fit(matrix[:, ~fixed], np.array([row.answerable for row in rows]), _counts(rows))
    full = np.array([BY_HAND.get(name, 0.0) for name in columns] + [weights[-1]])
    full[:-1][~fixed] = weights[:-1]
    return full


def _bias(rows: Sequence[Case], weights: Matrix) -> float:
    """The bias under which the chances add up to what is answered, the weights being given."""
    scores = np.array([row.signals for row in rows]) @ weights
    shares = _counts(rows) / _counts(rows).sum()
    right = np.array([row.answerable for row in rows])

    def surplus(bias: float) -> float:
        return float((shares * (1 / (1 + np.exp(-scores - bias)) - right)).sum())

    return float(brentq(surplus, -50, 50))


def _judged(
    splits: Iterable[tuple[list[Case], list[Case]]], columns: Sequence[str]
) -> list[tuple[Case, float]]:
    return [
        (case, float(np.array(case.signals) @ weights[:-1] + weights[-1]))
        for fit_on, judge in splits
        for weights in [_fit(fit_on, columns)]
        for case in judge
    ]


def _table(title: str, judged: Sequence[tuple[Case, float]]) -> None:
    print(f"\n{title}\n{'set':12} {'kind':14} {'n':>5} {'AUROC':>6}  refused under", end="")
    print("".join(f" {level:.2f}" for level in _LEVELS))
    logits = [np.log(p / (1 - p)) for p in _LEVELS]
    for name, kind in sorted({(case.set, case.kind) for case, _ in judged}):
        own = np.array([z for case, z in judged if (case.set, case.kind) == (name, kind)])
        good = np.array([z for case, z in judged if case.set == name and case.answerable])
        both = np.concatenate([good, own])
        curve = area(both, np.arange(len(both)) < len(good)) if kind != "answerable" else 1.0
        shares = " ".join(f"{np.mean(own < logit):.3f}" for logit in logits)
        print(f"{name:12} {kind:14} {len(own):5} {curve:6.3f}  {shares}")


def _bias_of(language: str, way: Way) -> float:
    """The bias that counts as shipped."""
    return BIAS[way.weights] if way.readers else BIAS.get(language, BIAS[way.weights])


def _report(arguments: argparse.Namespace, way: Way) -> tuple[dict[str, float], dict[str, float]]:
    """Fits and reports one set of weights; its weights, and the biases of it and its languages."""
    family = way.family
    rows = cases(arguments, ALONE[family] + TOGETHER.get(family, ()), way.readers)
    unlike = cases(arguments, TRANSFER.get(family, ()), way.readers)
    columns = list(CONFIDENCE[way.weights])
    _table(f"{way.weights}, cross-validated by article", _judged(by_article(rows), columns))
    _table(f"{way.weights}, set left out", _judged(by_set(rows), columns))
    now = np.array(list(CONFIDENCE[way.weights].values()))
    current = [
        (row, float(np.array(row.signals) @ now + _bias_of(row.language, way)))
        for row in rows + unlike
    ]
    _table(f"{way.weights}, as shipped (threshold {THRESHOLDS[Strictness.BALANCED]})", current)
    weights = _fit(rows, columns)
    for name, weight in zip((*columns, "bias"), weights, strict=True):
        print(f"{name:20} {weight:7.2f}")
    biases = {way.weights: weights[-1]}
    for language in sorted({row.language for row in rows} - {family}):
        own = [row for row in rows if row.language == language]
        biases[language] = _bias(own, weights[:-1])
        print(f"bias, {language:14} {biases[language]:7.2f}")
    rounded = {name: round(float(w), 2) for name, w in zip(columns, weights[:-1], strict=True)}
    return rounded, {name: round(float(bias), 2) for name, bias in biases.items()}


def main() -> None:
    """Fits, reports and, if asked to, writes."""
    arguments = parser(__doc__).parse_args()
    fitted = {
        way.weights: _report(arguments, way) for way in ways(arguments.families, arguments.cache)
    }
    if arguments.write:
        update("confidence", dict(CONFIDENCE) | {name: each[0] for name, each in fitted.items()})
        update("bias", reduce(or_, (each[1] for each in fitted.values()), dict(BIAS)))


if __name__ == "__main__":
    main()
