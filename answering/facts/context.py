"""Whether a word stands in the evidence among the words that surround it in the statement."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from answering.facts.evidence import Evidence, Place
from answering.facts.figures import agrees
from answering.facts.matching import Match
from answering.facts.sentences import Side
from answering.facts.tokens import Sort, Token

_OTHER_SIDE = 0.3  # how much a neighbour on the other side still counts


@dataclass(frozen=True, slots=True)
class Rival:
    """A word of the statement, and another of the evidence that stands in its place.

    `lead` is how much better that one fits there, -1 to 1.
    """

    said: Token
    given: Token | None
    lead: float


def surroundings(match: Match, place: int) -> Side:
    """The neighbours of a statement's token, under the evidence's keys."""
    sentence = match.sentence
    keys = {
        sentence.tokens[other].key: match.keys[other] or sentence.tokens[other].key
        for other in sentence.counting
    }
    return {keys[key]: value for key, value in sentence.sides[place].items()}


def likeness(said: Side, given: Side, without: Collection[str] = ()) -> float:
    """The share, 0 to 1, of the neighbours said that are given too, near ones counting more."""
    total = held = 0.0
    for key, (nearness, way) in said.items():
        if key in without:
            continue
        total += nearness
        if key in given:
            other, same = given[key]
            held += min(nearness, 2 * other) * (1.0 if same == way else _OTHER_SIDE)
    return held / total if total else 0.0


def own(match: Match, place: int, found: Evidence, without: Collection[str] = ()) -> float:
    """How well a token fits where it stands in the evidence; 0 if it isn't there."""
    key = match.keys[place]
    said = surroundings(match, place)
    return max(
        (likeness(said, _given(found, at), without) for at in found.places.get(key or "", ())),
        default=0.0,
    )


def rivals(match: Match, found: Evidence) -> Iterator[Rival]:
    """For each name and figure of the statement, the best other one in its place."""
    for place in match.sentence.counting:
        if match.sentence.tokens[place].sort is not Sort.WORD:
            yield _best_other(match, place, found, own(match, place, found))


def replaced(match: Match, found: Evidence) -> Iterator[Rival]:
    """For each word that the evidence lacks, the best in its place that the statement lacks."""
    for place in match.sentence.counting:
        if match.sentence.tokens[place].sort is Sort.WORD and match.keys[place] is None:
            yield _best_other(match, place, found, 0.0)


def _best_other(match: Match, place: int, found: Evidence, fit: float) -> Rival:
    """The rival of a token that fits its own place in the evidence as well as `fit` says."""
    token, said = match.sentence.tokens[place], surroundings(match, place)
    said_keys = {key for key in match.keys if key is not None}
    best, given = 0.0, None
    for other, at in _others(token, match, found, said_keys):
        likely = likeness(said, _given(found, at))
        if likely > best:
            best, given = likely, other
    return Rival(token, given, best - fit)


def _others(
    token: Token, match: Match, found: Evidence, said: Collection[str]
) -> Iterator[tuple[Token, Place]]:
    for number in match.window:
        sentence = found.sentences[number]
        for at in sentence.counting:
            other = sentence.tokens[at]
            if other.key not in said and same_kind(token, other):
                yield other, (number, at)


def same_kind(one: Token, other: Token) -> bool:
    """Whether two tokens could stand for each other: two names, two dates, two counts."""
    if one.sort is not other.sort:
        return False
    if one.figure is None or other.figure is None:
        return True
    if agrees(one.figure, other.figure) or agrees(other.figure, one.figure):
        return False
    if one.figure.ordinal != other.figure.ordinal:
        return False
    if (one.figure.date is None) == (other.figure.date is None):
        return True
    # A year that stands alone may be a count.
    return bool(one.figure.values and other.figure.values)


def _given(found: Evidence, at: Place) -> Side:
    return found.sentences[at[0]].sides[at[1]]
