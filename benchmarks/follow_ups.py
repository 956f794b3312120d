"""How follow-up questions are found and refused without a language model, with the rule and bare.

mtrag: questions with earlier turns, all passages in one index. Each conversation is replayed: an
earlier question counts as the rule understood it, with the reply that the set gives to it.
squad2 and xquad: questions that were written to stand alone, put after the one before them on
the same article and after one on another article, as if a member changed the subject.
`python -m benchmarks.follow_ups [--pieces]`; with word pieces it first reads those of the
paragraphs that are found, which takes minutes.
"""

import argparse
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np

from answering.asking import matter
from answering.confidence import confidence
from answering.conversation.follow_up import language_in, standalone
from answering.conversation.leaning import leans
from answering.conversation.rephrasing import accepted, may_lean
from answering.conversation.turns import Turn
from answering.evidence import Evidence
from answering.strictness import THRESHOLDS, Strictness
from benchmarks.corpus import Corpus, is_gold
from benchmarks.folds import FOLDS, fold
from benchmarks.logistic import area
from benchmarks.options import load, parser
from benchmarks.reading import Reader, texts
from benchmarks.sets import Article, Question, articles_from, question_from, rows
from benchmarks.states import StateCache
from benchmarks.vectors import VectorCache
from vectorstore.languages import ENGLISH, Language
from vectorstore.late import READ
from vectorstore.piece_map import PieceMap
from vectorstore.ranking import Found

ALONE = ("squad2", "xquad")
FIRST = (1, 5, 10)
_REFUSED = THRESHOLDS[Strictness.BALANCED]

Rule = Callable[[str, Sequence[Turn]], str]


@dataclass(frozen=True, slots=True)
class Asked:
    """A question after earlier ones; each of `history` is a question and the reply to it.

    `group` is the same for all questions of a conversation.
    """

    question: Question
    history: tuple[tuple[str, str], ...]
    group: str
    by_hand: str | None = None

    def turns(self, rule: Rule) -> tuple[Turn, ...]:
        """The history as a rule understands it."""
        turns: tuple[Turn, ...] = ()
        for question, reply in self.history:
            turns = (*turns, Turn(rule(question, turns), reply))
        return turns

    def understood(self, rule: Rule) -> str:
        """The question as a rule understands it."""
        return rule(self.question.text, self.turns(rule))


@dataclass(frozen=True, slots=True)
class Seen:
    """Where the first right paragraph was ranked, from 1 (0: not in the first ten), how likely the
    sources answer, and whether they do."""

    rank: int
    confidence: float
    answerable: bool


class Finder:
    """Finds paragraphs and remembers what was found."""

    def __init__(self, articles: Sequence[Article], options: argparse.Namespace) -> None:
        self._vectors = VectorCache(options.cache)
        self._corpus = Corpus.build(articles, self._vectors)
        self._reader: Reader | None = None
        if options.pieces:
            self._reader = Reader(PieceMap.load(), StateCache(options.cache / "states"))
        self._found: dict[str, list[Found]] = {}

    def read(self, questions: Iterable[str]) -> None:
        """Finds paragraphs for the questions that weren't asked yet."""
        new = sorted({matter(each) for each in questions} - self._found.keys())
        self._vectors.add(new)
        found = {each: self._corpus.search(each, self._vectors[each]) for each in new}
        if self._reader is not None:
            first = {f.key: f.placed.paragraph for each in found.values() for f in each[:READ]}
            self._reader.states.add([*texts(first.values()), *new])
            for each in new:
                found[each] = self._corpus.search(each, self._vectors[each], self._reader)
        self._found.update(found)

    def seen(self, question: Question, understood: str) -> Seen:
        """How a question fares that was understood so; it must have been read."""
        found = self._found[matter(understood)]
        evidence = Evidence.read(matter(understood), found)
        right = (place for place, each in enumerate(found[:10], 1) if is_gold(each, question))
        sure = confidence(evidence) if evidence else 0.0
        return Seen(next(right, 0), sure, question.answerable)


def bare(question: str, _turns: Sequence[Turn]) -> str:
    """No rule."""
    return question


def _asked(record: dict[str, Any]) -> Asked:
    said = record["history"]
    history = tuple(
        (one["text"], other["text"])
        for one, other in pairwise(said)
        if one["role"] == "user" and other["role"] != "user"
    )
    question = question_from({**record, "standalone": None})
    return Asked(question, history, said[0]["text"], record.get("standalone"))


