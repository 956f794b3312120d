"""An embedding model of a few lines: texts that share words are near each other."""

import re
from collections.abc import Sequence
from hashlib import blake2b

import numpy as np

from vectorstore.encoder import Pieces, Vectors

DIMENSIONS = 64


class WordEncoder:
    """Hashed bags of words as unit vectors; keeps the texts that it was given to embed."""

    name = "hashed-words"
    max_tokens = 64
    piece_map: str | None = None

    def __init__(self) -> None:
        self.embedded: list[str] = []

    def count(self, texts: Sequence[str]) -> list[int]:
        """The words of each text, and two more as if for the marks at its ends."""
        return [len(text.split()) + 2 for text in texts]

    def encode(self, texts: Sequence[str]) -> Vectors:
        """One unit vector a text."""
        self.embedded.extend(texts)
        vectors = np.zeros((len(texts), DIMENSIONS), dtype=np.float32)
        for row, text in enumerate(texts):
            for word in ["", *text.lower().strip(".?!").split()]:
                vectors[row, blake2b(word.encode()).digest()[0] % DIMENSIONS] += 1
        return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)

    def read(self, texts: Sequence[str]) -> tuple[Vectors, list[Pieces] | None]:
        """The vectors, and no pieces."""
        return self.encode(texts), None


class PieceEncoder(WordEncoder):
    """The same with a piece for each word; equal words have equal vectors."""

    piece_map: str | None = "words"

    def read(self, texts: Sequence[str]) -> tuple[Vectors, list[Pieces] | None]:
        """The vectors, and the pieces."""
        return self.encode(texts), [_pieces(text) for text in texts]


def _pieces(text: str) -> Pieces:
    found = list(re.finditer(r"\w+", text.lower()))
    places = [blake2b(word[0].encode()).digest()[0] % DIMENSIONS for word in found]
    return Pieces(
        vectors=np.eye(DIMENSIONS, dtype=np.float32)[places].reshape(-1, DIMENSIONS),
        weights=np.array([len(word[0]) for word in found], dtype=np.float32),
        starts=np.array([word.start() for word in found], dtype=np.int32),
    )
