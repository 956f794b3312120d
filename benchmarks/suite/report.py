"""`BENCHMARKS.md` and its pictures, from everything that was measured."""

import os
import platform
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.suite.checking import Checked, checking
from benchmarks.suite.finding import finding
from benchmarks.suite.markdown import Section
from benchmarks.suite.outcomes import Load, Outcome
from benchmarks.suite.pictures import calibration, latency
from benchmarks.suite.quoting import quoting
from benchmarks.suite.refusing import Judged, judged, refusing
from benchmarks.suite.tasks import Task
from benchmarks.suite.timing import scale, timing

_GROUPS = {
    "real questions (clapnq, mtrag)": (("clapnq", "mtrag"), ("answerable", "own")),
    "other articles' questions (squad2, xquad, covidqa)": (
        ("squad2", "xquad-en", "covidqa"),
        ("answerable", "hard", "random", "cross_domain"),
    ),
    "written to fool readers (squad2)": (("squad2",), ("answerable", "own")),
}


@dataclass(frozen=True, slots=True)
class Measured:
    """Everything that the report tells; the first outcome is the product's."""

    tasks: Mapping[str, Task]
    outcomes: Sequence[Outcome]
    checked: Sequence[Checked]
    load: Load
    backend: str
    sizes: Sequence[Mapping[str, Any]]
    command: str
    sample: int | None


def write(measured: Measured, folder: Path) -> Path:
    """Writes the report and the pictures under `folder`; gives the report's path."""
    pictures = folder / "pictures"
    pictures.mkdir(parents=True, exist_ok=True)
    curve = calibration(_groups(measured))
    (pictures / "calibration.svg").write_text(str(curve), encoding="utf-8")
    sized = latency(measured.sizes)
    if sized is not None:
        (pictures / "size.svg").write_text(str(sized), encoding="utf-8")
    path = folder / "BENCHMARKS.md"
    path.write_text(_text(measured), encoding="utf-8")
    return path


def _groups(measured: Measured) -> dict[str, list[Judged]]:
    return {
        title: [
            row
            for name in names
            if name in measured.tasks
            for row in judged(measured.outcomes[0], measured.tasks[name])
            if row.kind in kinds
        ]
        for title, (names, kinds) in _GROUPS.items()
    }


def _text(measured: Measured) -> str:
    tasks, outcomes, command = measured.tasks, measured.outcomes, measured.command
    sections: list[Section | None] = [
        finding(tasks, outcomes, command),
        refusing(tasks, outcomes, command),
        checking(measured.checked, command),
        quoting(tasks, outcomes, command),
        timing(outcomes, measured.load, measured.backend, command),
        scale(measured.sizes),
    ]
    return "\n\n".join([_head(measured), *(str(each) for each in sections if each)]) + "\n"


def _head(measured: Measured) -> str:
    lines = [
        "# Benchmarks",
        "",
        "Every figure here was made by one run of `make bench`, through the product itself: "
        "articles are ingested as files into a Chroma store, and questions are answered by the "
        "engine that answers in Discord.",
        "The rivals were asked the same questions of the same texts, with the same weights of "
        "all-MiniLM-L6-v2; with `--keep` their replies may be of an earlier run of the same "
        "scripts, their times never.",
        "The weights of Pilcrow's scores and its map of word pieces are those that it ships, and "
        "they were fitted on the same sets; the figures that are cross-validated by article come "
        "from `python -m benchmarks.fit_ranking`, `fit_sentences`, `fit_confidence` and "
        "`fit_support` "
        "(see [measurements.md](measurements.md)).",
        f"The machine had {os.cpu_count()} processor cores and Python "
        f"{platform.python_version()}; no accelerator was used.",
    ]
    if measured.sample is not None:
        lines.append(
            f"**This was a trial with a sample** of {measured.sample} questions of each kind and "
            "fewer articles, which makes finding easier: don't quote it."
        )
    return "\n".join([*lines, "", *_rivals(measured.outcomes[1:])])


def _rivals(outcomes: Sequence[Outcome]) -> list[str]:
    if not outcomes:
        return ["The rivals were left out of this run."]
    lines = ["The rivals, each as its own introduction sets it up:", ""]
    for outcome in outcomes:
        named = ", ".join(f"{name} {number}" for name, number in outcome.versions.items())
        lines.append(
            f"- {outcome.system}: {_SETUPS[outcome.system]}" + (f" ({named})." if named else ".")
        )
        if outcome.failure:
            lines.append(f"  It failed: {outcome.failure}")
    return [
        *lines,
        "",
        "langchain and llama-index are given whole articles and cut them themselves; a chunk "
        "counts for the paragraph that it overlaps most.",
        "llama-index's default chunks hold up to 1,024 tokens, often several paragraphs, of which "
        "one chunk can name only one.",
        "haystack, txtai and bm25s are given one document a paragraph.",
    ]


_SETUPS = {
    "langchain": "`RecursiveCharacterTextSplitter` (1,000 characters, 200 shared) and Chroma",
    "llama-index": "`VectorStoreIndex` with its defaults",
    "haystack hybrid": "BM25 and embeddings in memory, joined by reciprocal rank",
    "txtai hybrid": "`Embeddings(hybrid=True, content=True)`",
    "bm25s": "its tokenizer, English stop words and the English Snowball stemmer",
}
