"""Words that are alike: forms of one word, compounds and slips, by the letters in a row they share.

Three to five letters in a row, and the beginning of a word, carry most of what a stemmer would
know, in every script that has letters.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

_LENGTHS = (3, 4, 5)


def parts(word: str) -> frozenset[str]:
    """Each run of three to five letters of a word, its beginning marked; or the short word."""
    marked = f"_{word}"
    found = frozenset(marked[i : i + n] for n in _LENGTHS for i in range(len(marked) - n + 1))
    return found or frozenset((marked,))


class WordParts:
    """The words of an index by their parts; built once, then only read."""

    def __init__(self, words: Iterable[str]) -> None:
        self._words: dict[str, list[str]] = defaultdict(list)
        for word in words:
            for part in parts(word):
                self._words[part].append(word)

    def having(self, part: str) -> list[str]:
        """The words that have a part."""
        return self._words.get(part, [])


@dataclass(frozen=True, slots=True)
class Likeness:
    """The parts of a question's terms, numbered, and which of them each known word has.

    `masks` maps a word to the numbers of the parts it has, as bits; `shares` holds the weight
    of each part, and adds up to 1: a term's own share, equally between its parts.
    """

    masks: Mapping[str, int]
    shares: NDArray[np.float64]

    @classmethod
    def read(cls, shares: Mapping[str, float], indexed: Iterable[WordParts]) -> "Likeness":
        """Looks up the parts of terms, given with their shares, in the words of the indexes."""
        weights: dict[str, float] = defaultdict(float)
        for term, share in shares.items():
            of_term = parts(term)
            for part in of_term:
                weights[part] += share / len(of_term)
        masks: dict[str, int] = defaultdict(int)
        for index in indexed:
            for number, part in enumerate(weights):
                for word in index.having(part):
                    masks[word] |= 1 << number
        return cls(dict(masks), np.array(list(weights.values())))

    def mask(self, words: Iterable[str]) -> int:
        """The parts that some of these words have, as bits."""
        found = 0
        known = self.masks
        for word in words:
            found |= known.get(word, 0)
        return found

    def weigh(self, masks: Iterable[int]) -> list[float]:
        """The share, 0 to 1, of the question's parts that each mask has."""
        size = (len(self.shares) + 7) // 8
        packed = b"".join(mask.to_bytes(size, "little") for mask in masks)
        rows = np.frombuffer(packed, np.uint8).reshape(-1, size)
        bits = np.unpackbits(rows, axis=1, bitorder="little", count=len(self.shares))
        weighed: list[float] = (bits @ self.shares).tolist()
        return weighed
