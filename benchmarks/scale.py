"""How building, asking and publishing grow with the number of passages in one scope.

Run `python -m benchmarks.scale --passages 10000 100000 1000000 --store embedded`, or `server` for
a Chroma server of its own. The articles and their vectors are made up (`benchmarks/synthetic.py`);
everything else is the product: the pipeline, the catalogue, Chroma, the search, the answers.
Questions are embedded by the real model for the time it takes, and then given made-up vectors.
One store grows from size to size, and a store that is there already is gone on with.

A line of JSON a size goes to the file of results:
`build_s`: seconds to ingest all passages, without embedding them;
`memory_mb`, `server_memory_mb`: resident memory after the questions, of this process and Chroma's;
`catalog_mb`, `chroma_mb`: files;
`first_answer_s`: from the start of a process to its first answer;
`question_ms_p50` …: from words to answer, `cold` where each question is new, `bare` its embedding;
`…_cpu_ms_p50`: what of it this process computed, which other work on the machine changes less;
`publish_s`: from calling the pipeline with one changed paragraph until a question finds it, in the
middle; `publish_first_s` is the first after a start.
"""

import argparse
import json
import multiprocessing
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager, nullcontext
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

from benchmarks.chroma_server import serving
from benchmarks.synthetic import Articles, SyntheticEncoder
from bot.parts import Parts
from bot.settings import Settings
from vectorstore.model import SHARED
from vectorstore.words import STOP_WORDS

RESULTS = Path(__file__).parent / "results" / "scale.jsonl"
_QUESTIONS = 200
_IN_SOURCE = 100
_PUBLICATIONS = 7

_Result = TypeVar("_Result")


def main() -> None:
    """Build and measure each size in processes of their own."""
    options = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    options.add_argument("--passages", type=int, nargs="+", default=[10_000, 100_000, 1_000_000])
    options.add_argument("--store", choices=("embedded", "server"), default="embedded")
    options.add_argument("--folder", type=Path, help="keep the store here, or go on with it")
    options.add_argument("--out", type=Path, default=RESULTS)
    arguments = options.parse_args()
    with tempfile.TemporaryDirectory() as passing:
        folder = (arguments.folder or Path(passing)).resolve()
        folder.mkdir(parents=True, exist_ok=True)
        for passages in sorted(arguments.passages):
            result = one_size(arguments.store, folder, passages)
            arguments.out.parent.mkdir(parents=True, exist_ok=True)
            with arguments.out.open("a", encoding="utf-8") as lines:
                lines.write(json.dumps(result) + "\n")


def one_size(store: str, folder: Path, passages: int) -> dict[str, Any]:
    """Grow the store to a size and measure it."""
    with serving(folder / "chroma") if store == "server" else nullcontext() as server:
        url = server.url if server else None
        built = in_new_process(build, folder, url, passages)
    # The server starts anew too: what it keeps in memory while it is built isn't what it needs.
    with serving(folder / "chroma") if store == "server" else nullcontext() as server:
        url = server.url if server else None
        measured = in_new_process(measure, folder, url, time.time())
        if server:
            measured["server_memory_mb"] = resident_mb(server.pid)
    return {"store": store} | measured | {"build_s": built}


def in_new_process(work: Callable[..., _Result], *given: object) -> _Result:
    """What `work` returns, run in a fresh interpreter, so that memory is its own."""
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(1, mp_context=context) as pool:
        return pool.submit(work, *given).result()


@contextmanager
def open_parts(folder: Path, url: str | None, *, timed: bool) -> Iterator[Parts]:
    """The product over a store, with the made-up encoder in the place of the real one."""
    settings = Settings(_env_file=None, data_dir=folder, chroma_url=url)
    with Parts(settings, "benchmark") as parts:
        real = parts.encoder  # the first time, this measures and remembers the backends
        parts.encoder = SyntheticEncoder(real if timed else None)
        yield parts


def build(folder: Path, url: str | None, passages: int) -> float | None:
    """Ingest articles until the store has so many passages; gives the seconds of all so far.

    None where some were there already, in a store that doesn't say how long they took.
    """
    articles, kept = Articles(), folder / "built.json"
    seconds: float = json.loads(kept.read_text()) if kept.exists() else 0.0
    with open_parts(folder, url, timed=False) as parts:
        parts.pipeline.recover()
        there = {source.id for source in parts.catalog.sources([SHARED])}
        told_all = kept.exists() or not there
        made, number = parts.index.count(SHARED), -1
        while made < passages:
            number += 1
            if name(number) in there:
                continue
            article = written(folder, number, articles.text(number))
            started = time.perf_counter()
            made += parts.pipeline.ingest(article, SHARED).passages_embedded
            seconds += time.perf_counter() - started
            if told_all:
                kept.write_text(json.dumps(seconds))
            if number % 10 == 9:
                told(f"{made:,} passages in {seconds:,.0f} s")
    return round(seconds, 1) if told_all else None


