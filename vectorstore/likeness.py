"""Words that are alike: forms of one word, compounds and slips, by the letters in a row they share.

Three to five letters in a row, and the beginning of a word, carry most of what a stemmer would
know, in every script that has letters.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

_LENGTHS = (3, 4, 5)


@lru_cache(maxsize=32768)
def parts(word: str) -> frozenset[str]:
    """Each run of three to five letters of a word, its beginning marked; or the short word."""
    marked = f"_{word}"
    found = frozenset(marked[i : i + n] for n in _LENGTHS for i in range(len(marked) - n + 1))
    return found or frozenset((marked,))


@dataclass(frozen=True, slots=True)
class Likeness:
    """The parts of a question's terms, as bits, and which words are compared by them.

    `bits` gives each of the `parts` a bit; `shares` holds the weight of each, in that order, and
    adds up to 1: a term's own share, equally between its parts.
    `indexed` tell whether a word is one of an index that is compared by letters.
    """

    bits: Mapping[str, int]
    parts: frozenset[str]
    shares: NDArray[np.float64]
    indexed: Sequence[Callable[[str], bool]]
    _masks: dict[str, int] = field(default_factory=dict, init=False, repr=False)

    @classmethod
    def read(
        cls, shares: Mapping[str, float], indexed: Sequence[Callable[[str], bool]]
    ) -> "Likeness":
        """The parts of terms, given with their shares."""
        weights: dict[str, float] = defaultdict(float)
        for term, share in shares.items():
            of_term = parts(term)
            for part in of_term:
                weights[part] += share / len(of_term)
        bits = {part: 1 << number for number, part in enumerate(weights)}
        return cls(bits, frozenset(bits), np.array(list(weights.values())), indexed)

    def mask(self, words: Iterable[str]) -> int:
        """The parts that some of these words have, as bits."""
        found = 0
        known = self._masks
        for word in words:
            mask = known.get(word)
            if mask is None:
                mask = known[word] = self._read(word)
            found |= mask
        return found

    def _read(self, word: str) -> int:
        of_word = parts(word)
        if self.parts.isdisjoint(of_word) or not any(knows(word) for knows in self.indexed):
            return 0
        return sum(map(self.bits.__getitem__, self.parts & of_word))

    def weigh(self, masks: Iterable[int]) -> list[float]:
        """The share, 0 to 1, of the question's parts that each mask has."""
        size = (len(self.shares) + 7) // 8
        packed = b"".join(mask.to_bytes(size, "little") for mask in masks)
        rows = np.frombuffer(packed, np.uint8).reshape(-1, size)
        bits = np.unpackbits(rows, axis=1, bitorder="little", count=len(self.shares))
        weighed: list[float] = (bits @ self.shares).tolist()
        return weighed
