"""Numbers in a text that count or measure something, apart from dates, years and model names."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from vectorstore.languages import listed
from vectorstore.words import stem


class Unit(StrEnum):
    """What a number measures."""

    MONEY = "money"
    LENGTH = "length"
    TIME = "time"
    MASS = "mass"
    SHARE = "share"
    HEAT = "heat"


MONTHS = listed(
    """
    january february march april may june july august september october november december
    jan feb mar apr jun jul aug sep sept oct nov dec
    """
)
_UNITS = {
    Unit.MONEY: "$ € £ ¥ dollar euro pound cent yen rouble ruble rial franc peso rupee usd eur gbp",
    Unit.LENGTH: "km kilometre kilometer metre meter mile foot feet inch yard mm cm hectare acre "
    "millimetre millimeter centimetre centimeter mph knot league",
    Unit.TIME: "second minute hour day week month year decade century millennium",
    Unit.MASS: "kg kilogram gram tonne ton ounce milligram litre liter barrel gallon pound",
    Unit.SHARE: "% percent percentage half third quarter fifth tenth",
    Unit.HEAT: "degree celsius fahrenheit kelvin °",
}
UNIT_OF = {stem(word): unit for unit, words in reversed(_UNITS.items()) for word in words.split()}
"""The unit that a stem names."""

_MULTIPLIERS = listed(
    """
    hundred thousand million billion trillion dozen half
    """
)
_WORDS = _MULTIPLIERS | listed(
    """
    two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen
    seventeen eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety hundreds
    thousands millions billions dozens third quarter zero none single twice
    """
)
_TOKEN = re.compile(
    r"(?P<model>[^\W\d]+[-–]\d[\w.]*)"  # Su-35
    r"|(?P<number>\d+(?:[.,]\d+)*)(?P<ordinal>st|nd|rd|th|s)?"
    r"|(?P<sign>[$€£¥%°])"
    r"|(?P<word>[^\W\d_]+)"
)


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number at a place of a token list, and the unit beside it, if any."""

    place: int
    unit: Unit | None


@dataclass(frozen=True, slots=True)
class Counted:
    """The stems of a text in order, and the quantities among them."""

    stems: tuple[str, ...]
    quantities: tuple[Quantity, ...]


def counted(text: str) -> Counted:
    """Finds the quantities of a text. A year, a day of a month and a model name are none."""
    found = list(_TOKEN.finditer(text))
    words = [match.group().lower() for match in found]
    stems = tuple(stem(word) for word in words)
    places = _places(found, words)
    return Counted(stems, tuple(Quantity(i, _unit(stems, words, i)) for i in places))


def _places(found: Sequence[re.Match[str]], words: Sequence[str]) -> Iterator[int]:
    for i, match in enumerate(found):
        before = words[i - 1] if i else ""
        after = words[i + 1] if i + 1 < len(words) else ""
        if match["number"]:
            if not match["ordinal"] and not _dates(match["number"], before, after):
                yield i
        elif words[i] in _WORDS or (words[i] == "one" and after in _MULTIPLIERS | {"in"}):
            yield i


def _dates(number: str, before: str, after: str) -> bool:
    """Whether a number is a year or the day of a month, by its neighbours."""
    if before in "$€£¥" and before:
        return False
    if before in MONTHS or after in MONTHS:
        return True
    year = len(number) == 4 and number.isdigit() and 1000 <= int(number) <= 2100
    return year and stem(after) not in UNIT_OF


def _unit(stems: Sequence[str], words: Sequence[str], place: int) -> Unit | None:
    """The unit of the number at `place`: a sign before it, or a word soon after it."""
    if place and words[place - 1] in "$€£¥":
        return Unit.MONEY
    if words[place] in ("half", "third", "quarter"):
        return Unit.SHARE
    for word, name in zip(words[place + 1 : place + 4], stems[place + 1 : place + 4], strict=True):
        if name in UNIT_OF:
            return UNIT_OF[name]
        if word not in _MULTIPLIERS and word not in ("of", "a", "and") and word not in _WORDS:
            return None
    return None
