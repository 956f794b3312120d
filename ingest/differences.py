"""How one revision differs from another, in paragraphs."""

from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from ingest.aligning import Pair, align, in_turn, increasing
from ingest.resemblance import Gap, versions
from ingest.wording import Run, RunKind, runs
from vectorstore.model import Paragraph

__all__ = ["Changes", "Difference", "Kind", "ParagraphChange", "Run", "RunKind", "differ"]


class Kind(StrEnum):
    """What became of a paragraph."""

    ADDED = "added"
    CHANGED = "changed"
    MOVED = "moved"
    REMOVED = "removed"


@dataclass(frozen=True, slots=True)
class Changes:
    """How the paragraphs of a revision differ from those of another, as counts."""

    added: int
    changed: int
    moved: int
    removed: int
    unchanged: int


@dataclass(frozen=True, slots=True)
class ParagraphChange:
    """A paragraph before and after; an added one has no `before`, a removed one no `after`.

    `runs` are the words of a changed one, as `ingest.wording.runs` gives them; where no word
    differs they say so, and only the white space changed.
    A moved one has the same text in another place of the order.
    """

    kind: Kind
    before: Paragraph | None
    after: Paragraph | None
    runs: tuple[Run, ...] = ()


@dataclass(frozen=True, slots=True)
class Difference:
    """All that differs between two revisions.

    `changes` are in the reading order of the new one, and what was removed is where it stood.
    `unchanged` counts the paragraphs with the same text in the same order; their numbers may
    have changed. `now` gives for the number of each old paragraph the number of the new one that
    has the same text or is its changed version, and None for one that was removed.
    """

    changes: tuple[ParagraphChange, ...]
    unchanged: int
    now: Mapping[int, int | None]

    @property
    def counts(self) -> Changes:
        """How many of each kind."""
        kinds = [each.kind for each in self.changes]
        return Changes(
            added=kinds.count(Kind.ADDED),
            changed=kinds.count(Kind.CHANGED),
            moved=kinds.count(Kind.MOVED),
            removed=kinds.count(Kind.REMOVED),
            unchanged=self.unchanged,
        )


@dataclass(frozen=True, slots=True)
class _Matched:
    """Pairs of places: the same text in order, the same text elsewhere, another version."""

    same: list[Pair]
    moved: list[Pair]
    changed: list[Pair]

    def reversed(self) -> "_Matched":
        turned = ([(j, i) for i, j in each] for each in (self.same, self.moved, self.changed))
        return _Matched(*turned)


def differ(old: Sequence[Paragraph], new: Sequence[Paragraph]) -> Difference:
    """The difference between two lists of paragraphs, by their texts.

    Equal texts are tied first, in order wherever they can be; of what is left, the most alike in
    one place are versions of each other, and so are very alike ones anywhere. A paragraph that
    was split is changed into its most alike part, and the other part is added; joining is the
    way back. Both directions give the same pairs. Its time grows with the length of what changed.
    """
    olds, news = [each.text for each in old], [each.text for each in new]
    matched = _match(olds, news) if olds <= news else _match(news, olds).reversed()
    now: dict[int, int | None] = {each.number: None for each in old}
    for i, j in (*matched.same, *matched.moved, *matched.changed):
        now[old[i].number] = new[j].number
    changes = tuple(_in_reading_order(old, new, matched))
    return Difference(changes=changes, unchanged=len(matched.same), now=now)


def _match(olds: Sequence[str], news: Sequence[str]) -> _Matched:
    same = align(olds, news)
    left_old, left_new = _left(len(olds), same, 0), _left(len(news), same, 1)
    moved = in_turn(olds, news, left_old, left_new)
    left_old = _without(left_old, (i for i, _ in moved))
    left_new = _without(left_new, (j for _, j in moved))
    return _Matched(same, moved, versions(olds, news, _gaps(same, left_old, left_new)))


def _left(length: int, pairs: Sequence[Pair], side: int) -> list[int]:
    return _without(range(length), (pair[side] for pair in pairs))


def _without(places: Sequence[int], taken: Iterator[int]) -> list[int]:
    gone = set(taken)
    return [each for each in places if each not in gone]


def _gaps(same: Sequence[Pair], old: Sequence[int], new: Sequence[int]) -> list[Gap]:
    """What is left over, by the pair of unchanged paragraphs that it stands behind."""
    olds, news = [i for i, _ in same], [j for _, j in same]
    gaps: dict[int, Gap] = {}
    for i in old:
        gaps.setdefault(bisect_right(olds, i), Gap([], [])).old.append(i)
    for j in new:
        gaps.setdefault(bisect_right(news, j), Gap([], [])).new.append(j)
    return list(gaps.values())


def _in_reading_order(
    old: Sequence[Paragraph], new: Sequence[Paragraph], matched: _Matched
) -> Iterator[ParagraphChange]:
    moved = {j: i for i, j in matched.moved}
    changed = {j: i for i, j in matched.changed}
    same = {j for _, j in matched.same}
    removed = _removed(len(old), matched)
    for j in range(-1, len(new)):
        if j in changed:
            before, after = old[changed[j]], new[j]
            yield ParagraphChange(Kind.CHANGED, before, after, runs(before.text, after.text))
        elif j in moved:
            yield ParagraphChange(Kind.MOVED, old[moved[j]], new[j])
        elif j >= 0 and j not in same:
            yield ParagraphChange(Kind.ADDED, None, new[j])
        for i in removed.get(j, ()):
            yield ParagraphChange(Kind.REMOVED, old[i], None)


def _removed(length: int, matched: _Matched) -> dict[int, list[int]]:
    """The places of removed paragraphs, by the place of the new one that they stood behind."""
    kept = dict(increasing(sorted(matched.same + matched.changed)))
    elsewhere = {i for i, _ in matched.same + matched.moved + matched.changed}
    found: dict[int, list[int]] = {}
    behind = -1
    for i in range(length):
        if i in kept:
            behind = kept[i]
        elif i not in elsewhere:
            found.setdefault(behind, []).append(i)
    return found
