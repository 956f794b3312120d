"""What the stores and the ingest need from an embedding model."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

Vectors = NDArray[np.float32]


@dataclass(frozen=True, slots=True, eq=False)
class Pieces:
    """The word pieces of one text as vectors, without the marks at its ends.

    `vectors` (pieces, dimensions) are float32 of unit length. `weights` (pieces,) are float32: the
    logit of the weight that each piece has when the text is a question. `starts` (pieces,) are
    int32: the offset in the text of each one's first character, never falling.
    """

    vectors: Vectors
    weights: Vectors
    starts: NDArray[np.int32]


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

    @property
    def piece_map(self) -> str | None:
        """The name of what maps word pieces to vectors, which only then can be compared.

        None for a model without such a map.
        """
        ...

    def count(self, texts: Sequence[str]) -> list[int]:
        """The tokens of each text, with those that the model adds."""
        ...

    def encode(self, texts: Sequence[str]) -> Vectors:
        """One unit vector a text: shape (texts, dimensions), float32."""
        ...

    def read(self, texts: Sequence[str]) -> tuple[Vectors, list[Pieces] | None]:
        """As `encode`, and the pieces of each text; None for a model without a `piece_map`."""
        ...
