"""A statement's sentence laid word for word beside the evidence that it seems to rest on."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from answering.facts.evidence import Evidence, Place
from answering.facts.figures import Figure, agrees
from answering.facts.matching import Match
from answering.facts.opposites import opposite
from answering.facts.tokens import Sort, Token
from vectorstore.words import listed

_STOP = 0.2  # what a small word adds to an alignment
_EXCHANGE = 0.4  # what two names, or two figures, add that stand for different things
_STRANGER = 0.3  # what a name adds that stands for a word or a figure
_DETERMINED = listed("the this that these those its his her their our my your a an such said")


@dataclass(frozen=True, slots=True)
class Alignment:
    """The tokens of a sentence, and those of the evidence that they meet; without breaks.

    `said` are places in the sentence, `keys` run beside them; `met` leads from a place in `said`
    to one in `given`. `places` run beside `given`.
    """

    match: Match
    said: tuple[int, ...]
    keys: tuple[str, ...]
    given: tuple[Token, ...]
    places: tuple[Place, ...]
    met: Mapping[int, int]

    def token(self, at: int) -> Token:
        """The statement's token at a place in `said`."""
        return self.match.sentence.tokens[self.said[at]]

    @property
    def share(self) -> float:
        """The share, 0 to 1, of the statement's words that count that meet themselves."""
        counting = [at for at in range(len(self.said)) if self.token(at).counts]
        return sum(map(self.is_same, counting)) / len(counting) if counting else 0.0

    def is_same(self, at: int) -> bool:
        """Whether the token at a place in `said` meets its own key."""
        return at in self.met and self.given[self.met[at]].key == self.keys[at]


def alignments(match: Match, found: Evidence) -> Iterator[Alignment]:
    """The sentence beside each of the two best sentences of the evidence, and beside all.

    All, because a statement may join two; each, because in all of them a name finds itself.
    """
    chosen: list[tuple[int, ...]] = [(number,) for number in match.window[:2]]
    if len(match.window) > 1:
        chosen.append(tuple(sorted(match.window)))
    for numbers in chosen:
        yield align(match, found, numbers)


def align(match: Match, found: Evidence, numbers: Sequence[int]) -> Alignment:
    """The alignment that keeps the order of both and lets most of the words meet.

    By dynamic programming over both rows of tokens (Needleman and Wunsch, 1970), gaps being free.
    """
    places = tuple(
        (number, place)
        for number in numbers
        for place, token in enumerate(found.sentences[number].tokens)
        if token.sort is not Sort.BREAK
    )
    given = tuple(found.sentences[number].tokens[place] for number, place in places)
    tokens = match.sentence.tokens
    said = tuple(p for p, token in enumerate(tokens) if token.sort is not Sort.BREAK)
    keys = tuple(match.keys[place] or tokens[place].key for place in said)
    gains = [_gains(tokens[place], key, given) for place, key in zip(said, keys, strict=True)]
    return Alignment(match, said, keys, given, places, _path(gains, len(given)))


def _gains(token: Token, key: str, given: Sequence[Token]) -> dict[int, float]:
    """What the token gains by each token of the evidence that it may meet."""
    gains = {}
    for at, other in enumerate(given):
        if other.key == key:
            gains[at] = 1.0 if token.counts else _STOP
        elif gain := _exchange(token, other, given[at - 1] if at else None):
            gains[at] = gain
    return gains


def _exchange(token: Token, other: Token, before: Token | None) -> float:
    """What a name, a figure or a word gains by another one, or by its opposite.

    Who writes "the city" for Rome, or Rome for "the city", exchanges nothing.
    """
    if token.sort is Sort.FIGURE and other.sort is Sort.FIGURE:
        assert token.figure is not None
        assert other.figure is not None
        return _EXCHANGE if _same_sort(token.figure, other.figure) else 0.0
    if token.sort is Sort.WORD and other.sort is Sort.WORD:
        return _EXCHANGE if opposite(token.key, other.key) else 0.0
    if token.sort is not Sort.NAME or not other.counts:
        return 0.0
    if other.sort is Sort.NAME:
        return _EXCHANGE
    described = before is not None and before.folded in _DETERMINED
    return 0.0 if described or token.opening or other.opening else _STRANGER


def _same_sort(one: Figure, other: Figure) -> bool:
    """Whether two figures differ, and both are dates or none is; a count may stand for a date."""
    if agrees(one, other) or agrees(other, one):
        return False
    if (one.date is None) == (other.date is None):
        return True
    dated, counted = (one, other) if one.date else (other, one)
    return other is dated and counted.unit is None and not counted.ordinal and dated.unit is None


def _path(gains: Sequence[Mapping[int, float]], width: int) -> dict[int, int]:
    best = [[0.0] * (width + 1)]
    for row in gains:
        above = best[-1]
        if not row:
            best.append(above)
            continue
        line, most = [0.0], 0.0
        for at in range(width):
            most = max(most, above[at + 1])
            if at in row:
                most = max(most, above[at] + row[at])
            line.append(most)
        best.append(line)
    path: dict[int, int] = {}
    place, at = len(gains), width
    while place and at:
        gain = gains[place - 1].get(at - 1)
        if gain is not None and best[place][at] == best[place - 1][at - 1] + gain:
            path[place - 1] = at - 1
            place, at = place - 1, at - 1
        elif best[place][at] == best[place][at - 1]:
            at -= 1
        else:
            place -= 1
    return path
