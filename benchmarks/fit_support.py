"""Fits whether a paragraph supports a statement (`answering/support_weights.json`).

True and changed statements are made by rules from the paragraphs of four sets; wice adds
statements that people labelled (partly supported is not supported). summedits is only judged:
fitted on too, it makes the check lenient with sentences that are not in the paragraph at all.
No weight of a signal may exceed 0, for every signal is something that speaks against a statement.
`python -m benchmarks.fit_support [--write]`; about three minutes, and more the first time.
"""

import json
import math
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from answering import support
from answering.facts.signals import NAMES
from benchmarks.claims import JUDGED, MADE, REWORDED, VERBATIM
from benchmarks.folds import FOLDS, by_article, by_set, fold
from benchmarks.logistic import Matrix, area
from benchmarks.options import parser
from benchmarks.support_cases import Case, cases

FALSE_ALARMS = 0.02
"""The share of reworded true statements that may fail; it sets the threshold."""
_VERBATIM_SHARE = 0.25  # of the weight of a set's true statements
_JUDGED_FACTOR = 4.0  # how much more a set that people labelled counts
_RIDGE = 0.003
FITTED = (*MADE, "wice")
BY_HAND = {"quote_missing": -2.5}
"""Not fitted: no set changes what is quoted, and a quotation must be exact."""

Flags = NDArray[np.bool_]


def _counts(rows: Sequence[Case]) -> Matrix:
    """A set weighs the root of its size, half for true, half shared by the kinds of false."""
    sizes = Counter(row.set for row in rows)
    labels = Counter((row.set, row.claim.supported) for row in rows)
    kinds = Counter((row.set, row.claim.kind) for row in rows)
    false_kinds = Counter(name for name, kind in kinds if kind not in (VERBATIM, REWORDED))
    counts = []
    for row in rows:
        claim, total = row.claim, sizes[row.set] ** 0.5 / 2
        if row.set in JUDGED:
            counts.append(_JUDGED_FACTOR * total / labels[row.set, claim.supported])
        elif claim.supported:
            share = _VERBATIM_SHARE if claim.kind == VERBATIM else 1 - _VERBATIM_SHARE
            counts.append(total * share / kinds[row.set, claim.kind])
        else:
            counts.append(total / false_kinds[row.set] / kinds[row.set, claim.kind])
    return np.array(counts)


def fit(columns: Matrix, right: Flags, counts: Matrix, held: int) -> Matrix:
    """A logistic regression whose first `held` weights are at most 0; the bias comes last.

    Without such weights all but the bias are at least 0.
    """
    scale = columns.std(axis=0)
    scale[scale == 0] = 1.0
    scaled = np.column_stack([columns / scale, np.ones(len(columns))])
    signs, shares = np.where(right, 1.0, -1.0), counts / counts.sum()

    def loss(weights: Matrix) -> tuple[float, Matrix]:
        margins = signs * (scaled @ weights)
        ridged = np.append(weights[:-1], 0.0)
        value = (shares * np.logaddexp(0, -margins)).sum() + _RIDGE * (ridged @ ridged)
        slope = -(shares * signs / (1 + np.exp(margins))) @ scaled + 2 * _RIDGE * ridged
        return value, slope

    limits = [(None, 0.0) if i < held else (None, None) for i in range(scaled.shape[1])]
    if not held:  # agreement in meaning must not speak against a statement
        limits[:-1] = [(0.0, None)] * (len(limits) - 1)
    found = minimize(loss, np.zeros(scaled.shape[1]), jac=True, method="L-BFGS-B", bounds=limits)
    return np.append(found.x[:-1] / scale, found.x[-1])


def _matrix(rows: Sequence[Case]) -> Matrix:
    return np.array([row.values for row in rows])


def _right(rows: Sequence[Case]) -> Flags:
    return np.array([row.claim.supported for row in rows])


