"""The figures of a text: counts, measures, shares, ordinals and dates, in any spelling."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from answering.facts.dates import Date, dates, plain_year
from answering.facts.numerals import (
    FRACTIONS,
    MULTIPLIERS,
    ONES,
    ORDINALS,
    SMALL,
    readings,
    spelled,
)
from answering.facts.units import UNITS, Measure, comparable, is_money, unit_named


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure between two character offsets of a text.

    `values` are the numbers it may stand for, counted in `unit`; a year has a value and a date.
    `about` says that the text calls it approximate ("nearly", "more than").
    """

    text: str
    start: int
    end: int
    values: tuple[float, ...] = ()
    unit: Measure | None = None
    ordinal: bool = False
    about: bool = False
    date: Date | None = None

    @property
    def key(self) -> str:
        """The same for figures that are the same, whatever their spelling; never a word."""
        if self.date is not None and self.unit is None:
            return f"#{self.date.first}:{self.date.last}:{self.date.month}:{self.date.day}"
        measured = self.unit.dimension if self.unit else ""
        size = self.unit.size if self.unit else 1.0
        return f"#{self.values[0] * size:g}{measured}{'.' if self.ordinal else ''}"


def _any(words: Iterable[str]) -> str:
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))


_LONG = [name for name in MULTIPLIERS if len(name) > 3]
_WORD = rf"(?:{_any([*SMALL, *_LONG])})(?![\w])"
_UNIT = _any(name for name in UNITS if (name.isalpha() and len(name) > 1) or name in ("%", "°"))
_FIGURE = re.compile(
    r"(?:(?<![\w.,])(?<![^\W\d_][-–])|(?<=\bmid-)|(?<=\bpre-)|(?<=\bpost-)|(?<=\bover-))"
    r"(?:(?P<sign>[-−]|minus\s)(?=[$€£¥₽₹\d]))?"
    r"(?:(?:US|A|C|HK)?(?P<money>[$€£¥₽₹])\s?)?"
    r"(?:"
    r"(?P<digits>\d{1,3}(?:[,\u00a0\u202f ]\d{3})+(?!\d)(?:[.,]\d+)?|\d+(?:[.,:]\d+)*)"
    r"(?:(?P<rank>st|nd|rd|th)\b|(?P<short>[km]|[mb]n|[mb]ln|tn|b)\b)?"
    r"|(?P<fraction>(?:(?P<top>an?|one|two|three|four|[1-9])[\s-])?"
    rf"(?P<part>{_any(FRACTIONS)})(?=\s(?:of|a|an|the)\b|[\s-]*(?:million|billion|dozen)\b))"
    rf"|(?P<words>(?:an?\s+(?={_any(_LONG)}))?{_WORD}(?:(?:\s+|-|\s+and\s+){_WORD})*)"
    rf"(?:-(?P<tail>{_any(list(ORDINALS)[:9])})\b)?"
    rf"|(?P<ordinal>{_any(ORDINALS)})(?![\w])"
    r")"
    r"(?P<half>\s+and\s+a\s+half\b)?"
    rf"(?P<times>(?:[\s-]+(?:a\s+)?(?:{_any(_LONG)})(?![\w]))*)",
    re.IGNORECASE,
)
_BEHIND = re.compile(rf"[\s-]*(?P<unit>{_UNIT}|[mgtlw](?![\w'’]))(?![\w])|\s?(?P<sign>[%°])", re.I)
_NAMED = re.compile(r"[-–]?[^\W\d_]|[-–]?\d", re.ASCII)
_ABOUT = re.compile(
    r"\b(?:about|around|nearly|roughly|approximately|almost|some|circa|ca\.?|estimated|over|under"
    r"|(?:more|less|fewer|greater|higher|lower) than|at (?:least|most)|up to|close to|just)\s+"
    r"(?:the |an? )?$",
    re.IGNORECASE,
)
_JOINS = re.compile(r"\s*(?:to|and|or|through|-|–|—)\s*", re.IGNORECASE)
_NEAR = 0.05
_CONVERTED = 0.02


def figures(text: str) -> tuple[Figure, ...]:
    """The figures of a text in order, dates included; "one" and "a" alone are none."""
    dated = [Figure(at.text, at.start, at.end, date=at.date) for at in dates(text)]
    counted = [
        figure
        for figure in _counted(text)
        if all(figure.end <= date.start or date.end <= figure.start for date in dated)
    ]
    return tuple(sorted(dated + _joined(text, counted), key=lambda figure: figure.start))


def _counted(text: str) -> Iterator[Figure]:
    place = 0
    while match := _FIGURE.search(text, place):
        figure = _figure(text, match)
        if figure is None:
            place = match.end()
        else:
            yield figure
            place = figure.end


