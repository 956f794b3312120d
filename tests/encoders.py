"""An embedding model of a few lines: texts that share words are near each other."""

from collections.abc import Sequence
from hashlib import blake2b

import numpy as np

from vectorstore.encoder import Vectors

DIMENSIONS = 64


class WordEncoder:
    """Hashed bags of words as unit vectors; keeps the texts that it was given to embed."""

    name = "hashed-words"
    max_tokens = 64

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
