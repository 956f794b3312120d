"""Reranking by a cross-encoder of sentence-transformers."""

from collections.abc import Sequence
from pathlib import Path
from threading import Lock

import torch
from sentence_transformers import CrossEncoder
from transformers.utils import logging as transformers_logging

from vectorstore.errors import StoreError


class CrossEncoderReranker:
    """A cross-encoder with one score, on the CPU. Safe to call from several threads."""

    def __init__(self, model: str) -> None:
        """Load `model`: a folder, or a name that the library can fetch.

        Raises `StoreError` when it cannot be loaded or doesn't give one score for a pair.
        """
        transformers_logging.disable_progress_bar()  # type: ignore[no-untyped-call]
        try:
            self._model = _load(model)
        except Exception as error:  # each part of a model fails in a way of its own
            raise StoreError(
                f"RERANKER_MODEL has the value '{model}', and that model cannot be loaded. "
                "Leave it empty for none, "
                "or name a cross-encoder for sentence-transformers or its folder."
            ) from error
        if not _is_trained(self._model) or self._model.num_labels != 1:
            raise StoreError(
                f"RERANKER_MODEL has the value '{model}', and that model doesn't give one score "
                "for a question and a text. Name a cross-encoder that is trained to."
            )
        self._name = model
        self._reading = Lock()
        self._threads = torch.get_num_threads()

    @property
    def name(self) -> str:
        """The name that the model was asked for by."""
        return self._name

    def scores(self, question: str, texts: Sequence[str]) -> list[float]:
        """One score for each text; what is beyond the model's window isn't read."""
        if not texts:
            return []
        with self._reading:  # one pool of threads at a time; several only wait for each other
            torch.set_num_threads(self._threads)
            given = self._model.predict([(question, text) for text in texts])
        return [float(score) for score in given]


def _load(model: str) -> CrossEncoder:
    """The model from this machine; from the network only what is not here."""
    try:
        loaded: CrossEncoder = CrossEncoder(model, device="cpu", local_files_only=True)
    except (OSError, ValueError):
        if Path(model).is_dir():
            raise
        loaded = CrossEncoder(model, device="cpu")
    return loaded


def _is_trained(model: CrossEncoder) -> bool:
    """Whether the weights that give the score came with the model.

    The library makes a cross-encoder of an embedding model too, with weights drawn at random.
    """
    network = model.model
    return network is not None and type(network).__name__ in (network.config.architectures or ())
