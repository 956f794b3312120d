"""A logistic regression with weights for rows, and the area under its curve."""

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from scipy.stats import rankdata

Matrix = NDArray[np.float64]


def fit(rows: Matrix, right: NDArray[np.bool_], counts: Matrix, ridge: float = 0.003) -> Matrix:
    """The weights of the columns, then the bias; `ridge` is for columns of unit deviation."""
    middle, scale = rows.mean(axis=0), rows.std(axis=0)
    scale[scale == 0] = 1.0
    scaled = np.column_stack([(rows - middle) / scale, np.ones(len(rows))])
    signs = np.where(right, 1.0, -1.0)
    shares = counts / counts.sum()

    def loss(weights: Matrix) -> tuple[float, Matrix]:
        margins = signs * (scaled @ weights)
        held = np.append(weights[:-1], 0.0)
        value = (shares * np.logaddexp(0, -margins)).sum() + ridge * (held @ held)
        slope = -(shares * signs / (1 + np.exp(margins))) @ scaled + 2 * ridge * held
        return value, slope

    found = minimize(loss, np.zeros(scaled.shape[1]), jac=True, method="L-BFGS-B").x
    weights = found[:-1] / scale
    return np.append(weights, found[-1] - weights @ middle)


def area(scores: Matrix, right: NDArray[np.bool_]) -> float:
    """The chance that a right row scores above a wrong one (AUROC)."""
    positive = int(right.sum())
    negative = len(right) - positive
    ranks = rankdata(scores)[right].sum()
    return float((ranks - positive * (positive + 1) / 2) / max(positive * negative, 1))
