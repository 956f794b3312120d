"""The sentences of the best paragraphs, read with the question in mind."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from answering.expectations import Expectation, Offer, offers
from answering.weights import SENTENCE
from vectorstore.ranking import Found, SentenceMatch

PARAGRAPHS_READ = 5
_STEPS = {Offer.YES: 1.0, Offer.PERHAPS: 0.0, Offer.NO: -1.0}
_SHORT = 5  # words


@dataclass(frozen=True, slots=True)
class Reading:
    """A sentence of a found paragraph; `place` counts the paragraph's sentences from 0.

    `score` is linear in those of `signals` that the language has weights for, on a logit scale.
    """

    found: Found
    place: int
    match: SentenceMatch
    text: str
    offer: Offer
    signals: Mapping[str, float]
    score: float


def readings(expected: Expectation, found: Sequence[Found]) -> list[Reading]:
    """The sentences of the first few paragraphs, the likeliest answer first."""
    every = [
        _reading(expected, each, place)
        for each in found[:PARAGRAPHS_READ]
        for place in range(len(each.sentences))
    ]
    return sorted(every, key=lambda reading: -reading.score)


def _reading(expected: Expectation, found: Found, place: int) -> Reading:
    match = found.sentences[place]
    text = found.placed.paragraph.passages[match.passage].text
    offer = offers(expected, text)
    signals = {
        "paragraph": found.score,
        "cosine": match.cosine,
        "coverage": match.coverage,
        "reach": match.reach,
        "offer": _STEPS[offer],
        "short": float(len(text.split()) < _SHORT),
        "likeness": match.likeness,
    }
    weights = SENTENCE[found.language.family]
    score = sum(weight * signals[name] for name, weight in weights.items())
    return Reading(found, place, match, text, offer, signals, score)
