"""Late interaction: the word pieces of a question meet those of the best paragraphs.

Each piece of the question is compared with every piece of a text, and its best cosine counts:
what the vector of a whole passage has averaged away. See O. Khattab and M. Zaharia, ColBERT
(2020), for the idea; the map of the pieces and their weights are our own, fitted by
`benchmarks/fit_late.py`.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from vectorstore.encoder import Pieces, Vectors
from vectorstore.pieces import Window
from vectorstore.ranking import LATE, WEIGHTS, Found

READ = 10
"""The paragraphs, from the best, whose pieces are read."""

USUAL_PARAGRAPH = 0.58
USUAL_SENTENCE = 0.72
"""About the mean figure of a question's first ten paragraphs, and of the best sentence of the
first, in the sets of `benchmarks/fit_late.py`: what the signals are counted from, so that 0 says
nothing either way.
"""


@dataclass(frozen=True, slots=True)
class Late:
    """How well a paragraph's pieces meet the question's, -1 to 1: all of them, and by sentence."""

    paragraph: float
    sentences: tuple[float, ...]


def meet(asked: Pieces, windows: Sequence[Window], sentences: int) -> Late:
    """The weighed mean, over the question's pieces, of each one's best cosine.

    The weights are the softmax of `asked.weights`. The windows are those of a paragraph of so
    many `sentences`; one that stands in two of them has the pieces of both.
    """
    best = np.full((len(asked.vectors), sentences), -1.0, dtype=np.float32)
    for window in windows:
        cosines = asked.vectors @ window.vectors.T
        own = list(window.sentences)
        best[:, own] = np.maximum(best[:, own], np.maximum.reduceat(cosines, window.starts, axis=1))
    weights = _shares(asked.weights)
    return Late(float(weights @ best.max(axis=1)), tuple((weights @ best).tolist()))


def _shares(logits: Vectors) -> Vectors:
    masses = np.exp(logits - logits.max(initial=-np.inf))
    return np.asarray(masses / masses.sum(), dtype=np.float32)


def is_read(found: Sequence[Found]) -> bool:
    """Whether the pieces of these paragraphs count, as they do where they were measured."""
    return bool(found) and found[0].language.family in LATE


def reread(found: Sequence[Found], lates: Sequence[Late | None]) -> list[Found]:
    """The paragraphs in a new order: the first ones by what their pieces say too, then the rest.

    `lates` belong to the first of `found`, None where a paragraph's pieces are not known. All get
    the signal `late` and a score by the weights that go with it; 0 stands for a usual text, and
    for one whose pieces were not read. Where none are known, or in a language in which pieces
    were not measured, everything stays as it is.
    """
    if not any(lates) or not is_read(found):
        return list(found)
    first = [_with(each, late) for each, late in zip(found, lates, strict=False)]
    rest = [_with(each, None) for each in found[len(first) :]]
    return [*sorted(first, key=lambda each: -each.score), *rest]


def _with(found: Found, late: Late | None) -> Found:
    signals = dict(found.signals) | {"late": late.paragraph - USUAL_PARAGRAPH if late else 0.0}
    sentences = found.sentences
    if late:
        sentences = tuple(
            replace(match, late=value - USUAL_SENTENCE)
            for match, value in zip(found.sentences, late.sentences, strict=True)
        )
    weights = WEIGHTS[LATE[found.language.family]]
    score = sum(weights[name] * value for name, value in signals.items())
    return replace(found, score=score, sentences=sentences, signals=signals)
