"""From the rows of a PDF file to blocks: paragraphs, items of lists, tables."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import Enum, auto
from itertools import pairwise
from statistics import median

from ingest.formats import lists
from ingest.formats.lines import Line
from ingest.formats.pdf_layout import Row

_SMALL = 0.92  # of the size of the body: what is smaller, and at the foot, are notes
_APART = 1.3  # times the usual distance of two lines: a larger one parts two paragraphs
_ONE_SIZE = 0.06  # share by which sizes may differ

INDENT = 0.8
"""How far the first line of a paragraph stands in at least, in sizes of its letters."""


class Shape(Enum):
    """What a block looks like."""

    TEXT = auto()
    ITEM = auto()
    TABLE = auto()
    NOTE = auto()


@dataclass(frozen=True, slots=True)
class TextBlock:
    """Rows that belong together."""

    shape: Shape
    rows: tuple[Row, ...]

    @property
    def size(self) -> float:
        """The size of its first letters."""
        return self.rows[0].main.size

    @property
    def bold(self) -> bool:
        """Whether all of its rows are bold."""
        return all(row.main.bold for row in self.rows)


@dataclass(frozen=True, slots=True)
class Measures:
    """What is usual in a document: the size of its letters, and how far lines of a size stand
    apart."""

    size: float
    distances: dict[float, float]

    @classmethod
    def of(cls, rows: Sequence[Row]) -> "Measures":
        """The measures of all rows of a document."""
        sizes: Counter[float] = Counter()
        gaps: dict[float, list[float]] = defaultdict(list)
        for row in rows:
            sizes[row.main.size] += len(row.text)
        for before, row in pairwise(rows):
            if before.column == row.column and before.main.size == row.main.size:
                gaps[row.main.size].append(before.y - row.y)
        usual = sizes.most_common(1)[0][0] if sizes else 0.0
        return cls(usual, {size: median(found) for size, found in gaps.items()})


def blocks(rows: Sequence[Row], measures: Measures) -> list[TextBlock]:
    """The blocks in reading order."""
    found: list[TextBlock] = []
    at = 0
    while at < len(rows):
        size = _table(rows, at)
        if size:
            found.append(TextBlock(Shape.TABLE, tuple(rows[at : at + size])))
            at += size
            continue
        last = found[-1] if found else None
        row = rows[at]
        if last is not None and last.shape is not Shape.TABLE and _goes_on(last, row, measures):
            found[-1] = replace(last, rows=(*last.rows, row))
        else:
            is_item = marker(row) is not None
            found.append(TextBlock(Shape.ITEM if is_item else Shape.TEXT, (row,)))
        at += 1
    return _with_notes(found, measures)


def marker(row: Row) -> str | None:
    """`•`, a number or a letter if the row begins an item of a list."""
    return lists.marker(Line(0, 0, 0, row.text))


def _table(rows: Sequence[Row], start: int) -> int:
    """How many rows from `start` on are one table: two or more rows of two or more cells."""
    count = several = 0
    for row in rows[start:]:
        if row.column != rows[start].column:
            break
        if len(row.segments) > 1 and marker(row) is None:
            several += 1
        elif not several or not _continues_cell(rows[start + count - 1], row):
            break
        count += 1
    while count and len(rows[start + count - 1].segments) < 2:
        count -= 1
    return count if several > 1 else 0


def _continues_cell(above: Row, row: Row) -> bool:
    """Whether a row of one cell goes on below a later cell of the row above."""
    starts = [segment.x0 for segment in above.segments[1:]]
    close = above.y - row.y < 1.5 * row.main.size
    return close and any(abs(row.x0 - start) < row.main.size for start in starts)


def _goes_on(block: TextBlock, row: Row, measures: Measures) -> bool:
    """Whether `row` stands in the same paragraph as the rows before it, in one column."""
    last = block.rows[-1]
    size = row.main.size
    if last.column != row.column or marker(row) is not None:
        return False
    if abs(last.main.size - size) > _ONE_SIZE * size or last.main.bold is not row.main.bold:
        return False
    usual = measures.distances.get(size, 1.2 * size)
    if last.y - row.y > _APART * min(usual, 2 * size) + 1:
        return False
    if block.shape is Shape.ITEM:
        return row.x0 > block.rows[0].x0 + 0.3 * size or not _ends(last)
    margin = min(each.x0 for each in block.rows[1:] or block.rows)
    new = len(block.rows) > 1 or (_ends(last) and _begins(row))  # else the first line hangs out
    if row.x0 - margin > INDENT * size and new:
        return False
    return not (short(last, row) and (_ends(last) or _very_short(last)) and _begins(row))


def short(last: Row, row: Row) -> bool:
    """Whether the first word of `row` would have fitted behind `last`, the row before it."""
    word = row.text.split(" ", 1)[0]
    letter = (row.x1 - row.x0) / max(len(row.text), 1)
    return last.x1 + letter * (len(word) + 2) < last.right


def _very_short(last: Row) -> bool:
    return last.x1 - last.left < 0.6 * (last.right - last.left)


def _ends(row: Row) -> bool:
    return Line(0, 0, 0, row.text).final


def _begins(row: Row) -> bool:
    return not row.text[:1].islower()


def _with_notes(found: list[TextBlock], measures: Measures) -> list[TextBlock]:
    """The blocks, with those in small letters at the foot of a column as notes."""
    notes: set[int] = set()
    for place in range(len(found) - 1, -1, -1):
        block = found[place]
        after = found[place + 1] if place + 1 < len(found) else None
        at_foot = after is None or _column(after) != _column(block) or place + 1 in notes
        if at_foot and block.shape is not Shape.TABLE and block.size < _SMALL * measures.size:
            notes.add(place)
    return [
        replace(block, shape=Shape.NOTE) if place in notes else block
        for place, block in enumerate(found)
    ]


def _column(block: TextBlock) -> int:
    return block.rows[-1].column
