"""The tables of speed and of size."""

import json
import statistics
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from benchmarks.suite.markdown import NOTHING, Section, Table
from benchmarks.suite.outcomes import Load, Outcome, Speed

SCALE_COMMAND = "python -m benchmarks.scale --store embedded"
_COLUMNS = {
    "build_s": ("build (s)", "{:,.0f}"),
    "memory_mb": ("memory (MB)", "{:,.0f}"),
    "first_answer_s": ("first answer after a start (s)", "{:,.1f}"),
    "question_ms_p50": ("question, middle (ms)", "{:,.1f}"),
    "question_ms_p95": ("question, 95 % (ms)", "{:,.1f}"),
    "question_in_source_ms_p50": ("question to one source, middle (ms)", "{:,.1f}"),
    "bare_ms_p50": ("its embedding alone (ms)", "{:,.1f}"),
    "publish_s": ("publish one paragraph (s)", "{:,.2f}"),
}


def question_ratios(speed: Speed) -> tuple[float, float, float]:
    """The quartiles of a question's time by the bare embedding's: 25, 50 and 75 %."""
    ratios = [whole / alone for whole, alone in speed.questions]
    low, middle, high = statistics.quantiles(ratios, n=4)
    return low, middle, high


def timing(outcomes: Sequence[Outcome], load: Load, backend: str, command: str) -> Section:
    """The section of speed."""
    head = ("", *(outcome.system for outcome in outcomes))
    rounds = max(len(outcome.speed.questions) for outcome in outcomes if outcome.speed)
    return Section(
        "Speed",
        (
            f"On {len(load.paragraphs)} made-up paragraphs, which are {len(load.passages):,} "
            "passages to Pilcrow: times divided by those of plain torch doing nothing but embed, "
            "taken side by side in the same process.\n"
            "A question is divided by the embedding of the question (middle of "
            f"{rounds} in turn, quartiles in brackets), an ingest by the embedding of "
            "Pilcrow's passages, in every column; the rivals embed fewer and longer chunks, and "
            "bm25s embeds nothing.\n"
            f"Pilcrow's embeddings were computed with `EMBEDDING_BACKEND={backend}`.",
            Table(
                head,
                (
                    ("a question", *(_question(outcome) for outcome in outcomes)),
                    ("an ingest", *(_ingest(outcome) for outcome in outcomes)),
                ),
            ),
        ),
        command,
    )


def _question(outcome: Outcome) -> str:
    if outcome.speed is None:
        return "failed" if outcome.failure else NOTHING
    low, middle, high = question_ratios(outcome.speed)
    return f"{middle:.2f} ({low:.2f}–{high:.2f})"


def _ingest(outcome: Outcome) -> str:
    if outcome.speed is None:
        return "failed" if outcome.failure else NOTHING
    whole, alone = outcome.speed.ingest
    return f"{whole / alone:.2f}"


def sizes(path: Path | None) -> list[Mapping[str, Any]]:
    """The measured sizes, the smallest first, each as measured last; none without a file.

    Raises `SystemExit` with one sentence when a line is no such measurement.
    """
    if path is None or not path.exists():
        return []
    found: dict[tuple[str, int], Mapping[str, Any]] = {}
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        if line.strip():
            try:
                row = json.loads(line)
                found[str(row["store"]), int(row["passages"])] = row
            except (ValueError, KeyError, TypeError) as error:
                raise SystemExit(
                    f"Line {number} of {path} is no measurement ({error}): make it anew with "
                    f"`{SCALE_COMMAND}`."
                ) from error
    return [found[key] for key in sorted(found)]


def scale(rows: Sequence[Mapping[str, Any]]) -> Section:
    """The section of size; it says how to measure where nothing was."""
    if not rows:
        return Section("Size", (f"Not measured yet; `{SCALE_COMMAND}` does it.",))
    shown = [name for name in _COLUMNS if any(name in row for row in rows)]
    table = Table(
        ("store", "passages", *(_COLUMNS[name][0] for name in shown)),
        tuple(
            (row["store"], f"{row['passages']:,}", *(_shown(row, name) for name in shown))
            for row in rows
        ),
    )
    counts = {row["passages"] for row in rows}
    return Section(
        "Size",
        (
            "Ever more made-up passages in one scope, for Chroma inside the process (embedded) and "
            "as a server: how long the build takes, the memory of the process, a question, and a "
            "publication after one paragraph was changed, until a question sees it.\n"
            "The rivals were not measured at these sizes.",
            table,
            *(["![Latency against size](pictures/size.svg)"] if len(counts) > 1 else []),
            f"Made by `{SCALE_COMMAND}`, and by the same with `--store server`.",
        ),
    )


def _shown(row: Mapping[str, Any], name: str) -> str:
    value = row.get(name)
    return NOTHING if value is None else _COLUMNS[name][1].format(value)
