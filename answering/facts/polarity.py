"""Denials and opposites that only one of statement and evidence has."""

from collections.abc import Iterator
from dataclasses import dataclass

from answering.facts.context import likeness, surroundings
from answering.facts.evidence import Evidence, Place
from answering.facts.matching import Match
from answering.facts.negation import is_cue
from answering.facts.opposites import opposite
from answering.facts.sentences import Sentence
from answering.facts.tokens import Sort, Token

_LEAST_FIT = 0.2  # an opposite among other words is a coincidence


@dataclass(frozen=True, slots=True)
class Denied:
    """A word that one side denies and the other says.

    `sure` says that the other side has that very word.
    """

    word: Token
    sure: bool


@dataclass(frozen=True, slots=True)
class Opposite:
    """A word of the statement where the evidence has its opposite; `strength` is 0 to 1."""

    said: Token
    given: Token
    strength: float


def added(match: Match, found: Evidence) -> Iterator[Denied]:
    """What the statement denies and the evidence doesn't."""
    sentence = match.sentence
    for denial in sentence.denials:
        reached = _words_denied(sentence, denial.denied)
        if not reached or any(_denied_there(match, place, found) for place in reached):
            continue
        head = reached[0]
        yield Denied(sentence.tokens[head], _best(match, head, found, match.keys[head]) is not None)


def _words_denied(sentence: Sentence, places: tuple[int, ...]) -> list[int]:
    return [p for p in places if sentence.denied[p] and not is_cue(sentence.tokens[p])]


def _best(match: Match, place: int, found: Evidence, key: str | None) -> tuple[float, Place] | None:
    """Where in the window a key stands most as the word at `place` does, and how well."""
    here = [at for at in found.places.get(key or "", ()) if at[0] in match.window]
    around = surroundings(match, place)
    fits = [(likeness(around, found.sentences[n].sides[p]), (n, p)) for n, p in here]
    return max(fits, default=None)


def _denied_there(match: Match, place: int, found: Evidence) -> bool:
    """Whether the evidence denies the word at a place too, or says its opposite there."""
    best = _best(match, place, found, match.keys[place])
    if best and found.sentences[best[1][0]].denied[best[1][1]]:
        return True
    token, fit = match.sentence.tokens[place], best[0] if best else 0.0
    return any(
        opposite(token.key, given.key) and not denied and other > fit
        for given, denied, other in _around(match, place, found)
    )


def _around(match: Match, place: int, found: Evidence) -> Iterator[tuple[Token, bool, float]]:
    """The words of the two best sentences, whether denied, and how well each fits the place."""
    around = surroundings(match, place)
    for number in match.window[:2]:
        sentence = found.sentences[number]
        for at in sentence.counting:
            if sentence.tokens[at].sort is Sort.WORD:
                fit = likeness(around, sentence.sides[at])
                yield sentence.tokens[at], sentence.denied[at], fit


def removed(match: Match, found: Evidence) -> Iterator[Denied]:
    """What the evidence denies and the statement says."""
    places = {key: place for place, key in enumerate(match.keys) if key is not None}
    for number in match.window[:2]:
        sentence = found.sentences[number]
        for denial in sentence.denials:
            reached = _words_denied(sentence, denial.denied)
            said = [places[k] for p in reached if (k := sentence.tokens[p].key) in places]
            if not said or any(match.sentence.denied[place] for place in said):
                continue
            head = sentence.tokens[reached[0]]
            if _says_opposite(match, head.key):
                continue
            sure = head.key in places
            best = _best(match, said[0], found, match.keys[said[0]])
            if best and best[1] in {(number, place) for place in reached}:
                yield Denied(head, sure)


def _says_opposite(match: Match, key: str) -> bool:
    sentence = match.sentence
    return any(
        opposite(sentence.tokens[place].key, key) and not sentence.denied[place]
        for place in sentence.counting
    )


def opposites(match: Match, found: Evidence) -> Iterator[Opposite]:
    """Words of the statement where the evidence's sentences have an opposite instead."""
    said = {key for key in match.keys if key is not None}
    said |= {match.sentence.tokens[place].key for place in match.sentence.counting}
    near = {
        found.sentences[n].tokens[p].key for n in match.window for p in found.sentences[n].counting
    }
    for place in match.sentence.counting:
        token = match.sentence.tokens[place]
        if token.sort is not Sort.WORD:
            continue
        if match.keys[place] in near:
            continue
        for given, denied, fit in _around(match, place, found):
            if given.key in said or denied != match.sentence.denied[place]:
                continue
            if fit >= _LEAST_FIT and opposite(token.key, given.key):
                yield Opposite(token, given, fit)
