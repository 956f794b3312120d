"""The learned map from the model's states of word pieces to short vectors that can be compared."""

from dataclasses import dataclass
from functools import cache
from hashlib import blake2b
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from vectorstore.encoder import Pieces, Vectors

DIMENSIONS = 64
"""Of a piece's vector."""

NUMBERS = Path(__file__).with_name("piece_map.npz")
"""The fitted numbers: `projection` (width, DIMENSIONS) and `attention` (width,)."""


@dataclass(frozen=True, slots=True, eq=False)
class PieceMap:
    """Maps states, the last layer's output for each word piece, for late interaction.

    `name` changes with the projection: vectors of two projections cannot be compared.
    """

    name: str
    projection: Vectors
    attention: Vectors

    @property
    def width(self) -> int:
        """The width of the states."""
        return len(self.projection)

    @staticmethod
    def load() -> "PieceMap":
        """The map that was fitted for the bundled model, read once."""
        return _loaded()

    def pieces(self, states: Vectors, starts: NDArray[np.int32]) -> Pieces:
        """The pieces of one text from their states (pieces, width) and offsets (pieces,)."""
        return Pieces(self.vectors(states), self.weights(states), starts)

    def vectors(self, states: Vectors) -> Vectors:
        """States (pieces, width) as vectors (pieces, DIMENSIONS) of unit length."""
        return unit(states @ self.projection)

    def weights(self, states: Vectors) -> Vectors:
        """The logits (pieces,) of the weights that a question's pieces have, from their states.

        The states are brought to length 1 first, as they were when the numbers were fitted.
        """
        return np.asarray(unit(states) @ self.attention, dtype=np.float32)


def unit(rows: Vectors) -> Vectors:
    """The rows brought to length 1; a row of nothing stays as it is."""
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    return np.asarray(rows / np.maximum(lengths, 1e-12), dtype=np.float32)


@cache
def _loaded() -> PieceMap:
    with np.load(NUMBERS) as numbers:
        projection: NDArray[np.float16] = numbers["projection"]
        attention = numbers["attention"].astype(np.float32)
    digest = blake2b(projection.tobytes(), digest_size=8).hexdigest()
    return PieceMap(f"late-{digest}", projection.astype(np.float32) @ _turn(), attention)


def _turn() -> Vectors:
    """A turn that spreads each axis evenly over all; see Sylvester's construction of Hadamard's.

    It leaves the cosines as they are. Without it a few axes stand out, and the steps that are
    wide enough for these are too wide for the others (see `vectorstore/pieces.py`).
    """
    turn = np.ones((1, 1), dtype=np.float32)
    while len(turn) < DIMENSIONS:
        turn = np.block([[turn, turn], [turn, -turn]])
    return turn / np.float32(DIMENSIONS**0.5)
