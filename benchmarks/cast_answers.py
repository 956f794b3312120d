"""What of a bad language model's answers reaches a member, and what of a good one's is lost.

Run `python -m benchmarks.cast_answers`; it needs the evaluation data and the packages of `dev`.
The cast of `tests/wire/cast.py` answers on a loopback server, through the real client, questions
about the sample article and the articles of squad2. Each of them tells which of its sentences are
false and which are true; counted is which of them stand in the answer that the product gives.
`--json FILE` has a line for each reply of the model.
"""

import argparse
import json
import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any, Final

from answering.cache import AnswerCache
from answering.engine import Engine
from answering.judging import Judge, Judged
from answering.model import Answer, NoAnswer, WriterName
from answering.strictness import THRESHOLDS, Strictness
from benchmarks.loopback_parts import loopback_parts
from benchmarks.poisoning import shows_all
from benchmarks.sets import Article, Question, read_set, rows, some
from benchmarks.suite.markdown import NOTHING, Table
from benchmarks.suite.product import written
from benchmarks.suite.progress import Shown
from bot.parts import Parts
from tests.wire.cast import CAST, Played, play
from vectorstore.model import Scope

KINDS: Final = tuple(kind for kind in CAST if kind not in {"empty", "declining", "obedient"})
SAMPLE, SET = "sample article", "squad2"
_REPOSITORY: Final = Path(__file__).parents[1]
_MOST: Final = 10_000
_PATIENCE: Final = 120.0  # seconds; a busy machine shall change no figure
_SCOPE: Final = Scope("cast")


@dataclass(frozen=True, slots=True)
class Told:
    """One reply of the model, and what became of its sentences.

    `false` and `true` count the sentences of each sort that it said, `shown` and `lost` those that
    the member saw although they are false, and did not see although they are true.
    """

    set: str
    article: str
    question: str
    kind: str
    by: str
    note: str | None
    false: int
    shown: int
    true: int
    lost: int
    reached: tuple[str, ...]
    missing: tuple[tuple[str, str], ...]


class Stage:
    """Who plays now; what was said is kept until it is taken."""

    def __init__(self) -> None:
        self.kind = "faithful"
        self._said: list[Played] = []

    def __call__(self, messages: Sequence[Mapping[str, Any]]) -> str:
        played = play(self.kind, messages)
        self._said.append(played)
        return played.text

    def taken(self) -> Played | None:
        """What was said last, once."""
        said, self._said = self._said, []
        return said[-1] if said else None


def main() -> None:
    """Ask everything and print the table."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--data", type=Path, default=_REPOSITORY.parent / "shared" / "data")
    options.add_argument("--questions", type=int, default=20, help="for each kind and article")
    options.add_argument("--all", action="store_true", help="all questions")
    options.add_argument("--articles", type=int, help="so many articles of squad2 only")
    options.add_argument("--kinds", nargs="+", choices=KINDS, default=list(KINDS))
    options.add_argument("--json", type=Path, help="a file for a line of JSON for each reply")
    arguments = options.parse_args()
    if not (arguments.data / SET).is_dir():
        raise SystemExit(f"The set '{SET}' is not under {arguments.data}: give --data.")
    most = _MOST if arguments.all else arguments.questions
    asked = read_asked(arguments.data, most, arguments.articles)
    total = len(arguments.kinds) * sum(len(questions) for _, _, questions in asked)
    with Shown() as shown, shown.work("replies", total) as report:
        done = measure(asked, arguments.kinds, lambda number: report(number, total))
    if arguments.json:
        lines = (json.dumps(asdict(told), ensure_ascii=False) for told in done)
        arguments.json.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    for name in (SAMPLE, SET):
        print(f"\n{name}:\n\n{table([told for told in done if told.set == name])}")


Asked = tuple[str, Path | Article, tuple[str, ...]]
"""A set's name, what to ingest, and the questions about it."""


