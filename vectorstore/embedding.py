"""Embeddings by sentence-transformers; the default weights come with the installation."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import torch
from sentence_transformers import SentenceTransformer
from transformers.utils import logging as transformers_logging

from vectorstore.backends.tokens import Tokens
from vectorstore.bundled import BUNDLED_MODEL, bundled_folder
from vectorstore.encoder import Pieces, Vectors
from vectorstore.errors import StoreError
from vectorstore.piece_map import PieceMap, unit

_FEW = 4  # texts that one thread embeds sooner than a contended pool of threads
_BATCH = 32  # texts whose states are held at once


class SentenceEncoder:
    """A sentence-transformers model on the CPU. Safe to call from several threads."""

    def __init__(self, model: str = BUNDLED_MODEL) -> None:
        """Load `model`: the bundled one, a folder, or a name that the library can fetch.

        Raises `StoreError` when the model cannot be loaded or its weights are not the known ones.
        """
        transformers_logging.disable_progress_bar()  # type: ignore[no-untyped-call]
        folder = bundled_folder() if model == BUNDLED_MODEL else Path(model)
        try:
            self._model = _load(str(folder) if folder.is_dir() else model)
        except Exception as error:  # each part of a model fails in a way of its own
            raise StoreError(
                f"EMBEDDING_MODEL has the value '{model}', and that model cannot be loaded. "
                f"Leave it empty for the bundled {BUNDLED_MODEL}, "
                "or name a sentence-transformers model or its folder."
            ) from error
        for weights in self._model.parameters():
            # The file is mapped, and so read page by page under the first thousand questions.
            weights.sum()
        self._name = model
        self._threads = torch.get_num_threads()
        self._map = PieceMap.load() if model == BUNDLED_MODEL else None
        # The library's own tokenizer is set anew by each call, under the feet of other threads.
        self._tokens = Tokens(folder, self.max_tokens) if model == BUNDLED_MODEL else None

    @property
    def name(self) -> str:
        """The name that the model was asked for by."""
        return self._name

    @property
    def max_tokens(self) -> int:
        """The model's window in tokens (256 for the bundled model)."""
        return int(self._model.max_seq_length or 512)

    @property
    def piece_map(self) -> str | None:
        """The name of the map of its word pieces; None but for the bundled model."""
        return self._map.name if self._map else None

    def count(self, texts: Sequence[str]) -> list[int]:
        """The tokens of each text, with the two that the model adds."""
        if not texts:
            return []
        # verbose=False: texts above the window are what is being looked for, not a mistake.
        encoded = self._model.tokenizer(
            list(texts), truncation=False, return_attention_mask=False, verbose=False
        )
        return [len(ids) for ids in encoded["input_ids"]]

    def encode(self, texts: Sequence[str]) -> Vectors:
        """One unit vector a text: shape (texts, dimensions), float32."""
        # A question on one thread takes a little longer on an idle machine, and far less
        # on a busy one, where a pool of threads spins while it waits for a core.
        torch.set_num_threads(1 if len(texts) <= _FEW else self._threads)
        vectors = self._model.encode(
            list(texts), normalize_embeddings=True, show_progress_bar=False, convert_to_numpy=True
        )
        return np.asarray(vectors, dtype=np.float32)

    def read(self, texts: Sequence[str]) -> tuple[Vectors, list[Pieces] | None]:
        """As `encode`, and the word pieces of each text; None but for the bundled model."""
        if self._map is None or self._tokens is None:
            return self.encode(texts), None
        torch.set_num_threads(1 if len(texts) <= _FEW else self._threads)
        starts = self._tokens.starts(texts)
        vectors = np.empty((len(texts), self._map.width), dtype=np.float32)
        pieces: dict[int, Pieces] = {}
        order = sorted(range(len(texts)), key=lambda row: len(starts[row]))
        for first in range(0, len(order), _BATCH):
            rows = order[first : first + _BATCH]
            found: Any = self._model.encode(
                [texts[row] for row in rows], output_value=None, show_progress_bar=False
            )
            for row, outputs in zip(rows, found, strict=True):
                vectors[row] = outputs["sentence_embedding"].numpy()
                # Without the mark before the first piece.
                states = outputs["token_embeddings"].numpy()[1 : len(starts[row]) + 1]
                pieces[row] = self._map.pieces(states, starts[row])
        return unit(vectors), [pieces[row] for row in range(len(texts))]


def _load(model: str) -> SentenceTransformer:
    """The model from this machine; from the network only what is not here."""
    try:
        return SentenceTransformer(model, device="cpu", local_files_only=True)
    except (OSError, ValueError):
        if Path(model).is_dir():
            raise
        return SentenceTransformer(model, device="cpu")
