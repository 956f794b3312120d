"""The words on the pages of a PDF file, and where they stand.

Positions are in points from the lower left corner of the page, turned so that its text runs from
left to right.
"""

import ctypes
import math
import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

import pypdfium2
from pypdfium2 import raw

MOST_PAGES = 5000

_BOLD = re.compile(rb"bold|black|heavy|demi", re.IGNORECASE)
_BOLD_WEIGHT = 600
_WIDE = 1.5  # letter sizes: a wider gap parts two columns or cells
_RAISED = 0.6  # letter sizes: how far the number of a note stands off its line
_NAME = 128  # bytes of a font's name that are read
_LINE_END_HYPHEN = "\x02"  # pdfium's sign for it


@dataclass(frozen=True, slots=True)
class Segment:
    """Words on one line without a wide gap: `x0` to `x1` on the base line `y`.

    `size` is that of most of its letters, and `bold` says whether most are.
    """

    text: str
    x0: float
    x1: float
    y: float
    size: float
    bold: bool


@dataclass(frozen=True, slots=True)
class _Letter:
    sign: str
    x0: float
    x1: float
    y: float
    size: float
    bold: bool
    spaced: bool  # whether white space stands before it
    turn: int  # quarters


def pages(document: pypdfium2.PdfDocument) -> Iterator[list[Segment]]:
    """The segments of each page in the order in which they were drawn."""
    for number in range(min(len(document), MOST_PAGES)):
        page = document[number]
        text = page.get_textpage()
        try:
            letters = list(_letters(text))
        finally:
            text.close()
            page.close()
        yield list(_segments(letters))


def _letters(text: pypdfium2.PdfTextPage) -> Iterator[_Letter]:
    page = text.raw
    box, matrix = raw.FS_RECTF(), raw.FS_MATRIX()
    x, y = ctypes.c_double(), ctypes.c_double()
    spaced, bold, high = True, False, 0
    for place in range(text.count_chars()):
        code = raw.FPDFText_GetUnicode(page, place)
        if 0xD800 <= code < 0xDC00:  # the first half of a sign beyond the first 65,536
            high = code
            continue
        if 0xDC00 <= code < 0xE000:
            code = 0x10000 + ((high - 0xD800) << 10) + (code - 0xDC00) if high else 0xFFFD
            high = 0
        sign = chr(code)
        if sign.isspace() or code == 0:
            spaced = True
            continue
        raw.FPDFText_GetLooseCharBox(page, place, box)
        raw.FPDFText_GetMatrix(page, place, matrix)
        raw.FPDFText_GetCharOrigin(page, place, x, y)
        if spaced:
            bold = _is_bold(page, place)
        size = raw.FPDFText_GetFontSize(page, place) * math.hypot(matrix.c, matrix.d)
        turn = round(math.atan2(matrix.b, matrix.a) / (math.pi / 2)) % 4
        low, high_x, base = _turned(box, x.value, y.value, turn)
        yield _Letter(_written(sign), low, high_x, base, size, bold, spaced, turn)
        spaced = False


def _is_bold(page: object, place: int) -> bool:
    if raw.FPDFText_GetFontWeight(page, place) >= _BOLD_WEIGHT:
        return True
    name, flags = ctypes.create_string_buffer(_NAME), ctypes.c_int()
    raw.FPDFText_GetFontInfo(page, place, name, _NAME, flags)
    return _BOLD.search(name.value) is not None


def _turned(box: raw.FS_RECTF, x: float, y: float, turn: int) -> tuple[float, float, float]:
    """Left end, right end and base line of a letter on a page that is turned by quarters."""
    match turn:
        case 1:
            return box.bottom, box.top, -x
        case 2:
            return -box.right, -box.left, -y
        case 3:
            return -box.top, -box.bottom, x
    return box.left, box.right, y


def _written(sign: str) -> str:
    """Ligatures as the letters that they join; the rest as it is."""
    return unicodedata.normalize("NFKC", sign) if "\ufb00" <= sign <= "\ufb06" else sign


def _segments(letters: list[_Letter]) -> Iterator[Segment]:
    turns = [letter.turn for letter in letters]
    usual = max(range(4), key=turns.count)
    run: list[_Letter] = []
    for letter in letters:
        if letter.turn != usual:  # what runs up the margin belongs to no line
            continue
        if run and not _beside(run, letter):
            yield _segment(run)
            run = []
        run.append(letter)
    if run:
        yield _segment(run)


def _beside(run: list[_Letter], letter: _Letter) -> bool:
    last, first = run[-1], run[0]
    size = max(first.size, letter.size, 1.0)
    raised = min(first.size, letter.size) < 0.85 * size
    if abs(letter.y - first.y) > size * (_RAISED if raised else 0.3):
        return False
    gap = max(letter.x0 - last.x1, last.x0 - letter.x1)  # also where words run to the left
    return gap <= _WIDE * size


def _segment(run: list[_Letter]) -> Segment:
    usual = _usual([letter.size for letter in run])
    words = "".join(
        (" " if letter.spaced and place else "") + letter.sign for place, letter in enumerate(run)
    )
    base = next(letter.y for letter in run if letter.size == usual)
    return Segment(
        text=words.replace(_LINE_END_HYPHEN, "-"),
        x0=min(letter.x0 for letter in run),
        x1=max(letter.x1 for letter in run),
        y=base,
        size=round(usual, 1),
        bold=2 * sum(letter.bold for letter in run) > len(run),
    )


def _usual(sizes: list[float]) -> float:
    return Counter(sizes).most_common(1)[0][0]
