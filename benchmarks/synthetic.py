"""Made-up articles of any number, and vectors for them without a model, the same in every run."""

from collections.abc import Sequence
from functools import cached_property
from itertools import product
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from vectorstore.encoder import Encoder, Vectors
from vectorstore.words import STOP_WORDS

PARAGRAPHS = 250
"""Paragraphs of one article, of four sentences each: with the paragraph itself, five passages,
and fewer where an invented word looks like an abbreviation."""

_SENTENCES = 4
_SUBJECT = 200  # words that an article prefers
_VOCABULARY = 60_000
_BEGINNINGS = ("b", "br", "d", "f", "g", "k", "kl", "l", "m", "n", "p", "r", "s", "st", "t", "v")
_ENDINGS = ("ad", "al", "an", "em", "en", "ir", "is", "ol", "on", "ur", "ut", "yk")


class Articles:
    """Articles by number: English function words among invented ones, as frequent as Zipf's law
    says."""

    @cached_property
    def _words(self) -> NDArray[np.str_]:
        syllables = [a + b for a, b in product(_BEGINNINGS, _ENDINGS)]
        chance = np.random.default_rng(11)
        made: dict[str, None] = {}
        while len(made) < _VOCABULARY:
            parts = chance.integers(0, len(syllables), chance.integers(2, 5))
            made["".join(syllables[part] for part in parts)] = None
        return np.array(list(made))

    @cached_property
    def _function_words(self) -> NDArray[np.str_]:
        return np.array(sorted(STOP_WORDS))

    def text(self, number: int) -> str:
        """The article as Markdown: a title and its paragraphs."""
        chance = np.random.default_rng([7, number])
        lengths = chance.integers(8, 17, PARAGRAPHS * _SENTENCES)
        subject = chance.integers(300, _VOCABULARY, _SUBJECT)
        words = self._draw(chance, int(lengths.sum()), subject)
        sentences = [
            " ".join(part).capitalize() + "." for part in np.split(words, np.cumsum(lengths)[:-1])
        ]
        paragraphs = [
            " ".join(sentences[at : at + _SENTENCES]) for at in range(0, len(sentences), _SENTENCES)
        ]
        title = " ".join(self._words[subject[:3]]).title()
        return "\n\n".join([f"# {title}", *paragraphs]) + "\n"

    def _draw(
        self, chance: np.random.Generator, count: int, subject: NDArray[np.int64]
    ) -> NDArray[np.str_]:
        """Words: two in five function words, the rest half of the subject and half of any."""
        words = self._words[_ranks(chance, count, _VOCABULARY)]
        kind = chance.random(count)
        of_subject = self._words[subject[_ranks(chance, count, _SUBJECT)]]
        function = self._function_words[_ranks(chance, count, len(self._function_words))]
        drawn: NDArray[np.str_] = np.where(kind < 0.4, function, words)
        return np.where(kind > 0.7, of_subject, drawn)


def _ranks(chance: np.random.Generator, count: int, most: int) -> NDArray[np.int64]:
    """Ranks below `most`, each about as likely as one over itself."""
    return (most ** chance.random(count)).astype(np.int64) - 1


class SyntheticEncoder:
    """Vectors of texts by their words: texts that share rare words are near each other.

    A text's vector is the sum of its words' vectors, which lie near a space of 48 dimensions, as
    those of a real model nearly do. With `timed`, a real model embeds the texts too, so that
    questions take what they take; its vectors are thrown away.
    """

    name = "synthetic"
    max_tokens = 256
    piece_map = None

    def __init__(self, timed: Encoder | None = None) -> None:
        self.timed = timed
        chance = np.random.default_rng(13)
        few, spread = chance.normal(size=(4096, 48)), chance.normal(size=(48, 384))
        noise = chance.normal(size=(4096, 384))
        self._rows = (few @ spread / np.sqrt(48) + 0.3 * noise).astype(np.float32)

    def count(self, texts: Sequence[str]) -> list[int]:
        """The words of each text, with two more for its ends."""
        return [len(text.split()) + 2 for text in texts]

    def encode(self, texts: Sequence[str]) -> Vectors:
        """One unit vector a text: shape (texts, 384)."""
        if self.timed is not None:
            self.timed.encode(texts)
        return self._sums(texts)

    def read(self, texts: Sequence[str]) -> tuple[Vectors, None]:
        """The vectors; it knows no word pieces, and the real model's are thrown away too."""
        if self.timed is not None:
            self.timed.read(texts)
        return self._sums(texts), None

    def _sums(self, texts: Sequence[str]) -> Vectors:
        vectors = np.stack([self._sum(text) for text in texts])
        vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
        return vectors

    def _sum(self, text: str) -> NDArray[np.float32]:
        words = text.lower().replace(".", "").replace("?", "").split()
        telling = [word for word in words if word not in STOP_WORDS] or [text]
        added: NDArray[np.float32] = self._rows[[crc32(w.encode()) % 4096 for w in telling]].sum(0)
        return added
