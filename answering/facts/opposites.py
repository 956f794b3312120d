"""Words that contradict each other and words that may stand for each other."""

from collections.abc import Iterator
from functools import lru_cache
from itertools import product
from pathlib import Path

from answering.facts.tokens import key_of
from vectorstore.words import listed

_PREFIXES = ("un", "in", "im", "ir", "il", "dis", "non", "anti", "mis")
_WHOLE = frozenset(
    map(
        key_of,
        listed(
            """
            inform import impress instruct increase income invest install intent intense internal
            distribute discuss display dispose discover discount disease distance district dispute
            include indeed incline insure inquire impart impose improve union unite unit under
            until inside into instance indicate industry infect injure
            """
        ),
    )
)
"""Words that only look as if they began with such a prefix."""
_ENDING = 3  # letters
_SHORTEST = 4
_SHARED = 5  # letters that two words of one stem have in common at least


def _lines(name: str) -> Iterator[str]:
    lines = Path(__file__).with_name(name).read_text(encoding="utf-8").splitlines()
    return (line for line in lines if line and not line.startswith("#"))


def _linked() -> dict[str, frozenset[str]]:
    linked: dict[str, set[str]] = {}
    for line in _lines("opposites.txt"):
        one, other = (
            [key_of(word.strip()) for word in side.split(",")] for side in line.split("|")
        )
        for first, second in product(one, other):
            if first != second:
                linked.setdefault(first, set()).add(second)
                linked.setdefault(second, set()).add(first)
    return {key: frozenset(keys) for key, keys in linked.items()}


def _alike() -> dict[str, frozenset[str]]:
    alike: dict[str, set[str]] = {}
    for line in _lines("alike.txt"):
        keys = {key_of(word) for word in line.split()}
        for key in keys:
            alike.setdefault(key, set()).update(keys - {key})
    return {key: frozenset(keys) for key, keys in alike.items()}


OPPOSITES = _linked()
"""The keys that contradict a key."""
ALIKE = _alike()
"""The keys that may stand for a key."""


@lru_cache(maxsize=65536)
def opposite(one: str, other: str) -> bool:
    """Whether two keys contradict each other: listed, or one is the other with "un-" and such."""
    if one == other:
        return False
    return other in OPPOSITES.get(one, ()) or _prefixed(one, other) or _prefixed(other, one)


def _prefixed(longer: str, shorter: str) -> bool:
    """Whether one key is the other behind "un-" and such; stems may end differently."""
    if longer in _WHOLE or len(shorter) < _SHORTEST:
        return False
    for prefix in _PREFIXES:
        rest = longer.removeprefix(prefix)
        if rest != longer and len(rest) >= _SHORTEST and shorter.startswith(rest):
            return len(shorter) - len(rest) <= _ENDING
    return False


@lru_cache(maxsize=65536)
def alike(one: str, other: str) -> bool:
    """Whether two keys may stand for each other: listed, or grown from one stem."""
    if one == other or other in ALIKE.get(one, ()):
        return True
    if opposite(one, other):
        return False
    shared = 0
    for first, second in zip(one, other, strict=False):
        if first != second:
            break
        shared += 1
    shortest, longest = sorted((len(one), len(other)))
    return shared >= max(_SHARED, shortest - 1) and longest - shared <= 3 and not one[0].isdigit()
