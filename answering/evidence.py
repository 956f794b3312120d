"""The sentences of the best paragraphs, read with the question in mind."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from answering.expectations import Expectation, Offer, offers
from vectorstore.ranking import Found, SentenceMatch
from vectorstore.words import terms

PARAGRAPHS_READ = 5


@dataclass(frozen=True, slots=True)
class Reading:
    """A sentence of a found paragraph; `place` counts its sentences from 0."""

    found: Found
    place: int
    match: SentenceMatch
    text: str
    offers: Offer
    signals: Mapping[str, float]
    score: float


WEIGHTS: Mapping[str, float] = {
    "paragraph": 0.61,
    "cosine": 4.1,
    "coverage": 3.2,
    "reach": 3.4,
    "offers": 0.8,
    "short": -3.9,
}


_STEPS = {Offer.YES: 1.0, Offer.PERHAPS: 0.0, Offer.NO: -1.0}


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
    offered = offers(expected, text)
    signals = {
        "paragraph": found.score,
        "cosine": match.cosine,
        "coverage": match.coverage,
        "reach": match.reach,
        "offers": _STEPS[offered],
        "short": float(len(text.split()) < 5),
    }
    score = sum(WEIGHTS[name] * value for name, value in signals.items())
    return Reading(found, place, match, text, offered, signals, score)