def _line(name: str, seen: Sequence[Seen]) -> None:
    good = [each for each in seen if each.answerable]
    bad = [each for each in seen if not each.answerable]
    hits = " ".join(f"{_share(0 < each.rank <= k for each in good):.3f}" for k in FIRST)
    mrr = sum(1 / each.rank for each in good if each.rank) / max(len(good), 1)
    wrongly, rightly = (_share(each.confidence < _REFUSED for each in part) for part in (good, bad))
    both = np.array([each.confidence for each in good + bad])
    curve = f"{area(both, np.arange(len(both)) < len(good)):.3f}" if bad else "-"
    print(
        f"{name:40} {len(good):4} {hits} {mrr:.3f}   {wrongly:.3f}  {len(bad):4} "
        f"{rightly:.3f} {curve:>5}"
    )


def _share(chosen: Iterable[bool]) -> float:
    values = list(chosen)
    return sum(values) / max(len(values), 1)


def _head(title: str) -> None:
    print(
        f"\n{title}\n{'':40} {'n':>4} {'@1':>5} {'@5':>5} {'@10':>5} {'MRR':>5} refused"
        "  no answer: n, refused, area"
    )


def _compare(name: str, asked: Sequence[Asked], finder: Finder) -> None:
    for way, rule in (("bare", bare), ("with the rule", standalone)):
        understood = [each.understood(rule) for each in asked]
        finder.read(understood)
        seen = [finder.seen(a.question, u) for a, u in zip(asked, understood, strict=True)]
        _line(f"{name}, {way}", seen)


def _by_hand(asked: Sequence[Asked], finder: Finder) -> None:
    """Questions that people rewrote, each way, and how many of these the guard would refuse."""
    written = [each for each in asked if each.by_hand]
    _compare("rewritten by people", written, finder)
    finder.read(each.by_hand for each in written if each.by_hand)
    _line(
        "rewritten by people, as rewritten",
        [finder.seen(each.question, each.by_hand) for each in written if each.by_hand],
    )
    kept = sum(
        accepted(e.by_hand or "", e.question.text, e.turns(bare)) is not None for e in written
    )
    print(f"of these rewritings the guard of a model's replies accepts {kept} of {len(written)}")


def _conversations(options: argparse.Namespace) -> None:
    folder = options.data / "mtrag"
    if not folder.is_dir():
        raise SystemExit(f"The set 'mtrag' is not under {options.data}: give --data.")
    finder = Finder(articles_from(rows(folder / "articles.jsonl")), options)
    asked = [_asked(each) for each in rows(folder / "questions.jsonl") if each.get("history")]
    asked = [each for each in asked if each.question.gold or not each.question.answerable]
    leaning = [each for each in asked if leans(each.question.text, _language(each))]
    alone = [each for each in asked if each not in leaning]
    _head("mtrag")
    _compare("all", asked, finder)
    _compare("leaning", leaning, finder)
    _compare("standing alone", alone, finder)
    for number in range(FOLDS):
        part = [each for each in leaning if fold(each.group) == number]
        _compare(f"leaning, fold {number}", part, finder)
    _by_hand(asked, finder)
    put = sum(may_lean(each.question.text, _language(each)) for each in asked)
    print(f"a model would be asked about {put} of {len(asked)}, the rule adds to {len(leaning)}")


def _language(asked: Asked) -> Language:
    return language_in(asked.question.text, asked.turns(bare))


def _standing(options: argparse.Namespace, name: str) -> None:
    """Questions of their own after one on the same article, and after one on another."""
    questions = load(options, name)
    finder = Finder(questions.articles, options)
    asked = [each for each in questions.questions if each.answerable]
    changed = [each for each in asked if leans(each.text, ENGLISH)]
    _head(f"{name}: the rule takes {len(changed)} of {len(asked)} for leaning; these are")
    for what, near in (("after the same article", True), ("after another article", False)):
        before = {each.id: _before(each, asked, near) for each in changed}
        _compare(what, [Asked(e, ((before[e.id], ""),), e.id) for e in changed], finder)


def _before(question: Question, asked: Sequence[Question], near: bool) -> str:
    """The question before one, on the same article or on another one; always the same."""
    others = [e for e in asked if (e.article == question.article) is near and e.id != question.id]
    return others[asked.index(question) % len(others)].text


def main() -> None:
    """Measures the conversations, then the questions that stand alone."""
    options = parser(__doc__)
    options.add_argument("--pieces", action="store_true", help="read word pieces too")
    arguments = options.parse_args()
    _conversations(arguments)
    for name in ALONE:
        _standing(arguments, name)


if __name__ == "__main__":
    main()
