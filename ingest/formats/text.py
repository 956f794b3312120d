"""Plain text, whose paragraphs and headings nobody marked.

Lines that stand together are one paragraph, or one paragraph each: hard-wrapped lines are joined,
and so are the short lines of a verse; long lines, and lines that end as sentences do, stand for
themselves.
A heading is a line that is numbered, in capitals, underlined or signed as in a wiki (`== … ==`)
or in Markdown (`## …`), or a short line without an end mark, with something longer below it.
Items with bullets or numbers are one paragraph, with the line that leads in to them.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from ingest.decoding import decode
from ingest.document import Document
from ingest.formats import lists
from ingest.formats.headings import Rank, level_above, underlined, without_signs
from ingest.formats.lines import Line, groups, prose_runs
from ingest.formats.signs import visible
from ingest.given import Given
from ingest.paragraphs import Block, Heading, number, title_from_name, unwrap
from vectorstore.model import ParagraphKind

_RULE = re.compile(r"[-*_=~#·•⁂—–+|^\s]+")
_TITLES = (Rank.DOUBLE_UNDERLINE, Rank.CAPITALS, Rank.UNDERLINE, Rank.PLAIN)


@dataclass(frozen=True, slots=True)
class _Unit:
    """Lines that belong together: a heading, if it has a level, or a paragraph."""

    lines: tuple[Line, ...]
    kind: ParagraphKind = ParagraphKind.PROSE
    level: int | None = None

    @property
    def words(self) -> str:
        return " ".join(line.words for line in self.lines)

    @property
    def is_list(self) -> bool:
        return self.kind is ParagraphKind.LIST


def read(given: Given) -> Document:
    """The document in what was given; raises IngestError if it is no text."""
    return parse(visible(decode(given)), Path(given.name))


def parse(text: str, path: Path) -> Document:
    """The document in a plain text.

    The first line is the title if it is a heading and the only one, or another heading follows
    it at once, or it alone is underlined with `=`; chapters and numbered headings are no titles.
    Else the title is made from the file's name.
    """
    units = [unit for group in groups(text) for unit in _units(group)]
    units = _with_headings(_with_loose_lists(units))
    title = _title(units)
    parts = [_part(text, unit) for unit in units[title is not None :]]
    return Document(title or title_from_name(path), text, number(text, parts))


def _units(group: Sequence[Line]) -> Iterator[_Unit]:
    prose: list[Line] = []
    at = 0
    while at < len(group):
        rank = underlined(group[at : at + 2])
        items = lists.run(group, at)
        if _RULE.fullmatch(group[at].words):
            yield from _prose(prose)
            prose = []
            at += 1
        elif rank is not None:
            yield from _prose(prose)
            prose = []
            yield _Unit((group[at],), level=rank)
            at += 2
        elif items:
            runs = [tuple(run) for run in prose_runs(prose)]
            lead_in = runs.pop() if runs and _leads_in(runs[-1][-1], group[at]) else ()
            yield from map(_Unit, runs)
            prose = []
            yield from _listed(lead_in, group[at : at + items])
            at += items
        else:
            prose.append(group[at])
            at += 1
    yield from _prose(prose)


def _prose(lines: Sequence[Line]) -> Iterator[_Unit]:
    for run in prose_runs(lines):
        yield _Unit(tuple(run))


def _leads_in(line: Line, item: Line) -> bool:
    """Whether the list goes on what the line says, as the clauses (a) and (b) of a law do."""
    clause = re.fullmatch(r"\([a-z]+\)\s+[a-z].*", item.words)
    return line.words.endswith((":", "：")) or (clause is not None and not line.final)


def _listed(lead: tuple[Line, ...], lines: Sequence[Line]) -> Iterator[_Unit]:
    """One list, or one paragraph for each item if they are long."""
    starts = [at for at, line in enumerate(lines) if lists.marker(line) is not None]
    items = [tuple(lines[a:b]) for a, b in zip(starts, [*starts[1:], len(lines)], strict=True)]
    if max(item[-1].end - item[0].start for item in items) > lists.LONGEST_ITEM:
        yield from (_Unit(run) for run in (lead, *items) if run)
    else:
        yield _Unit((*lead, *lines), ParagraphKind.LIST)


def _with_loose_lists(units: Sequence[_Unit]) -> list[_Unit]:
    """The units with the items of a list put together that blank lines stand between."""
    runs: list[list[_Unit]] = []
    for unit in units:
        if runs and _goes_on(runs[-1][-1], unit):
            runs[-1].append(unit)
        else:
            runs.append([unit])
    return [
        _Unit(tuple(line for unit in run for line in unit.lines), ParagraphKind.LIST)
        if len(run) > 1
        else run[0]
        for run in runs
    ]


def _goes_on(before: _Unit, unit: _Unit) -> bool:
    markers = [found for line in before.lines if (found := lists.marker(line)) is not None]
    if not markers or before.level is not None or unit.level is not None:
        return False
    if max(len(before.words) if not before.is_list else 0, len(unit.words)) > lists.LONGEST_ITEM:
        return False
    return lists.continues(markers[-1], lists.marker(unit.lines[0]))


def _with_headings(units: Sequence[_Unit]) -> list[_Unit]:
    """The units with those lines as headings that stand above something longer.

    What would stand above nothing but the next heading is a paragraph, unless it is the title.
    """
    found: list[_Unit] = []
    for place, unit in reversed(list(enumerate(units))):
        below = found[-1] if found else None
        level = _level(unit, below)
        empty = below is None or (level and below.level and below.level <= level)
        if level is not None and Rank.SIGNED <= level < Rank.NUMBERED:
            empty = False
        if empty and not (place == 0 and below and _may_be_title(unit, level)):
            level = None
        found.append(replace(unit, level=level))
    return found[::-1]


def _level(unit: _Unit, below: _Unit | None) -> int | None:
    if below is None or unit.level is not None or len(unit.lines) > 1 or unit.is_list:
        return unit.level
    return level_above(unit.lines[0], below.words, below.level, below.is_list)


def _may_be_title(unit: _Unit, level: int | None) -> bool:
    return level in _TITLES and not unit.words.endswith((":", "："))


def _title(units: Sequence[_Unit]) -> str | None:
    levels = [unit.level for unit in units if unit.level is not None]
    if len(units) < 2 or not _may_be_title(units[0], units[0].level):
        return None
    alone = len(levels) == 1 or units[1].level is not None
    first = units[0].level
    if alone or (first == Rank.DOUBLE_UNDERLINE and levels.count(first) == 1):
        return without_signs(unwrap(units[0].words))
    return None


def _part(text: str, unit: _Unit) -> Heading | Block:
    if unit.level is not None:
        return Heading(unit.level, without_signs(unwrap(unit.words)).rstrip(":："))
    start, end = unit.lines[0].start, unit.lines[-1].end
    readable = lists.readable(unit.lines) if unit.is_list else unwrap(text[start:end])
    return Block(unit.kind, start, end, readable)