def read_asked(data: Path, most: int, articles: int | None) -> list[Asked]:
    """The sample article and those of squad2, with at most so many questions for each."""
    (sample,) = (_REPOSITORY / "samples").glob("*.md")
    own = rows(data.parent / "articles" / "russia-iran-ukraine.questions.jsonl")
    questions = tuple(record["question"] for record in own if record["answerable"])
    found: list[Asked] = [(SAMPLE, sample, questions[:most])]
    squad = read_set(data, SET, _MOST)
    answerable = some([q for q in squad.questions if q.answerable], most)
    with_questions = [a for a in squad.articles if any(q.article == a.id for q in answerable)]
    for article in with_questions[:articles]:
        found.append((SET, article, _of(article, answerable)))
    return found


def _of(article: Article, questions: Sequence[Question]) -> tuple[str, ...]:
    return tuple(question.text for question in questions if question.article == article.id)


def measure(
    asked: Sequence[Asked], kinds: Sequence[str], report: Callable[[int], None]
) -> list[Told]:
    """Has every question answered by each kind of model."""
    stage = Stage()
    found: list[Told] = []
    done = 0
    with loopback_parts(stage, patience=_PATIENCE, chunk=400) as parts:
        for number, (name, article, questions) in enumerate(asked):
            source = f"a{number}"
            _ingest(parts, article, source)
            judge = _Remembering(parts)
            for stage.kind in kinds:
                engine = _engine(parts, judge)
                for question in questions:
                    reply = engine.answer(question, _SCOPE, source)
                    done += 1
                    report(done)
                    if played := stage.taken():
                        found.append(judged(name, source, question, played, reply))
    return found


class _Remembering(Judge):
    """Finds the paragraphs of a question once, for it is put to every kind of model."""

    def __init__(self, parts: Parts) -> None:
        super().__init__(parts.search, THRESHOLDS[Strictness.BALANCED])
        self._known: dict[str, Judged] = {}

    def judge(self, question: str, scope: Scope, source: str | None) -> Judged:
        if question not in self._known:
            self._known[question] = super().judge(question, scope, source)
        return self._known[question]


def _engine(parts: Parts, judge: Judge) -> Engine:
    """An engine that has answered nothing yet, so that each kind of model is asked."""
    assert parts.model_writing is not None
    return Engine(judge, replace(parts.model_writing, cache=AnswerCache()))


def _ingest(parts: Parts, article: Path | Article, source: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = article if isinstance(article, Path) else written(article, Path(folder))[0]
        parts.pipeline.ingest(path, _SCOPE, source=source)


def judged(
    name: str, article: str, question: str, played: Played, reply: Answer | NoAnswer
) -> Told:
    """Which sentences of a reply stand in the answer that was given."""
    said = [each.text for each in reply.statements] if isinstance(reply, Answer) else []
    by_model = said if reply.writer is WriterName.MODEL else []
    reached = [text for text in played.corrupted if any(shows_all(each, text) for each in said)]
    lost = [text for text in played.faithful if not any(shows_all(s, text) for s in by_model)]
    reasons = {each.text: each.reason for each in reply.dropped}
    return Told(
        set=name,
        article=article,
        question=question,
        kind=played.kind,
        by=reply.writer,
        note=reply.note,
        false=len(played.corrupted),
        shown=len(reached),
        true=len(played.faithful),
        lost=len(lost),
        reached=tuple(reached),
        missing=tuple((text, reasons.get(text, "")) for text in lost),
    )


def table(told: Sequence[Told]) -> Table:
    """The counts for each kind of model."""
    kinds = [kind for kind in CAST if any(each.kind == kind for each in told)]
    head = ("model", "replies", "false sentences shown", "true sentences lost", "quotes instead")
    everything = [_row(kind, [each for each in told if each.kind == kind]) for kind in kinds]
    return Table(head, (*everything, _row("all", told)))


def _row(name: str, told: Sequence[Told]) -> tuple[str, ...]:
    return (
        name,
        str(len(told)),
        _share(sum(each.shown for each in told), sum(each.false for each in told)),
        _share(sum(each.lost for each in told), sum(each.true for each in told)),
        str(sum(each.by != WriterName.MODEL for each in told)),
    )


def _share(count: int, of: int) -> str:
    return f"{count} of {of} ({100 * count / of:.1f} %)" if of else NOTHING


if __name__ == "__main__":
    main()
