"""The weights that `benchmarks` fitted for choosing sentences and for refusing."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

_FITTED: Mapping[str, Any] = json.loads(
    Path(__file__).with_suffix(".json").read_text(encoding="utf-8")
)

SENTENCE: Mapping[str, Mapping[str, float]] = _FITTED["sentence"]
"""How much each signal of a sentence counts when the writer chooses, by `Found.weights`."""

CONFIDENCE: Mapping[str, Mapping[str, float]] = _FITTED["confidence"]
"""How much each signal of the likeliest answer counts for its being one, by `Found.weights`."""

BIAS: Mapping[str, float] = _FITTED["bias"]
"""The logit of that chance when every signal is 0, by `Found.weights` or by the language's name."""