def fit_words(rows: Sequence[Case]) -> Matrix:
    """The weights of the signals, then the bias."""
    fitted = np.array([name not in BY_HAND for name in NAMES])
    found = fit(_matrix(rows)[:, fitted], _right(rows), _counts(rows), int(fitted.sum()))
    weights = np.array([BY_HAND.get(name, 0.0) for name in NAMES] + [found[-1]])
    weights[:-1][fitted] = found[:-1]
    return weights


def logits(rows: Sequence[Case], weights: Matrix) -> Matrix:
    """The logit of support by words."""
    return _matrix(rows) @ weights[:-1] + weights[-1]


def fit_meaning(rows: Sequence[Case], words: Matrix) -> Matrix:
    """The weights of the logit by words and of the cosine, then the bias."""
    known = [row for row in rows if row.cosine is not None]
    columns = np.column_stack([logits(known, words), [row.cosine or 0.0 for row in known]])
    return fit(columns, _right(known), _counts(known), 0)


def _meant(rows: Sequence[Case], words: Matrix, meaning: Matrix) -> Matrix:
    cosines = np.array([row.cosine if row.cosine is not None else np.nan for row in rows])
    return meaning[0] * logits(rows, words) + meaning[1] * cosines + meaning[2]


Scored = tuple[list[Case], Matrix, Matrix]


def scored(splits: Iterable[tuple[list[Case], list[Case]]]) -> Scored:
    """The cases that were judged, with their logits by words and with meaning."""
    rows: list[Case] = []
    by_words: list[Matrix] = []
    with_meaning: list[Matrix] = []
    for others, judge in splits:
        fit_on = [row for row in others if row.set in FITTED]
        words = fit_words(fit_on)
        rows += judge
        by_words.append(logits(judge, words))
        with_meaning.append(_meant(judge, words, fit_meaning(others, words)))
    return rows, np.concatenate(by_words), np.concatenate(with_meaning)


def _is(rows: Sequence[Case], name: str, kind: str | None = None) -> Flags:
    return np.array([r.set == name and (kind is None or r.claim.kind == kind) for r in rows])


def _caught(rows: Sequence[Case], scores: Matrix) -> None:
    """Per kind, the share of changed statements caught at the false alarms on reworded ones."""
    print(f"\n{'caught at 2 % / 5 % false alarms':32} n  reworded too   n  verbatim but for it")
    for name in MADE:
        true = _is(rows, name, REWORDED)
        print(f"{name}: {true.sum()} reworded true, {_is(rows, name, VERBATIM).sum()} verbatim")
        levels = [float(np.quantile(scores[true], share)) for share in (FALSE_ALARMS, 0.05)]
        for kind in sorted({r.claim.kind for r in rows if r.set == name and not r.claim.supported}):
            line = f"  {kind:24}"
            for again in (True, False):
                own = _is(rows, name, kind) & np.array([r.claim.reworded is again for r in rows])
                if own.sum():
                    line += f"{own.sum():5}  " + " ".join(
                        f"{np.mean(scores[own] < level):.2f}" for level in levels
                    )
            print(
                line + f"   fold sd {_spread(rows, scores, _is(rows, name, kind), levels[0]):.2f}"
            )


def _spread(rows: Sequence[Case], scores: Matrix, own: Flags, level: float) -> float:
    folds = np.array([fold(row.group) for row in rows])
    shares = [
        np.mean(scores[own & (folds == n)] < level)
        for n in range(FOLDS)
        if (own & (folds == n)).any()
    ]
    return float(np.std(shares))


def _areas(title: str, scored_rows: Scored) -> None:
    rows, by_words, with_meaning = scored_rows
    folds = np.array([fold(row.group) for row in rows])
    right = _right(rows)
    print(f"\n{title}: AUROC by words, with meaning (sd over folds of articles)")
    for name in JUDGED:
        own = _is(rows, name)
        parts = [own & (folds == n) for n in range(FOLDS)]
        sd = np.std([area(by_words[p], right[p]) for p in parts if 0 < right[p].sum() < p.sum()])
        print(
            f"  {name:10} {area(by_words[own], right[own]):.3f} "
            f"{area(with_meaning[own], right[own]):.3f} (±{sd:.3f}) n={own.sum()}"
        )


