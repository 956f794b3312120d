"""The two pictures: confidence against what was answered, and latency against size."""

import math
from collections.abc import Mapping, Sequence
from typing import Any

from answering.strictness import THRESHOLDS
from benchmarks.suite.charts import Axis, Chart, Point, Series
from benchmarks.suite.refusing import Judged

_TENTHS = tuple(n / 5 for n in range(6))
_FEWEST = 5  # questions in a tenth, for a point to say something


def calibration(groups: Mapping[str, Sequence[Judged]]) -> Chart:
    """For each tenth of confidence the share of its questions that the sources answer."""
    return Chart(
        "Confidence, and the share of questions that the sources answer",
        Axis("confidence (beside each point: how many questions)", 0, 1, _TENTHS),
        Axis("share that is answerable", 0, 1, _TENTHS),
        (
            *(Series(name, by_tenth(rows)) for name, rows in groups.items() if by_tenth(rows)),
            Series("as it should be", (Point(0, 0), Point(1, 1)), dashed=True),
        ),
        tuple((threshold, str(level)) for level, threshold in sorted_thresholds()),
    )


def sorted_thresholds() -> list[tuple[str, float]]:
    """The strictnesses, the most generous first."""
    return sorted(((str(s), value) for s, value in THRESHOLDS.items()), key=lambda pair: pair[1])


def by_tenth(rows: Sequence[Judged]) -> tuple[Point, ...]:
    """The mean confidence and the answerable share of each tenth that holds some questions."""
    points = []
    for tenth in range(10):
        own = [row for row in rows if min(int(row.score * 10), 9) == tenth]
        if len(own) >= _FEWEST:
            said = sum(row.score for row in own) / len(own)
            was = sum(row.answerable for row in own) / len(own)
            points.append(Point(said, was, f"{len(own):,}"))
    return tuple(points)


def latency(rows: Sequence[Mapping[str, Any]]) -> Chart | None:
    """A question's time by the number of passages, for each store; None for one size."""
    timed = [row for row in rows if row.get("question_ms_p50") is not None]
    sizes = sorted({row["passages"] for row in timed})
    if len(sizes) < 2:
        return None
    series = []
    for store in sorted({row["store"] for row in timed}):
        own = [row for row in timed if row["store"] == store]
        for key, word in (("question_ms_p50", "middle"), ("question_ms_p95", "95 %")):
            points = tuple(Point(r["passages"], r[key]) for r in own if r.get(key) is not None)
            if points:
                series.append(Series(f"{store}, {word}", points))
    most = max(point.y for one in series for point in one.points)
    step = _step(most)
    ticks = tuple(step * n for n in range(math.ceil(most / step) + 1))
    return Chart(
        "A question's time against the passages in one scope",
        Axis("passages, logarithmic", sizes[0], sizes[-1], tuple(sizes), is_log=True),
        Axis("milliseconds", 0, ticks[-1], ticks),
        tuple(series),
    )


def _step(most: float) -> float:
    """A round distance of ticks, of which four to ten reach `most`."""
    rough = float(10.0 ** math.floor(math.log10(max(most, 1e-9))))
    return next(rough * part for part in (2, 1, 0.5, 0.2, 0.1) if most / (rough * part) >= 4)
