"""The bundled model's backends: each gives the vectors of plain torch, whatever the text."""

import sys
from concurrent.futures import ThreadPoolExecutor
from importlib.util import find_spec

import numpy as np
import pytest

from vectorstore.backends import opening
from vectorstore.backends.choice import MIN_AGREEMENT
from vectorstore.backends.machine import computes_bfloat16, features
from vectorstore.backends.probe import AGREED, agreement
from vectorstore.bundled import BUNDLED_MODEL
from vectorstore.embedding import SentenceEncoder
from vectorstore.encoder import Encoder
from vectorstore.errors import StoreError

needs_openvino = pytest.mark.skipif(
    find_spec("openvino") is None, reason="needs openvino: pip install openvino"
)
BACKENDS = [
    "torch-bf16",
    pytest.param("openvino", marks=needs_openvino),
    pytest.param("openvino-bf16", marks=needs_openvino),
]


@pytest.fixture(scope="module", params=BACKENDS)
def fast(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Encoder:
    return opening.open_encoder(BUNDLED_MODEL, request.param, tmp_path_factory.mktemp("data"))


@pytest.mark.parametrize("text", [*AGREED, " \n\t", "word " * 254, "word " * 255, "é" * 3000])
def test_a_text_alone_has_the_vector_of_plain_torch(
    fast: Encoder, sentence_encoder: SentenceEncoder, text: str
) -> None:
    assert agreement(fast, sentence_encoder.encode([text]), [text]) >= MIN_AGREEMENT


def test_texts_together_have_their_vectors_in_the_order_given(
    fast: Encoder, sentence_encoder: SentenceEncoder
) -> None:
    texts = [text * times for times in (1, 9, 3) for text in reversed(AGREED)]
    assert agreement(fast, sentence_encoder.encode(texts), texts) >= MIN_AGREEMENT


def test_the_vectors_are_unit_vectors(fast: Encoder) -> None:
    vectors = fast.encode(AGREED)
    assert (vectors.dtype, vectors.shape) == (np.float32, (len(AGREED), 384))
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)


def test_the_pieces_are_those_of_plain_torch(
    fast: Encoder, sentence_encoder: SentenceEncoder
) -> None:
    texts = [*AGREED, " \n\t", "word " * 254, "word " * 255, "é" * 3000]
    vectors, found = fast.read(texts)
    _, wanted = sentence_encoder.read(texts)
    assert found is not None
    assert wanted is not None
    np.testing.assert_allclose(vectors, fast.encode(texts), atol=1e-6)
    assert fast.piece_map == sentence_encoder.piece_map
    pairs = list(zip(found, wanted, strict=True))
    assert all(np.array_equal(one.starts, other.starts) for one, other in pairs)
    cosines = np.concatenate([(one.vectors * other.vectors).sum(axis=1) for one, other in pairs])
    assert cosines.mean() >= 0.999
    for one, other in pairs:
        np.testing.assert_allclose(one.weights, other.weights, atol=0.1)


def test_no_texts_give_no_vectors(fast: Encoder) -> None:
    assert (fast.encode([]).shape, fast.count([])) == ((0, 384), [])
    assert fast.read([])[1] == []


def test_the_figures_are_those_of_plain_torch(
    fast: Encoder, sentence_encoder: SentenceEncoder
) -> None:
    assert (fast.name, fast.max_tokens) == (sentence_encoder.name, sentence_encoder.max_tokens)
    assert fast.count(AGREED) == sentence_encoder.count(AGREED)


def test_threads_get_the_vectors_of_their_own_texts(fast: Encoder) -> None:
    alone = [fast.encode([text])[0] for text in AGREED]
    with ThreadPoolExecutor(8) as pool:
        together = list(pool.map(lambda text: fast.encode([text])[0], AGREED * 4))
    np.testing.assert_allclose(together, alone * 4, atol=1e-6)


def test_a_backend_without_its_library_says_what_to_install(
    monkeypatch: pytest.MonkeyPatch, tmp_path
) -> None:
    monkeypatch.setitem(sys.modules, "openvino", None)
    monkeypatch.delitem(sys.modules, "vectorstore.backends.openvino_bert", raising=False)
    with pytest.raises(StoreError) as raised:
        opening.open_encoder(BUNDLED_MODEL, "openvino-bf16", tmp_path)
    assert str(raised.value) == (
        "EMBEDDING_BACKEND has the value 'openvino-bf16', and the library openvino cannot be "
        "imported. Run `pip install openvino`, or set EMBEDDING_BACKEND to auto."
    )


def test_another_model_has_no_backend_but_torch(tmp_path) -> None:
    with pytest.raises(StoreError) as raised:
        opening.open_encoder("some/model", "openvino", tmp_path)
    assert str(raised.value) == (
        "EMBEDDING_BACKEND has the value 'openvino', which runs only the bundled "
        "all-MiniLM-L6-v2, and EMBEDDING_MODEL has the value 'some/model'. "
        "Set EMBEDDING_BACKEND to auto or torch."
    )


@pytest.mark.parametrize(
    ("lines", "found", "able"),
    [
        ("flags\t\t: fpu avx512_bf16\nflags : other\n", {"fpu", "avx512_bf16"}, True),
        ("model name : a\nflags : fpu amx_bf16", {"fpu", "amx_bf16"}, True),
        ("Features\t: fp asimd bf16", {"fp", "asimd", "bf16"}, True),
        ("flags : fpu avx2 avx512f", {"fpu", "avx2", "avx512f"}, False),
        ("processor : 0", set(), False),
        ("", set(), False),
    ],
)
def test_the_processors_features_are_read(tmp_path, lines: str, found: set, able: bool) -> None:
    file = tmp_path / "cpuinfo"
    file.write_text(lines)
    assert features(file) == found
    assert computes_bfloat16(features(file)) is able


def test_a_system_without_cpuinfo_has_no_known_features(tmp_path) -> None:
    assert features(tmp_path / "none") == frozenset()


@pytest.mark.parametrize(
    ("library", "able", "names"),
    [
        ("1", {"avx512_bf16"}, ["openvino", "openvino-bf16", "torch-bf16"]),
        ("1", {"avx2"}, ["openvino"]),
        (None, {"avx512_bf16"}, ["torch-bf16"]),
        (None, {"avx2"}, []),
    ],
)
def test_only_what_the_machine_can_run_well_is_measured(
    monkeypatch: pytest.MonkeyPatch, library: str | None, able: set, names: list[str]
) -> None:
    monkeypatch.setattr(opening, "libraries", lambda: {"openvino": library, "torch": "2"})
    monkeypatch.setattr(opening, "features", lambda: frozenset(able))
    assert opening.available() == names
