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
    Strictness.STRICT: 0.55,
    Strictness.BALANCED: 0.45,
    Strictness.GENEROUS: 0.35,
}
"""The least confidence of an answer; `python -m benchmarks.fit_confidence` prints the rates."""
