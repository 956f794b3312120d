"""How likely the found paragraphs answer the question."""

import math
from collections.abc import Sequence

from answering.evidence import Reading, readings
from answering.expectations import (
    Expectation,
    Kind,
    Offer,
    expect,
    missing_model,
    missing_names,
    missing_number,
)
from answering.weights import BIAS, CONFIDENCE
from vectorstore.ranking import Found


def confidence(question: str, found: Sequence[Found]) -> float:
    """The calibrated probability, 0 to 1, that the paragraphs, best first, answer the question."""
    if not found:
        return 0.0
    language = found[0].language
    expected = expect(question, language)
    read = readings(expected, found)
    weighed = signals(expected, read[0])
    weights = CONFIDENCE[language.family]
    bias = BIAS.get(language.name, BIAS[language.family])
    logit = bias + sum(weights[name] * weighed[name] for name in weights)
    return 1 / (1 + math.exp(-logit))


def signals(expected: Expectation, best: Reading) -> dict[str, float]:
    """What the likeliest answer says for itself (`score`) and what speaks against it.

    `quantity_missing`: a number is asked for and its sentence has none;
    `quantity_elsewhere`: it has one, but not of what is counted;
    `form_missing`: it has no date, or no new name, for a question that asks for one;
    `names_missing` (a share), `number_missing`, `model_missing`: names and figures of the
    question that are nowhere in its paragraph, headings and title.
    """
    placed = best.found.placed
    text = " ".join((placed.title, *placed.paragraph.headings, placed.paragraph.text))
    measured = expected.kind is Kind.QUANTITY
    return {
        "score": best.found.score,
        "quantity_missing": float(measured and best.offer is Offer.NO),
        "quantity_elsewhere": float(measured and best.offer is Offer.PERHAPS),
        "form_missing": float(not measured and best.offer is Offer.NO),
        "names_missing": missing_names(expected, text),
        "number_missing": float(missing_number(expected, text)),
        "model_missing": float(missing_model(expected, text)),
    }
