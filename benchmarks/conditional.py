"""A conditional logit: weights that lift the right one of several rows."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

Matrix = NDArray[np.float64]


@dataclass(frozen=True)
class Choice:
    """One question: a row of signals for each candidate, which are right, and how much it counts.

    `group` is the unit that cross-validation keeps together (an article), `set` the set's name.
    """

    rows: Matrix
    right: NDArray[np.bool_]
    group: str
    set: str
    weight: float = 1.0

    def hit(self, weights: Matrix) -> bool:
        """Whether the best row under `weights` is right."""
        return bool(self.right[int(np.argmax(self.rows @ weights))])


def fit(choices: Sequence[Choice], ridge: float = 0.002) -> Matrix:
    """The weights of greatest likelihood, held back by `ridge` on columns of unit deviation."""
    usable = [c for c in choices if c.right.any() and not c.right.all()]
    scale = np.concatenate([c.rows - c.rows.mean(axis=0) for c in usable]).std(axis=0)
    scale[scale == 0] = 1.0
    rows = np.concatenate([c.rows for c in usable]) / scale
    right = np.concatenate([c.right for c in usable])
    sizes = np.array([len(c.rows) for c in usable])
    starts = np.concatenate([[0], np.cumsum(sizes)[:-1]])
    counts = np.array([c.weight for c in usable])
    total = counts.sum()

    def loss(weights: Matrix) -> tuple[float, Matrix]:
        scores = rows @ weights
        scores = np.exp(scores - np.repeat(np.maximum.reduceat(scores, starts), sizes))
        chance = scores / np.repeat(np.add.reduceat(scores, starts), sizes)
        won = np.maximum(np.add.reduceat(chance * right, starts), 1e-12)
        pull = np.repeat(counts, sizes) * (chance - chance * right / np.repeat(won, sizes))
        value = -(counts * np.log(won)).sum() + ridge * total * (weights @ weights)
        return value / total, (pull @ rows + 2 * ridge * total * weights) / total

    found = minimize(loss, np.zeros(rows.shape[1]), jac=True, method="L-BFGS-B")
    return np.asarray(found.x / scale)
