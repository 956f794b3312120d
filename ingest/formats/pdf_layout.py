"""Which words of a PDF page stand on one line, in which column, and which belong to no text."""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate, groupby, pairwise

from ingest.formats.pdf_letters import Segment

_EDGE = 3  # rows at either edge of a page in which headers and footers are looked for
_SAME_HEIGHT = 8.0  # points
_REPEATED = 3  # pages, or all of a shorter document
_NUMBERS = re.compile(r"\d+|(?<![\w])[ivxlc]+(?![\w])", re.IGNORECASE)
_PAGE_NUMBER = re.compile(
    r"\W*(?:(?:page|p|seite|s|página|pagina|pág|стр|страница)\.?\s*)?"
    r"#(?:\s*(?:/|of|von|de|di|sur|из)\s*#)?\W*"
)
_GUTTER = 8.0  # points: how wide the white between two columns is at least
_CROSSED = 0.6  # share of the most lines above each other that may cross it, as an abstract does
_FEW = 0.1  # share of a page's segments that may cross the gutters of the page before
_FULL = 0.7  # share of a column's width: most lines of prose are that long
_MOST_COLUMNS = 6
_FEWEST_LINES = 4


@dataclass(frozen=True, slots=True)
class Row:
    """Segments on one base line, from left to right, in one column.

    `left` and `right` are the ends of the column, and `column` counts the columns of all pages.
    """

    segments: tuple[Segment, ...]
    page: int
    column: int = 0
    left: float = 0.0
    right: float = 0.0

    @property
    def text(self) -> str:
        """The words of the row."""
        return " ".join(segment.text for segment in self.segments)

    @property
    def main(self) -> Segment:
        """The longest segment."""
        return max(self.segments, key=lambda segment: len(segment.text))

    @property
    def y(self) -> float:
        """The base line."""
        return self.main.y

    @property
    def x0(self) -> float:
        """The left end of the words."""
        return self.segments[0].x0

    @property
    def x1(self) -> float:
        """The right end of the words."""
        return max(segment.x1 for segment in self.segments)


def rows(pages: Sequence[Sequence[Segment]]) -> Iterator[Row]:
    """The rows of all pages in reading order, without headers, footers and page numbers."""
    by_page = [_on_lines(segments) for segments in pages]
    column = 0
    gutters: list[float] = []
    for page, kept in enumerate(_without_furniture(by_page), 1):
        segments = [segment for line in kept for segment in line]
        gutters = _gutters(segments) or _kept(gutters, segments)
        for part in _columns(segments, gutters):
            column += 1
            left = min((segment.x0 for segment in part), default=0.0)
            right = max((segment.x1 for segment in part), default=0.0)
            for line in _on_lines(part):
                yield Row(tuple(line), page, column, left, right)


def _on_lines(segments: Sequence[Segment]) -> list[list[Segment]]:
    """The segments in lines from top to bottom, each from left to right."""
    lines: list[list[Segment]] = []
    for segment in sorted(segments, key=lambda segment: -segment.y):
        last = lines[-1][0] if lines else None
        if last is not None and last.y - segment.y < 0.4 * min(last.size, segment.size):
            lines[-1].append(segment)
        else:
            lines.append([segment])
    return [sorted(line, key=lambda segment: segment.x0) for line in lines]


Line = list[Segment]


def _without_furniture(pages: Sequence[list[Line]]) -> Iterator[list[Line]]:
    """The lines of each page without those at its edges that other pages have as well."""
    found: dict[tuple[bool, str], list[float]] = defaultdict(list)
    for lines in pages:
        for top in (True, False):
            for line in _edge(lines, top):
                found[top, _pattern(line)].append(line[0].y)
    for lines in pages:
        first, last = 0, len(lines)
        for top in (True, False):
            for line in _edge(lines, top):
                if not _repeats(line, found[top, _pattern(line)], len(pages)):
                    break
                first, last = (first + 1, last) if top else (first, last - 1)
        yield lines[first:last]


def _edge(lines: list[Line], top: bool) -> list[Line]:
    return lines[:_EDGE] if top else lines[: -_EDGE - 1 : -1]


