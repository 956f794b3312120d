"""Cross-validation by article, and with one whole set left out."""

import hashlib
from collections.abc import Iterator, Sequence
from typing import Protocol, TypeVar

FOLDS = 5


class Row(Protocol):
    """What can be put into folds: it has a set and a group that stays together."""

    @property
    def set(self) -> str:
        """The name of its set."""
        ...

    @property
    def group(self) -> str:
        """The article it belongs to."""
        ...


R = TypeVar("R", bound=Row)
Split = tuple[list[R], list[R]]


def fold(group: str) -> int:
    """The fold of a group; a SQuAD article and its XQuAD twins share one."""
    name = group.rpartition("/")[2]
    return hashlib.sha256(name.encode()).digest()[0] % FOLDS


def by_article(rows: Sequence[R]) -> Iterator[Split[R]]:
    """(To fit on, to judge by) for each fold."""
    for number in range(FOLDS):
        yield _split(rows, [fold(row.group) == number for row in rows])


def by_set(rows: Sequence[R]) -> Iterator[Split[R]]:
    """(To fit on, to judge by) for each set left out."""
    for name in sorted({row.set for row in rows}):
        yield _split(rows, [row.set == name for row in rows])


def _split(rows: Sequence[R], judged: Sequence[bool]) -> Split[R]:
    pairs = list(zip(rows, judged, strict=True))
    return [row for row, out in pairs if not out], [row for row, out in pairs if out]
