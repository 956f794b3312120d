"""The headings and paragraphs of a tree of HTML elements, in reading order.

A list is one paragraph, and so is a table or a quotation; those that hold headings or tables only
arrange the page, and so do tables of one column: what is in them stands for itself.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from textwrap import dedent

from lxml import etree

from ingest.formats.elements import Element, name, unread
from ingest.formats.pieces import Part, Piece, item_lines, row_line
from ingest.paragraphs import Heading, unwrap
from vectorstore.model import ParagraphKind

_HEADINGS = frozenset(["h1", "h2", "h3", "h4", "h5", "h6"])
_LISTS = frozenset(["ul", "ol", "dl", "menu", "dir"])
_CELLS = frozenset(["td", "th"])
_BLOCKS = _HEADINGS | _LISTS | _CELLS
_BLOCKS |= {"address", "article", "aside", "blockquote", "body", "caption", "center", "dd"}
_BLOCKS |= {"details", "dialog", "div", "dt", "fieldset", "figcaption", "figure", "footer", "form"}
_BLOCKS |= {"header", "hgroup", "hr", "html", "legend", "li", "main", "nav", "p", "pre", "section"}
_BLOCKS |= {"summary", "table", "tbody", "tfoot", "thead", "tr"}
_WHOLE = {"table": ParagraphKind.TABLE, "blockquote": ParagraphKind.QUOTE}
_WHOLE |= dict.fromkeys(_LISTS, ParagraphKind.LIST)
_NOTES = ("footnote", "endnote", "rearnote")
_EPUB_TYPE = "{http://www.idpf.org/2007/ops}type"


@dataclass(slots=True)
class _Frame:
    """An element that is open, and the lines that it has so far."""

    element: Element
    tag: str
    lines: list[str] = field(default_factory=list)
    count: int = 0


def blocks(root: Element) -> Iterator[Part]:
    """The headings and paragraphs below `root`, without what a reader doesn't see."""
    yield from _Walker(_arranging(root)).walk(root)


class _Walker:
    """Goes through the tree once, without recursion: a tree may be thousands of elements deep."""

    def __init__(self, arranging: set[Element]) -> None:
        self._arranging = arranging
        self._frames: list[_Frame] = []
        self._inline: list[str] = []
        self._code = 0  # how many `pre` are open
        self._broken = False  # whether a line break was the last thing
        self._ready: list[Part] = []
        self._links = 0  # how many links are open
        self._signs = self._linked = 0  # of the paragraph: without white space, and those in links

    def walk(self, root: Element) -> Iterator[Part]:
        walk = etree.iterwalk(root, events=("start", "end"))
        skipped: Element | None = None
        for event, element in walk:
            if event == "start":
                if unread(element) or _is_reference(element):
                    skipped = element
                    walk.skip_subtree()
                else:
                    self._start(element)
            else:
                if element is skipped:
                    skipped = None
                else:
                    self._end(element)
                if element is not root:
                    self._say(element.tail)
            yield from self._taken()
        self._flush()
        yield from self._taken()

    def _taken(self) -> list[Part]:
        ready, self._ready = self._ready, []
        return ready

    def _start(self, element: Element) -> None:
        tag = name(element)
        if tag == "br":
            self._break()
        elif tag in _BLOCKS:
            self._flush()
            if self._is_frame(element, tag):
                self._frames.append(_Frame(element, tag))
            self._code += tag == "pre"
        self._links += tag == "a"
        self._say(element.text)

    def _end(self, element: Element) -> None:
        tag = name(element)
        self._links -= tag == "a"
        if tag not in _BLOCKS:
            return
        if tag == "pre":
            self._code -= 1
            self._end_code()
        self._flush()
        if self._frames and self._frames[-1].element is element:
            frame = self._frames.pop()
            _CLOSERS.get(frame.tag, _Walker._close_whole)(self, frame)

    def _is_frame(self, element: Element, tag: str) -> bool:
        if tag in _WHOLE:
            return element not in self._arranging
        if tag in _HEADINGS or (tag == "aside" and _is_note(element)):
            return True
        inside = self._frames[-1].tag if self._frames else ""
        if tag == "li":
            return inside in _LISTS
        if tag in ("dt", "dd"):
            return inside == "dl"
        if tag == "tr":
            return inside == "table"
        return tag in _CELLS and inside == "tr"

    def _say(self, words: str | None) -> None:
        if words:
            signs = sum(map(len, words.split()))
            self._signs += signs
            self._linked += signs if self._links else 0
            self._inline.append(words)
            self._broken = self._broken and not words.strip()

    def _break(self) -> None:
        """A line break; the second one in a row parts two paragraphs."""
        if self._broken and not self._code:
            self._flush()
        self._inline.append("\n")
        self._broken = True

    def _flush(self) -> None:
        if self._code:
            self._inline.append("\n" if self._inline and self._inline[-1][-1:] != "\n" else "")
            return
        words = unwrap("".join(self._inline))
        self._inline.clear()
        self._broken = False
        if words:
            self._put(ParagraphKind.PROSE, [words])

    def _end_code(self) -> None:
        if not self._code:
            lines = dedent("".join(self._inline).expandtabs()).strip("\n").split("\n")
            self._inline.clear()
            if any(line.strip() for line in lines):
                self._put(ParagraphKind.CODE, [line.rstrip() for line in lines])

    def _put(self, kind: ParagraphKind, lines: list[str]) -> None:
        if self._frames:
            self._frames[-1].lines += lines
        elif lines:
            linked = self._linked / max(self._signs, 1)
            self._ready.append(Piece(kind, "\n".join(lines), linked=linked))
            self._signs = self._linked = 0

    def _close_whole(self, frame: _Frame) -> None:
        self._put(_WHOLE.get(frame.tag, ParagraphKind.NOTE), frame.lines)

    def _close_heading(self, frame: _Frame) -> None:
        words = " ".join(frame.lines)
        if self._frames:
            self._put(ParagraphKind.PROSE, [words] if words else [])
        elif words:
            self._ready.append(Heading(int(frame.tag[1]), words))
            self._signs = self._linked = 0

    def _close_item(self, frame: _Frame) -> None:
        around = self._frames[-1]
        if not frame.lines:
            return
        marker = "•"
        if around.tag == "ol":
            value = _number(frame.element.get("value"))
            first = _number(around.element.get("start"))
            started = around.count + 1 if around.count else first if first is not None else 1
            around.count = started if value is None else value
            marker = f"{around.count}."
        around.lines += item_lines(marker, frame.lines)

    def _close_term(self, frame: _Frame) -> None:
        self._frames[-1].lines += item_lines("•", frame.lines)

    def _close_definition(self, frame: _Frame) -> None:
        self._frames[-1].lines += ["  " + line for line in frame.lines]

    def _close_row(self, frame: _Frame) -> None:
        self._frames[-1].lines += row_line(frame.lines)

    def _close_cell(self, frame: _Frame) -> None:
        self._frames[-1].lines.append(" ".join(frame.lines))


