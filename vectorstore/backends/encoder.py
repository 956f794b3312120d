"""The bundled model on any backend that can run it."""

from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from vectorstore.backends.bert import Bert, read_bert
from vectorstore.backends.tokens import Tokens
from vectorstore.encoder import Vectors

Forward = Callable[[NDArray[np.int32], NDArray[np.float32]], Vectors]
"""Ids and mask of shape (texts, tokens) to unit vectors of shape (texts, width)."""


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

    @property
    def name(self) -> str:
        """The model's name."""
        return self._name

    @property
    def max_tokens(self) -> int:
        """The model's window in tokens."""
        return self._window

    def count(self, texts: Sequence[str]) -> list[int]:
        """The tokens of each text, with the two that the model adds."""
        return self._tokens.count(texts)

    def encode(self, texts: Sequence[str]) -> Vectors:
        """One unit vector a text: shape (texts, dimensions), float32."""
        vectors = np.empty((len(texts), self._width), dtype=np.float32)
        for batch in self._tokens.batches(texts):
            vectors[batch.rows] = self._forward(batch.ids, batch.mask)
        return vectors