def _threshold(rows: Sequence[Case], scores: Matrix) -> float:
    """The logit under which the allowed share of reworded true statements lies."""
    true = np.array([r.set in MADE and r.claim.kind == REWORDED for r in rows])
    return float(np.quantile(scores[true & np.isfinite(scores)], FALSE_ALARMS))


def _operating(rows: Sequence[Case], scores: Matrix, level: float) -> None:
    print(f"\nAt the threshold {1 / (1 + np.exp(-level)):.3f}: passed, of true and of false ones")
    right = _right(rows)
    for name in (*MADE, *JUDGED):
        own = _is(rows, name)
        true, false = scores[own & right] >= level, scores[own & ~right] >= level
        print(f"  {name:10} {true.mean():.3f} {false.mean():.3f}")
    chances = 1 / (1 + np.exp(-scores))
    counts = _counts(rows)
    print("calibration (all sets, as weighted): said, was, share of the statements")
    for low in np.arange(0, 1, 0.1):
        own = (chances >= low) & (chances < low + 0.1)
        if own.any():
            said = np.average(chances[own], weights=counts[own])
            was = np.average(right[own], weights=counts[own])
            print(f"  {said:.2f} {was:.2f} {counts[own].sum() / counts.sum():.2f}")


def _times(rows: Sequence[Case]) -> Iterator[str]:
    for name in (*MADE, *JUDGED):
        taken = [row.milliseconds for row in rows if row.set == name]
        middle, high = np.quantile(taken, [0.5, 0.95])
        yield f"{name} {np.mean(taken):.1f}/{middle:.1f}/{high:.1f}"


def _chance(logit: float) -> float:
    return round(1 / (1 + math.exp(-logit)), 3)


def _write(rows: Sequence[Case], level: float, meant_level: float) -> None:
    fit_on = [row for row in rows if row.set in FITTED]
    words = fit_words(fit_on)
    meaning = fit_meaning(rows, words)
    fitted = {
        "note": "Fitted by benchmarks/fit_support.py: a logistic regression on statements made by "
        "rules from four sets and on the labelled wice; no weight of a signal may exceed 0. "
        "The threshold passes 98 % of reworded true statements, cross-validated by article.",
        "threshold": _chance(level),
        "signals": dict(zip(NAMES, [round(float(w), 2) for w in words[:-1]], strict=True)),
        "bias": round(float(words[-1]), 2),
        "meaning": dict(
            zip(("words", "cosine", "bias"), [round(float(w), 2) for w in meaning], strict=True)
        )
        | {"threshold": _chance(meant_level)},
    }
    path = Path(support.__file__).with_name("support_weights.json")
    path.write_text(json.dumps(fitted, indent=2) + "\n", encoding="utf-8")


def main() -> None:
    """Fits, reports and, if asked to, writes."""
    arguments = parser(__doc__).parse_args()
    rows = cases(arguments)
    print("ms a statement, mean/median/95 %:", "; ".join(_times(rows)))
    judged_rows, by_words, meant = everything = scored(by_article(rows))
    _caught(judged_rows, by_words)
    _areas("Cross-validated by article", everything)
    _areas("Set left out", scored(by_set(rows)))
    level = _threshold(judged_rows, by_words)
    _operating(judged_rows, by_words, level)
    known = np.isfinite(meant)
    print("\nThe same with meaning, where it was embedded")
    kept = [row for row, is_known in zip(judged_rows, known, strict=True) if is_known]
    _operating(kept, meant[known], _threshold(judged_rows, meant))
    on = [row for row in rows if row.set in FITTED]
    for name, weight in zip((*NAMES, "bias"), fit_words(on), strict=True):
        print(f"{name:24} {weight:7.2f}")
    if arguments.write:
        _write(rows, level, _threshold(judged_rows, meant))


if __name__ == "__main__":
    main()
