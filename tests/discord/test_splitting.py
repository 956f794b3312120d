"""Long texts in pieces."""

import pytest
from discord_strategies import any_text
from hypothesis import given
from hypothesis import strategies as st

from bot.discord.escaping import escape
from bot.discord.limits import length
from bot.discord.splitting import shorten, split


def escaped(text: str) -> int:
    return length(escape(text))


@pytest.mark.parametrize(
    ("text", "limit", "pieces"),
    [
        ("", 5, []),
        ("   \n ", 5, []),
        ("one two", 7, ["one two"]),
        ("one two three", 8, ["one two", "three"]),
        ("one\ntwo three four", 12, ["one two".replace(" ", "\n"), "three four"]),
        ("first line\nsecond", 14, ["first line", "second"]),
        ("if a:\n    b = 1\n    c = 2", 16, ["if a:\n    b = 1", "    c = 2"]),
        ("abcdefgh", 3, ["abc", "def", "gh"]),
        ("ae\u0301x", 2, ["a", "e\u0301", "x"]),
        ("𝔘𝔫𝔦", 4, ["𝔘𝔫", "𝔦"]),  # two units each
    ],
)
def test_a_text_is_cut_between_words(text: str, limit: int, pieces: list[str]) -> None:
    assert list(split(text, limit)) == pieces


@given(any_text(), st.integers(320, 900), st.sampled_from([length, escaped]))
def test_every_piece_fits_and_no_word_is_lost(text: str, limit: int, measure: object) -> None:
    pieces = list(split(text, limit, measure))
    assert all(measure(piece) <= limit for piece in pieces)
    assert "".join("".join(pieces).split()) == "".join(text.split())


@given(st.lists(st.text(st.characters(exclude_categories=("Z", "C")), min_size=1, max_size=40)))
def test_a_word_that_fits_is_never_cut(words: list[str]) -> None:
    pieces = list(split(" ".join(words), 100, escaped))
    assert [word for piece in pieces for word in piece.split()] == words


@given(st.lists(st.sampled_from(["word", "https://a.b/c_d?e=f&g=h", "[x](https://a.b/c)"])))
def test_a_link_is_never_cut(words: list[str]) -> None:
    pieces = list(split(" ".join(words), 60, escaped))
    assert [word for piece in pieces for word in piece.split()] == words


@pytest.mark.parametrize(
    ("text", "limit", "shown"),
    [
        ("one two", 7, "one two"),
        ("one two three", 10, "one two …"),
        ("abcdefgh", 5, "abc …"),
        ("", 5, ""),
        (" " * 20, 5, ""),
    ],
)
def test_a_shortened_text_says_so(text: str, limit: int, shown: str) -> None:
    assert shorten(text, limit) == shown
