"""Statements with their signals of support, as `fit_support` fits and judges them."""

import argparse
import time
from dataclasses import dataclass

import numpy as np

from answering.facts.evidence import evidence
from answering.facts.signals import NAMES, signals
from benchmarks.claims import JUDGED, MADE, REWORDED, Claim, judged, made
from benchmarks.vectors import VectorCache

PARAGRAPHS = {"squad2": 600, "covidqa": 150, "clapnq": 150, "hotpotqa": 150}
_EMBEDDED = 1500  # made statements that are embedded, besides the reworded true ones


@dataclass(frozen=True)
class Case:
    """A statement with its signals; `cosine` only where it was embedded."""

    claim: Claim
    values: tuple[float, ...]
    cosine: float | None
    milliseconds: float

    @property
    def set(self) -> str:
        return self.claim.set

    @property
    def group(self) -> str:
        return self.claim.group


def cases(arguments: argparse.Namespace) -> list[Case]:
    """The statements of all sets with their signals."""
    claims = [c for name in MADE for c in made(arguments.data, name, 1, PARAGRAPHS[name])]
    spread = np.random.default_rng(0).permutation(len(claims))[:_EMBEDDED].tolist()
    chosen = set(spread) | {i for i, claim in enumerate(claims) if claim.kind == REWORDED}
    chosen |= set(range(len(claims), 10**6))
    claims += [claim for name in JUDGED for claim in judged(arguments.data, name)]
    cache = VectorCache(arguments.cache)
    embedded = [claim for i, claim in enumerate(claims) if i in chosen]
    cache.add(c.statement for c in embedded)
    cache.add(p.text for c in embedded for p in c.paragraph.passages)
    return [_case(claim, cache if i in chosen else None) for i, claim in enumerate(claims)]


def _case(claim: Claim, cache: VectorCache | None) -> Case:
    started = time.perf_counter()
    read = signals(claim.statement, evidence(claim.paragraph), "")
    taken = 1000 * (time.perf_counter() - started)
    cosine = None
    if cache is not None:
        vectors = np.stack([cache[p.text] for p in claim.paragraph.passages])
        cosine = float((vectors @ cache[claim.statement]).max())
    return Case(claim, tuple(read.values[name] for name in NAMES), cosine, taken)
