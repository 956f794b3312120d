"""Dates in a text: days, months, years, decades and centuries, in the usual spellings."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace


@dataclass(frozen=True, slots=True)
class Date:
    """A span of years, with a month (1 to 12) and a day (1 to 31) if the text has them.

    Years before Christ are negative. Without a year, `first` and `last` are None.
    """

    first: int | None = None
    last: int | None = None
    month: int | None = None
    day: int | None = None

    def holds(self, other: "Date") -> bool:
        """Whether `other` may be what this one says, as precisely or more so.

        "August 2022" holds "August 9, 2022", "the 1990s" hold 1994; a part that only this one
        names is not held.
        """
        if self.month is not None and self.month != other.month:
            return False
        if self.day is not None and self.day != other.day:
            return False
        if self.first is None or self.last is None:
            return True
        if other.first is None or other.last is None:
            return False
        return self.first <= other.first and other.last <= self.last


@dataclass(frozen=True, slots=True)
class DateAt:
    """A date between two character offsets of a text."""

    text: str
    start: int
    end: int
    date: Date


_NAMES = "january february march april may june july august september october november december"
_MONTHS = {name: number for number, name in enumerate(_NAMES.split(), 1)}
_MONTHS |= {name[:3]: number for name, number in _MONTHS.items()} | {"sept": 9}
_MONTH = "|".join(sorted(_MONTHS, key=len, reverse=True))
_YEAR = r"(?:1\d|20)\d\d"
_DAY = r"(?:3[01]|[12]\d|0?[1-9])"
_MONTH_NAMED = rf"(?P<month>(?-i:May|March|Mar|MAY|MARCH)|(?!may|mar)(?:{_MONTH}))\b\.?"
_CENTURY = "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth "
_CENTURY += "thirteenth fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth "
_CENTURY += "twentieth twenty-first"
_CENTURIES = {name: number for number, name in enumerate(_CENTURY.split(), 1)}
_DECADES = {
    name: 1900 + 10 * number
    for number, name in enumerate(
        [
            "twenties",
            "thirties",
            "forties",
            "fifties",
            "sixties",
            "seventies",
            "eighties",
            "nineties",
        ],
        2,
    )
}
_ERA = r"(?:\s*(?P<era>B\.?C\.?E?\b\.?|BCE))?"
_PATTERNS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"\b(?P<year>{_YEAR})-(?P<numeral>0[1-9]|1[0-2])-(?P<day>{_DAY})\b",
        rf"\b(?P<day>{_DAY})(?:st|nd|rd|th)?(?:\s+of)?\s+{_MONTH_NAMED}"
        rf"(?:,?\s+(?P<year>{_YEAR})\b)?",
        rf"\b{_MONTH_NAMED}\s+(?:the\s+)?(?P<day>{_DAY})(?:st|nd|rd|th)?\b"
        rf"(?:,?\s+(?P<year>{_YEAR})\b)?",
        rf"\b{_MONTH_NAMED},?\s+(?:of\s+)?(?P<year>{_YEAR})\b",
        rf"\b(?:in|since|until|by|of|from|to|during|last|next|this|early|late|mid)[\s-]+"
        rf"{_MONTH_NAMED}(?!\s*\d)",
        rf"\b(?P<century>\d{{1,2}}(?:st|nd|rd|th)|{'|'.join(_CENTURIES)})[\s-]+centur(?:y|ies)\b"
        + _ERA,
        r"\b(?P<decade>(?:1\d|20)\d0)['’]?s\b",
        r"(?<!\w)['’](?P<short>\d0)s\b",
        rf"\b(?:the\s+)(?P<named>{'|'.join(_DECADES)})\b",
        r"\b(?P<ancient>\d{1,4}),?\s*(?P<era>B\.?C\.?E?\b\.?)",
        rf"\b(?P<year>{_YEAR})\s?[-–—/]\s?(?P<until>\d\d)\b(?![\d,.]\d)",
    )
)
_PLAIN_YEAR = re.compile(rf"(?<![\w$€£¥.,])(?P<year>{_YEAR})(?![\w%]|[.,:]\d)")
"""A year alone; it may be a count as well."""


def dates(text: str) -> tuple[DateAt, ...]:
    """The dates of a text in order, without years that stand alone."""
    found: list[DateAt] = []
    for pattern in _PATTERNS:
        for match in pattern.finditer(text):
            clear = all(each.end <= match.start() or match.end() <= each.start for each in found)
            if clear:
                found += _read(match)
    return tuple(sorted(found, key=lambda each: each.start))


def plain_year(text: str, start: int) -> Date | None:
    """The year that a number at `start` may be."""
    match = _PLAIN_YEAR.match(text, start)
    year = int(match["year"]) if match else 0
    return Date(year, year) if match and year <= 2100 else None


def _read(match: re.Match[str]) -> Iterator[DateAt]:
    parts = {name: value for name, value in match.groupdict().items() if value}
    whole = DateAt(match.group(), match.start(), match.end(), Date())
    if "until" in parts:
        first = int(parts["year"])
        last = first // 100 * 100 + int(parts["until"])
        middle = match.start("until")
        yield DateAt(parts["year"], match.start(), match.end("year"), Date(first, first))
        yield DateAt(match.group(), middle, match.end(), Date(last, last))
        return
    yield replace(whole, date=_date(parts))


def _date(parts: dict[str, str]) -> Date:
    before = "era" in parts
    if "century" in parts:
        number = _CENTURIES.get(parts["century"].lower()) or int(parts["century"][:-2])
        first = (number - 1) * 100
        return Date(-first - 100, -first) if before else Date(first, first + 100)
    if "decade" in parts or "short" in parts or "named" in parts:
        first = _decade(parts)
        return Date(first, first + (99 if first % 100 == 0 else 9))
    if "ancient" in parts:
        return Date(-int(parts["ancient"]), -int(parts["ancient"]))
    year = int(parts["year"]) if "year" in parts else None
    month = _MONTHS[parts["month"].lower()] if "month" in parts else None
    month = int(parts["numeral"]) if "numeral" in parts else month
    return Date(year, year, month, int(parts["day"]) if "day" in parts else None)


def _decade(parts: dict[str, str]) -> int:
    if "decade" in parts:
        return int(parts["decade"])
    return 1900 + int(parts["short"]) if "short" in parts else _DECADES[parts["named"].lower()]
