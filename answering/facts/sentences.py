"""Sentences ready for comparing: who stands beside whom, on which side, and what is denied."""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import product

from answering.facts.negation import Denial, denials, denied
from answering.facts.tokens import Sort, Token, read, split
from vectorstore.words import listed

NEIGHBOURS = 4  # words that count, to each side
_LIGHT = listed(
    """
    said say says told called known used made make makes became include includes including
    included found new part number many first way well later time times even several around
    among according another various certain like take took taken come came set
    """
)
_REPORTED = re.compile(
    r"\s*(?:according to (?:the|this) {0}(?: \w+)?, |(?:the|this) {0} \w+ that "
    r"|as (?:the|this) {0} \w+, |it is (?:said|stated|noted|reported|mentioned) that )".format(
        "(?:article|text|source|paragraph|passage|document|report|author|excerpt|page)"
    ),
    re.IGNORECASE,
)
"""An opening that only says where a statement comes from."""
_BE = listed("is are was were be been being got gets get")
_IRREGULAR = listed(
    """
    built bought brought caught chosen done drawn driven eaten found fought forgotten given held
    hidden hit hurt kept known laid led left lent lost made met paid put read run said seen sent
    set shot shown sold spent struck taken taught told thrown understood won worn written begun
    born beaten broken grown overthrown stolen sworn bound cut
    """
)

Side = Mapping[str, tuple[float, int]]
"""The neighbours of a word: how near each is (1 for the next, 1/2 …), and -1 if it acts on the
word or stands before it, 1 if the word acts on it."""


@dataclass(frozen=True, slots=True)
class Sentence:
    """The tokens of a sentence; the tuples run beside `tokens`.

    `counting` are the places of the tokens that say something.
    """

    tokens: tuple[Token, ...]
    counting: tuple[int, ...]
    denied: tuple[bool, ...]
    denials: tuple[Denial, ...]
    sides: Mapping[int, Side]


def weight(token: Token) -> float:
    """How much a token says: a name or a figure most, a light word little."""
    if not token.counts:
        return 0.0
    if token.sort is not Sort.WORD:
        return 1.5
    return 0.4 if token.folded in _LIGHT else 1.0


@lru_cache(maxsize=4096)
def sentences(text: str) -> tuple[Sentence, ...]:
    """The sentences of a text."""
    return tuple(sentence(tokens) for tokens in split(read(text)))


def without_source(text: str) -> str:
    """A text without openings such as "According to the article, "."""
    found = _REPORTED.match(text)
    rest = text[found.end() :] if found else text
    return rest[:1].upper() + rest[1:] if found else text


def sentence(tokens: tuple[Token, ...]) -> Sentence:
    """A sentence from its tokens."""
    counting = tuple(place for place, token in enumerate(tokens) if token.counts)
    return Sentence(tokens, counting, denied(tokens), denials(tokens), _sides(tokens, counting))


def _sides(tokens: Sequence[Token], counting: Sequence[int]) -> dict[int, Side]:
    """The neighbours of each place; the parts of one name are no neighbours of each other."""
    passive = {place for place in counting if _is_passive(tokens, place)}
    units = _units(tokens, counting)
    sides: dict[int, dict[str, tuple[float, int]]] = {place: {} for place in counting}
    for number, unit in enumerate(units):
        for distance, others in enumerate(units[number + 1 : number + 1 + NEIGHBOURS], 1):
            for place, other in product(unit, others):
                way = -1 if _turned(tokens, passive, place, other) else 1
                _put(sides[place], tokens[other].key, 1 / distance, way)
                _put(sides[other], tokens[place].key, 1 / distance, -way)
    return dict(sides)


def _units(tokens: Sequence[Token], counting: Sequence[int]) -> list[list[int]]:
    """The places, those of a name of several words together."""
    units: list[list[int]] = []
    for place in counting:
        beside = bool(units) and units[-1][-1] == place - 1
        if beside and tokens[place].sort is tokens[place - 1].sort is Sort.NAME:
            units[-1].append(place)
        else:
            units.append([place])
    return units


def _put(side: dict[str, tuple[float, int]], key: str, nearness: float, way: int) -> None:
    if key not in side or side[key][0] < nearness:
        side[key] = (nearness, way)


def _is_passive(tokens: Sequence[Token], place: int) -> bool:
    folded = tokens[place].folded
    if tokens[place].sort is not Sort.WORD or not (
        folded.endswith(("ed", "en")) or folded in _IRREGULAR
    ):
        return False
    before = [token.folded for token in tokens[max(place - 3, 0) : place]]
    behind = [token.folded for token in tokens[place + 1 : place + 3]]
    return any(word in _BE for word in before) or "by" in behind


def _turned(tokens: Sequence[Token], passive: Collection[int], first: int, second: int) -> bool:
    """Whether the later of two words acts on the earlier one, as in "hit by a car"."""
    if second in passive:
        return True
    if first not in passive:
        return False
    return any(token.folded == "by" for token in tokens[first + 1 : second])
