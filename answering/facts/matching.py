"""A statement's tokens under the keys of the evidence, and what is not there."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from answering.facts.evidence import Evidence, agreeing
from answering.facts.opposites import alike, opposite
from answering.facts.sentences import Sentence, weight
from answering.facts.tokens import Sort, Token
from vectorstore.words import listed

TITLES = listed(
    """
    mr mrs ms miss dr doctor prof professor sir dame lord lady president king queen prince
    princess pope saint st general colonel captain major lieutenant sergeant senator governor
    minister judge justice jr sr emperor empress duke duchess count bishop reverend rev
    """
)


@dataclass(frozen=True, slots=True)
class Match:
    """A statement's sentence beside the evidence.

    `keys` run beside its tokens: the evidence's key for each, or None where it has none.
    `window` are the numbers of the evidence's sentences that it seems to rest on, best first.
    """

    sentence: Sentence
    keys: tuple[str | None, ...]
    window: tuple[int, ...]


def match(sentence: Sentence, found: Evidence) -> Match:
    """Finds each token of a sentence in the evidence."""
    keys = tuple(
        _key(token, sentence.tokens, found) or _turned(sentence, place, found)
        for place, token in enumerate(sentence.tokens)
    )
    return Match(sentence, keys, _window(sentence, keys, found))


def _key(token: Token, around: Sequence[Token], found: Evidence) -> str | None:
    if not token.counts:
        return None
    if token.key in found.places or token.key in found.known:
        return token.key
    if token.figure:
        given = agreeing(token.figure, found.figures)
        return given.key if given else None
    if token.sort is Sort.NAME:
        return _named(token, around, found)
    return next((key for key in found.places if alike(token.key, key)), None)


def _turned(sentence: Sentence, place: int, found: Evidence) -> str | None:
    """The opposite of a word where only one of the two is denied: "unfit" and "not fit"."""
    token = sentence.tokens[place]
    if token.sort is not Sort.WORD:
        return None
    for key, places in found.places.items():
        if opposite(token.key, key):
            denied = {found.sentences[number].denied[at] for number, at in places}
            if denied == {not sentence.denied[place]}:
                return key
    return None


def _named(token: Token, around: Sequence[Token], found: Evidence) -> str | None:
    """The key of a name given by its initials, spelled out from them, or joined differently."""
    if token.text.isupper() and token.key in found.acronyms:
        return found.acronyms[token.key]
    if len(token.folded) == 1:
        return _initial(token, around, found)
    run = _run(token, around)
    joined = "".join(word[0] for word in run)
    for key in found.places:
        if len(key) > 1 and key.isalpha() and len(key) <= len(joined) and key in joined:
            at = joined.index(key)
            if token.folded in run[at : at + len(key)]:
                return key
    return token.key if f" {token.folded} " in found.words else None


def _run(token: Token, around: Sequence[Token]) -> list[str]:
    """The names in a row that a token is one of; small words may stand between them."""
    place = next((i for i, each in enumerate(around) if each is token), None)
    if place is None:
        return [token.folded]
    start, end = place, place + 1
    while start and around[start - 1].sort in (Sort.NAME, Sort.STOP):
        start -= 1
    while end < len(around) and around[end].sort in (Sort.NAME, Sort.STOP):
        end += 1
    return [each.folded for each in around[start:end] if each.sort is Sort.NAME]


def _initial(token: Token, around: Sequence[Token], found: Evidence) -> str | None:
    """The first name behind an initial: one that stands before the same last name."""
    place = next(i for i, each in enumerate(around) if each is token)
    after = [each.key for each in around[place + 1 : place + 4] if each.sort is Sort.NAME]
    for key in after:
        for number, at in found.places.get(key, ()):
            before = found.sentences[number].tokens[max(at - 3, 0) : at]
            for each in before:
                if each.folded[:1] == token.folded and each.text[0].isupper():
                    return each.key
    return None


def _window(sentence: Sentence, keys: Sequence[str | None], found: Evidence) -> tuple[int, ...]:
    """The evidence's best sentence, the best for the rest, and the one before the best."""
    needed = {
        key: weight(sentence.tokens[place])
        for place, key in enumerate(keys)
        if key is not None and key in found.places
    }
    best = _best(needed, found, ())
    if best is None:
        return ()
    there = _keys_of(found, best)
    rest = {key: value * (0.3 if key in there else 1.0) for key, value in needed.items()}
    second = _best(rest, found, (best,))
    window = [best, second, best - 1]
    return tuple(dict.fromkeys(n for n in window if n is not None and n >= 0))


def _best(needed: dict[str, float], found: Evidence, without: Collection[int]) -> int | None:
    scores: dict[int, float] = {}
    for key, value in needed.items():
        for number in {number for number, _ in found.places[key]}:
            if number not in without:
                scores[number] = scores.get(number, 0.0) + value
    return max(scores, key=lambda n: (scores[n], -n)) if scores else None


def _keys_of(found: Evidence, number: int) -> frozenset[str]:
    each = found.sentences[number]
    return frozenset(each.tokens[place].key for place in each.counting)
