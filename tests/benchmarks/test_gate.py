"""What was won stays won: a few hundred fixed questions through the product itself.

The questions are always the same, chosen by hash. A floor is today's figure less 0.03 or two
standard errors, whichever is more; whoever makes the product better may raise it. The whole
figures are in `docs/BENCHMARKS.md`, made by `make bench`.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

from answering.strictness import THRESHOLDS, Strictness
from benchmarks.suite.checking import Checked, caught, check_all, claims_of, support_area
from benchmarks.suite.figures import Figure
from benchmarks.suite.finding import found, has_all, is_first_right
from benchmarks.suite.outcomes import Outcome
from benchmarks.suite.product import ask_product
from benchmarks.suite.quoting import quoted, rate
from benchmarks.suite.refusing import OFF_KINDS, judged, off_refused, own_area, refused_at
from benchmarks.suite.tasks import Task, few_articles, read_task, sampled, some_questions
from bot.parts import Parts
from bot.settings import Settings

WHOLE_ARTICLES = {"squad2": (2, 250, 60), "xquad-de": (3, 60, 0), "xquad-zh": (3, 60, 0)}
"""Articles of a set, questions of each kind put to all of them, and to one of them each."""
WITH_NEIGHBOURS = {"hotpotqa": (20, 40)}
"""Questions of each kind of a set, and paragraphs of the articles that they need and others."""
CHECKED = 120
"""Paragraphs, or judged statements, of a set of statements."""


@dataclass(frozen=True)
class Measured:
    """The product's replies to the fixed questions."""

    tasks: Mapping[str, Task]
    outcome: Outcome
    checked: list[Checked]


@pytest.fixture(scope="module")
def measured(shared_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Measured:
    """Asks everything once, on plain torch, which is the same on every machine."""
    data = shared_folder / "data"
    if not data.is_dir():
        pytest.skip("needs the evaluation data in ../shared/data beside the repository")
    tasks = [
        some_questions(few_articles(read_task(data, name), articles), together, alone)
        for name, (articles, together, alone) in WHOLE_ARTICLES.items()
    ] + [
        sampled(read_task(data, name), questions, paragraphs)
        for name, (questions, paragraphs) in WITH_NEIGHBOURS.items()
    ]
    settings = Settings(
        _env_file=None, data_dir=tmp_path_factory.mktemp("gate"), embedding_backend="torch"
    )
    with Parts(settings, "the gate") as parts:
        outcome = ask_product(parts, tasks, _silent)
    claims = claims_of(data, CHECKED, ("squad2", "summedits"))
    return Measured({t.name: t for t in tasks}, outcome, check_all(claims, None, _silent))


def _silent(done: int, of: int) -> None:
    """Nobody watches."""


def _first(name: str) -> Callable[[Measured], Figure | None]:
    return lambda m: found(m.outcome, [m.tasks[name]], is_first_right)


def _quoted(m: Measured) -> Figure | None:
    return rate(quoted(m.outcome, m.tasks["squad2"]), lambda row: row.is_first)


def _answered(m: Measured) -> Figure | None:
    rows = [row for row in judged(m.outcome, m.tasks["squad2"]) if row.kind == "answerable"]
    refused = refused_at(rows, THRESHOLDS[Strictness.BALANCED])
    return refused and Figure(1 - refused.value, refused.n)


def _off_refused(m: Measured) -> Figure | None:
    rows = [row for row in judged(m.outcome, m.tasks["squad2"]) if row.kind in OFF_KINDS]
    return refused_at(rows, THRESHOLDS[Strictness.BALANCED])


def _caught(kind: str) -> Callable[[Measured], Figure | None]:
    return lambda m: caught(m.checked, "squad2", kind)


FLOORS: Mapping[str, tuple[Callable[[Measured], Figure | None], float]] = {
    "finding: squad2, first paragraph right": (_first("squad2"), 0.78),
    "finding: German, first paragraph right": (_first("xquad-de"), 0.89),
    "finding: Chinese, first paragraph right": (_first("xquad-zh"), 0.89),
    "finding: hotpotqa, all needed in the first ten": (
        lambda m: found(m.outcome, [m.tasks["hotpotqa"]], has_all),
        0.97,
    ),
    "refusing: answerable questions answered, balanced": (_answered, 0.92),
    "refusing: other articles' questions refused, balanced": (_off_refused, 0.94),
    "refusing: other articles' questions refused, 3 % of the answerable refused": (
        lambda m: off_refused(judged(m.outcome, m.tasks["squad2"])),
        0.94,
    ),
    "refusing: squad2's own unanswerable ones, AUROC": (
        lambda m: own_area(judged(m.outcome, m.tasks["squad2"])),
        0.66,
    ),
    "quoting: the first statement holds an answer": (_quoted, 0.79),
    "checking: new numbers caught": (_caught("number new"), 0.97),
    "checking: new names caught": (_caught("name new"), 0.97),
    "checking: negations caught": (_caught("negation added"), 0.96),
    "checking: summedits, AUROC": (
        lambda m: support_area(m.checked, "summedits", lambda row: row.by_words),
        0.60,
    ),
}


@pytest.mark.parametrize("name", FLOORS)
def test_figures_stay_above_their_floors(measured: Measured, name: str) -> None:
    figure, floor = FLOORS[name]
    now = figure(measured)
    assert now is not None, f"{name}: nothing was measured"
    assert now.value >= floor, f"{name}: {now.value:.3f} of {now.n}, the floor is {floor:.2f}"
