"""Cross-encoders of sentence-transformers: reranking, and whether a text entails a statement."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from threading import Lock

import torch
from sentence_transformers import CrossEncoder
from transformers.utils import logging as transformers_logging

from vectorstore.errors import StoreError
from vectorstore.sentences import sentences

_MOST_READ = 512  # tokens, where the model doesn't say
_LEAST_READ = 16  # tokens of the text that are read at once beside a long statement


class _Model:
    """A cross-encoder on the CPU. Safe to call from several threads."""

    def __init__(self, setting: str, model: str) -> None:
        transformers_logging.disable_progress_bar()  # type: ignore[no-untyped-call]
        try:
            self.network = _load(model)
        except Exception as error:  # each part of a model fails in a way of its own
            raise StoreError(
                f"{setting} has the value '{model}', and that model cannot be loaded. "
                "Leave it empty for none, "
                "or name a cross-encoder for sentence-transformers or its folder."
            ) from error
        self.is_trained = _is_trained(self.network)
        self._reading = Lock()
        self._threads = torch.get_num_threads()

    def predict(self, pairs: Sequence[tuple[str, str]]) -> torch.Tensor:
        """The scores of pairs of texts; without an activation where there are several labels."""
        with self._reading:  # one pool of threads at a time; several only wait for each other
            torch.set_num_threads(self._threads)
            several = self.network.num_labels > 1
            return self.network.predict(
                list(pairs),
                activation_fn=torch.nn.Identity() if several else None,
                convert_to_tensor=True,
                show_progress_bar=False,
            )


class CrossEncoderReranker:
    """A cross-encoder with one score, on the CPU. Safe to call from several threads."""

    def __init__(self, model: str) -> None:
        """Load `model`: a folder, or a name that the library can fetch.

        Raises `StoreError` when it cannot be loaded or doesn't give one score for a pair.
        """
        self._model = _Model("RERANKER_MODEL", model)
        if not self._model.is_trained or self._model.network.num_labels != 1:
            raise StoreError(
                f"RERANKER_MODEL has the value '{model}', and that model doesn't give one score "
                "for a question and a text. Name a cross-encoder that is trained to."
            )
        self._name = model

    @property
    def name(self) -> str:
        """The name that the model was asked for by."""
        return self._name

    def scores(self, question: str, texts: Sequence[str]) -> list[float]:
        """One score for each text; what is beyond the model's window isn't read."""
        if not texts:
            return []
        given = self._model.predict([(question, text) for text in texts])
        return [float(score) for score in given]


class CrossEncoderEntailment:
    """A cross-encoder that is trained on entailment, on the CPU. Safe to call from threads.

    The label that begins with "entail" is the one that counts, whatever the others are.
    """

    def __init__(self, model: str) -> None:
        """Load `model`: a folder, or a name that the library can fetch.

        Raises `StoreError` when it cannot be loaded or has no label for entailment.
        """
        self._model = _Model("SUPPORT_MODEL", model)
        label = _entailing(self._model.network)
        if not self._model.is_trained or label is None:
            raise StoreError(
                f"SUPPORT_MODEL has the value '{model}', and that model doesn't tell whether a "
                "text entails another one. Name a cross-encoder with a label for entailment."
            )
        self._label = label
        self._name = model

    @property
    def name(self) -> str:
        """The name that the model was asked for by."""
        return self._name

    def probability(self, paragraph: str, statement: str) -> float:
        """The probability, 0 to 1, that `statement` follows from `paragraph`.

        A paragraph that is longer than the model's window is read in parts of whole sentences,
        each beginning with the last one of the part before, and the best part counts.
        """
        parts = list(self._parts(paragraph, statement))
        logits = self._model.predict([(part, statement) for part in parts])
        return float(torch.softmax(logits.float(), dim=-1)[:, self._label].max())

    def _parts(self, paragraph: str, statement: str) -> Iterator[str]:
        window = min(self._model.network.max_seq_length or _MOST_READ, _MOST_READ)
        room = max(window - self._count("", statement), _LEAST_READ)
        start = previous = end = 0
        for first, last in sentences(paragraph):
            if end > start and self._count(paragraph[start:last]) > room:
                yield paragraph[start:end]
                start = previous if self._count(paragraph[previous:last]) <= room else first
            previous, end = first, last
        yield paragraph[start:end] or paragraph

    def _count(self, *texts: str) -> int:
        """The tokens of one or two texts; with those that the model adds to two."""
        alone = len(texts) == 1
        read = self._model.network.tokenizer(*texts, add_special_tokens=not alone, verbose=False)
        return len(read["input_ids"])


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


def _entailing(model: CrossEncoder) -> int | None:
    """The place of the label for entailment among several, or None."""
    labels = getattr(model.config, "id2label", None) or {}
    found = [int(at) for at, name in labels.items() if str(name).lower().startswith("entail")]
    return found[0] if len(found) == 1 and model.num_labels > 1 else None
