"""Shares, areas under the curve, and how far they would move with other articles."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from benchmarks.logistic import area

_DRAWS = 500
Numbers = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure over `n` cases with its 95 % interval; `low` and `high` are None for few groups."""

    value: float
    n: int
    low: float | None = None
    high: float | None = None


def _bootstrap(
    groups: Sequence[str], statistic: Callable[[NDArray[np.int64]], float]
) -> tuple[float | None, float | None]:
    """The 2.5 and 97.5 % quantiles when whole groups are drawn again, with replacement."""
    names, numbers = np.unique(np.array(groups), return_inverse=True)
    if len(names) < 5:
        return None, None
    members = [np.flatnonzero(numbers == each) for each in range(len(names))]
    chance = np.random.default_rng(0)
    drawn = [
        statistic(
            np.concatenate([members[i] for i in chance.integers(len(names), size=len(names))])
        )
        for _ in range(_DRAWS)
    ]
    low, high = np.nanquantile(drawn, [0.025, 0.975])
    return float(low), float(high)


def share(values: Sequence[float], groups: Sequence[str]) -> Figure | None:
    """The mean; None of nothing."""
    if not values:
        return None
    array = np.array(values, dtype=float)
    low, high = _bootstrap(groups, lambda chosen: float(array[chosen].mean()))
    return Figure(float(array.mean()), len(array), low, high)


def separation(
    scores: Sequence[float], right: Sequence[bool], groups: Sequence[str]
) -> Figure | None:
    """The chance that a right case scores above a wrong one (AUROC); None without both."""
    if len(set(right)) < 2:
        return None
    values, flags = np.array(scores, dtype=float), np.array(right)

    def statistic(chosen: NDArray[np.int64]) -> float:
        own = flags[chosen]
        return area(values[chosen], own) if 0 < own.sum() < len(own) else float("nan")

    low, high = _bootstrap(groups, statistic)
    return Figure(area(values, flags), len(values), low, high)


def refused(
    scores: Sequence[float], right: Sequence[bool], allowed: float, groups: Sequence[str]
) -> Figure | None:
    """The share of wrong cases that score under what only `allowed` of the right ones do."""
    if len(set(right)) < 2:
        return None
    values, flags = np.array(scores, dtype=float), np.array(right)

    def statistic(chosen: NDArray[np.int64]) -> float:
        own, good = values[chosen], flags[chosen]
        if not 0 < good.sum() < len(good):
            return float("nan")
        return float(np.mean(own[~good] < np.quantile(own[good], allowed)))

    low, high = _bootstrap(groups, statistic)
    everything = np.arange(len(values))
    return Figure(statistic(everything), int((~flags).sum()), low, high)
