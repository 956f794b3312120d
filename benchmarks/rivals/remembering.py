"""Texts that stand in several indexes are embedded once, so that all questions take less time.

It changes no vector, so no reply. Where time is measured it must be off.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import numpy as np
from sentence_transformers import SentenceTransformer

_LOOKS = ("show_progress_bar", "batch_size")  # options that change no vector


@contextmanager
def remembered_vectors() -> Iterator[None]:
    """Within it, `SentenceTransformer.encode` remembers the vectors of lists of texts."""
    known: dict[tuple[str, str], Any] = {}
    encode = SentenceTransformer.encode

    def remembering(model: Any, sentences: Any, *rest: Any, **options: Any) -> Any:
        if rest or not _is_texts(sentences) or not options.get("convert_to_numpy", True):
            return encode(model, sentences, *rest, **options)
        how = repr(sorted((k, repr(v)) for k, v in options.items() if k not in _LOOKS))
        new = [text for text in dict.fromkeys(sentences) if (how, text) not in known]
        if new:
            vectors = encode(model, new, **options)
            if not isinstance(vectors, np.ndarray):
                return encode(model, sentences, **options)
            known.update(((how, text), vector) for text, vector in zip(new, vectors, strict=True))
        return np.stack([known[how, text] for text in sentences])

    SentenceTransformer.encode = remembering
    try:
        yield
    finally:
        SentenceTransformer.encode = encode


def _is_texts(sentences: object) -> bool:
    return (
        isinstance(sentences, Sequence)
        and not isinstance(sentences, str)
        and len(sentences) > 0
        and all(isinstance(text, str) for text in sentences)
    )
