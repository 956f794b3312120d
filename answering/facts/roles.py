"""Whether two names or figures of a statement have changed places."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations, islice

from answering.facts.context import likeness, same_kind, surroundings
from answering.facts.evidence import Evidence
from answering.facts.matching import Match
from answering.facts.sentences import Side
from answering.facts.tokens import Sort, Token

_MOST_PAIRS = 60


@dataclass(frozen=True, slots=True)
class Swap:
    """Two tokens, and how much better each fits in the other's place, -1 to 1."""

    first: Token
    second: Token
    lead: float


def swaps(match: Match, found: Evidence) -> Iterator[Swap]:
    """Every two names, or two figures, that the evidence has both."""
    there = [
        place
        for place in match.sentence.counting
        if match.sentence.tokens[place].sort is not Sort.WORD and match.keys[place] in found.places
    ]
    for one, other in islice(combinations(there, 2), _MOST_PAIRS):
        first, second = match.sentence.tokens[one], match.sentence.tokens[other]
        if match.keys[one] != match.keys[other] and same_kind(first, second):
            yield Swap(first, second, _lead(match, found, one, other))


def _lead(match: Match, found: Evidence, one: int, other: int) -> float:
    keys = (match.keys[one] or "", match.keys[other] or "")
    said = (surroundings(match, one), surroundings(match, other))
    straight = _fit(said[0], keys[0], keys, found) + _fit(said[1], keys[1], keys, found)
    crossed = _fit(said[0], keys[1], keys, found) + _fit(said[1], keys[0], keys, found)
    return (crossed - straight) / 2


def _fit(said: Side, key: str, without: tuple[str, str], found: Evidence) -> float:
    return max(
        (
            likeness(said, found.sentences[number].sides[at], without)
            for number, at in found.places[key]
        ),
        default=0.0,
    )
