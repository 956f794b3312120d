"""How likely the found paragraphs answer the question."""

import math
from collections.abc import Sequence

from answering.evidence import Evidence
from answering.expectations import Kind, Offer, missing_model, missing_names, missing_number
from answering.weights import BIAS, CONFIDENCE
from vectorstore.ranking import Found

_COMPARED = 30  # paragraphs


def confidence(evidence: Evidence) -> float:
    """The calibrated probability, 0 to 1, that the paragraphs answer the question."""
    weighed = signals(evidence)
    found = evidence.found[0]
    weights = CONFIDENCE[found.weights]
    language = found.language.name if found.weights == found.language.family else found.weights
    bias = BIAS.get(language, BIAS[found.weights])
    logit = bias + sum(weights[name] * weighed[name] for name in weights)
    return 1 / (1 + math.exp(-logit))


def signals(evidence: Evidence) -> dict[str, float]:
    """What the likeliest answer says for itself, and what speaks against it.

    `score`: its paragraph's; `similarity`: the greatest cosine, -1 to 1, of that paragraph or a
    sentence of it; `doubt`: how evenly the chances are spread over the paragraphs found;
    `late`: its sentence's (see `vectorstore/late.py`), 0 where that is not known;
    `quantity_missing`: a number is asked for and its sentence has none;
    `quantity_elsewhere`: it has one, but not of what is counted;
    `form_missing`: it has no date, or no new name, for a question that asks for one;
    `names_missing` (a share), `number_missing`, `model_missing`: names and figures of the
    question that are nowhere in its paragraph, headings and title.
    """
    expected, best = evidence.expected, evidence.readings[0]
    placed, ranked = best.found.placed, best.found.signals
    text = " ".join((placed.title, *placed.paragraph.headings, placed.paragraph.text))
    measured = expected.kind is Kind.QUANTITY
    return {
        "score": best.found.score,
        "similarity": max(ranked["paragraph_cosine"], ranked["sentence_cosine"]),
        "doubt": doubt(evidence.found),
        "late": best.match.late,
        "quantity_missing": float(measured and best.offer is Offer.NO),
        "quantity_elsewhere": float(measured and best.offer is Offer.PERHAPS),
        "form_missing": float(not measured and best.offer is Offer.NO),
        "names_missing": missing_names(expected, text),
        "number_missing": float(missing_number(expected, text)),
        "model_missing": float(missing_model(expected, text)),
    }


def doubt(found: Sequence[Found]) -> float:
    """The entropy, in nats, of the chances that the scores of the paragraphs stand for.

    0 if one stands alone or far above the others, ln n if n are equally good.
    """
    scores = [each.score for each in found[:_COMPARED]]
    best = max(scores)
    masses = [math.exp(score - best) for score in scores]
    total = sum(masses)
    mean = sum(mass * (score - best) for mass, score in zip(masses, scores, strict=True)) / total
    return math.log(total) - mean
