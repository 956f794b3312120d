"""Prints some of a set's errors, drawn at random, to be read and sorted by a person.

`ranking`: the first paragraph is not a gold one. `refusing`: an answerable question is refused
at the balanced threshold, or one of the set's own unanswerable ones is answered. `checking`: the
verdict of `answering.support` differs from what people judged (partly supported is not
supported). All with the weights as shipped, and maps of word pieces that never saw the article.
The texts belong to the sets: read them in the terminal, and keep no copy in the project.
`python -m benchmarks.errors --set squad2 --kind ranking --number 20 --seed 0`, after `fit_late`.
"""

import argparse
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from answering.asking import matter
from answering.confidence import confidence
from answering.evidence import Evidence
from answering.strictness import THRESHOLDS, Strictness
from answering.support import check
from benchmarks.claims import JUDGED, Claim, judged
from benchmarks.corpus import Corpus, is_gold
from benchmarks.fit_confidence import TOGETHER
from benchmarks.options import load, parser
from benchmarks.reading import Readers
from benchmarks.sets import Article, Question, QuestionSet, rows
from benchmarks.vectors import VectorCache
from vectorstore.ranking import Found
from vectorstore.words import terms

_NEAREST = 6  # lines of a checked text that are shown


class Kind(StrEnum):
    """What went wrong."""

    RANKING = "ranking"
    REFUSING = "refusing"
    CHECKING = "checking"


@dataclass(frozen=True, slots=True)
class Error:
    """What went wrong in short, and the labelled texts that one needs to see why."""

    what: str
    texts: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Judged:
    """How a question or statement was judged: of which sort it is, and the error if it is one."""

    sort: str
    error: Error | None


def _readers(name: str, arguments: argparse.Namespace) -> Readers | None:
    """Pieces are read in English only, as in the product."""
    return None if "-" in name else Readers(arguments.cache)


def _searched(
    arguments: argparse.Namespace, questions: QuestionSet, indexes: Sequence[Sequence[Article]]
) -> Iterator[tuple[Question, list[Found]]]:
    """Puts each question to the index that has its article, or to the only one."""
    cache, readers = VectorCache(arguments.cache), _readers(questions.name, arguments)
    cache.add(matter(question.text) for question in questions.questions)
    for articles in indexes:
        known = {article.id for article in articles}
        asked = [
            question
            for question in questions.questions
            if question.article in known or len(indexes) == 1
        ]
        corpus = Corpus.build(articles, cache)
        if readers:
            readers.add(corpus.paragraphs, (matter(question.text) for question in asked))
        for question in asked:
            reader = readers.of(question.article or question.id) if readers else None
            sought = matter(question.text)
            yield question, corpus.search(sought, cache[sought], reader)


def _gold(question: Question, questions: QuestionSet) -> Iterator[tuple[str, str]]:
    texts = {article.id: article.paragraphs for article in questions.articles}
    for article, index in sorted(question.gold):
        yield f"gold, {article} {index}", texts[article][index]


def _given(found: Sequence[Found]) -> tuple[str, str]:
    placed = found[0].placed
    where = f"{placed.source} {placed.paragraph.number - 1}"
    return f"given, {where}", placed.paragraph.text


def ranking(arguments: argparse.Namespace) -> Iterator[Judged]:
    """The answerable questions of a set, all of whose articles are in one index."""
    questions = load(arguments, arguments.set, whole=True)
    for question, found in _searched(arguments, questions, [questions.articles]):
        if question.gold:
            yield Judged("answerable", _misranked(question, found, questions))


def _misranked(question: Question, found: Sequence[Found], questions: QuestionSet) -> Error | None:
    if is_gold(found[0], question):
        return None
    ranks = [rank for rank, each in enumerate(found, 1) if is_gold(each, question)]
    return Error(
        f"gold has rank {ranks[0]}" if ranks else "gold was not found",
        (
            ("asked", question.text),
            ("answers", " | ".join(question.answers)),
            *_gold(question, questions),
            _given(found),
        ),
    )


