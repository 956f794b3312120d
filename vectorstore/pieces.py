"""Word pieces as they are stored, four bits a dimension, and as they are compared."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from vectorstore.encoder import Vectors
from vectorstore.model import Passage, PassageKind
from vectorstore.piece_map import DIMENSIONS, unit

_PER_PIECE = DIMENSIONS // 2 + 2  # bytes: two dimensions in one, and the place of the piece
_STEPS = 8  # on each side of nought
_FARTHEST = 65_535  # offset of a piece in its text; what the model reads in one go is far shorter


@dataclass(frozen=True, slots=True, eq=False)
class Window:
    """The pieces of a passage that the model read whole, and which sentences they belong to.

    `vectors` (pieces, DIMENSIONS) are float32 of unit length. `sentences` are those of the
    paragraph that stand in the window, counted from 0 among all of its sentence passages, and
    `starts` (sentences,) is the first piece of each, strictly rising from 0. A sentence without a
    single piece (of characters that the model doesn't read) is not among them.
    """

    vectors: Vectors
    starts: NDArray[np.int64]
    sentences: tuple[int, ...]


def read_whole(passages: Sequence[Passage]) -> list[int]:
    """Which of a paragraph's passages have pieces: its windows, or its one sentence."""
    if len(passages) == 1:
        return [0]
    return [at for at, each in enumerate(passages) if each.kind is PassageKind.WINDOW]


def pack(vectors: Vectors, starts: NDArray[np.int32]) -> bytes:
    """The pieces in 34 bytes each: unit vectors (pieces, DIMENSIONS), offsets (pieces,) in a text.

    Of a vector that was turned as the map turns it, the cosine to what `unpack` gives is about
    .995.
    """
    largest = np.abs(vectors).max(axis=1, keepdims=True, initial=1e-12)
    steps = np.floor(vectors * (_STEPS / largest)) + _STEPS
    levels = np.clip(steps, 0, 2 * _STEPS - 1).astype(np.uint8)
    pairs: NDArray[np.uint8] = levels[:, ::2] << 4 | levels[:, 1::2]
    places = np.minimum(starts, _FARTHEST).astype("<u2")
    return pairs.tobytes() + places.tobytes()


def unpack(data: bytes) -> tuple[Vectors, NDArray[np.int32]]:
    """The unit vectors and the offsets that were packed.

    Raises `ValueError` when `data` was not packed by `pack`.
    """
    pieces, rest = divmod(len(data), _PER_PIECE)
    if rest:
        raise ValueError(f"Packed pieces take {_PER_PIECE} bytes each, and here are {len(data)}.")
    size = pieces * DIMENSIONS // 2
    pairs = np.frombuffer(data, np.uint8, size).reshape(pieces, DIMENSIONS // 2)
    levels = np.stack([pairs >> 4, pairs & 15], axis=2).reshape(pieces, DIMENSIONS)
    # The middle of each step; the length went lost, and comes back as 1.
    vectors = unit(levels.astype(np.float32) + np.float32(0.5 - _STEPS))
    return vectors, np.frombuffer(data, "<u2", pieces, size).astype(np.int32)


def window(data: bytes, text: str, sentences: Sequence[tuple[int, str]]) -> Window:
    """The window of packed pieces of `text`, in which these numbered sentences stand in order."""
    vectors, places = unpack(data)
    found = sentence_starts(text, [sentence for _, sentence in sentences])
    firsts = np.searchsorted(places, found)
    firsts[:1] = 0  # whatever stands before the first sentence goes with it
    ends = np.append(firsts[1:], len(vectors))
    kept = np.flatnonzero(firsts < ends).tolist()
    return Window(vectors, firsts[kept], tuple(sentences[at][0] for at in kept))


def sentence_starts(text: str, sentences: Sequence[str]) -> list[int]:
    """Where each sentence begins in the text, never falling.

    One that is not found behind those before it is put where their lengths let it be expected.
    """
    total = max(1, sum(map(len, sentences)))
    starts: list[int] = []
    end = before = 0
    for sentence in sentences:
        at = text.find(sentence, end)
        if at < 0:
            at = max(end, before * len(text) // total)
        starts.append(at)
        before += len(sentence)
        end = min(at + len(sentence), len(text))
    return starts
