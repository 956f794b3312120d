"""The tables of refusing, and the points of the calibration curve."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from answering.strictness import THRESHOLDS, Strictness
from benchmarks.suite.figures import Figure, refused, separation, share
from benchmarks.suite.finding import is_first_right
from benchmarks.suite.markdown import Section, Table, best_in_bold, cell
from benchmarks.suite.outcomes import Outcome
from benchmarks.suite.tasks import Task, group

ALLOWED = 0.03
_OFF_ARTICLE = ("squad2", "xquad-en", "covidqa")
OFF_KINDS = ("hard", "random", "cross_domain")
_LEVELS = (Strictness.GENEROUS, Strictness.BALANCED, Strictness.STRICT)
_TOGETHER = ("clapnq", "mtrag")
_OWN = ("clapnq", "mtrag", "squad2", "bipia_email")


@dataclass(frozen=True, slots=True)
class Judged:
    """One reply: how sure, whether it should be answered, and whether its first hit is right."""

    score: float
    answerable: bool
    is_right: bool
    kind: str
    group: str


def judged(outcome: Outcome, task: Task) -> list[Judged]:
    """The replies to the questions that some of the set's articles don't answer."""
    is_together = task.name in _TOGETHER
    questions = task.together if is_together else task.alone
    replies = (outcome.together if is_together else outcome.alone).get(task.name, {})
    return [
        Judged(
            replies[q.id].score, q.answerable, is_first_right(replies[q.id], q), q.kind, group(q)
        )
        for q in questions
        if q.id in replies
    ]


def refusing(
    tasks: Mapping[str, Task], outcomes: Sequence[Outcome], command: str
) -> Section | None:
    """The section, of the sets that were asked; the first outcome is the product's."""
    asked = [name for name in dict.fromkeys((*_OFF_ARTICLE, *_OWN)) if name in tasks]
    if not asked:
        return None
    own = {name: judged(outcomes[0], tasks[name]) for name in asked}
    rates = tuple(_rates(own))
    head = tuple(outcome.system for outcome in outcomes)
    beside = tuple(_beside(tasks, outcomes, asked))
    return Section(
        "Refusing",
        (
            "The share of questions that are refused at each `STRICTNESS`, whose least confidence "
            f"of an answer is {', '.join(f'{THRESHOLDS[s]} ({s})' for s in _LEVELS)}.\n"
            "Of answerable questions little should be refused, of the others all.\n"
            "The questions of squad2, xquad, covidqa and bipia_email are put to one article, those "
            "of clapnq and mtrag to all.",
            Table(("set", "questions", "n", *map(str, _LEVELS)), rates),
            "The rivals refuse nothing, so here is how well the score of the first hit would tell "
            "what to refuse: the chance that an answerable question scores above another (AUROC, "
            "0.5 is chance), and the share of questions about other articles that would be "
            f"refused if {100 * ALLOWED:.0f} % of the answerable ones may be.\n"
            "For Pilcrow the score is its `confidence`.",
            Table(("what is told apart", "n", *head), beside),
            "![Calibration](pictures/calibration.svg)",
        ),
        command,
    )


def _rates(own: Mapping[str, Sequence[Judged]]) -> Iterator[tuple[str, ...]]:
    for kinds, title in (
        (("answerable",), "answerable"),
        (OFF_KINDS, "about another article"),
        (("own",), "on the subject, not answered"),
    ):
        for name, rows in own.items():
            chosen = [row for row in rows if row.kind in kinds]
            if chosen:
                cells = [cell(refused_at(chosen, THRESHOLDS[level])) for level in _LEVELS]
                yield name, title, f"{len(chosen):,}", *cells


def refused_at(rows: Sequence[Judged], threshold: float) -> Figure | None:
    """The share that is refused at a threshold."""
    return share([row.score < threshold for row in rows], [row.group for row in rows])


def _beside(
    tasks: Mapping[str, Task], outcomes: Sequence[Outcome], asked: Sequence[str]
) -> Iterator[tuple[str, ...]]:
    for name in asked:
        if name in _OWN:
            yield _line(
                f"{name}: its own unanswerable ones, AUROC", tasks[name], outcomes, own_area
            )
        if name in _OFF_ARTICLE:
            title = f"{name}: other articles' questions, refused"
            yield _line(title, tasks[name], outcomes, off_refused)


def own_area(rows: Sequence[Judged]) -> Figure | None:
    """How well the score tells the set's own unanswerable questions from the answerable."""
    kept = [row for row in rows if row.kind in ("answerable", "own")]
    return separation(
        [r.score for r in kept], [r.answerable for r in kept], [r.group for r in kept]
    )


def off_refused(rows: Sequence[Judged]) -> Figure | None:
    """The share of questions about other articles refused where few answerable ones may be."""
    kept = [row for row in rows if row.kind == "answerable" or row.kind in OFF_KINDS]
    return refused(
        [r.score for r in kept], [r.answerable for r in kept], ALLOWED, [r.group for r in kept]
    )


def _line(
    title: str,
    task: Task,
    outcomes: Sequence[Outcome],
    figure: Callable[[Sequence[Judged]], Figure | None],
) -> tuple[str, ...]:
    figures = [figure(judged(outcome, task)) for outcome in outcomes]
    size = next((f.n for f in figures if f is not None), 0)
    cells = [
        "failed" if outcome.failure else cell(one)
        for outcome, one in zip(outcomes, figures, strict=True)
    ]
    return (title, f"{size:,}", *best_in_bold(cells, figures))
