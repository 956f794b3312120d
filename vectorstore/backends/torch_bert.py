"""The bundled model on plain torch, in bfloat16."""

from collections.abc import Mapping

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.nn import functional

from vectorstore.backends.bert import Bert
from vectorstore.backends.encoder import Forward
from vectorstore.encoder import Vectors

_FEW = 256  # tokens that one thread reads sooner than a contended pool of threads


def prepare(bert: Bert) -> Forward:
    """The model in bfloat16; the mean of its token vectors is taken in float32."""
    weights = {
        name: torch.from_numpy(value).bfloat16()
        for name, value in bert.weights.items()
        if value.dtype == np.float32
    }
    threads = torch.get_num_threads()

    def forward(ids: NDArray[np.int32], mask: NDArray[np.float32]) -> tuple[Vectors, Vectors]:
        torch.set_num_threads(1 if ids.size <= _FEW else threads)
        with torch.inference_mode():
            kept = torch.from_numpy(mask)
            state = _embedded(weights, bert, torch.from_numpy(ids))
            for number in range(bert.layers):
                state = _layer(weights, bert, state, kept.bool(), f"encoder.layer.{number}")
            states = state.float()
            mean = (states * kept[:, :, None]).sum(1) / kept.sum(1, keepdim=True)
            return functional.normalize(mean).numpy(), states.numpy()

    return forward


_Weights = Mapping[str, Tensor]


def _embedded(weights: _Weights, bert: Bert, ids: Tensor) -> Tensor:
    tokens = weights["embeddings.word_embeddings.weight"][ids]
    places = weights["embeddings.position_embeddings.weight"][: ids.shape[1]]
    kind = weights["embeddings.token_type_embeddings.weight"][0]
    return _norm(weights, bert, tokens + places + kind, "embeddings.LayerNorm")


def _layer(weights: _Weights, bert: Bert, state: Tensor, kept: Tensor, name: str) -> Tensor:
    texts, tokens, width = state.shape
    query, key, value = (
        _linear(weights, state, f"{name}.attention.self.{part}")
        .view(texts, tokens, bert.heads, width // bert.heads)
        .transpose(1, 2)
        for part in ("query", "key", "value")
    )
    read = functional.scaled_dot_product_attention(
        query, key, value, attn_mask=kept[:, None, None, :]
    )
    joined = read.transpose(1, 2).reshape(texts, tokens, width)
    output = _linear(weights, joined, f"{name}.attention.output.dense")
    state = _norm(weights, bert, state + output, f"{name}.attention.output.LayerNorm")
    inner = functional.gelu(_linear(weights, state, f"{name}.intermediate.dense"))
    output = _linear(weights, inner, f"{name}.output.dense")
    return _norm(weights, bert, state + output, f"{name}.output.LayerNorm")


def _linear(weights: _Weights, state: Tensor, name: str) -> Tensor:
    return functional.linear(state, weights[f"{name}.weight"], weights[f"{name}.bias"])


def _norm(weights: _Weights, bert: Bert, state: Tensor, name: str) -> Tensor:
    return functional.layer_norm(
        state,
        (bert.width,),
        weights[f"{name}.weight"],
        weights[f"{name}.bias"],
        bert.epsilon,
    )
