"""Which of the paragraphs that are left over is which one's new version, by their words."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from ingest.aligning import Pair
from ingest.wording import words

_NEAR = 0.3
"""From this likeness on, two paragraphs between the same unchanged ones are two versions."""
_FAR = 0.6
"""The same for two that stand anywhere."""
_CONTAINED = 0.8
"""So much of a shorter one's words in a longer one: it was cut from it, or joined to another."""
_FEWEST = 8  # words and pairs of words that a part needs to be known again
_EACH_WITH_EACH = 400  # pairs of paragraphs in one gap
_AROUND = 8  # paragraphs on either side of the same relative place, in a longer gap
_RARE = 6  # paragraphs that share what counts as rare
_BEST = 3  # candidates looked at for their rare words


@dataclass(frozen=True, slots=True)
class Gap:
    """Places of old and of new paragraphs between the same two unchanged ones."""

    old: list[int]
    new: list[int]


@dataclass(frozen=True, slots=True, order=True)
class _Candidate:
    rank: tuple[float, float]  # likeness in steps of a tenth, greatest first; then distance
    likeness: float  # negative, so that the greatest comes first
    pair: Pair


def versions(old: Sequence[str], new: Sequence[str], gaps: Sequence[Gap]) -> list[Pair]:
    """Pairs of places, each place at most once: the most alike first, and of those the nearest.

    The time grows with the length of the texts, whatever they say: only paragraphs that stand
    near each other or that share rare words are compared.
    """
    olds = {i: _features(old[i]) for gap in gaps for i in gap.old}
    news = {j: _features(new[j]) for gap in gaps for j in gap.new}
    candidates = [
        _Candidate((-round(likeness, 1), distance), -likeness, (i, j))
        for i, j, distance in _worth_comparing(olds, news, gaps)
        if (likeness := _accepted(olds[i], news[j], is_near=distance < 1))
    ]
    taken_old: set[int] = set()
    taken_new: set[int] = set()
    pairs = []
    for each in sorted(candidates):
        i, j = each.pair
        if i not in taken_old and j not in taken_new:
            taken_old.add(i)
            taken_new.add(j)
            pairs.append(each.pair)
    return pairs


_Features = Counter[str]


def _features(text: str) -> _Features:
    """The words and the pairs of neighbouring words: unrelated texts share few of the latter."""
    single = words(text.casefold()) or [text]
    return Counter(single) + Counter(f"{a} {b}" for a, b in pairwise(single))


def _accepted(old: _Features, new: _Features, *, is_near: bool) -> float:
    """How much of the two is the same, from 0 to 1 (Dice); 0 when it is too little."""
    few, many = sorted((old, new), key=len)
    small, large = sorted((old.total(), new.total()))
    shared = sum(min(count, many[each]) for each, count in few.items() if each in many)
    likeness = 2 * shared / (small + large)
    if likeness >= (_NEAR if is_near else _FAR):
        return likeness
    is_part = is_near and small >= _FEWEST and shared >= _CONTAINED * small
    return likeness if is_part else 0.0


def _worth_comparing(
    olds: dict[int, _Features], news: dict[int, _Features], gaps: Sequence[Gap]
) -> Iterator[tuple[int, int, float]]:
    """Places of an old and a new paragraph, and how far apart: below 1 in one gap, else 1."""
    found: dict[Pair, float] = {}
    gap_of_old = {i: gap for gap in gaps for i in gap.old}
    gap_of_new = {j: gap for gap in gaps for j in gap.new}
    for gap in gaps:
        found.update(_near(gap))
    for i, j in _with_rare_words(olds, news):
        is_near = gap_of_old[i] is gap_of_new[j]
        found.setdefault((i, j), 0.999 if is_near else 1.0)
    return ((i, j, distance) for (i, j), distance in found.items())


def _near(gap: Gap) -> Iterator[tuple[Pair, float]]:
    longest = max(len(gap.old), len(gap.new))
    every = len(gap.old) * len(gap.new) <= _EACH_WITH_EACH
    for at, i in enumerate(gap.old):
        # The same relative place in the other list.
        middle = at * len(gap.new) // len(gap.old)
        first, last = (0, len(gap.new)) if every else (middle - _AROUND, middle + _AROUND + 1)
        for to in range(max(first, 0), min(last, len(gap.new))):
            yield (i, gap.new[to]), abs(at - to) / longest


def _with_rare_words(olds: dict[int, _Features], news: dict[int, _Features]) -> Iterator[Pair]:
    """For each new paragraph the few old ones that share the most rare words with it."""
    having = _where_rare(olds)
    elsewhere = _where_rare(news)
    for j, features in news.items():
        shared: Counter[int] = Counter()
        for each in features:
            if each in having and each in elsewhere:
                shared.update(having[each])
        for i, _ in shared.most_common(_BEST):
            yield i, j


def _where_rare(texts: dict[int, _Features]) -> dict[str, list[int]]:
    """The places of each word and pair of words that few of the texts have."""
    counts: Counter[str] = Counter(_every(texts.values()))
    places: dict[str, list[int]] = defaultdict(list)
    for at, features in texts.items():
        for each in features:
            if counts[each] <= _RARE:
                places[each].append(at)
    return places


def _every(texts: Iterable[_Features]) -> Iterator[str]:
    for features in texts:
        yield from features