def measure(folder: Path, url: str | None, started: float) -> dict[str, Any]:
    """Start, ask and publish; `started` is when the process was asked for."""
    with open_parts(folder, url, timed=True) as parts:
        first = parts.library.answer("Where does it begin?", SHARED)
        found: dict[str, Any] = {
            "first_answer_s": round(time.time() - started, 2),
            "first_answer_cpu_s": round(time.process_time(), 2),
        }
        told(f"the first answer ({type(first).__name__}) after {found['first_answer_s']} s")
        found |= {"passages": parts.index.count(SHARED)}
        found |= questioned(parts)
        found["memory_mb"] = resident_mb("self")
        found |= published(parts, folder)
        found["catalog_mb"] = megabytes(folder / "pilcrow.db")
        found["chroma_mb"] = megabytes(folder / "chroma")
    return found


def questioned(parts: Parts) -> dict[str, float]:
    """Milliseconds of questions: new ones, the same again, of one source, and bare embeddings."""
    sources = parts.catalog.sources([SHARED])
    chance = random.Random(5)
    questions = [
        (question_about(chance, parts, source.id), source.id)
        for source in chance.choices(sources, k=_QUESTIONS)
    ]
    answer, encode = parts.library.answer, parts.encoder.encode
    timings = {
        "question_cold": [timed(partial(answer, asked, SHARED)) for asked, _ in questions],
        "question": [timed(partial(answer, asked, SHARED)) for asked, _ in questions],
        "question_in_source": [
            timed(partial(answer, asked, SHARED, its)) for asked, its in questions[:_IN_SOURCE]
        ],
        "bare": [timed(partial(encode, [asked])) for asked, _ in questions],
    }
    found = {}
    for kind, pairs in timings.items():
        ranked = sorted(whole for whole, _ in pairs)
        found[f"{kind}_ms_p50"] = round(statistics.median(ranked), 1)
        found[f"{kind}_ms_p95"] = round(ranked[int(0.95 * len(ranked))], 1)
        found[f"{kind}_cpu_ms_p50"] = round(statistics.median(cpu for _, cpu in pairs), 1)
        told(f"{kind}: {found[f'{kind}_ms_p50']} ms, 95 %: {found[f'{kind}_ms_p95']} ms")
    return found


def question_about(chance: random.Random, parts: Parts, source: str) -> str:
    """A question in words of one sentence of a source."""
    found = parts.catalog.source([SHARED], source)
    paragraph = chance.choice(parts.catalog.paragraphs(found)).paragraph
    sentence = chance.choice(paragraph.text.split(". ")).lower().strip(".")
    telling = [word for word in sentence.split() if word not in STOP_WORDS]
    few = chance.sample(telling, min(4, len(telling)))
    return f"What is the {' '.join(few)} of it?"


def published(parts: Parts, folder: Path) -> dict[str, float]:
    """Seconds from a change of one paragraph to the question that finds it, and their parts."""
    articles, whole, ingests = Articles(), [], []
    for turn in range(_PUBLICATIONS):
        marker = f"zyx{time.time_ns()}qw"
        blocks = articles.text(turn).strip().split("\n\n")
        blocks[len(blocks) // 2] += f" Nobody had seen the {marker} before."
        article = written(folder, turn, "\n\n".join(blocks) + "\n")
        started = time.perf_counter()
        parts.pipeline.ingest(article, SHARED)
        ingests.append(time.perf_counter() - started)
        found = parts.search.find(f"Who had seen the {marker}?", SHARED)
        whole.append(time.perf_counter() - started)
        if marker not in found[0].placed.paragraph.text:
            raise SystemExit("The changed paragraph was not found.")
        told(f"published and found after {whole[-1]:.2f} s, {ingests[-1]:.2f} s of them ingest")
    return {
        "publish_first_s": round(whole[0], 2),
        "publish_s": round(statistics.median(whole[1:]), 2),
        "publish_most_s": round(max(whole), 2),
        "publish_ingest_s": round(statistics.median(ingests[1:]), 2),
    }


def name(number: int) -> str:
    """The source id of an article."""
    return f"article-{number}"


def written(folder: Path, number: int, text: str) -> Path:
    """The file of an article, under the name that makes its source id."""
    file = folder / "articles" / f"{name(number)}.md"
    file.parent.mkdir(exist_ok=True)
    file.write_text(text, encoding="utf-8")
    return file


def timed(work: Callable[[], object]) -> tuple[float, float]:
    """Milliseconds that `work` takes, and that all threads of this process compute in it."""
    started, computed = time.perf_counter(), time.process_time()
    work()
    return 1000 * (time.perf_counter() - started), 1000 * (time.process_time() - computed)


def resident_mb(process: int | str) -> int:
    """The resident memory of a process, from Linux's /proc; 0 elsewhere."""
    status = Path(f"/proc/{process}/status")
    lines: Sequence[str] = status.read_text().splitlines() if status.exists() else ()
    return sum(int(line.split()[1]) // 1024 for line in lines if line.startswith("VmRSS"))


def megabytes(place: Path) -> int:
    """The size of a file with its companions, or of a folder."""
    files = place.rglob("*") if place.is_dir() else place.parent.glob(f"{place.name}*")
    return sum(file.stat().st_size for file in files if file.is_file()) // 2**20


def told(line: str) -> None:
    """A line of progress."""
    print(line, file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
