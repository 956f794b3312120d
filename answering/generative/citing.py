"""What a reply names as keys: in brackets of several kinds, or bare."""

import re
from collections.abc import Collection

from answering.generative.marks import named_keys

LONGEST = 80
"""Signs between brackets; what is longer is no citation."""

OPENING = "[(【（［"
CLOSING = "])】）］"

_END_MARKS = ".!?…。！？।؟"
_AFTER_END = " \t\"'”’“«»*_`~)]】）］」』"
_TOKEN = re.compile(r"[^\W_]+")
_WORD = re.compile(r"\W*(?!sic\b)([^\W_]{1,12})\W*")


class Keys:
    """The keys that a request offered, and how a reply may write them."""

    def __init__(self, keys: Collection[str]) -> None:
        self._offered = {key.casefold(): key for key in keys}

    @property
    def offered(self) -> Collection[str]:
        """All of them, in small letters."""
        return self._offered.keys()

    def cited(self, bracketed: str, opening: str, *, ended: bool) -> tuple[str, ...]:
        """The keys that stand between brackets; empty if they hold something else.

        Offered keys come as they were offered, whatever the letters' case. Others that look like
        keys come as they stand; with `ended`, after the end mark of a sentence, any single word
        in square brackets does.
        """
        tokens = _TOKEN.findall(bracketed)
        offered = [self._offered[each.casefold()] for each in tokens if self.offers(each)]
        square = opening not in "(（"
        if offered:
            others = [each for each in tokens if not self.offers(each) and not each.isdigit()]
            offered += [each for each in others if named_keys(each) and not each.isalpha()]
            return tuple(dict.fromkeys(offered))
        if ended and square and (word := _WORD.fullmatch(bracketed)):
            return (word[1],)
        return tuple(dict.fromkeys(named_keys(bracketed, square=square)))

    def offers(self, word: str) -> bool:
        """Whether this is an offered key, whatever its letters' case."""
        return word.casefold() in self._offered


def is_ended(text: str, at: int) -> bool:
    """Whether a sentence has its end mark before `at`; spaces and closing signs may follow it."""
    while at and text[at - 1] in _AFTER_END:
        at -= 1
    return at > 0 and text[at - 1] in _END_MARKS


def is_end_mark(sign: str) -> bool:
    """Whether it ends a sentence."""
    return sign in _END_MARKS
