"""How likely the found paragraphs answer the question."""

import math
from collections.abc import Mapping, Sequence

from answering.evidence import Reading, readings
from answering.expectations import Expectation, Kind, Offer, expect
from vectorstore.ranking import Found
from vectorstore.words import terms, tokens

THRESHOLD = 0.45
"""Below this the sources are taken not to answer."""

BIAS = -3.03
WEIGHTS: Mapping[str, float] = {
    "score": 0.29,
    "quantity_lacking": -0.96,
    "names_missing": -0.64,
    "number_missing": -0.7,
    "form_lacking": -0.56,
}


def confidence(question: str, found: Sequence[Found]) -> float:
    """The calibrated probability, 0 to 1, that the paragraphs, best first, answer the question."""
    expected = expect(question)
    read = readings(expected, found)
    if not read:
        return 0.0
    reasons = doubts(expected, read[0])
    logit = BIAS + sum(WEIGHTS[name] * value for name, value in reasons.items())
    return 1 / (1 + math.exp(-logit))


def doubts(expected: Expectation, best: Reading) -> dict[str, float]:
    """The signals of the likeliest answer that confidence weighs, by name."""
    placed = best.found.placed
    text = " ".join((placed.title, *placed.paragraph.headings, placed.paragraph.text))
    missing = expected.names.difference(terms(text))
    lacking = best.offers is Offer.NO
    return {
        "score": best.found.score,
        "quantity_lacking": float(lacking and expected.kind is Kind.QUANTITY),
        "names_missing": len(missing) / max(len(expected.names), 1),
        "number_missing": float(not expected.numbers.issubset(tokens(text))),
        "form_lacking": float(lacking and expected.kind is not Kind.QUANTITY),
    }