def refusing(arguments: argparse.Namespace) -> Iterator[Judged]:
    """The answerable and the own unanswerable questions of a set, as `fit_confidence` asks them."""
    questions = load(arguments, arguments.set)
    together = any(arguments.set in names for names in TOGETHER.values())
    indexes = [questions.articles] if together else [[each] for each in questions.articles]
    for question, found in _searched(arguments, questions, indexes):
        spanning = together and question.answerable and question.article is None
        if not spanning and question.kind in ("answerable", "own"):
            yield Judged(question.kind, _misjudged(question, found, questions))


def _misjudged(question: Question, found: Sequence[Found], questions: QuestionSet) -> Error | None:
    evidence = Evidence.read(matter(question.text), found)
    assert evidence is not None
    sure = confidence(evidence)
    if (sure >= THRESHOLDS[Strictness.BALANCED]) is question.answerable:
        return None
    return Error(
        f"{'refused wrongly' if question.answerable else 'answered wrongly'} at {sure:.2f}",
        (
            ("asked", question.text),
            ("answers", " | ".join(question.answers)),
            ("likeliest", evidence.readings[0].text),
            *_gold(question, questions),
            _given(found),
        ),
    )


def checking(arguments: argparse.Namespace) -> Iterator[Judged]:
    """The statements of a set that people judged, by words alone."""
    if arguments.set not in JUDGED:
        raise SystemExit(f"'{arguments.set}' has no statements: use {' or '.join(JUDGED)}.")
    records = rows(arguments.data / arguments.set / "statements.jsonl")
    for claim, record in zip(judged(arguments.data, arguments.set), records, strict=True):
        marked = {line for lines in record.get("gold_sets", ()) for line in lines}
        yield Judged(claim.kind, _misread(claim, sorted(marked)))


def _misread(claim: Claim, marked: Sequence[int]) -> Error | None:
    verdict = check(claim.statement, claim.paragraph)
    if verdict.supported is claim.supported:
        return None
    said = set(terms(claim.statement))
    lines = claim.paragraph.text.split("\n")
    near = sorted(range(len(lines)), key=lambda line: -len(said & set(terms(lines[line]))))
    return Error(
        f"{'passed' if verdict.supported else 'flagged'} at {verdict.probability:.2f}",
        (
            ("statement", claim.statement),
            ("reasons", "; ".join(verdict.reasons)),
            *((f"marked, line {line}", lines[line]) for line in marked),
            *((f"near, line {line}", lines[line]) for line in near[:_NEAREST]),
        ),
    )


_KINDS = {Kind.RANKING: ranking, Kind.REFUSING: refusing, Kind.CHECKING: checking}


def _print(errors: Sequence[Error]) -> None:
    for number, error in enumerate(errors, 1):
        print(f"\n{number}. {error.what}")
        for label, text in error.texts:
            print(f"  [{label}] {' '.join(text.split())}")


def main() -> None:
    """Says how many errors there are of each sort, and prints some of them."""
    options = parser(__doc__)
    options.add_argument("--set", required=True, help="such as squad2, xquad-zh or wice")
    options.add_argument("--kind", type=Kind, choices=list(Kind), required=True)
    options.add_argument("--number", type=int, default=20, help="of each sort at most")
    options.add_argument("--seed", type=int, default=0)
    arguments = options.parse_args()
    found = list(_KINDS[arguments.kind](arguments))
    for sort in sorted({each.sort for each in found}):
        own = [each.error for each in found if each.sort == sort]
        errors = [error for error in own if error is not None]
        print(f"\n{arguments.set}, {sort}: {len(errors)} errors of {len(own)}")
        chance = random.Random(arguments.seed)
        _print(chance.sample(errors, min(arguments.number, len(errors))))


if __name__ == "__main__":
    main()
