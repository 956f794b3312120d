"""The states of word pieces kept in a folder, so that a benchmark reads each text once."""

import json
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from torch.nn.functional import normalize

from benchmarks.vectors import bundled_model, key_of

_CHUNK = 500


@dataclass(frozen=True, slots=True, eq=False)
class States:
    """What the bundled model makes of the word pieces of one text, without the marks at its ends.

    `vectors` has the shape (pieces, 384), float16, of unit length; `starts` (pieces,), int32,
    holds the offset of each one's first character in the text.
    """

    vectors: NDArray[np.float16]
    starts: NDArray[np.int32]


class StateCache:
    """Texts to the states of their pieces, remembered under `folder`; cut at the model's window."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        folder.mkdir(parents=True, exist_ok=True)
        self._states: dict[str, States] = {}
        for names in folder.glob("*.json"):
            self._open(names)

    def add(self, texts: Iterable[str]) -> None:
        """Reads the texts that aren't known yet."""
        new = sorted({text for text in texts if key_of(text) not in self._states}, key=len)
        for at in range(0, len(new), _CHUNK):
            part = new[at : at + _CHUNK]
            self.store(part, _read(part))

    def store(self, texts: Sequence[str], states: Sequence[States]) -> None:
        """Remembers what was read."""
        stem = self._folder / f"{time.time_ns()}"
        np.save(stem.with_suffix(".npy"), np.concatenate([each.vectors for each in states]))
        np.save(stem.with_suffix(".starts.npy"), np.concatenate([each.starts for each in states]))
        names = stem.with_suffix(".json")
        sizes = {key_of(text): len(one.starts) for text, one in zip(texts, states, strict=True)}
        names.write_text(json.dumps(sizes))
        self._open(names)

    def __getitem__(self, text: str) -> States:
        return self._states[key_of(text)]

    def _open(self, names: Path) -> None:
        # Mapped: the states of all sets are some 500 MB, and few of them are needed at once.
        vectors = np.load(names.with_suffix(".npy"), mmap_mode="r")
        starts = np.load(names.with_suffix(".starts.npy"))
        at = 0
        for key, size in json.loads(names.read_text()).items():
            self._states[key] = States(vectors[at : at + size], starts[at : at + size])
            at += size


def _read(texts: Sequence[str]) -> list[States]:
    model = bundled_model()
    read = model.encode(list(texts), output_value="token_embeddings")
    offsets = model.tokenizer(
        list(texts), truncation=True, max_length=model.max_seq_length, return_offsets_mapping=True
    )["offset_mapping"]
    return [
        States(
            normalize(states[1:-1].float()).numpy().astype(np.float16),
            np.array([start for start, _ in spans[1:-1]], dtype=np.int32),
        )
        for states, spans in zip(read, offsets, strict=True)
    ]
