"""From the blocks of a PDF file to headings and readable paragraphs."""

import re
from collections.abc import Iterator, Sequence
from itertools import groupby

from ingest.formats import lists
from ingest.formats.headings import titled
from ingest.formats.lines import Line
from ingest.formats.pdf_blocks import INDENT, Measures, Shape, TextBlock, marker, short
from ingest.formats.pdf_layout import Row
from ingest.formats.pieces import Part, Piece, row_line
from ingest.paragraphs import UNSPACED, Heading
from vectorstore.model import ParagraphKind

_LARGER = 1.08  # times the size of the body: what is larger, and short, is a heading
_LONGEST_HEADING = 200  # characters
_MOST_ROWS = 4
_BROKEN = re.compile(r"([^\W\d_]+)[-\u00ad\u2010]\Z")
_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
_UNSPACED_END = re.compile(rf"[{UNSPACED}]\Z")
_UNSPACED_START = re.compile(rf"[{UNSPACED}]")


class Reader:
    """Makes the parts of one document; knows its words, to undo hyphenation."""

    def __init__(self, measures: Measures, rows: Sequence[Row]) -> None:
        self._measures = measures
        self._words = {
            word for row in rows for word in _WORD.findall(_BROKEN.sub("", row.text.lower()))
        }

    def parts(self, blocks: Sequence[TextBlock]) -> Iterator[Part]:
        """The headings and pieces in order, each piece with its page."""
        joined = self._joined(blocks)
        levels = self._levels(joined)
        for shape, run in groupby(joined, key=lambda block: block.shape):
            found = list(run)
            if shape is Shape.ITEM:
                yield from self._lists(found)
                continue
            for block in found:
                level = self._level(block, levels)
                page = block.rows[0].page
                if shape is Shape.TABLE:
                    yield Piece(ParagraphKind.TABLE, "\n".join(table_lines(block.rows)), page)
                elif shape is Shape.NOTE:
                    yield Piece(ParagraphKind.NOTE, self._text(block.rows), page)
                elif level is not None:
                    yield Heading(level, self._text(block.rows))
                else:
                    yield Piece(ParagraphKind.PROSE, self._text(block.rows), page)

    def _joined(self, blocks: Sequence[TextBlock]) -> list[TextBlock]:
        """The blocks, with the paragraphs in one that a column or a page parts."""
        found: list[TextBlock] = []
        for block in blocks:
            place = len(found) - 1
            while place >= 0 and found[place].shape is Shape.NOTE:
                place -= 1
            if place >= 0 and block.shape is Shape.TEXT and self._broken(found[place], block):
                whole = (*found[place].rows, *block.rows)
                found[place] = TextBlock(found[place].shape, whole)
            else:
                found.append(block)
        return found

    def _broken(self, before: TextBlock, block: TextBlock) -> bool:
        last, first = before.rows[-1], block.rows[0]
        if before.shape not in (Shape.TEXT, Shape.ITEM) or last.column == first.column:
            return False
        if abs(before.size - block.size) > 0.5 or before.bold is not block.bold:
            return False
        if self._larger(block):
            return False
        if _BROKEN.search(last.text) or first.text[:1].islower():
            return True
        # A full line is three times as likely to end a sentence as to end a paragraph.
        return not short(last, first) and first.x0 - first.left < INDENT * block.size

    def _larger(self, block: TextBlock) -> bool:
        return block.size > _LARGER * self._measures.size

    def _levels(self, blocks: Sequence[TextBlock]) -> list[float]:
        """The sizes of headings, largest first."""
        sizes = {round(block.size) for block in blocks if self._is_heading(block)}
        return sorted(sizes, reverse=True)

    def _is_heading(self, block: TextBlock) -> bool:
        if block.shape is not Shape.TEXT or len(block.rows) > _MOST_ROWS:
            return False
        words = " ".join(row.text for row in block.rows)
        if not any(letter.isalpha() for letter in words):
            return False
        if self._larger(block):
            return len(words) <= _LONGEST_HEADING
        same = block.size > self._measures.size / _LARGER
        return same and block.bold and titled(words)

    def _level(self, block: TextBlock, levels: Sequence[float]) -> int | None:
        return levels.index(round(block.size)) + 1 if self._is_heading(block) else None

    def _lists(self, items: Sequence[TextBlock]) -> Iterator[Piece]:
        """The items of one list after another; items that are long are numbered paragraphs."""
        runs: list[list[TextBlock]] = []
        for item in items:
            goes_on = runs and lists.continues(marker(runs[-1][-1].rows[0]), marker(item.rows[0]))
            if goes_on:
                runs[-1].append(item)
            else:
                runs.append([item])
        for run in runs:
            texts = [self._text(item.rows) for item in run]
            pages = [item.rows[0].page for item in run]
            alone = len(run) == 1 and marker(run[0].rows[0]) != "•"
            if alone or max(map(len, texts)) > lists.LONGEST_ITEM:
                for text, page in zip(texts, pages, strict=True):
                    yield Piece(ParagraphKind.PROSE, text, page)
            else:
                lines = [Line(0, 0, 0, text) for text in texts]
                yield Piece(ParagraphKind.LIST, lists.readable(lines), pages[0])

    def _text(self, rows: Sequence[Row]) -> str:
        text = ""
        for row in rows:
            text = self._continued(text, row.text.strip()) if text else row.text.strip()
        return text.replace("\u00ad", "")

    def _continued(self, text: str, words: str) -> str:
        """`words` behind `text`, whose last word may have been broken at the end of its line."""
        broken = _BROKEN.search(text)
        if broken and words[:1].islower():
            rest = _WORD.match(words)
            whole = f"{broken[1]}-{rest[0] if rest else ''}".lower()
            kept = whole in self._words and whole.replace("-", "") not in self._words
            return f"{text[:-1]}-{words}" if kept else text[:-1] + words
        compound = broken and words[:1].isalnum()  # such as `Baden-Baden`
        if compound or (_UNSPACED_END.search(text) and _UNSPACED_START.match(words)):
            return text + words
        return f"{text} {words}"


def table_lines(rows: Sequence[Row]) -> list[str]:
    """One line a row; cells stand below each other if they share a piece of their width."""
    columns: list[tuple[float, float]] = []
    for x0, x1 in sorted((each.x0, each.x1) for row in rows for each in row.segments):
        if columns and x0 < columns[-1][1]:
            columns[-1] = (columns[-1][0], max(columns[-1][1], x1))
        else:
            columns.append((x0, x1))
    table: list[list[str]] = []
    for row in rows:
        cells = [""] * len(columns)
        for each in row.segments:
            place = next(n for n, (x0, x1) in enumerate(columns) if x0 <= each.x0 <= x1)
            cells[place] = f"{cells[place]} {each.text}".strip()
        if table and len(row.segments) == 1 and not cells[0]:  # a cell that goes on
            cells = [f"{a} {b}".strip() for a, b in zip(table.pop(), cells, strict=True)]
        table.append(cells)
    return [line for cells in table for line in row_line(cells)]
