"""The tables of checking statements with `answering.support.check`, as shipped."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from answering.support import check
from benchmarks.claims import JUDGED, MADE, REWORDED, VERBATIM, Claim, judged, made
from benchmarks.fit_support import FALSE_ALARMS
from benchmarks.suite.figures import Figure, separation, share
from benchmarks.suite.markdown import NOTHING, Section, Table, best_in_bold, cell
from benchmarks.suite.outcomes import Progress
from benchmarks.support_cases import PARAGRAPHS
from vectorstore.encoder import Encoder, Vectors
from vectorstore.model import Paragraph

_BATCH = 256


@dataclass(frozen=True, slots=True)
class Checked:
    """A statement with its probability of support by words alone.

    For statements that people judged also the one with vectors, and the bare cosine with the
    paragraph's nearest sentence.
    """

    claim: Claim
    supported: bool
    by_words: float
    with_meaning: float | None = None
    cosine: float | None = None


def claims_of(data: Path, most: int | None, names: Sequence[str] = (*MADE, *JUDGED)) -> list[Claim]:
    """The statements of the sets that are there.

    `most` keeps that many paragraphs or judged statements of a set.
    """
    found: list[Claim] = []
    for name in names:
        if name in MADE and (data / name).is_dir():
            found += made(data, name, 1, min(PARAGRAPHS[name], most or PARAGRAPHS[name]))
        elif (data / name).is_dir():
            everything = judged(data, name)
            found += everything[:: max(1, len(everything) // (most or len(everything)))]
    return found


def check_all(
    claims: Sequence[Claim], encoder: Encoder | None, progress: Progress
) -> list[Checked]:
    """Checks every statement; without an encoder by words only."""
    vectors = _vectors([c for c in claims if c.set in JUDGED], encoder) if encoder else {}
    found = []
    for done, claim in enumerate(claims, 1):
        found.append(_checked(claim, vectors))
        progress(done, len(claims))
    return found


def _vectors(claims: Sequence[Claim], encoder: Encoder) -> dict[str, Vectors]:
    texts = {claim.statement for claim in claims}
    texts |= {p.text for claim in claims for p in claim.paragraph.passages}
    ordered = sorted(texts, key=len)
    return {
        text: vector
        for start in range(0, len(ordered), _BATCH)
        for batch in [ordered[start : start + _BATCH]]
        for text, vector in zip(batch, encoder.encode(batch), strict=True)
    }


def _checked(claim: Claim, vectors: Mapping[str, Vectors]) -> Checked:
    verdict = check(claim.statement, claim.paragraph)
    if claim.statement not in vectors:
        return Checked(claim, verdict.supported, verdict.probability)
    own, around = vectors[claim.statement], _matrix(claim.paragraph, vectors)
    meant = check(claim.statement, claim.paragraph, around, own)
    return Checked(
        claim,
        verdict.supported,
        verdict.probability,
        meant.probability,
        float((around @ own).max()),
    )


def _matrix(paragraph: Paragraph, vectors: Mapping[str, Vectors]) -> Vectors:
    return np.stack([vectors[passage.text] for passage in paragraph.passages])


def caught(rows: Sequence[Checked], name: str, kind: str) -> Figure | None:
    """The share of a kind of change that scores under what few reworded true statements do."""
    own = [row for row in rows if row.claim.set == name]
    true = [row.by_words for row in own if row.claim.kind == REWORDED]
    false = [row for row in own if row.claim.kind == kind]
    if not true or not false:
        return None
    level = float(np.quantile(true, FALSE_ALARMS))
    return share([row.by_words < level for row in false], [row.claim.group for row in false])


def support_area(
    rows: Sequence[Checked], name: str, score: Callable[[Checked], float | None]
) -> Figure | None:
    """How well a score tells supported statements from others (AUROC)."""
    own = [
        (row, value) for row in rows if row.claim.set == name and (value := score(row)) is not None
    ]
    return separation(
        [value for _, value in own],
        [row.claim.supported for row, _ in own],
        [row.claim.group for row, _ in own],
    )


def checking(rows: Sequence[Checked], command: str) -> Section | None:
    """The section."""
    if not rows:
        return None
    names = [name for name in MADE if any(row.claim.set == name for row in rows)]
    return Section(
        "Checking",
        (
            "`answering/support.py` tells whether a paragraph supports a statement.\n"
            "True sentences of the sets are reworded by rules, and false ones are made of them; "
            "this is the share of the false ones that is caught where "
            f"{100 * FALSE_ALARMS:.0f} % of the reworded true ones are flagged wrongly.\n"
            "None of the rivals checks statements.",
            Table(
                ("what was changed", *(_titled(rows, name) for name in names)), _kinds(rows, names)
            ),
            "On statements that people judged (wice, summedits): the chance that a supported one "
            "scores above another (AUROC), by words alone, with the vectors of both, and for the "
            "bare cosine, which is what the rivals' embeddings could tell; and, at the shipped "
            "threshold, the shares of supported and of other statements that pass.",
            Table(
                (
                    "set",
                    "n",
                    "by words",
                    "with vectors",
                    "cosine",
                    "passed, supported",
                    "passed, others",
                ),
                tuple(_judged_rows(rows)),
            ),
        ),
        command,
    )


def _titled(rows: Sequence[Checked], name: str) -> str:
    true = sum(row.claim.set == name and row.claim.kind == REWORDED for row in rows)
    return f"{name} ({true} reworded true)"


def _kinds(rows: Sequence[Checked], names: Sequence[str]) -> tuple[tuple[str, ...], ...]:
    counts: dict[str, int] = defaultdict(int)
    for row in rows:
        if row.claim.set in MADE and row.claim.kind not in (VERBATIM, REWORDED):
            counts[row.claim.kind] += 1
    return tuple(
        (f"{kind} ({counts[kind]:,})", *(cell(caught(rows, name, kind)) for name in names))
        for kind in sorted(counts)
    )


def _judged_rows(rows: Sequence[Checked]) -> Iterator[tuple[str, ...]]:
    scores: tuple[Callable[[Checked], float | None], ...] = (
        lambda row: row.by_words,
        lambda row: row.with_meaning,
        lambda row: row.cosine,
    )
    for name in JUDGED:
        own = [row for row in rows if row.claim.set == name]
        if own:
            figures = [support_area(own, name, score) for score in scores]
            cells = best_in_bold([cell(figure) for figure in figures], figures)
            yield name, f"{len(own):,}", *cells, *(_passed(own, true) for true in (True, False))


def _passed(rows: Sequence[Checked], supported: bool) -> str:
    own = [row.supported for row in rows if row.claim.supported is supported]
    return f"{sum(own) / len(own):.2f}" if own else NOTHING
