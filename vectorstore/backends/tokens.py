"""Texts to rows of token ids, in batches that waste little on padding."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer

_BATCH_TOKENS = 2048  # 0.2 s of one processor; a question waits behind at most one batch
_STEP = 8  # lengths are rounded up to this, so that few shapes have to be prepared


@dataclass(frozen=True, slots=True)
class Batch:
    """Some texts as the model reads them: `rows` are their places among those given.

    `ids` and `mask` have the shape (texts, tokens); the mask is 1 on tokens and 0 on padding.
    """

    rows: list[int]
    ids: NDArray[np.int32]
    mask: NDArray[np.float32]


class Tokens:
    """The model's own tokenizer, without the library around it. Safe to use from threads."""

    def __init__(self, folder: Path, window: int) -> None:
        self._tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        self._tokenizer.no_padding()
        self._tokenizer.no_truncation()
        self._window = window

    def count(self, texts: Sequence[str]) -> list[int]:
        """The tokens of each text, with the two that the model adds."""
        return [len(ids) for ids in self._ids(texts)]

    def starts(self, texts: Sequence[str]) -> list[NDArray[np.int32]]:
        """The offset of each token's first character, without the two that the model adds.

        Of a text above the window, those of the tokens that are read.
        """
        most = self._window - 2
        return [
            np.array([start for start, _ in found.offsets[1:-1][:most]], dtype=np.int32)
            for found in self._tokenizer.encode_batch(list(texts))
        ]

    def batches(self, texts: Sequence[str]) -> Iterator[Batch]:
        """The texts, short ones first, cut at the window."""
        # The last token of a text marks its end; it stays when the text is cut.
        ids = [
            found if len(found) <= self._window else [*found[: self._window - 1], found[-1]]
            for found in self._ids(texts)
        ]
        rows: list[int] = []
        for row in sorted(range(len(ids)), key=lambda at: len(ids[at])):
            if rows and len(ids[row]) * (len(rows) + 1) > _BATCH_TOKENS:
                yield _batch(rows, ids)
                rows = []
            rows.append(row)
        if rows:
            yield _batch(rows, ids)

    def _ids(self, texts: Sequence[str]) -> list[list[int]]:
        return [found.ids for found in self._tokenizer.encode_batch_fast(list(texts))]


def _batch(rows: list[int], ids: Sequence[Sequence[int]]) -> Batch:
    longest = max(len(ids[row]) for row in rows)
    shape = len(rows), -(-longest // _STEP) * _STEP
    padded, mask = np.zeros(shape, dtype=np.int32), np.zeros(shape, dtype=np.float32)
    for at, row in enumerate(rows):
        padded[at, : len(ids[row])] = ids[row]
        mask[at, : len(ids[row])] = 1
    return Batch(rows, padded, mask)
