"""Packed pieces: near what they were, and each with the sentence that it stands in."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from vectorstore.backends.probe import AGREED
from vectorstore.model import Passage, PassageKind
from vectorstore.piece_map import DIMENSIONS, unit
from vectorstore.pieces import pack, read_whole, sentence_starts, unpack, window

TEXT = "No ship came. None was expected. No."


def vectors(count: int, seed: int = 0) -> np.ndarray:
    """Unit vectors in any direction."""
    drawn = np.random.default_rng(seed).normal(size=(count, DIMENSIONS))
    return unit(drawn.astype(np.float32))


def packed(starts: list[int]) -> bytes:
    """Pieces at these places of their text."""
    return pack(vectors(len(starts)), np.array(starts, dtype=np.int32))


@given(st.integers(0, 300), st.integers(0, 2**32))
def test_unpacked_vectors_are_near_what_was_packed(count: int, seed: int) -> None:
    given_vectors = vectors(count, seed)
    found, _ = unpack(pack(given_vectors, np.zeros(count, dtype=np.int32)))
    assert (found.shape, found.dtype) == ((count, DIMENSIONS), np.float32)
    np.testing.assert_allclose(np.linalg.norm(found, axis=1), 1, atol=1e-5)
    assert (found * given_vectors).sum(axis=1).min(initial=1) >= 0.98


@given(st.lists(st.integers(0, 65_535)).map(sorted))
def test_the_places_come_back_as_they_were(starts: list[int]) -> None:
    _, found = unpack(packed(starts))
    assert (found.tolist(), found.dtype) == (starts, np.int32)


def test_a_place_too_far_away_is_put_at_the_farthest() -> None:
    assert unpack(packed([7, 65_536, 1_000_000]))[1].tolist() == [7, 65_535, 65_535]


def test_the_models_own_pieces_are_near_what_they_were(sentence_encoder) -> None:
    _, read = sentence_encoder.read(AGREED)
    for pieces in read:
        found, starts = unpack(pack(pieces.vectors, pieces.starts))
        assert (found * pieces.vectors).sum(axis=1).min(initial=1) >= 0.98
        np.testing.assert_array_equal(starts, pieces.starts)


def test_a_piece_takes_34_bytes_and_equal_pieces_take_equal_ones() -> None:
    starts = np.arange(9, dtype=np.int32)
    assert len(pack(vectors(9), starts)) == 9 * 34
    assert pack(vectors(9), starts) == pack(vectors(9), starts)


def test_packing_what_was_unpacked_changes_nothing() -> None:
    once = packed([0, 3, 9])
    assert pack(*unpack(once)) == once


def test_other_bytes_are_refused() -> None:
    with pytest.raises(ValueError, match="34 bytes each, and here are 35"):
        unpack(b"x" * 35)


def test_a_window_knows_the_first_piece_of_each_of_its_sentences() -> None:
    data = packed([0, 3, 8, 12, 14, 19, 23, 31, 33, 35])
    found = window(data, TEXT, [(4, "No ship came."), (5, "None was expected."), (6, "No.")])
    assert (found.starts.tolist(), found.sentences) == ([0, 4, 8], (4, 5, 6))
    np.testing.assert_array_equal(found.vectors, unpack(data)[0])


@pytest.mark.parametrize(
    ("places", "sentences", "starts", "kept"),
    [
        ([0, 3], [(0, "No ship came."), (1, "None was expected.")], [0], (0,)),
        ([14, 19], [(0, "No ship came."), (1, "None was expected.")], [0], (1,)),
        ([0, 33], [(0, "No ship came."), (1, "None."), (2, "No.")], [0, 1], (0, 2)),
        ([14, 33], [(1, "None was expected."), (2, "No.")], [0, 1], (1, 2)),
        ([0, 14], [(3, "ship came."), (4, "None was expected.")], [0, 1], (3, 4)),
        ([], [(0, "No ship came.")], [], ()),
        ([0, 3], [], [], ()),
    ],
)
def test_a_sentence_without_a_piece_is_left_out(
    places: list[int], sentences: list[tuple[int, str]], starts: list[int], kept: tuple[int, ...]
) -> None:
    found = window(packed(places), TEXT, sentences)
    assert (found.starts.tolist(), found.sentences) == (starts, kept)


@pytest.mark.parametrize(
    ("text", "sentences", "starts"),
    [
        ("", [], []),
        ("One. Two.", ["One.", "Two."], [0, 5]),
        ("One. One. One.", ["One.", "One.", "One."], [0, 5, 10]),
        ("One.  Two.", ["Two."], [6]),
        ("One.\nTwo. Six.", ["One. Two.", "Six."], [0, 10]),
        ("One. Two. Six.", ["One.", "T w o.", "Six."], [0, 4, 10]),
        ("One. Two. Six.", ["Six.", "One.", "Two."], [10, 14, 14]),
        ("One.", ["", "One."], [0, 0]),
    ],
)
def test_sentences_begin_where_they_are_found_or_expected(
    text: str, sentences: list[str], starts: list[int]
) -> None:
    assert sentence_starts(text, sentences) == starts


@given(st.text(), st.lists(st.text()))
def test_whatever_the_texts_the_starts_never_fall_and_stay_inside(
    text: str, sentences: list[str]
) -> None:
    starts = sentence_starts(text, sentences)
    assert starts == sorted(starts)
    assert all(0 <= start <= len(text) for start in starts)


@pytest.mark.parametrize(
    ("kinds", "positions"),
    [("", []), ("s", [0]), ("sw", [1]), ("ssw", [2]), ("sssww", [3, 4])],
)
def test_windows_are_read_whole_and_so_is_a_sentence_alone(
    kinds: str, positions: list[int]
) -> None:
    names = {"s": PassageKind.SENTENCE, "w": PassageKind.WINDOW}
    assert read_whole([Passage(names[kind], "text", 0, 4) for kind in kinds]) == positions
