"""The bundled model on any backend that can run it."""

from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from vectorstore.backends.bert import Bert, read_bert
from vectorstore.backends.tokens import Tokens
from vectorstore.encoder import Pieces, Vectors
from vectorstore.piece_map import PieceMap

Forward = Callable[[NDArray[np.int32], NDArray[np.float32]], tuple[Vectors, Vectors]]
"""Ids and mask of shape (texts, tokens) to unit vectors of shape (texts, width).

And to the last layer's state of each token, of shape (texts, tokens, width) and float32.
"""


class BertEncoder:
    """The model in a folder, computed by `forward`. Safe to call from several threads."""

    def __init__(self, name: str, folder: Path, prepare: Callable[[Bert], Forward]) -> None:
        """Read the model and let `prepare` make it ready to run."""
        bert = read_bert(folder)
        self._name = name
        self._window = bert.window
        self._width = bert.width
        self._tokens = Tokens(folder, bert.window)
        self._forward = prepare(bert)
        self._map = PieceMap.load()

    @property
    def name(self) -> str:
        """The model's name."""
        return self._name

    @property
    def max_tokens(self) -> int:
        """The model's window in tokens."""
        return self._window

    @property
    def piece_map(self) -> str:
        """The name of the map of its word pieces."""
        return self._map.name

    def count(self, texts: Sequence[str]) -> list[int]:
        """The tokens of each text, with the two that the model adds."""
        return self._tokens.count(texts)

    def encode(self, texts: Sequence[str]) -> Vectors:
        """One unit vector a text: shape (texts, dimensions), float32."""
        vectors = np.empty((len(texts), self._width), dtype=np.float32)
        for batch in self._tokens.batches(texts):
            vectors[batch.rows], _ = self._forward(batch.ids, batch.mask)
        return vectors

    def read(self, texts: Sequence[str]) -> tuple[Vectors, list[Pieces]]:
        """As `encode`, and the word pieces of each text."""
        vectors = np.empty((len(texts), self._width), dtype=np.float32)
        starts = self._tokens.starts(texts)
        pieces: dict[int, Pieces] = {}
        for batch in self._tokens.batches(texts):
            vectors[batch.rows], states = self._forward(batch.ids, batch.mask)
            for row, state in zip(batch.rows, states, strict=True):
                # Without the mark before the first piece.
                own = state[1 : len(starts[row]) + 1]
                pieces[row] = self._map.pieces(own, starts[row])
        return vectors, [pieces[row] for row in range(len(texts))]
