"""From the text as it reads back to the raw text with its markup."""

import html
import re
from bisect import bisect_right
from collections.abc import Sequence
from itertools import pairwise

Span = tuple[int, int]

_MARKUP = frozenset("*_`~[](){}!<>#|\\:-=+&^\"'")
_BULLETS = frozenset("-*+•‣▪◦·–")
_SOLID = re.compile(r"\S")
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|\w{1,31});")
_HIDDEN = re.compile(  # addresses of links, marks of footnotes, comments and tags
    r"\]\([^()\n]*(?:\([^()\n]*\)[^()\n]*)*\)|\]\[[^\[\]\n]*\]|\[\^[^\[\]\n]*\]"
    r"|<!--(?:(?!-->)[\s\S]){0,1000}-->|</?[A-Za-z][A-Za-z0-9-]*(?:\s[^<>]*)?/?>"
)
_CLOSING = re.compile(rf"(?:{_HIDDEN.pattern}|\S)+")
_PROBE = 12  # characters that are enough to find the place again after something unknown
_FAR = 2_000  # characters: how far ahead that place is looked for


def raw_spans(raw: str, text: str, spans: Sequence[Span]) -> list[Span]:
    """The slices of `raw` that the `spans` of `text` come from.

    The spans are in order, don't overlap and leave out white space only; so do the slices.
    Markup between two spans goes with the first one up to the first line end or white space.
    """
    if not spans:
        return []
    places = _places(raw, text)
    cuts: list[Span] = []
    start = _solid(raw, 0)
    for (_, last), (first, _) in pairwise(spans):
        following = max(places[first], start)
        end = min(max(places[last - 1] + 1, start), following)
        end += len(_closing(raw[end:following]))
        cuts.append((start, end))
        start = _solid(raw, end)
    return [*cuts, (start, len(raw.rstrip()))]


def _solid(raw: str, start: int) -> int:
    """The offset of the first character from `start` that is no white space."""
    found = _SOLID.search(raw, start)
    return found.start() if found else len(raw)


def _closing(gap: str) -> str:
    """What of the markup between two spans goes with the first one."""
    found = _CLOSING.match(gap)
    word = found[0] if found else ""
    if word == gap:
        return ""
    line, broken, _ = gap[len(word) :].partition("\n")
    return word + line.rstrip() if broken else word


def _places(raw: str, text: str) -> list[int]:
    """For each character of `text` the offset in `raw` that it comes from, never falling."""
    solid = [at for at, letter in enumerate(raw) if not letter.isspace()]
    if "".join(text.split()) == "".join(raw.split()):
        following = iter([*solid, len(raw)])
        places, at = [], next(following)
        for letter in text:
            places.append(at)
            if not letter.isspace():
                at = next(following)
        return places
    return _through_markup(raw, text)


def _through_markup(raw: str, text: str) -> list[int]:
    walk = _Walk(raw)
    places = []
    for at, letter in enumerate(text):
        if letter.isspace():
            places.append(min(walk.at, len(raw) - 1))
            continue
        places.append(walk.find(letter, text[at : at + _PROBE]))
    return places


class _Walk:
    """A place in a raw text that moves on from letter to letter."""

    def __init__(self, raw: str) -> None:
        self.raw = raw
        self.at = 0
        self._hidden = [found.span() for found in _HIDDEN.finditer(raw)]
        self._starts = [start for start, _ in self._hidden]

    def find(self, letter: str, ahead: str) -> int:
        """The offset of `letter`, behind markup only; the place as it is if it isn't there."""
        found, width = self._behind_markup(letter, ahead)
        if found < 0:
            found, width = self.raw.find(ahead, self.at, self.at + _FAR), 1
        if found < 0:
            return min(self.at, len(self.raw) - 1)
        self.at = found + width
        return found

    def _behind_markup(self, letter: str, ahead: str) -> tuple[int, int]:
        at = self.at
        while at < len(self.raw):
            here = self.raw[at]
            if here == "&" and (entity := self._entity(at, letter, ahead)):
                return at, len(entity)
            if here == letter or (letter == "•" and here in _BULLETS):
                return at, 1
            if hidden := self._hidden_until(at):
                at = hidden
            elif here in _MARKUP or here.isspace():
                at += 1
            else:
                break
        return -1, 0

    def _entity(self, at: int, letter: str, ahead: str) -> str | None:
        """The entity at `at` if it is shown as `letter`."""
        found = _ENTITY.match(self.raw, at)
        if found is None or ahead.startswith(found[0][:_PROBE]):
            return None
        return found[0] if html.unescape(found[0]).startswith(letter) else None

    def _hidden_until(self, at: int) -> int:
        """Where the hidden stretch that covers `at` ends; 0 if there is none."""
        index = bisect_right(self._starts, at) - 1
        if index >= 0 and at < self._hidden[index][1]:
            return self._hidden[index][1]
        return 0
