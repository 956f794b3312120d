"""The bundled model on OpenVINO, which is built from the weights without an export."""

from importlib import import_module
from threading import local
from typing import Any

import numpy as np
from numpy.typing import NDArray

from vectorstore.backends.bert import Bert
from vectorstore.backends.encoder import Forward
from vectorstore.encoder import Vectors

# An extra of the installation: untyped, as mypy may not find it.
_openvino: Any = import_module("openvino")
_ops: Any = import_module("openvino.opset13")

_FAR = -1e4  # added to the attention to padding; leaves nothing of it after the softmax


def prepare(bert: Bert, precision: str) -> Forward:
    """The model, compiled for this processor; `precision` is `f32` or `bf16`."""
    compiled = _openvino.Core().compile_model(
        _Graph(bert).model(),
        "CPU",
        {
            "INFERENCE_PRECISION_HINT": precision,
            # One stream serves requests in the order they came, so that no thread waits long.
            "NUM_STREAMS": 1,
            # Pinned threads stay on a core that another program keeps busy.
            "ENABLE_CPU_PINNING": False,
        },
    )
    own = local()

    def forward(ids: NDArray[np.int32], mask: NDArray[np.float32]) -> tuple[Vectors, Vectors]:
        if not hasattr(own, "request"):
            own.request = compiled.create_infer_request()
        found = own.request.infer([ids, mask])
        # The request writes its next results into the same memory.
        return np.array(found[0], dtype=np.float32), np.array(found[1], dtype=np.float32)

    return forward


class _Graph:
    """Builds the model's graph; every method takes nodes and gives one."""

    def __init__(self, bert: Bert) -> None:
        self._bert = bert

    def model(self) -> Any:
        """Inputs `ids` (int32) and `mask` (float32), both (texts, tokens).

        Outputs unit vectors (texts, width) and states (texts, tokens, width).
        """
        ids = _ops.parameter([-1, -1], np.int32, name="ids")
        mask = _ops.parameter([-1, -1], np.float32, name="mask")
        absent = _ops.subtract(_constant(np.float32(1)), mask)
        far = _ops.unsqueeze(_ops.multiply(absent, _constant(np.float32(_FAR))), _ints(1, 2))
        state = self._embedded(ids)
        for number in range(self._bert.layers):
            state = self._layer(state, far, f"encoder.layer.{number}")
        kept = _ops.unsqueeze(mask, _ints(2))
        total = _ops.reduce_sum(_ops.multiply(state, kept), _ints(1))
        mean = _ops.divide(total, _ops.reduce_sum(kept, _ints(1)))
        unit = _ops.normalize_l2(mean, _ints(1), 1e-12, "max")
        return _openvino.Model([_ops.result(unit), _ops.result(state)], [ids, mask], "bert")

    def _embedded(self, ids: Any) -> Any:
        rows = _constant(np.int64(0))
        tokens = _ops.gather(self._weight("embeddings.word_embeddings.weight"), ids, rows)
        length = _ops.gather(_ops.shape_of(ids), _ints(1), rows)
        places = self._weight("embeddings.position_embeddings.weight")
        places = _ops.slice(places, _ints(0), length, _ints(1), _ints(0))
        kind = _constant(self._bert.weights["embeddings.token_type_embeddings.weight"][0])
        return self._norm(_ops.add(tokens, _ops.add(places, kind)), "embeddings.LayerNorm")

    def _layer(self, state: Any, far: Any, name: str) -> Any:
        query, key, value = (
            self._heads(self._linear(state, f"{name}.attention.self.{part}"))
            for part in ("query", "key", "value")
        )
        read = _ops.scaled_dot_product_attention(query, key, value, attention_mask=far)
        joined = _ops.reshape(
            _ops.transpose(read, _ints(0, 2, 1, 3)), _ints(0, 0, self._bert.width), True
        )
        output = self._linear(joined, f"{name}.attention.output.dense")
        state = self._norm(_ops.add(state, output), f"{name}.attention.output.LayerNorm")
        inner = _ops.gelu(self._linear(state, f"{name}.intermediate.dense"), "erf")
        output = self._linear(inner, f"{name}.output.dense")
        return self._norm(_ops.add(state, output), f"{name}.output.LayerNorm")

    def _heads(self, state: Any) -> Any:
        heads = self._bert.heads
        split = _ops.reshape(state, _ints(0, 0, heads, self._bert.width // heads), True)
        return _ops.transpose(split, _ints(0, 2, 1, 3))

    def _linear(self, state: Any, name: str) -> Any:
        product = _ops.matmul(state, self._weight(f"{name}.weight"), False, True)
        return _ops.add(product, self._weight(f"{name}.bias"))

    def _norm(self, state: Any, name: str) -> Any:
        even = _ops.mvn(state, _ints(-1), True, self._bert.epsilon, "INSIDE_SQRT")
        scaled = _ops.multiply(even, self._weight(f"{name}.weight"))
        return _ops.add(scaled, self._weight(f"{name}.bias"))

    def _weight(self, name: str) -> Any:
        return _constant(self._bert.weights[name])


def _constant(value: Any) -> Any:
    return _ops.constant(np.asarray(value))


def _ints(*values: int) -> Any:
    return _constant(np.array(values, dtype=np.int64))
