"""The numbers and bullets that Word gives to the items of its lists."""

import re
from collections.abc import Callable
from dataclasses import dataclass

from docx.oxml.ns import qn

from ingest.formats.elements import Element
from ingest.formats.word_styles import number_in, value_of

BULLET = "•"

_PLACE = re.compile(r"%([1-9])")
_ROMAN = (
    *((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l")),
    *((40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i")),
)
_MOST_ROMAN = 3999
_MOST_LETTERS = 20  # times a letter is doubled


@dataclass(frozen=True, slots=True)
class _Level:
    form: str  # such as `decimal` or `bullet`
    text: str  # such as `%1.%2.`
    start: int


_PLAIN = _Level("bullet", "", 1)


class Numbering:
    """Counts the items of all lists of a document, which must be asked for in order."""

    def __init__(self, root: Element | None) -> None:
        """`root` is the part that describes the lists, None where there is none."""
        self._levels: dict[str, dict[int, _Level]] = {}
        self._counts: dict[str, dict[int, int]] = {}
        if root is None:
            return
        described = {
            each.get(qn("w:abstractNumId")): dict(map(_level, each.iterfind(qn("w:lvl"))))
            for each in root.iterfind(qn("w:abstractNum"))
        }
        for each in root.iterfind(qn("w:num")):
            number = each.get(qn("w:numId"), "")
            self._levels[number] = described.get(value_of(each, "w:abstractNumId"), {})

    def marker(self, number: str, depth: int) -> str:
        """What stands before the next item of the list `number` at `depth`, from 0 on."""
        levels = self._levels.get(number, {})
        level = levels.get(depth, _PLAIN)
        if level.form in ("bullet", "none"):
            return BULLET
        counts = self._counts.setdefault(number, {})
        counts[depth] = counts.get(depth, level.start - 1) + 1
        for deeper in [each for each in counts if each > depth]:
            del counts[deeper]

        def counted(found: re.Match[str]) -> str:
            place = int(found[1]) - 1
            above = levels.get(place, _PLAIN)
            return _FORMS.get(above.form, str)(counts.get(place, above.start))

        return _PLACE.sub(counted, level.text).strip() or BULLET


def _level(element: Element) -> tuple[int, _Level]:
    start = number_in(value_of(element, "w:start"))
    form, text = value_of(element, "w:numFmt"), value_of(element, "w:lvlText")
    depth = number_in(element.get(qn("w:ilvl"))) or 0
    return depth, _Level(form or "decimal", text or "", 1 if start is None else start)


def _letters(count: int) -> str:
    """a … z, aa, bb …, as Word counts."""
    if not 0 < count <= 26 * _MOST_LETTERS:
        return str(count)
    times, place = divmod(count - 1, 26)
    return chr(ord("a") + place) * (times + 1)


def _roman(count: int) -> str:
    if not 0 < count <= _MOST_ROMAN:
        return str(count)
    signs = ""
    for size, sign in _ROMAN:
        signs += sign * (count // size)
        count %= size
    return signs


_FORMS: dict[str, Callable[[int], str]] = {
    "lowerLetter": _letters,
    "upperLetter": lambda count: _letters(count).upper(),
    "lowerRoman": _roman,
    "upperRoman": lambda count: _roman(count).upper(),
    "decimalZero": lambda count: f"{count:02}",
}
