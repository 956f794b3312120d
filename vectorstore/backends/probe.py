"""Measures an encoder against plain torch: how fast it is, and whether its vectors are the same."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import median
from time import perf_counter

import numpy as np
import structlog

from vectorstore.encoder import Encoder, Vectors

_log = structlog.get_logger(__name__)

_ROUNDS = 3
_SENTENCE = "The keeper of the lighthouse wrote down the wind and every ship that he saw. "

QUESTIONS = (
    "Who kept the lighthouse in 1931?",
    "How many ships passed the northern point during the storm?",
    "Why was the lamp not lit?",
    "What did the keeper's daughter find on the beach after the long winter?",
)
PASSAGES = tuple(_SENTENCE * times for times in (1, 1, 2, 1, 4, 1, 7))
AGREED = (
    *QUESTIONS,
    "",
    "¶",
    "🙂🙂🙂",
    "a",
    "No ship came. None was expected.",
    "Wer hat den Leuchtturm gebaut, und wann?",
    "¿Cuántos barcos pasaron por el cabo durante la tormenta?",
    "Кто зажигал лампу каждую ночь?",
    "من أشعل المصباح في تلك الليلة؟",
    "दीपस्तंभ किसने बनाया था?",
    "灯台は誰が建てましたか。",
    "ใครเป็นผู้สร้างประภาคาร",
    "3.14159, 2,718 and -40 °C at 12:45 on 1 May 1931",
    "def light(lamp: Lamp) -> None: lamp.on = True",
    _SENTENCE * 8,
    _SENTENCE * 60,  # far beyond the window
)
"""Texts of many kinds, none of them from a source, on which the vectors have to agree."""


@dataclass(frozen=True, slots=True)
class Measured:
    """One backend beside plain torch, both measured in turn.

    `question` and `passages` are its time as a share of torch's (medians of paired runs; below 1
    is faster); `agreement` is the lowest cosine of its vectors to torch's.
    """

    question: float
    passages: float
    agreement: float

    @property
    def cost(self) -> float:
        """One figure for both uses: the geometric mean of the shares."""
        return float((self.question * self.passages) ** 0.5)


def agreement(encoder: Encoder, reference: Vectors, texts: Sequence[str] = AGREED) -> float:
    """The lowest cosine between an encoder's vector of a text and the one in `reference`."""
    return float((encoder.encode(texts) * reference).sum(axis=1).min())


def measure(encoders: Mapping[str, Encoder], reference: Encoder) -> dict[str, Measured]:
    """Each encoder beside the reference, all in turn, so that a busy machine slows all alike.

    Encoders that fail are left out, with their traceback in the log.
    """
    # One by one: the longest text would have every other one padded to its length.
    wanted = np.concatenate([reference.encode([text]) for text in AGREED])
    agreed = _agreements(encoders, wanted)  # and warms them up
    running = [reference, *(encoders[name] for name in agreed)]
    asking = _shares(running, [[text] for text in QUESTIONS])
    reading = _shares(running, [PASSAGES])
    return {name: Measured(asking[at], reading[at], agreed[name]) for at, name in enumerate(agreed)}


def _agreements(encoders: Mapping[str, Encoder], reference: Vectors) -> dict[str, float]:
    agreed: dict[str, float] = {}
    for name, encoder in encoders.items():
        try:
            agreed[name] = agreement(encoder, reference)
        except Exception:  # each library fails in ways of its own
            _log.warning("embedding_backend_failed", backend=name, exc_info=True)
    return agreed


def _shares(running: Sequence[Encoder], inputs: Sequence[Sequence[str]]) -> list[float]:
    """The time of each encoder but the first, as a share of the first one's."""
    seconds = [
        [_seconds(encoder, texts) for encoder in running]
        for texts in inputs
        for _ in range(_ROUNDS)
    ]
    return [median(row[at] / row[0] for row in seconds) for at in range(1, len(running))]


def _seconds(encoder: Encoder, texts: Sequence[str]) -> float:
    started = perf_counter()
    encoder.encode(texts)
    return perf_counter() - started
