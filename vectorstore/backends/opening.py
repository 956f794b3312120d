"""Opens the embedding model on the backend that the operator or the measurement chose."""

from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any

import structlog

from vectorstore.backends.choice import REMEMBERED, Choice, remember, remembered
from vectorstore.backends.encoder import BertEncoder
from vectorstore.backends.machine import computes_bfloat16, features, libraries
from vectorstore.backends.probe import measure
from vectorstore.bundled import BUNDLED_MODEL, bundled_folder
from vectorstore.encoder import Encoder
from vectorstore.errors import StoreError

_log = structlog.get_logger(__name__)


def open_encoder(model: str, backend: str, folder: Path) -> Encoder:
    """The embedding model on `backend`; `auto` takes the one remembered in `folder` or measures.

    Raises `StoreError` when the model or the backend that was asked for cannot be had.
    """
    if backend == "auto":
        return _chosen(folder / REMEMBERED) if model == BUNDLED_MODEL else _sentence_encoder(model)
    if backend == "torch":
        return _sentence_encoder(model)
    if model != BUNDLED_MODEL:
        raise StoreError(
            f"EMBEDDING_BACKEND has the value '{backend}', which runs only the bundled "
            f"{BUNDLED_MODEL}, and EMBEDDING_MODEL has the value '{model}'. "
            "Set EMBEDDING_BACKEND to auto or torch."
        )
    try:
        return _open(backend)
    except ImportError as error:
        library = backend.removesuffix("-bf16")
        raise StoreError(
            f"EMBEDDING_BACKEND has the value '{backend}', and the library {library} cannot be "
            f"imported. Run `pip install {library}`, or set EMBEDDING_BACKEND to auto."
        ) from error


def available() -> list[str]:
    """The backends beside plain torch that this machine may be faster with."""
    kinds = ["f32", "bf16"] if computes_bfloat16(features()) else ["f32"]
    names = {"openvino": "f32", "openvino-bf16": "bf16", "torch-bf16": "bf16"}
    installed = libraries()
    return [
        name
        for name, kind in names.items()
        if kind in kinds and installed[name.removesuffix("-bf16")]
    ]


def _chosen(file: Path) -> Encoder:
    """The bundled model on the remembered backend, or on the one that is fastest now."""
    choice = remembered(file, BUNDLED_MODEL)
    if choice is not None:
        try:
            return _open(choice.backend)
        except StoreError:
            raise
        except Exception:  # each library fails in ways of its own, and torch can do the same
            _log.warning("embedding_backend_failed", backend=choice.backend, exc_info=True)
            return _sentence_encoder(BUNDLED_MODEL)
    choice, encoder = _measured()
    try:
        remember(file, BUNDLED_MODEL, choice)
    except OSError as error:
        _log.warning("embedding_backend_not_kept", file=str(file), reason=error.strerror)
    _log.info("embedding_backend_chosen", backend=choice.backend, told=choice.told())
    return encoder


def _measured() -> tuple[Choice, Encoder]:
    """The backends beside plain torch, and the one that won."""
    torch = _sentence_encoder(BUNDLED_MODEL)
    opened: dict[str, Encoder] = {}
    for name in available():
        try:
            opened[name] = _open(name)
        except StoreError:
            raise
        except Exception:  # a backend that cannot be loaded is not a candidate
            _log.warning("embedding_backend_failed", backend=name, exc_info=True)
    choice = Choice.of(measure(opened, torch) if opened else {})
    return choice, opened.get(choice.backend, torch)


def _open(backend: str) -> Encoder:
    """The bundled model on a backend; the libraries of the others are not imported."""
    if backend == "torch":
        return _sentence_encoder(BUNDLED_MODEL)
    folder = bundled_folder()
    if backend == "torch-bf16":
        prepare: Callable[..., Any] = import_module("vectorstore.backends.torch_bert").prepare
        return BertEncoder(BUNDLED_MODEL, folder, prepare)
    module = import_module("vectorstore.backends.openvino_bert")
    precision = "bf16" if backend.endswith("-bf16") else "f32"
    return BertEncoder(BUNDLED_MODEL, folder, lambda bert: module.prepare(bert, precision))


def _sentence_encoder(model: str) -> Encoder:
    encoder: Encoder = import_module("vectorstore.embedding").SentenceEncoder(model)
    return encoder
