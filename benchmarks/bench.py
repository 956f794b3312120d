"""Measures the product beside other ways to find paragraphs, and writes `docs/BENCHMARKS.md`.

`make bench`, or `python -m benchmarks.bench --sample 20 --out trial` for a short trial.
The rivals are installed into `.venv-rivals` first, which needs the package registry once.
A rival that fails is told of in its column; the exit status is 1 only if our own part fails.
With `--keep FOLDER` what a rival said is kept there and used again for the same questions.
"""

import argparse
import shlex
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from benchmarks.suite.checking import check_all, claims_of
from benchmarks.suite.environment import EnvironmentFailedError, rivals_python
from benchmarks.suite.outcomes import Load, Outcome
from benchmarks.suite.product import ask_product, steps
from benchmarks.suite.progress import Shown
from benchmarks.suite.report import Measured, write
from benchmarks.suite.rivals import RIVALS, Runner, questions_for
from benchmarks.suite.speed import PARAGRAPHS, ROUNDS, time_product
from benchmarks.suite.tasks import SETS, Task, read_task, sampled, some_questions
from benchmarks.suite.timing import sizes
from bot.logs import configure_logs
from bot.parts import Parts
from bot.settings import Settings
from vectorstore.backends.choice import REMEMBERED, remembered
from vectorstore.bundled import bundled_folder

_REPOSITORY = Path(__file__).parents[1]
_SHORT = 30
"""Paragraphs and rounds of the speed measurement in a trial."""


def main() -> None:
    """Measure, compare and write."""
    arguments = _parser().parse_args()
    if not arguments.data.is_dir():
        raise SystemExit(
            f"There is no folder {arguments.data}: give the evaluation data by --data."
        )
    with Shown() as shown:
        path = write(_measure(arguments, shown), arguments.out)
    print(path)


def _parser() -> argparse.ArgumentParser:
    options = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    options.add_argument("--data", type=Path, default=_REPOSITORY.parent / "shared" / "data")
    options.add_argument("--sets", nargs="+", choices=SETS, default=list(SETS), metavar="SET")
    options.add_argument("--sample", type=int, help="so many questions of each kind, for a trial")
    options.add_argument(
        "--questions", type=int, help="at most so many of each kind, and yet all the articles"
    )
    options.add_argument("--out", type=Path, default=_REPOSITORY / "docs")
    options.add_argument("--no-rivals", action="store_true")
    options.add_argument("--rivals", nargs="+", choices=RIVALS, default=list(RIVALS))
    options.add_argument("--keep", type=Path, help="where the rivals' outputs are kept")
    options.add_argument(
        "--scale", type=Path, default=_REPOSITORY / "benchmarks" / "results" / "scale.jsonl"
    )
    return options


def _measure(arguments: argparse.Namespace, shown: Shown) -> Measured:
    tasks = [_task(arguments, name) for name in arguments.sets]
    claims = claims_of(arguments.data, arguments.sample)
    short = arguments.sample is not None
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        settings = Settings(_env_file=None, data_dir=Path(folder))
        configure_logs(settings, to_stderr=False)
        with Parts(settings, "the benchmark") as parts:
            with shown.work("Pilcrow: speed", 1):
                speed, load = time_product(
                    parts, _SHORT if short else PARAGRAPHS, _SHORT if short else ROUNDS
                )
            with shown.work("Pilcrow: articles and questions", steps(tasks)) as report:
                product = replace(ask_product(parts, tasks, report), speed=speed)
            with shown.work("Pilcrow: statements", len(claims)) as report:
                checked = check_all(claims, parts.encoder, report)
            backend = _backend(settings)
    outcomes = [product]
    if not arguments.no_rivals:
        outcomes += _ask_rivals(arguments, tasks, load, shown)
    return Measured(
        tasks={task.name: task for task in tasks},
        outcomes=outcomes,
        checked=checked,
        load=load,
        backend=backend,
        sizes=sizes(arguments.scale),
        command=_command(arguments),
        sample=arguments.sample,
    )


def _backend(settings: Settings) -> str:
    """What computed the embeddings: what was set, or what a measurement chose."""
    chosen = remembered(settings.data_dir / REMEMBERED, settings.embedding_model)
    return chosen.backend if chosen else settings.embedding_backend


def _command(arguments: argparse.Namespace) -> str:
    """What makes the same figures again, without the places where things are kept."""
    words = ["python", "-m", "benchmarks.bench"]
    if arguments.sets != list(SETS):
        words += ["--sets", *arguments.sets]
    if arguments.questions is not None:
        words += ["--questions", str(arguments.questions)]
    if arguments.sample is not None:
        words += ["--sample", str(arguments.sample)]
    if arguments.no_rivals:
        words += ["--no-rivals"]
    elif arguments.rivals != list(RIVALS):
        words += ["--rivals", *arguments.rivals]
    return shlex.join(words)


def _task(arguments: argparse.Namespace, name: str) -> Task:
    if not (arguments.data / name.partition("-")[0]).is_dir():
        raise SystemExit(f"The set '{name}' is not under {arguments.data}: give --data or --sets.")
    task = read_task(arguments.data, name)
    if arguments.questions is not None:
        task = some_questions(task, arguments.questions, arguments.questions)
    return task if arguments.sample is None else sampled(task, arguments.sample)


def _ask_rivals(
    arguments: argparse.Namespace, tasks: Sequence[Task], load: Load, shown: Shown
) -> Iterator[Outcome]:
    try:
        with shown.work("the rivals' environment", 1):
            python = rivals_python()
    except (EnvironmentFailedError, OSError) as error:
        yield from (Outcome(name, failure=str(error)) for name in arguments.rivals)
        return
    questions = questions_for(tasks)
    with tempfile.TemporaryDirectory() as scratch:
        folder = arguments.keep or Path(scratch)
        folder.mkdir(parents=True, exist_ok=True)
        runner = Runner(python, bundled_folder(), folder)
        for name in arguments.rivals:
            with shown.work(name, sum(task.size for task in tasks)) as report:
                outcome = runner.run(name, questions, report)
            if outcome.failure:
                shown.say(f"{name} failed: {outcome.failure}")
                yield outcome
                continue
            with shown.work(f"{name}: speed", 1):
                yield replace(outcome, speed=runner.time(name, load))


if __name__ == "__main__":
    main()
