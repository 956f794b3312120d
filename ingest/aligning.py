"""Which items of two lists are the same, in the same order."""

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Hashable, Sequence
from difflib import SequenceMatcher

Pair = tuple[int, int]
"""A place in the old list and its place in the new one."""

_Range = tuple[int, int, int, int]  # of the old list: from, to; of the new one: from, to

_FEW = 10_000  # pairs of items that are compared each with each: some milliseconds


def align(old: Sequence[Hashable], new: Sequence[Hashable]) -> list[Pair]:
    """Pairs of equal items, growing in both places.

    What both ranges hold exactly once is tied first, then what lies between two ties in the same
    way (the "patience" difference of Bram Cohen): its time grows with the length, and it doesn't
    tie what is merely common. Items that are all repeated are compared each with each when they
    are few, and else in the order in which they come.
    """
    pairs: list[Pair] = []
    todo: list[_Range] = [(0, len(old), 0, len(new))]
    while todo:
        inner = _trimmed(old, new, todo.pop(), pairs)
        a, b, c, d = inner
        if a == b or c == d:
            continue
        ties = increasing(_unique(old, new, inner))
        if not ties:
            pairs.extend(_repeated(old, new, inner))
            continue
        pairs.extend(ties)
        for i, j in ties:
            todo.append((a, i, c, j))
            a, c = i + 1, j + 1
        todo.append((a, b, c, d))
    return sorted(pairs)


def increasing(pairs: Sequence[Pair]) -> list[Pair]:
    """As many of the pairs as grow in both places; `pairs` are sorted by the first one."""
    ends: list[int] = []  # the smallest new place that ends a run of each length
    tails: list[int] = []  # and which pair that is
    before: list[int] = []
    for at, (_, j) in enumerate(pairs):
        length = bisect_left(ends, j)
        before.append(tails[length - 1] if length else -1)
        if length == len(ends):
            ends.append(j)
            tails.append(at)
        else:
            ends[length], tails[length] = j, at
    run: list[Pair] = []
    at = tails[-1] if tails else -1
    while at >= 0:
        run.append(pairs[at])
        at = before[at]
    return run[::-1]


def in_turn(
    old: Sequence[Hashable], new: Sequence[Hashable], olds: Sequence[int], news: Sequence[int]
) -> list[Pair]:
    """The first of the `olds` with the first equal one of the `news`, and so on."""
    places: dict[Hashable, list[int]] = defaultdict(list)
    for j in reversed(news):
        places[new[j]].append(j)
    return [(i, places[old[i]].pop()) for i in olds if places.get(old[i])]


def _trimmed(
    old: Sequence[Hashable], new: Sequence[Hashable], within: _Range, pairs: list[Pair]
) -> _Range:
    """What is left of two ranges without their equal beginning and end, which become pairs."""
    a, b, c, d = within
    while a < b and c < d and old[a] == new[c]:
        pairs.append((a, c))
        a, c = a + 1, c + 1
    while a < b and c < d and old[b - 1] == new[d - 1]:
        b, d = b - 1, d - 1
        pairs.append((b, d))
    return a, b, c, d


def _unique(old: Sequence[Hashable], new: Sequence[Hashable], within: _Range) -> list[Pair]:
    a, b, c, d = within
    olds, news = Counter(old[a:b]), Counter(new[c:d])
    places = {new[j]: j for j in range(c, d) if news[new[j]] == 1}
    return [(i, places[old[i]]) for i in range(a, b) if olds[old[i]] == 1 and old[i] in places]


def _repeated(old: Sequence[Hashable], new: Sequence[Hashable], within: _Range) -> list[Pair]:
    a, b, c, d = within
    if (b - a) * (d - c) > _FEW:
        return increasing(in_turn(old, new, range(a, b), range(c, d)))
    matcher = SequenceMatcher(None, old[a:b], new[c:d], autojunk=False)
    return [
        (a + block.a + step, c + block.b + step)
        for block in matcher.get_matching_blocks()
        for step in range(block.size)
    ]
