"""What a system said, as values."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from benchmarks.sets import Place

PRODUCT = "Pilcrow"
Progress = Callable[[int, int], None]
"""Is told how many questions are answered, and of how many."""


@dataclass(frozen=True, slots=True)
class Reply:
    """What was found for one question: at most ten paragraphs, best first.

    `score` says how sure the system is: the product's confidence, a rival's best score.
    `statements` are what the product quotes when it may refuse nothing.
    """

    places: tuple[Place, ...]
    score: float
    statements: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Load:
    """What is timed: paragraphs, the questions in turn, and the product's passages of them."""

    paragraphs: tuple[str, ...]
    questions: tuple[str, ...]
    passages: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Speed:
    """Seconds, each beside those of the bare embedding that was timed next to it."""

    ingest: tuple[float, float]
    questions: tuple[tuple[float, float], ...]


@dataclass(frozen=True, slots=True)
class Outcome:
    """All replies of one system: by the set and the question's id.

    `failure` is one sentence where it gave none.
    """

    system: str
    together: Mapping[str, Mapping[str, Reply]] = field(default_factory=dict)
    alone: Mapping[str, Mapping[str, Reply]] = field(default_factory=dict)
    speed: Speed | None = None
    versions: Mapping[str, str] = field(default_factory=dict)
    failure: str | None = None