def _figure(text: str, match: re.Match[str]) -> Figure | None:
    found = _values(match)
    if found is None:
        return None
    values, end, ordinal = found
    if match["sign"]:
        values = tuple(-value for value in values)
    behind = _BEHIND.match(text, end)
    unit = unit_named(match["money"]) if match["money"] else None
    if unit is None and behind:
        unit = unit_named(behind["unit"] or behind["sign"])
    bare = unit is None and match["digits"] and not match["times"]
    return Figure(
        text=text[match.start() : behind.end() if behind else end].strip(),
        start=match.start(),
        end=behind.end() if behind else end,
        values=values,
        unit=unit,
        ordinal=ordinal,
        about=_ABOUT.search(text, max(match.start() - 24, 0), match.start()) is not None,
        date=plain_year(text, match.start("digits")) if bare else None,
    )


def _values(match: re.Match[str]) -> tuple[tuple[float, ...], int, bool] | None:
    """The values of a match, where it ends, and whether it ranks; None if it is no figure."""
    factor = 1.0
    for word in re.findall(r"[a-z]+", (match["times"] or "").lower()):
        factor *= MULTIPLIERS.get(word, 1.0)
    half = factor * 0.5 if match["half"] else 0.0
    if match["digits"]:
        factor *= MULTIPLIERS[match["short"].lower()] if match["short"] else 1.0
        values = tuple(value * factor + half for value in readings(match["digits"]))
        return values, match.end(), bool(match["rank"])
    if match["fraction"]:
        top = (match["top"] or "1").lower()
        count = float(top) if top.isdigit() else ONES.get(top, 1.0)
        return (count * FRACTIONS[match["part"].lower()] * factor,), match.end(), False
    if match["ordinal"]:
        return (ORDINALS[match["ordinal"].lower()],), match.end(), True
    return _in_words(match, half)


def _in_words(match: re.Match[str], half: float) -> tuple[tuple[float, ...], int, bool] | None:
    spans = list(re.finditer(r"\w+", match["words"]))
    words = [span.group().lower() for span in spans]
    words[0] = "one" if words[0] in ("a", "an") else words[0]
    alone = words[0] in _LONG
    value, used = spelled(["one", *words] if alone else words)
    used -= alone
    if used < len(words):
        return (value,), match.start("words") + spans[used - 1].end(), False
    if match["tail"]:
        return (value + ORDINALS[match["tail"].lower()],), match.end(), True
    if (words == ["one"] and not (match["half"] or match["times"])) or (
        alone and words != ["dozen"]
    ):
        return None
    times = re.findall(r"[a-z]+", (match["times"] or "").lower())
    for word in times:
        value *= MULTIPLIERS.get(word, 1.0)
    return (value + half,), match.end(), False


def _joined(text: str, found: list[Figure]) -> list[Figure]:
    """The ends of a range share unit and multiplier: "10 to 15 million dollars"."""
    joined = list(found)
    for i in range(len(joined) - 1):
        one, other = joined[i], joined[i + 1]
        if one.unit is not None and (other.unit is not None or not is_money(one.unit)):
            continue
        if not _JOINS.fullmatch(text, one.end, other.start):
            continue
        scale = _scale(other)
        values = one.values + tuple(value * scale for value in one.values if scale > 1)
        joined[i] = replace(one, unit=one.unit or other.unit, values=values)
        joined[i + 1] = replace(other, unit=other.unit or one.unit)
    return joined


def _scale(figure: Figure) -> float:
    """The multiplier that a figure was written with, as 1e6 in "15 million"."""
    for word, factor in MULTIPLIERS.items():
        if factor >= 1e3 and re.search(rf"[\d\s]{word}\b", figure.text, re.IGNORECASE):
            return factor
    return 1.0


def agrees(said: Figure, given: Figure) -> bool:
    """Whether a given figure is the one that is said, whatever their spelling."""
    if said.date and given.date and not said.unit and not given.unit:
        return said.date.holds(given.date)
    if said.ordinal != given.ordinal:
        day = given.date.day if given.date else None
        return said.ordinal and day is not None and float(day) in said.values
    if not comparable(said.unit, given.unit):
        return False
    return any(_same(said, one, given, other) for one in said.values for other in given.values)


def _same(said: Figure, one: float, given: Figure, other: float) -> bool:
    within = _NEAR if said.about or given.about else 1e-9
    if _is_share(said) != _is_share(given) and 0 < min(one, other) < 1 < max(one, other):
        one, other = (one * 100, other) if one < 1 else (one, other * 100)  # half is 50 %
        within = max(within, _CONVERTED)
    if said.unit and given.unit and said.unit.size != given.unit.size:
        one, other = one * said.unit.size, other * given.unit.size
        within = max(within, _CONVERTED)
    return abs(one - other) <= within * max(abs(one), abs(other))


def _is_share(figure: Figure) -> bool:
    return figure.unit is not None and figure.unit.dimension == "share"
