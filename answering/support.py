"""Whether a paragraph supports a statement: a calibrated probability, with reasons."""

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from answering.facts.evidence import Evidence, evidence
from answering.facts.sentences import sentences
from answering.facts.signals import NAMES, Finding, Signals, signals
from answering.facts.tokens import Sort, Token
from vectorstore.model import Paragraph

_FITTED: Mapping[str, Any] = json.loads(
    Path(__file__).with_name("support_weights.json").read_text(encoding="utf-8")
)
THRESHOLD: float = _FITTED["threshold"]
"""From this probability on a statement passes; `benchmarks/fit_support.py` has the rates."""
THRESHOLD_WITH_MEANING: float = _FITTED["meaning"]["threshold"]
"""The same where vectors are given."""
_VERBATIM = 0.999
_MOST_REASONS = 3
_WORTH_SAYING = 0.2  # logits that a finding must take away to be a reason


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether a paragraph supports a statement.

    `probability` is calibrated, 0 to 1; `reasons` say in short clauses what speaks against it,
    the gravest first, and are empty where it is supported.
    """

    supported: bool
    probability: float
    reasons: tuple[str, ...] = ()


def check(
    statement: str,
    paragraph: Paragraph,
    vectors: NDArray[np.float32] | None = None,
    statement_vector: NDArray[np.float32] | None = None,
    *,
    title: str = "",
) -> Verdict:
    """Compares a statement with one paragraph, in milliseconds.

    `vectors` are the unit vectors of the paragraph's passages, one a row, and
    `statement_vector` that of the statement; without them, meaning counts only by words.
    `title` names what the article is about: names that stand there are known.
    A statement that repeats whole sentences of the paragraph is always supported.
    """
    found = evidence(paragraph, title)
    where = f"¶{paragraph.number}"
    if is_verbatim(statement, found):
        return Verdict(True, _VERBATIM)
    if not any(sentence.counting for sentence in sentences(statement)):
        return Verdict(False, 0.0, ("the statement has no words that could be checked",))
    read = signals(statement, found, where)
    cosine = _cosine(vectors, statement_vector)
    chance = probability(read.values, cosine)
    if chance >= (THRESHOLD if cosine is None else THRESHOLD_WITH_MEANING):
        return Verdict(True, chance)
    return Verdict(False, chance, _reasons(read, where))


def is_verbatim(statement: str, found: Evidence) -> bool:
    """Whether a statement is one or several whole sentences of the evidence, in order."""
    said = [_words(sentence.tokens) for sentence in sentences(statement)]
    given = [_words(sentence.tokens) for sentence in found.sentences]
    starts = range(len(given) - len(said) + 1)
    return any(said) and any(given[i : i + len(said)] == said for i in starts)


def _words(tokens: tuple[Token, ...]) -> tuple[str, ...]:
    return tuple(token.folded for token in tokens if token.sort is not Sort.BREAK)


def _cosine(
    vectors: NDArray[np.float32] | None, statement: NDArray[np.float32] | None
) -> float | None:
    if vectors is None or statement is None or len(vectors) == 0:
        return None
    return float((vectors @ statement).max())


def probability(values: Mapping[str, float], cosine: float | None) -> float:
    """The calibrated probability of support from the signals, with or without the meaning."""
    logit = _FITTED["bias"] + sum(_FITTED["signals"][name] * values[name] for name in NAMES)
    if cosine is not None:
        meaning = _FITTED["meaning"]
        logit = meaning["words"] * logit + meaning["cosine"] * cosine + meaning["bias"]
    return 1 / (1 + math.exp(-max(min(logit, 50.0), -50.0)))


def _loss(finding: Finding) -> float:
    """The logits that a finding takes away; what is missing may have slipped in, too."""
    weights = _FITTED["signals"]
    also = weights.get(finding.signal.replace("missing", "slipped"), 0.0)
    own = weights[finding.signal]
    return float(finding.strength * (own if also == own else own + also))


def _reasons(read: Signals, where: str) -> tuple[str, ...]:
    graded = sorted((_loss(each), each.reason) for each in read.findings)
    clear = dict.fromkeys(reason for loss, reason in graded if loss <= -_WORTH_SAYING)
    return tuple(clear)[:_MOST_REASONS] or (f"too little of the statement stands in {where}",)
