"""The sentences of the best paragraphs, read with the question in mind."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from answering.expectations import Expectation, Offer, expect, offers
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


@dataclass(frozen=True, slots=True)
class Evidence:
    """What a question expects, the paragraphs found for it, best first, and their sentences.

    `readings` are the sentences of the first few paragraphs, the likeliest answer first; there
    is at least one where a paragraph was found.
    """

    expected: Expectation
    found: Sequence[Found]
    readings: Sequence[Reading]

    @classmethod
    def read(cls, question: str, found: Sequence[Found]) -> "Evidence | None":
        """Reads what was found for `question`, best paragraph first; None if nothing was."""
        if not found:
            return None
        expected = expect(question, found[0].language)
        readings = [
            _reading(expected, each, place)
            for each in found[:PARAGRAPHS_READ]
            for place in range(len(each.sentences))
        ]
        return cls(expected, found, sorted(readings, key=lambda reading: -reading.score))


def _reading(expected: Expectation, found: Found, place: int) -> Reading:
    match = found.sentences[place]
    text = sentence(found, place)
    offer = offers(expected, text)
    signals = {
        "paragraph": found.score,
        "cosine": match.cosine,
        "coverage": match.coverage,
        "reach": match.reach,
        "offer": _STEPS[offer],
        "short": float(len(text.split()) < _SHORT),
        "likeness": match.likeness,
        "late": match.late,
    }
    weights = SENTENCE[found.weights]
    score = sum(weight * signals[name] for name, weight in weights.items())
    return Reading(found, place, match, text, offer, signals, score)


def sentence(found: Found, place: int) -> str:
    """The words of a paragraph's sentence; `place` counts from 0."""
    return found.placed.paragraph.passages[found.sentences[place].passage].text
