"""What a statement exchanges, word for word: names, figures, their order, and denials."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from answering.facts.alignment import Alignment
from answering.facts.evidence import Evidence
from answering.facts.negation import Denial, is_cue
from answering.facts.sentences import weight
from answering.facts.tokens import Sort, Token
from vectorstore.words import listed

_AROUND = 3  # words that count, to each side
_NEAR = 8  # words between a word and its neighbour's counterpart
_STOP = 0.2
_LEAST_SHARE = 0.4  # of the statement's words, which must be the evidence's for it to exchange one
_ONE_SIDED = 0.8  # what a fit counts where the statement ends and the evidence goes on
_LIST = listed("and or the nor as well")
_BOTH_WAYS = listed(
    """
    and or nor with versus vs between near beside meet met meets marry married marries is are was
    were be been i e also called known
    """
)
"""Words that may stand between two names in either order."""
_LONGEST_BETWEEN = 6  # words
_RUNS = 3  # names or figures after one that are compared with it


@dataclass(frozen=True, slots=True)
class Exchange:
    """A name or figure of the statement that stands where the evidence has another one.

    `fit` is how alike the words around them are, 0 to 1.
    """

    said: Token
    given: Token
    fit: float


@dataclass(frozen=True, slots=True)
class Turn:
    """A word that one side denies where the other says it; `added` if the statement denies it.

    `fit` is how alike the words around it are, 0 to 1.
    """

    word: Token
    added: bool
    fit: float


def exchanges(aligned: Sequence[Alignment]) -> Iterator[Exchange]:
    """The names and figures that fit another one's place better than their own."""
    own = [_fits_of(each) for each in aligned]
    for each in aligned:
        if each.share < _LEAST_SHARE:
            continue
        for at, other in each.met.items():
            if (
                each.is_same(at)
                or _in_one_list(each, at, other)
                or _in_other_voice(each, at, other)
            ):
                continue
            fit = _fit(each, at, other)
            if fit > max(fits.get(at, 0.0) for fits in own):
                yield Exchange(each.token(at), each.given[other], fit)


def _fits_of(aligned: Alignment) -> dict[int, float]:
    """How well each name and figure fits where it meets itself."""
    return {
        at: _fit(aligned, at, other)
        for at, other in aligned.met.items()
        if aligned.is_same(at) and aligned.token(at).sort in (Sort.NAME, Sort.FIGURE)
    }


def _fit(aligned: Alignment, at: int, other: int) -> float:
    before, after = (_side(aligned, at, other, step) for step in (-1, 1))
    if before is None or after is None:
        figure = aligned.token(at).figure
        if figure is not None and figure.date is not None:
            return 0.0  # when something happened may be told at either end of a sentence
        return _ONE_SIDED * (before or after or 0.0)
    return (before + after) / 2


def _side(aligned: Alignment, at: int, other: int, step: int) -> float | None:
    """The share of the words on one side of a token that its counterpart has there too.

    The other words of a name of several are no neighbours; a sentence's end meets an end. None
    where the statement ends and the evidence goes on.
    """
    place, total, held, counted = _past_name(aligned, at, step), 0.0, 0.0, 0
    while 0 <= place < len(aligned.said) and counted < _AROUND:
        each = aligned.token(place)
        worth = weight(each) or _STOP
        total += worth
        if aligned.is_same(place) and 0 < (aligned.met[place] - other) * step <= _NEAR:
            held += worth
        counted += each.counts
        place += step
    if total:
        return held / total
    return 1.0 if _ends(aligned, other, step) else None


def _past_name(aligned: Alignment, at: int, step: int) -> int:
    """The place beside a token, or beside the name that it is part of."""
    place = at + step
    while (
        0 <= place < len(aligned.said)
        and aligned.said[place] == aligned.said[place - step] + step
        and aligned.token(place).sort is aligned.token(at).sort is Sort.NAME
    ):
        place += step
    return place


def _ends(aligned: Alignment, other: int, step: int) -> bool:
    """Whether the evidence's sentence ends beside a token, or beside the name it belongs to."""
    number, place = aligned.places[other][0], other + step
    while 0 <= place < len(aligned.given) and aligned.places[place][0] == number:
        if not (aligned.given[place].sort is aligned.given[other].sort is Sort.NAME):
            return False
        place += step
    return True