def _pattern(line: Line) -> str:
    return _NUMBERS.sub("#", " ".join(segment.text for segment in line)).lower()


def _repeats(line: Line, heights: list[float], pages: int) -> bool:
    if pages == 1:
        return _PAGE_NUMBER.fullmatch(_pattern(line)) is not None
    same = sum(abs(height - line[0].y) < _SAME_HEIGHT for height in heights)
    return same >= min(_REPEATED, pages)


def _kept(gutters: list[float], segments: list[Segment]) -> list[float]:
    """The gutters of the page before if they part this one, as the last page of an article."""
    across = sum(_crosses(each, gutters) for each in segments)
    ends = [min((each.x0 for each in segments), default=0.0), *gutters]
    fits = gutters and across <= _FEW * len(segments) and _is_prose(segments, ends[0], ends[1])
    return gutters if fits else []


def _columns(segments: list[Segment], gutters: list[float]) -> Iterator[list[Segment]]:
    """The columns of a page in reading order; what stands across them parts them in bands."""
    if not gutters:
        yield segments
        return
    across = [each for each in segments if _crosses(each, gutters)]
    rest = [each for each in segments if not _crosses(each, gutters)]
    for band in _bands(across, rest):
        if band and _crosses(band[0], gutters):
            yield band
            continue
        columns: dict[int, list[Segment]] = defaultdict(list)
        for each in band:
            columns[sum(each.x0 > gutter for gutter in gutters)].append(each)
        yield from (columns[place] for place in sorted(columns))


def _crosses(segment: Segment, gutters: Sequence[float]) -> bool:
    return any(segment.x0 < gutter < segment.x1 for gutter in gutters)


def _bands(across: list[Segment], rest: list[Segment]) -> Iterator[list[Segment]]:
    """From top to bottom: what stands across the columns, and what stands between two of those."""
    band: list[Segment] = []
    was_across = False
    merged = [(each, True) for each in across] + [(each, False) for each in rest]
    for each, is_across in sorted(merged, key=lambda pair: -pair[0].y):
        if band and is_across is not was_across:
            yield band
            band = []
        band.append(each)
        was_across = is_across
    yield band


def _gutters(segments: list[Segment]) -> list[float]:
    """Where the white between columns of prose stands; none where a page has one column."""
    if len(segments) < 2 * _FEWEST_LINES:
        return []
    left = min(segment.x0 for segment in segments)
    right = max(segment.x1 for segment in segments)
    found = [left + place for place in _white(segments, left, right)]
    ends = [left, *found, right]
    inside = [segment for segment in segments if not _crosses(segment, found)]
    filled = [_is_prose(inside, *column) for column in pairwise(ends)]
    return found if found and len(found) < _MOST_COLUMNS and all(filled) else []


def _white(segments: list[Segment], left: float, right: float) -> Iterator[float]:
    """The middles of the upright stripes inside the page that few segments cross."""
    crossed = [0] * (int(right - left) + 3)
    for segment in segments:
        crossed[int(segment.x0 - left)] += 1
        crossed[int(segment.x1 - left) + 1] -= 1
    crossed = list(accumulate(crossed))
    few = _CROSSED * max(crossed)
    for is_white, run in groupby(range(len(crossed)), lambda place: crossed[place] <= few):
        places = list(run)
        if not is_white or places[0] == 0 or places[-1] == len(crossed) - 1:
            continue
        least = min(crossed[place] for place in places)
        emptiest = [place for place in places if crossed[place] == least]
        if len(emptiest) >= _GUTTER:
            yield (emptiest[0] + emptiest[-1] + 1) / 2


def _is_prose(segments: list[Segment], left: float, right: float) -> bool:
    """Whether most lines between two ends are as long as the column, or there are very few."""
    within = [each for each in segments if left <= (each.x0 + each.x1) / 2 <= right]
    full = sum(each.x1 - each.x0 >= _FULL * (right - left) for each in within)
    return len(within) < _FEWEST_LINES or full >= 0.5 * len(within)
