"""The map of word pieces: short unit vectors, whose cosines are those of the fitted numbers."""

import numpy as np
import pytest

from vectorstore.piece_map import DIMENSIONS, NUMBERS, PieceMap, unit


@pytest.fixture
def states() -> np.ndarray:
    """Some states of the model's width, of any length."""
    return np.random.default_rng(3).normal(size=(40, 384)).astype(np.float32)


def test_the_numbers_fit_the_bundled_model_and_are_finite() -> None:
    with np.load(NUMBERS) as numbers:
        shapes = {name: numbers[name].shape for name in numbers.files}
        assert all(np.isfinite(numbers[name]).all() for name in numbers.files)
    assert shapes == {"projection": (384, DIMENSIONS), "attention": (384,)}
    assert PieceMap.load().width == 384


def test_the_map_is_read_once() -> None:
    assert PieceMap.load() is PieceMap.load()


def test_vectors_have_the_cosines_of_the_projected_states(states: np.ndarray) -> None:
    with np.load(NUMBERS) as numbers:
        projected = unit(states @ numbers["projection"].astype(np.float32))
    found = PieceMap.load().vectors(states)
    assert (found.shape, found.dtype) == ((40, DIMENSIONS), np.float32)
    np.testing.assert_allclose(np.linalg.norm(found, axis=1), 1, atol=1e-5)
    np.testing.assert_allclose(found @ found.T, projected @ projected.T, atol=1e-5)


def test_no_axis_of_the_vectors_stands_out(sentence_encoder) -> None:
    _, [pieces] = sentence_encoder.read(["The keeper of the lighthouse wrote down the wind. " * 12])
    assert (pieces.vectors**2).mean(axis=0).max() < 4 / DIMENSIONS


def test_weights_do_not_depend_on_the_length_of_a_state(states: np.ndarray) -> None:
    own = PieceMap.load()
    assert own.weights(states).shape == (40,)
    np.testing.assert_allclose(own.weights(states), own.weights(7 * states), atol=1e-5)


def test_a_state_of_nothing_has_a_vector_of_nothing() -> None:
    nothing = np.zeros((1, 384), dtype=np.float32)
    assert not PieceMap.load().vectors(nothing).any()
    assert PieceMap.load().weights(nothing).tolist() == [0]


def test_no_pieces_have_no_vectors() -> None:
    pieces = PieceMap.load().pieces(np.empty((0, 384), np.float32), np.empty(0, np.int32))
    assert (pieces.vectors.shape, pieces.weights.shape) == ((0, DIMENSIONS), (0,))