def _in_one_list(aligned: Alignment, at: int, other: int) -> bool:
    """Whether the evidence has both in a row: a list, or a name of several words."""
    sort = aligned.given[other].sort
    if any(token.folded == "respectively" for token in aligned.given):
        return False
    for place, token in enumerate(aligned.given):
        if token.key == aligned.keys[at] and aligned.places[place][0] == aligned.places[other][0]:
            between = aligned.given[min(place, other) + 1 : max(place, other)]
            if all(each.sort is sort or each.folded in _LIST for each in between):
                return True
    return False


def _in_other_voice(aligned: Alignment, at: int, other: int) -> bool:
    """Whether two names of both changed places because one of the two is passive."""
    said = {token.key for token in map(aligned.token, range(len(aligned.said)))}
    number = aligned.places[other][0]
    given = [
        t for t, place in zip(aligned.given, aligned.places, strict=True) if place[0] == number
    ]
    if aligned.given[other].key not in said or aligned.keys[at] not in {t.key for t in given}:
        return False
    return ("by" in said) != any(token.folded == "by" for token in given)


def turned(aligned: Sequence[Alignment]) -> Iterator[tuple[Token, Token]]:
    """Two names, or two figures, that the evidence joins by the same words the other way round."""
    known: set[tuple[str, str, tuple[str, ...]]] = set()
    for each in aligned:
        tokens = tuple(token.key for token in each.given)
        known |= {joint for joint, _ in _joints(each.given, tokens)}
    if not aligned:
        return
    first = aligned[0]
    said = [first.token(at) for at in range(len(first.said))]
    for (one, other, between), (here, there) in _joints(said, first.keys):
        if (other, one, between) in known and (one, other, between) not in known:
            yield said[here], said[there]


Joint = tuple[tuple[str, str, tuple[str, ...]], tuple[int, int]]


def _joints(tokens: Sequence[Token], keys: Sequence[str]) -> Iterator[Joint]:
    """Two names or figures with the words between them, which have a direction."""
    runs = _runs(tokens)
    for number, (start, end) in enumerate(runs):
        for after, after_end in runs[number + 1 : number + 1 + _RUNS]:
            between = tuple(keys[end:after])
            if len(between) > _LONGEST_BETWEEN:
                break
            if tokens[start].sort is not tokens[after].sort:
                continue
            if all(word in _BOTH_WAYS for word in between):
                continue
            for one in range(start, end):
                for other in range(after, after_end):
                    yield (keys[one], keys[other], between), (one, other)


def _runs(tokens: Sequence[Token]) -> list[tuple[int, int]]:
    """Where names and figures begin and end; the words of one name are together."""
    runs: list[tuple[int, int]] = []
    for place, token in enumerate(tokens):
        if token.sort not in (Sort.NAME, Sort.FIGURE):
            continue
        if runs and runs[-1][1] == place and token.sort is tokens[place - 1].sort is Sort.NAME:
            runs[-1] = (runs[-1][0], place + 1)
        else:
            runs.append((place, place + 1))
    return runs


def turns(aligned: Sequence[Alignment], found: Evidence) -> Iterator[Turn]:
    """The first words that a cue denies, where they meet ones that aren't denied, or the reverse.

    A word that meets itself better elsewhere, denied or not as it is said, is no turn.
    """
    best: dict[int, tuple[float, Turn | None]] = {}
    for each in aligned:
        heads = _heads(each.match.sentence.denials, each.match.sentence.tokens)
        given = {
            (number, place)
            for number in {number for number, _ in each.places}
            for place in _heads(found.sentences[number].denials, found.sentences[number].tokens)
        }
        for at, other in each.met.items():
            token, place = each.token(at), each.places[other]
            if each.given[other].key != token.key or not token.counts or is_cue(token):
                continue
            said = each.match.sentence.denied[each.said[at]]
            there = found.sentences[place[0]].denied[place[1]]
            heading = each.said[at] in heads if said else place in given
            turn = Turn(token, said, _fit(each, at, other)) if said != there else None
            if turn is not None and not heading:
                continue
            fit = _fit(each, at, other)
            if at not in best or best[at][0] < fit:
                best[at] = fit, turn
    return (turn for _, turn in best.values() if turn is not None)


def _heads(denials: Iterable[Denial], tokens: Sequence[Token]) -> frozenset[int]:
    """The first word that each cue denies."""
    reached = ([p for p in denial.denied if not is_cue(tokens[p])] for denial in denials)
    return frozenset(places[0] for places in reached if places)
