"""The paragraphs and tables of a Word document, in the order in which they stand."""

from collections.abc import Iterator
from dataclasses import dataclass

from docx.oxml.ns import qn

from ingest.formats.elements import Element

_MARKUP = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_MATHS = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
_CHOICE, _FALLBACK = f"{_MARKUP}AlternateContent", f"{_MARKUP}Fallback"
_PARAGRAPH, _TABLE, _ROW, _CELL = qn("w:p"), qn("w:tbl"), qn("w:tr"), qn("w:tc")
_BOX = qn("w:txbxContent")
_AROUND = frozenset(
    map(qn, ("w:sdt", "w:sdtContent", "w:ins", "w:moveTo", "w:customXml", "w:smartTag"))
)
_SILENT = frozenset(
    [
        *map(qn, ("w:del", "w:moveFrom", "w:pPr", "w:rPr", "w:rt", "w:sdtPr", "w:tblPr")),
        *(_BOX, _FALLBACK),
    ]
)
_WORDS = frozenset([qn("w:t"), f"{_MATHS}t"])
_SIGNS = {
    qn("w:tab"): "\t",
    qn("w:br"): "\n",
    qn("w:cr"): "\n",
    qn("w:noBreakHyphen"): "-",
}
_REFERENCES = {qn("w:footnoteReference"): "footnote", qn("w:endnoteReference"): "endnote"}


@dataclass(frozen=True, slots=True)
class WordParagraph:
    """One paragraph: its element, its words, and the notes that it refers to by kind and id."""

    element: Element
    text: str
    notes: tuple[tuple[str, str], ...] = ()

    @property
    def bold(self) -> bool:
        """Whether everything that the paragraph shows is bold by itself."""
        runs = [run for run in self.element.iter(qn("w:r")) if _shows(run)]
        return bool(runs) and all(_is_on(run.find(qn("w:rPr")), "w:b") for run in runs)


@dataclass(frozen=True, slots=True)
class WordTable:
    """The words of a table's cells, row by row."""

    rows: tuple[tuple[str, ...], ...]


def found_in(parent: Element) -> Iterator[WordParagraph | WordTable]:
    """The paragraphs and tables in an element, with those of content controls and text boxes.

    A table of one column arranges a page: its paragraphs stand for themselves.
    """
    for element in parent:
        if element.tag == _PARAGRAPH:
            yield _paragraph(element)
            for box in _boxes(element):
                yield from found_in(box)
        elif element.tag == _TABLE:
            yield from _table(element)
        elif element.tag in _AROUND:
            yield from found_in(element)


def _paragraph(element: Element) -> WordParagraph:
    notes: list[tuple[str, str]] = []
    return WordParagraph(element, "".join(_said(element, notes)).strip(), tuple(notes))


def _said(parent: Element, notes: list[tuple[str, str]]) -> Iterator[str]:
    for element in parent:
        tag = element.tag
        if tag in _WORDS:
            yield element.text or ""
        elif tag in _SIGNS:
            yield _SIGNS[tag]
        elif tag in _REFERENCES:
            notes.append((_REFERENCES[tag], element.get(qn("w:id"), "")))
        elif tag not in _SILENT and not _is_on(element.find(qn("w:rPr")), "w:vanish"):
            yield from _said(element, notes)


def _boxes(paragraph: Element) -> Iterator[Element]:
    """The text boxes that are anchored in a paragraph, each once."""
    for box in paragraph.iter(_BOX):
        above = [each.tag for each in box.iterancestors()]
        if _FALLBACK not in above[: above.index(_PARAGRAPH)]:
            yield box


def _table(element: Element) -> Iterator[WordParagraph | WordTable]:
    rows = [list(_within(row, _CELL)) for row in _within(element, _ROW)]
    if max(map(len, rows), default=0) > 1:
        yield WordTable(tuple(tuple(map(_cell, row)) for row in rows))
        return
    for row in rows:
        for cell in row:
            yield from found_in(cell)


def _within(parent: Element, tag: str) -> Iterator[Element]:
    for element in parent:
        if element.tag == tag:
            yield element
        elif element.tag in _AROUND:
            yield from _within(element, tag)


def _cell(element: Element) -> str:
    merged = element.find(f"{qn('w:tcPr')}/{qn('w:vMerge')}")
    if merged is not None and merged.get(qn("w:val")) != "restart":
        return ""
    lines: list[str] = []
    for each in found_in(element):
        texts = [each.text] if isinstance(each, WordParagraph) else map(" ".join, each.rows)
        lines += (" ".join(text.split()) for text in texts)
    return " ".join(line for line in lines if line)


def _shows(run: Element) -> bool:
    return any((words.text or "").strip() for words in run.iter(qn("w:t")))


def _is_on(properties: Element | None, name: str) -> bool:
    found = None if properties is None else properties.find(qn(name))
    return found is not None and found.get(qn("w:val")) not in ("0", "false", "off")
