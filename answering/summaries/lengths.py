"""How long a summary is: a share of what it sums up, within bounds.

A share alone fails at both ends. A twentieth of a page is half a sentence, hence the floors; a
twentieth of a book is longer than anybody reads in a chat, hence the ceilings: about 6 characters
a word, so that a short summary is one screen of a phone, a medium one fits one message of Discord
(2,000 characters), and a long one fits three. A short one must leave a sentence of common length,
25 words, to each section of an article that has five.
"""

from dataclasses import dataclass
from typing import Final

from answering.summaries.model import Length
from vectorstore.languages import Family, Language

_SIGNS_A_WORD: Final = 2  # letters, in a script without spaces between words
_MOST: Final = 0.5  # of the text; more would be the text itself


@dataclass(frozen=True, slots=True)
class _Bounds:
    share: float
    least: int
    most: int


_BOUNDS: Final = {
    Length.SHORT: _Bounds(0.07, 60, 150),
    Length.MEDIUM: _Bounds(0.15, 140, 300),
    Length.LONG: _Bounds(0.30, 300, 750),
}


def budget(length: Length, words: int) -> int:
    """The words that a summary of a text of so many words may have."""
    bounds = _BOUNDS[length]
    wanted = min(max(round(bounds.share * words), bounds.least), bounds.most)
    return min(wanted, round(_MOST * words))


def size(text: str, language: Language) -> int:
    """The words of a text; where no spaces part them, half of its letters."""
    if language.family is Family.UNSPACED:
        return -(-sum(sign.isalnum() for sign in text) // _SIGNS_A_WORD)
    return len(text.split())
