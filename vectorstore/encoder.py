"""What the stores and the ingest need from an embedding model."""

from collections.abc import Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

Vectors = NDArray[np.float32]


class Encoder(Protocol):
    """Turns texts into unit vectors; equal texts give equal vectors."""

    @property
    def name(self) -> str:
        """The model's name, which also names its collections in Chroma."""
        ...

    @property
    def max_tokens(self) -> int:
        """How many tokens the model reads; what is beyond would be cut silently."""
        ...

    def count(self, texts: Sequence[str]) -> list[int]:
        """The tokens of each text, with those that the model adds."""
        ...

    def encode(self, texts: Sequence[str]) -> Vectors:
        """One unit vector a text: shape (texts, dimensions), float32."""
        ...
