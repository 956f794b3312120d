"""What the style of a paragraph says about it in a Word document."""

import re
from dataclasses import dataclass, replace
from enum import Enum, auto

from docx.oxml.ns import qn

from ingest.formats.elements import Element

_BODY_LEVEL = 9  # the level of an outline that means "no heading"


class Role(Enum):
    """What a paragraph is by its style."""

    TITLE = auto()
    HEADING = auto()
    ITEM = auto()
    QUOTE = auto()
    CODE = auto()
    CONTENTS = auto()
    PROSE = auto()


_NAMES = tuple(
    (re.compile(pattern), role)
    for pattern, role in (
        (r"title", Role.TITLE),
        (r"heading (?P<place>[1-9])", Role.HEADING),
        (r"toc (?:\d|heading)", Role.CONTENTS),
        (r"(?:intense )?quote|block text|quotations?", Role.QUOTE),
        (r"(?:.* )?code(?: .*)?|html preformatted|macro text", Role.CODE),
        (r"list (?:bullet|number)(?: (?P<place>[2-5]))?", Role.ITEM),
    )
)


@dataclass(frozen=True, slots=True)
class Look:
    """A paragraph's role; `level` of a heading counts from 1, `depth` of an item from 0.

    `number` is the id of the list that an item belongs to.
    """

    role: Role
    level: int = 0
    number: str = ""
    depth: int = 0


@dataclass(frozen=True, slots=True)
class _Style:
    name: str
    base: str
    properties: Element | None


class Styles:
    """The paragraph styles of a document."""

    def __init__(self, root: Element | None) -> None:
        """`root` is the part that describes the styles, None where there is none."""
        self._styles: dict[str, _Style] = {}
        self._default = ""
        for each in () if root is None else root.iterfind(qn("w:style")):
            key = each.get(qn("w:styleId"), "")
            name = (value_of(each, "w:name") or "").lower()
            base = value_of(each, "w:basedOn") or ""
            self._styles[key] = _Style(name, base, each.find(qn("w:pPr")))
            if each.get(qn("w:default")) in ("1", "true") and _is_paragraph(each):
                self._default = key

    def look(self, paragraph: Element) -> Look:
        """How a paragraph looks: what it says of itself, then its style, then that one's base."""
        own = paragraph.find(qn("w:pPr"))
        key = value_of(own, "w:pStyle") or self._default
        chain = self._chain(key)
        names = [style.name for style in chain]
        properties = [own, *(style.properties for style in chain)]
        level = _outline(properties)
        named = next((role for role in map(_named, names) if role is not None), None)
        if named is not None and named.role is not Role.ITEM:
            return named
        if level is not None:
            return Look(Role.HEADING, level)
        listed = _listed(properties)
        if listed is not None:
            if listed.number == "0":  # taken out of a list
                return Look(Role.PROSE)
            return replace(listed, depth=max(listed.depth, named.depth if named else 0))
        return named or Look(Role.PROSE)

    def _chain(self, key: str) -> list[_Style]:
        found: dict[str, _Style] = {}
        while key in self._styles and key not in found:
            found[key] = self._styles[key]
            key = found[key].base
        return list(found.values())


def value_of(element: Element | None, name: str) -> str | None:
    """The value of the first child of that name, such as `w:pStyle`."""
    found = None if element is None else element.find(qn(name))
    value: str | None = None if found is None else found.get(qn("w:val"))
    return value


def number_in(value: str | None) -> int | None:
    """A whole number that is written in an attribute."""
    written = (value or "").strip()
    return int(written) if written.isascii() and written.isdigit() and len(written) < 7 else None


def _is_paragraph(style: Element) -> bool:
    return style.get(qn("w:type")) in (None, "paragraph")


def _outline(properties: list[Element | None]) -> int | None:
    for each in properties:
        level = number_in(value_of(each, "w:outlineLvl"))
        if level is not None:
            return level + 1 if level < _BODY_LEVEL else None
    return None


def _listed(properties: list[Element | None]) -> Look | None:
    numbers = [each.find(qn("w:numPr")) for each in properties if each is not None]
    for each in numbers:
        if each is not None and (number := value_of(each, "w:numId")) is not None:
            depths = (number_in(value_of(one, "w:ilvl")) for one in numbers if one is not None)
            depth = next((depth for depth in depths if depth is not None), 0)
            return Look(Role.ITEM, number=number, depth=min(depth, 8))
    return None


def _named(name: str) -> Look | None:
    """What the name of a style says; Word keeps the names of its own styles in English."""
    for pattern, role in _NAMES:
        if found := pattern.fullmatch(name):
            place = int(found.groupdict().get("place") or 1)
            return Look(role, level=place, depth=place - 1)
    return None
