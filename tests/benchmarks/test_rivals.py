"""The rivals' scripts are run one at a time, and one that fails is told of."""

import json
import sys
from pathlib import Path

import pytest

from benchmarks.places import first_places
from benchmarks.sets import Article, Question
from benchmarks.suite.finding import finding
from benchmarks.suite.outcomes import PRODUCT, Load, Outcome, Reply, Speed
from benchmarks.suite.rivals import Runner, questions_for
from benchmarks.suite.tasks import Task

ANSWERED = Question("q1", "Where?", "a", frozenset({("a", 1)}), ("There",), True, "answerable")
TASK = Task(
    "squad2", (Article("a", "A", ("One.", "There.")), Article("b", "B", ("Two.",))), (ANSWERED,), ()
)
ALONE = Task("covidqa", TASK.articles, (), (ANSWERED,))
RANKS_BACKWARDS = """#!{python}
import json, pathlib, sys
_, _, module, given, output, model = sys.argv
calls = pathlib.Path(output).parent / "calls"
calls.write_text(calls.read_text() + "x" if calls.exists() else "x")
answered = []
for index in json.loads(pathlib.Path(given).read_text())["indexes"]:
    places = [[a["id"], n] for a in index["articles"] for n in range(len(a["paragraphs"]))]
    hits = [[place, -1.0 * rank] for rank, place in enumerate(reversed(places))]
    for question in index["questions"]:
        answered.append({{"index": index["name"], "id": question["id"], "hits": hits}})
    print(len(answered), 2)
speed = {{"ingest": [2.0, 4.0], "questions": [[1.0, 2.0]]}}
written = {{"versions": {{"it": "1.0"}}, "answered": answered, "speed": speed}}
pathlib.Path(output).write_text(json.dumps(written))
"""
TWENTY = [(("a", number), 1.0 - number / 100) for number in range(20)]
FAILS = """#!{python}
import sys
print("a warning", file=sys.stderr)
sys.exit("there is no such model")
"""


def runner(folder: Path, script: str) -> Runner:
    """Runs a script of a few lines in the place of the rivals' Python."""
    python = folder / "python"
    python.write_text(script.format(python=sys.executable), encoding="utf-8")
    python.chmod(0o755)
    return Runner(python, Path("model"), folder)


def silent(done: int, of: int) -> None:
    """Nobody watches."""


def test_a_rivals_replies_are_kept_by_set_and_by_way_of_asking(tmp_path: Path) -> None:
    questions = questions_for([TASK, ALONE])
    outcome = runner(tmp_path, RANKS_BACKWARDS).run("bm25s", questions, silent)
    together = Reply((("b", 0), ("a", 1), ("a", 0)), 0.0)
    assert outcome.together == {"squad2": {"q1": together}}
    assert outcome.alone == {"covidqa": {"q1": Reply((("a", 1), ("a", 0)), 0.0)}}
    assert outcome.versions == {"it": "1.0"}


def test_progress_is_passed_on(tmp_path: Path) -> None:
    told = []
    questions = questions_for([TASK, ALONE])
    runner(tmp_path, RANKS_BACKWARDS).run(
        "bm25s", questions, lambda done, of: told.append((done, of))
    )
    assert told == [(1, 2), (2, 2)]


def test_the_same_questions_are_not_asked_again(tmp_path: Path) -> None:
    first = runner(tmp_path, RANKS_BACKWARDS)
    questions = questions_for([TASK])
    assert first.run("bm25s", questions, silent) == first.run("bm25s", questions, silent)
    first.run("bm25s", questions_for([ALONE]), silent)
    assert (tmp_path / "calls").read_text(encoding="utf-8") == "xx"


def test_a_rival_is_timed_anew_each_time(tmp_path: Path) -> None:
    timed = runner(tmp_path, RANKS_BACKWARDS)
    load = Load(("One.",), ("Where?",), ("One.",))
    assert timed.time("bm25s", load) == Speed((2.0, 4.0), ((1.0, 2.0),))
    timed.time("bm25s", load)
    assert (tmp_path / "calls").read_text(encoding="utf-8") == "xx"


def test_a_rival_that_cannot_be_timed_has_no_speed(tmp_path: Path) -> None:
    load = Load(("One.",), ("Where?",), ("One.",))
    assert runner(tmp_path, FAILS).time("bm25s", load) is None


def test_a_rival_that_fails_says_its_last_words(tmp_path: Path) -> None:
    outcome = runner(tmp_path, FAILS).run("bm25s", questions_for([TASK]), silent)
    assert outcome.failure == (
        "benchmarks.rivals.bm25s_words ended with status 1: there is no such model"
    )


def test_a_failure_stands_in_the_rivals_column() -> None:
    product = Outcome(PRODUCT, together={"squad2": {"q1": Reply((("a", 1),), 0.9)}})
    section = finding({"squad2": TASK}, [product, Outcome("bm25s", failure="no")], "command")
    assert "| squad2 | 1 | **1.00** | failed |" in str(section)


def test_the_input_has_one_index_for_each_article_that_is_asked_alone() -> None:
    written = json.loads(json.dumps(questions_for([TASK, ALONE])))
    counts = [(len(i["articles"]), len(i["questions"])) for i in written["indexes"]]
    assert counts == [(2, 1), (1, 1)]


@pytest.mark.parametrize(
    ("hits", "kept"),
    [
        ([], []),
        ([(("a", 1), 0.9), (("a", 1), 0.5), (("b", 0), 0.4)], [(("a", 1), 0.9), (("b", 0), 0.4)]),
        (
            [(("a", n), 1.0 - n / 100) for n in range(30)],
            [(("a", n), 1.0 - n / 100) for n in range(10)],
        ),
    ],
)
def test_a_paragraph_counts_once_with_its_best_chunk(
    hits: list[tuple[tuple[str, int], float]], kept: list[tuple[tuple[str, int], float]]
) -> None:
    assert first_places(hits) == kept