_CLOSERS: dict[str, Callable[[_Walker, _Frame], None]] = {
    **dict.fromkeys(_HEADINGS, _Walker._close_heading),
    **dict.fromkeys(_CELLS, _Walker._close_cell),
    "li": _Walker._close_item,
    "dt": _Walker._close_term,
    "dd": _Walker._close_definition,
    "tr": _Walker._close_row,
}


@dataclass(slots=True)
class _Open:
    """A list, table or quotation that is open, while it is found out what it is for."""

    element: Element
    columns: int = 0
    cells: int = 0
    arranges: bool = False


def _arranging(root: Element) -> set[Element]:
    """The lists, tables and quotations that only arrange what is in them."""
    found: set[Element] = set()
    opened: list[_Open] = []
    for event, element in etree.iterwalk(root, events=("start", "end")):
        tag = name(element)
        if event == "start":
            if tag in _HEADINGS or tag == "table":
                _mark(opened)
            if tag in _WHOLE:
                opened.append(_Open(element))
            elif opened and tag == "tr":
                opened[-1].cells = 0
            elif opened and tag in _CELLS:
                opened[-1].cells += 1
                opened[-1].columns = max(opened[-1].columns, opened[-1].cells)
        elif tag in _WHOLE:
            last = opened.pop()
            if last.arranges or (tag == "table" and last.columns < 2):
                found.add(element)
    return found


def _mark(opened: list[_Open]) -> None:
    for each in reversed(opened):
        if each.arranges:  # and so do those around it
            return
        each.arranges = True


def _is_note(element: Element) -> bool:
    return any(kind in _purpose(element) for kind in _NOTES)


def _is_reference(element: Element) -> bool:
    """Whether the element is the raised number of a note."""
    tag = name(element)
    if tag == "sup":
        return any("#" in link.get("href", "") for link in element if name(link) == "a")
    return tag == "a" and "noteref" in _purpose(element)


def _purpose(element: Element) -> str:
    return " ".join(element.get(key, "") for key in (_EPUB_TYPE, "epub:type", "role"))


def _number(value: str | None) -> int | None:
    value = (value or "").strip()
    return int(value) if value.lstrip("-").isdecimal() and len(value) < 10 else None
