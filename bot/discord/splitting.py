"""Long texts in pieces that fit, cut between words."""

import re
import unicodedata
from collections.abc import Callable, Iterator
from typing import Final

from bot.discord.limits import length

_WORD: Final = re.compile(r"\s*\S+")
_ELLIPSIS: Final = " …"


def split(text: str, limit: int, measure: Callable[[str], int] = length) -> Iterator[str]:
    """`text` in pieces that `measure` finds at most `limit` long, each as long as it can be.

    Cuts fall at the end of a line where the piece keeps at least half its length, else between
    words; only a word that is longer than `limit` alone is cut itself.
    `measure` may count what will be added later, such as escapes; it must grow with the text, and
    find the whole no longer than the sum of its words.
    """
    piece, size = "", 0
    for word in _words(text, limit, measure):
        cost = measure(word)
        if piece and size + cost > limit:
            kept, piece = _at_line_end(piece)
            yield _without_blank_edges(kept)
            size = measure(piece)
        piece, size = piece + word, size + cost
    if piece := _without_blank_edges(piece):
        yield piece


def shorten(text: str, limit: int) -> str:
    """The first words of `text`, and a sign of omission where some are left out."""
    text = text.strip()
    if length(text) <= limit:
        return text
    return next(split(text, limit - len(_ELLIPSIS))) + _ELLIPSIS


def _words(text: str, limit: int, measure: Callable[[str], int]) -> Iterator[str]:
    for match in _WORD.finditer(text):
        word = match[0]
        while measure(word) > limit:
            end = _most(word, limit, measure)
            yield word[:end]
            word = word[end:]
        yield word


def _most(word: str, limit: int, measure: Callable[[str], int]) -> int:
    """How many characters of `word` fit, at least one, with no accent parted from its letter."""
    low, high = 1, len(word) - 1
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if measure(word[:middle]) <= limit else (low, middle - 1)
    whole = (end for end in range(low, 0, -1) if not _joins(word, end))
    return next(whole, low)


def _joins(word: str, end: int) -> bool:
    """Whether what stands at `end` belongs to the character before it."""
    return bool(unicodedata.combining(word[end])) or "\u200d" in word[end - 1 : end + 1]


def _at_line_end(piece: str) -> tuple[str, str]:
    end = piece.rfind("\n")
    return (piece[:end], piece[end:]) if 0 < len(piece) <= 2 * end else (piece, "")


def _without_blank_edges(piece: str) -> str:
    """`piece` without the white space around it, but with the indent of its first line."""
    words = piece.strip()
    indent = piece[: piece.find(words)].rpartition("\n")
    return (indent[2] if indent[1] else "") + words
