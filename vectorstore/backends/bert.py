"""The bundled model as its files describe it: figures and weights."""

import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from safetensors.numpy import load_file


@dataclass(frozen=True, slots=True)
class Bert:
    """A BERT whose token vectors are averaged and brought to length 1.

    `weights` are float32, by the names of the file; a linear map has the shape (out, in).
    """

    weights: dict[str, NDArray[np.float32]]
    layers: int
    heads: int
    width: int
    epsilon: float
    window: int


def read_bert(folder: Path) -> Bert:
    """The model in `folder`, which holds what sentence-transformers writes."""
    config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
    own = json.loads((folder / "sentence_bert_config.json").read_text(encoding="utf-8"))
    return Bert(
        weights=load_file(folder / "model.safetensors"),
        layers=config["num_hidden_layers"],
        heads=config["num_attention_heads"],
        width=config["hidden_size"],
        epsilon=config["layer_norm_eps"],
        window=own["max_seq_length"],
    )
