"""The table of quoting: does what is shown first hold an expected answer, in how many words."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from answering.strictness import THRESHOLDS, Strictness
from benchmarks.fit_sentences import holds
from benchmarks.sets import Question
from benchmarks.suite.figures import Figure, share
from benchmarks.suite.markdown import NOTHING, Section, Table, cell
from benchmarks.suite.outcomes import Outcome, Reply
from benchmarks.suite.tasks import Task, group

QUOTED = ("squad2", "xquad-en", "covidqa", "clapnq")


@dataclass(frozen=True, slots=True)
class Quoted:
    """What one reply shows; `words` counts those of the statement that is shown first."""

    is_first: bool
    is_any: bool
    is_first_unless_refused: bool
    statements: int
    words: int
    group: str


def quoted(outcome: Outcome, task: Task) -> list[Quoted]:
    """The product's replies to the answerable questions that have expected answers."""
    replies = outcome.together[task.name]
    return [_quoted(q, replies[q.id]) for q in task.together if q.gold and q.answers]


def _quoted(question: Question, reply: Reply) -> Quoted:
    held = [holds(statement, question) for statement in reply.statements]
    is_first = held[:1] == [True]
    return Quoted(
        is_first=is_first,
        is_any=any(held),
        is_first_unless_refused=is_first and reply.score >= THRESHOLDS[Strictness.BALANCED],
        statements=len(held),
        words=len(" ".join(reply.statements[:1]).split()),
        group=group(question),
    )


def rate(rows: Sequence[Quoted], judge: Callable[[Quoted], bool]) -> Figure | None:
    """The share of replies that go well."""
    return share([judge(row) for row in rows], [row.group for row in rows])


def quoting(tasks: Mapping[str, Task], outcomes: Sequence[Outcome], command: str) -> Section | None:
    """The section, of the sets that were asked; the first outcome is the product's."""
    asked = [tasks[name] for name in QUOTED if name in tasks]
    if not asked:
        return None
    return Section(
        "Quoting",
        (
            "The share of answerable questions with an expected answer in the first statement, in "
            "any of the statements, and in the first where a refusal at the balanced strictness "
            "counts as wrong; the mean number of statements and of words in the first one.\n"
            "All articles of a set share one index.",
            Table(
                ("set", "n", "first", "any", "first, or refused", "statements", "words"),
                tuple(_row(outcomes[0], task) for task in asked),
            ),
            "The rivals quote nothing without a language model; what they have to show is a whole "
            "paragraph.\nHere is the share of questions whose first paragraph holds an expected "
            "answer, with the mean number of its words.",
            Table(("set", *(o.system for o in outcomes)), tuple(_whole(asked, outcomes))),
        ),
        command,
    )


def _row(outcome: Outcome, task: Task) -> tuple[str, ...]:
    rows = quoted(outcome, task)
    size = max(len(rows), 1)
    return (
        task.name,
        f"{len(rows):,}",
        cell(rate(rows, lambda row: row.is_first)),
        cell(rate(rows, lambda row: row.is_any)),
        cell(rate(rows, lambda row: row.is_first_unless_refused)),
        f"{sum(row.statements for row in rows) / size:.1f}",
        f"{sum(row.words for row in rows) / size:.0f}",
    )


def _whole(tasks: Sequence[Task], outcomes: Sequence[Outcome]) -> Iterator[tuple[str, ...]]:
    for task in tasks:
        texts = {(a.id, n): text for a in task.articles for n, text in enumerate(a.paragraphs)}
        asked = [q for q in task.together if q.gold and q.answers]
        cells = []
        for outcome in outcomes:
            replies = outcome.together.get(task.name)
            if replies is None:
                cells.append("failed" if outcome.failure else NOTHING)
                continue
            shown = [
                "".join(texts[place] for place in replies[question.id].places[:1])
                for question in asked
            ]
            held = [holds(text, question) for text, question in zip(shown, asked, strict=True)]
            figure = share(held, [group(question) for question in asked])
            words = sum(len(text.split()) for text in shown) / max(len(shown), 1)
            cells.append(f"{cell(figure)}, {words:.0f} words")
        yield task.name, *cells
