"""ROUGE of a summary beside references: shared words, word pairs, and the longest subsequence.

After Lin, "ROUGE: A Package for Automatic Evaluation of Summaries" (2004); as F-scores of folded
words without stemming, ROUGE-L over the whole text. With several references the best counts.
"""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

_WORD = re.compile(r"[a-z0-9]+")


@dataclass(frozen=True, slots=True)
class Rouge:
    """The three scores, each 0 to 1."""

    one: float
    two: float
    longest: float


def rouge(summary: str, references: Sequence[str]) -> Rouge:
    """The scores of a summary, each by the reference that it fits best."""
    said = words(summary)
    wanted = [words(each) for each in references]
    return Rouge(
        max(_shared(said, each, 1) for each in wanted),
        max(_shared(said, each, 2) for each in wanted),
        max(_f_score(_longest(said, each), len(said), len(each)) for each in wanted),
    )


def words(text: str) -> list[str]:
    """What is compared: runs of letters and digits, in small letters."""
    return _WORD.findall(text.lower())


def _shared(said: Sequence[str], wanted: Sequence[str], length: int) -> float:
    first, second = _runs(said, length), _runs(wanted, length)
    return _f_score((first & second).total(), first.total(), second.total())


def _runs(of: Sequence[str], length: int) -> Counter[tuple[str, ...]]:
    return Counter(tuple(of[at : at + length]) for at in range(len(of) - length + 1))


def _f_score(common: int, one: int, other: int) -> float:
    return 2 * common / (one + other) if common else 0.0


def _longest(one: Sequence[str], other: Sequence[str]) -> int:
    """The length of the longest common subsequence.

    A bit for each place of `one`; after Hyyrö, "Bit-parallel LCS-length computation revisited"
    (2004): each word of `other` clears one bit more where the subsequence grows.
    """
    places: dict[str, int] = {}
    for at, word in enumerate(one):
        places[word] = places.get(word, 0) | 1 << at
    full = (1 << len(one)) - 1
    row = full
    for word in other:
        matched = row & places.get(word, 0)
        row = (row + matched | row - matched) & full
    return len(one) - row.bit_count()
