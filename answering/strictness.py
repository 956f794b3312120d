"""How sure Pilcrow must be before it answers."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final


class Strictness(StrEnum):
    """The operating point between a wrong answer and a needless refusal."""

    STRICT = "strict"
    BALANCED = "balanced"
    GENEROUS = "generous"


THRESHOLDS: Final[Mapping[Strictness, float]] = {
    Strictness.STRICT: 0.45,
    Strictness.BALANCED: 0.25,
    Strictness.GENEROUS: 0.14,
}
"""The least confidence of an answer.

Balanced is the highest at which about three in a hundred answerable questions are refused;
`python -m benchmarks.fit_confidence` prints the rates.
"""
