"""How long a question and an ingest take, as ratios to the bare embedding model.

Run `python -m benchmarks.speed`. Everything is measured in one process on one made-up source:
300 paragraphs, mixed from the sentences of `samples/`. Absolute times depend on the machine and
on what else it does, so the ratios are what to quote; they are taken in pairs, side by side.

With `--paragraphs 10000` only questions are timed, over so many paragraphs, whose vectors are made
up to save the embedding; the questions are embedded by the real model, and then take part with
made-up vectors too. `--profile` adds where the time of the questions goes.
"""

import argparse
import cProfile
import pstats
import random
import statistics
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

from sentence_transformers import SentenceTransformer

from benchmarks.synthetic import SyntheticEncoder
from bot.parts import Parts
from bot.settings import Settings
from ingest.formats import read
from vectorstore.bundled import bundled_folder
from vectorstore.model import SHARED

PARAGRAPHS = 300
ROUNDS = 60
SAMPLES = Path(__file__).parent.parent / "samples"
QUESTIONS = (
    "How many Su-35 fighters will Iran receive?",
    "Why did Iran prepare to fight the Taliban in 1998?",
    "Which satellite did a Soyuz rocket launch for Iran?",
    "What is the maximum range of the Shahed-136?",
)


def main() -> None:
    """Print the ratios with their spread."""
    options = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    options.add_argument("--paragraphs", type=int, default=PARAGRAPHS)
    options.add_argument("--profile", action="store_true", help="say where the time goes")
    arguments = options.parse_args()
    bare = SentenceTransformer(str(bundled_folder()), device="cpu")
    with tempfile.TemporaryDirectory() as folder:
        article = Path(folder, "mixed.txt")
        article.write_text("\n\n".join(mixed_paragraphs(arguments.paragraphs)), encoding="utf-8")
        with Parts(Settings(_env_file=None, data_dir=Path(folder, "data")), "benchmark") as parts:
            if arguments.paragraphs > PARAGRAPHS:
                fill(parts, article)
            else:
                parts.search.warm(SHARED)
                report("ingest", *ingest_times(parts, article, bare))
            report("question", *question_times(parts, bare))
            if arguments.profile:
                profile(parts)


def fill(parts: Parts, article: Path) -> None:
    """Ingest the article with made-up vectors, then let the real model embed the questions."""
    real = parts.encoder
    made_up = parts.encoder = SyntheticEncoder()
    parts.pipeline.ingest(article, SHARED)
    made_up.timed = real


def profile(parts: Parts) -> None:
    """The functions that questions spend most time in themselves, without embedding."""
    if isinstance(parts.encoder, SyntheticEncoder):
        parts.encoder.timed = None
    with cProfile.Profile() as profiler:
        for turn in range(ROUNDS):
            parts.library.answer(QUESTIONS[turn % len(QUESTIONS)], SHARED)
    pstats.Stats(profiler).sort_stats("tottime").print_stats(25)


def mixed_paragraphs(count: int) -> list[str]:
    """Paragraphs of four sentences drawn from the samples, numbered so that no two are equal."""
    chance = random.Random(7)
    sentences = [
        passage
        for path in sorted(SAMPLES.iterdir())
        for paragraph in read(path).paragraphs
        for passage in paragraph.text.split(". ")
        if len(passage) > 40 and "|" not in passage
    ]
    return [
        " ".join(f"{each.strip(' .')}, case {number}." for each in chance.sample(sentences, 4))
        for number in range(count)
    ]


def ingest_times(parts: Parts, article: Path, bare: SentenceTransformer) -> tuple[list[float], ...]:
    """Seconds of one ingest, and of the bare embedding of the same passages."""
    whole = timed(lambda: parts.pipeline.ingest(article, SHARED))
    texts = [text for _vector, _source, text in parts.catalog.live_passages(SHARED)]
    return [whole], [timed(lambda: bare.encode(texts, show_progress_bar=False))]


def question_times(parts: Parts, bare: SentenceTransformer) -> tuple[list[float], ...]:
    """Seconds of questions, and of the bare embedding of each, in turn."""
    whole, alone = [], []
    for turn in range(ROUNDS + 5):
        question = QUESTIONS[turn % len(QUESTIONS)]
        first = timed(partial(parts.library.answer, question, SHARED))
        second = timed(partial(bare.encode, question))
        if turn >= 5:
            whole.append(first)
            alone.append(second)
    return whole, alone


def timed(work: Callable[[], object]) -> float:
    """Seconds that `work` takes."""
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def report(name: str, whole: list[float], alone: list[float]) -> None:
    """One line: the median ratio, its quartiles and the median times."""
    ratios = sorted(a / b for a, b in zip(whole, alone, strict=True))
    low, high = ratios[len(ratios) // 4], ratios[(3 * len(ratios)) // 4]
    print(
        f"{name:9} {statistics.median(ratios):.2f} times the bare embedding "
        f"(quartiles {low:.2f} to {high:.2f}; medians {statistics.median(whole) * 1000:.1f} ms "
        f"and {statistics.median(alone) * 1000:.1f} ms, {len(ratios)} rounds)"
    )


if __name__ == "__main__":
    main()
