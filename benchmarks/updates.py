"""What an update of a long source costs, as a ratio to its first ingest.

Run `python -m benchmarks.updates`: a made-up source of 5,000 paragraphs (`benchmarks/synthetic.py`)
is ingested with the bundled model; then, several times over, one paragraph is changed, one inserted
at the top, one moved from the top to the middle, one removed, and the revision before brought back.
`--paragraphs` or `--passages` is for another size.

Of each the seconds, their ratio to the first ingest, the passages that were embedded, and the
seconds of the first question after it, which brings what is kept in memory up to date.

`--kill` does something else: it kills a small update, and all else that changes a source, at every
step of it (`tests/crash/`), and prints how many points there were and how many failed.
"""

import argparse
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import count, islice
from pathlib import Path

from benchmarks.synthetic import Articles
from bot.parts import Parts
from bot.settings import Settings
from ingest.pipeline import Pipeline
from tests.crash.kill_loop import main as kill_loop
from vectorstore.model import SHARED

PARAGRAPHS = 5_000
ROUNDS = 5
_PASSAGES_A_PARAGRAPH = 5  # four sentences, and all of them
_QUESTION = "Where does it begin?"
_AIM = 0.05

Paragraphs = list[str]
Edit = Callable[[Paragraphs, str], Paragraphs]


@dataclass(frozen=True)
class Timing:
    """One update: its seconds, the passages embedded, and the seconds of the next question."""

    seconds: float
    embedded: int
    question: float


def changed(before: Paragraphs, new: str) -> Paragraphs:
    """A paragraph in the middle with another sentence."""
    middle = len(before) // 2
    sentence = new.partition(". ")[0] + "."
    return [*before[:middle], f"{before[middle]} {sentence}", *before[middle + 1 :]]


def inserted(before: Paragraphs, new: str) -> Paragraphs:
    """A new one at the top, below the title."""
    return [before[0], new, *before[1:]]


def moved(before: Paragraphs, _new: str) -> Paragraphs:
    """The first to the middle."""
    middle = len(before) // 2
    return [before[0], *before[2:middle], before[1], *before[middle:]]


def removed(before: Paragraphs, _new: str) -> Paragraphs:
    """One less, a quarter from the end."""
    place = 3 * len(before) // 4
    return [*before[:place], *before[place + 1 :]]


EDITS: dict[str, Edit] = {
    "one paragraph changed": changed,
    "one inserted at the top": inserted,
    "one moved": moved,
    "one removed": removed,
}


def main() -> int:
    """Measure and print, or kill and print."""
    options = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    size = options.add_mutually_exclusive_group()
    size.add_argument("--paragraphs", type=int, default=PARAGRAPHS)
    size.add_argument("--passages", type=int, help="the size in passages, about five a paragraph")
    options.add_argument("--rounds", type=int, default=ROUNDS)
    options.add_argument("--kill", action="store_true", help="kill updates and look, at all points")
    arguments = options.parse_args()
    if arguments.kill:
        return kill_loop([])
    wanted = arguments.passages and arguments.passages // _PASSAGES_A_PARAGRAPH
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(_env_file=None, data_dir=Path(folder, "data"))
        with Parts(settings, "benchmark") as parts:
            first, timings = measured(
                parts, Path(folder), wanted or arguments.paragraphs, arguments.rounds
            )
    print_table(first, timings)
    return 0


def measured(
    parts: Parts, folder: Path, paragraphs: int, rounds: int
) -> tuple[Timing, dict[str, list[Timing]]]:
    """The first ingest, and each kind of update so many times in turn."""
    file = folder / "long.md"
    text, more = source(paragraphs)
    parts.search.warm(SHARED)  # loads the model
    first = ingested(parts, file, text)
    told(f"{paragraphs:,} paragraphs, {first.embedded:,} passages in {first.seconds:.1f} s")
    timings: dict[str, list[Timing]] = {name: [] for name in (*EDITS, "a rollback")}
    for _ in range(rounds):
        for name, edit in EDITS.items():
            text = edit(text, next(more))
            timings[name].append(ingested(parts, file, text))
            told(f"{name}: {timings[name][-1].seconds:.2f} s")
        timings["a rollback"].append(rolled_back(parts))
        ingested(parts, file, text)
    return first, timings


def source(paragraphs: int) -> tuple[Paragraphs, Iterator[str]]:
    """The blocks of the source, its title first, and more paragraphs that it does not have."""
    articles = Articles()
    blocks = (block for number in count() for block in articles.text(number).strip().split("\n\n"))
    title = next(blocks)
    # The titles of the further articles would only be headings.
    of_text = (block for block in blocks if not block.startswith("#"))
    return [title, *islice(of_text, paragraphs)], of_text


def ingested(parts: Parts, file: Path, text: Sequence[str]) -> Timing:
    """Publish the text as the newest revision."""
    file.write_text("\n\n".join(text) + "\n", encoding="utf-8")
    pipeline: Pipeline = parts.pipeline
    started = time.perf_counter()
    done = pipeline.ingest(file, SHARED)
    return Timing(time.perf_counter() - started, done.passages_embedded, asked(parts))


def rolled_back(parts: Parts) -> Timing:
    """Bring the revision before the current one back."""
    number = parts.catalog.source([SHARED], "long").revision.number
    started = time.perf_counter()
    parts.pipeline.rollback(SHARED, "long", number - 1, actor="operator")
    return Timing(time.perf_counter() - started, 0, asked(parts))


def asked(parts: Parts) -> float:
    """Seconds of a question."""
    started = time.perf_counter()
    parts.library.answer(_QUESTION, SHARED)
    return time.perf_counter() - started


def print_table(first: Timing, timings: dict[str, list[Timing]]) -> None:
    """A Markdown table: middles, with the quartiles in brackets."""
    print(f"The first ingest: {first.seconds:.1f} s, {first.embedded:,} passages embedded.\n")
    print("| update | seconds | of the first ingest | embedded | the next question (s) |")
    print("|---|---|---|---|---|")
    for name, all_of_it in timings.items():
        seconds = spread([each.seconds for each in all_of_it])
        ratios = spread([100 * each.seconds / first.seconds for each in all_of_it])
        embedded = max(each.embedded for each in all_of_it)
        question = statistics.median(each.question for each in all_of_it)
        print(f"| {name} | {seconds} | {ratios} % | {embedded} | {question:.2f} |")
    one = statistics.median(each.seconds for each in timings["one paragraph changed"])
    held = "held" if one <= _AIM * first.seconds else "missed"
    print(f"\nThe aim, at most {100 * _AIM:.0f} % for one changed paragraph, is {held}.")


def spread(values: Sequence[float]) -> str:
    """The middle, and the quartiles in brackets."""
    if len(values) < 2:
        return f"{values[0]:.2f}"
    low, middle, high = statistics.quantiles(values, n=4, method="inclusive")
    return f"{middle:.2f} ({low:.2f} to {high:.2f})"


def told(line: str) -> None:
    """A line of progress."""
    print(line, file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
