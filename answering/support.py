"""Whether a paragraph supports a statement: a calibrated probability, with reasons."""

import json
import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from answering.facts.contradictions import contradictions, lacking
from answering.facts.evidence import Evidence, evidence
from answering.facts.sentences import sentences
from answering.facts.signals import NAMES, Finding, Signals, signals
from answering.facts.tokens import Sort, Token
from vectorstore.languages import Family, language_of
from vectorstore.model import Paragraph

_FITTED: Mapping[str, Any] = json.loads(
    Path(__file__).with_name("support_weights.json").read_text(encoding="utf-8")
)
THRESHOLD: float = _FITTED["threshold"]
"""From this probability on a statement passes; `benchmarks/fit_support.py` has the rates."""
THRESHOLD_WITH_MEANING: float = _FITTED["meaning"]["threshold"]
"""The same where vectors are given."""
_VERBATIM = 0.999
_LEAST_KNOWN = 0.25  # under which the calibrated probability cannot be enough
_WORDLESS = "the statement has no words that could be checked"
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
    strict: bool = False,
) -> Verdict:
    """Compares a statement with one paragraph, in milliseconds.

    `vectors` are the unit vectors of the paragraph's passages, one a row, and
    `statement_vector` that of the statement; without them, meaning counts only by words.
    `title` names what the article is about: names that stand there are known.
    A statement that repeats whole sentences of the paragraph is always supported.
    A `strict` check, for what a language model wrote, fails by one figure, name or quotation
    that the paragraph lacks, and by what is exchanged (see `answering/facts/contradictions.py`),
    whatever the probability is.
    """
    found = evidence(paragraph, title)
    where = f"¶{paragraph.number}"
    if is_verbatim(statement, found):
        return Verdict(True, _VERBATIM)
    if not any(sentence.counting for sentence in sentences(statement)):
        return Verdict(False, 0.0, (_WORDLESS,))
    if strict and _known_share(statement, found) < _LEAST_KNOWN:
        return Verdict(False, 0.0, (f"too little of the statement stands in {where}",))
    read = signals(statement, found, where)
    cosine = _cosine(vectors, statement_vector)
    chance = probability(read.values, cosine)
    if strict and (against := lacking(read.findings)):
        return Verdict(False, chance, _clauses(against))
    if chance >= (THRESHOLD if cosine is None else THRESHOLD_WITH_MEANING):
        against = tuple(contradictions(statement, found, where)) if strict else ()
        return Verdict(not against, chance, _clauses(against))
    return Verdict(False, chance, _reasons(read, where))


def _known_share(statement: str, found: Evidence) -> float:
    """The share, 0 to 1, of a statement's words, names and figures that stand there as they are."""
    tokens = [t for each in sentences(statement) for t in each.tokens if t.counts]
    known = sum(t.key in found.places or t.key in found.known for t in tokens)
    return known / len(tokens)


def objections(statement: str, paragraph: Paragraph, *, title: str = "") -> tuple[str, ...]:
    """What fails a statement whatever else speaks for it, for who has a better score.

    Names are left aside in a statement of another language than English, which may write them
    differently, and German nouns with a capital.
    """
    found = evidence(paragraph, title)
    where = f"¶{paragraph.number}"
    if is_verbatim(statement, found):
        return ()
    if not any(sentence.counting for sentence in sentences(statement)):
        return (_WORDLESS,)
    read = lacking(signals(statement, found, where).findings)
    if language_of(statement).family is not Family.ENGLISH:
        return _clauses(each for each in read if each.signal != "name_missing")
    return _clauses((*read, *contradictions(statement, found, where, strange=False)))


def meaning_decides(verdict: Verdict) -> bool:
    """Whether a verdict by words may be another one with the vectors, by the fitted weights."""
    chance = min(max(verdict.probability, 1e-6), 1 - 1e-6)
    logit = math.log(chance / (1 - chance))
    meaning = _FITTED["meaning"]
    least = meaning["words"] * logit + meaning["bias"]
    needed = math.log(THRESHOLD_WITH_MEANING / (1 - THRESHOLD_WITH_MEANING))
    return bool(least < needed <= least + meaning["cosine"])


def _clauses(findings: Iterable[Finding]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(each.reason for each in findings))[:_MOST_REASONS]


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
