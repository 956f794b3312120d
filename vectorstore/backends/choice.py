"""Chooses the backend of the embedding model by measuring, and remembers what was chosen."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Self

from vectorstore.backends.machine import fingerprint
from vectorstore.backends.probe import Measured

REMEMBERED = "embedding-backend.json"
"""The file in the data folder that keeps the choice."""

MIN_AGREEMENT = 0.999
"""The lowest cosine to plain torch's vectors at which both kinds may stand in one index."""

_MAX_COST = 0.9  # of plain torch; less of a gain is within what a busy machine shows by chance
_FORMAT = 1


@dataclass(frozen=True, slots=True)
class Choice:
    """The backend that was chosen, and what was measured of each one that could run."""

    backend: str
    measured: Mapping[str, Measured]

    @classmethod
    def of(cls, measured: Mapping[str, Measured]) -> Self:
        """The cheapest backend whose vectors agree; torch where none is clearly cheaper."""
        costs = {
            name: found.cost
            for name, found in measured.items()
            if found.agreement >= MIN_AGREEMENT and found.cost <= _MAX_COST
        }
        return cls(min(costs, key=lambda name: costs[name]) if costs else "torch", measured)

    def told(self) -> str:
        """The choice in words, for the operator."""
        found = self.measured.get(self.backend)
        if found is None:
            return f"{self.backend}, as no other backend is faster here"
        return (
            f"{self.backend}, which takes {found.question:.2f} of plain torch's time for a "
            f"question and {found.passages:.2f} for passages"
        )


def remembered(file: Path, model: str) -> Choice | None:
    """The choice kept in `file`, if it was made for this model, processor and libraries."""
    try:
        kept = json.loads(file.read_text(encoding="utf-8"))
        if kept["format"] != _FORMAT or kept["made_for"] != fingerprint(model):
            return None
        return Choice(
            str(kept["backend"]),
            {str(name): Measured(**each) for name, each in kept["measured"].items()},
        )
    except (OSError, ValueError, TypeError, KeyError, AttributeError):
        return None  # not there or not ours: then it is measured again


def remember(file: Path, model: str, choice: Choice) -> None:
    """Keep the choice in `file`; raises `OSError` when it cannot be written."""
    kept: dict[str, Any] = {
        "format": _FORMAT,
        "made_for": fingerprint(model),
        "backend": choice.backend,
        "measured": {name: asdict(each) for name, each in choice.measured.items()},
    }
    file.parent.mkdir(parents=True, exist_ok=True)
    new = file.with_name(f"{file.name}.new")
    new.write_text(json.dumps(kept, indent=2) + "\n", encoding="utf-8")
    new.replace(file)
