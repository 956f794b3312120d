"""Numbers in figures and in words, as the values they may stand for."""

import re
from collections.abc import Sequence

ONES = {
    word: float(value)
    for value, word in enumerate(
        [
            "zero",
            "one",
            "two",
            "three",
            "four",
            "five",
            "six",
            "seven",
            "eight",
            "nine",
            "ten",
            "eleven",
            "twelve",
            "thirteen",
            "fourteen",
            "fifteen",
            "sixteen",
            "seventeen",
            "eighteen",
            "nineteen",
        ]
    )
}
TENS = {
    word: float(value * 10)
    for value, word in enumerate(
        ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"], start=2
    )
}
MULTIPLIERS = {
    "hundred": 1e2,
    "thousand": 1e3,
    "million": 1e6,
    "billion": 1e9,
    "trillion": 1e12,
    "dozen": 12.0,
    "k": 1e3,
    "m": 1e6,
    "mn": 1e6,
    "mln": 1e6,
    "bn": 1e9,
    "bln": 1e9,
    "b": 1e9,
    "tn": 1e12,
}
ORDINALS = {
    word: float(value)
    for value, word in enumerate(
        [
            "first",
            "second",
            "third",
            "fourth",
            "fifth",
            "sixth",
            "seventh",
            "eighth",
            "ninth",
            "tenth",
            "eleventh",
            "twelfth",
            "thirteenth",
            "fourteenth",
            "fifteenth",
            "sixteenth",
            "seventeenth",
            "eighteenth",
            "nineteenth",
        ],
        start=1,
    )
} | {"twentieth": 20.0, "thirtieth": 30.0, "fiftieth": 50.0, "hundredth": 100.0}
FRACTIONS = {
    "half": 0.5,
    "third": 1 / 3,
    "quarter": 0.25,
    "fifth": 0.2,
    "tenth": 0.1,
    "thirds": 1 / 3,
    "quarters": 0.25,
    "fifths": 0.2,
    "tenths": 0.1,
}
SMALL = frozenset(ONES) | frozenset(TENS)

_GROUPED = re.compile(r"\d{1,3}(?:[,.\u00a0\u202f ’']\d{3})+")
_PARTED = re.compile(r"(?P<whole>\d[\d,.\u00a0\u202f ’']*)[.,:](?P<part>\d+)")
_LONGEST = 40  # digits; longer runs are no numbers that a float could tell apart


def readings(digits: str) -> tuple[float, ...]:
    """The values that a number in figures may have: "15.000" is fifteen or fifteen thousand."""
    grouped = _GROUPED.fullmatch(digits)
    parted = _PARTED.fullmatch(digits)
    found = [re.sub(r"\D", "", digits)] if grouped or not parted else []
    if parted and (not grouped or re.fullmatch(r"\d+\.\d+", digits)):
        found.append(f"{re.sub(r'[^0-9]', '', parted['whole'])}.{parted['part']}")
    return tuple(float(each[:_LONGEST]) for each in found)


def spelled(words: Sequence[str]) -> tuple[float, int]:
    """The value of a number in words at the start of `words`, and how many words it takes.

    The count is 0 if no number begins there. "two hundred and fifty thousand" takes five.
    """
    total, current, used = 0.0, 0.0, 0
    for i, word in enumerate(words):
        if word in TENS and current % 100 == 0:
            current += TENS[word]
        elif word in ONES and (current % 100 == 0 or (current % 10 == 0 and ONES[word] < 10)):
            current += ONES[word]
        elif word in MULTIPLIERS and len(word) > 3 and current:
            total, current = _scaled(total, current, MULTIPLIERS[word])
        elif word == "and" and used and words[i - 1] == "hundred" and _goes_on(words, i):
            continue
        else:
            break
        used = i + 1
    return total + current, used


def _scaled(total: float, current: float, factor: float) -> tuple[float, float]:
    if factor < 1e3:
        return total, current * factor
    return total + current * factor, 0.0


def _goes_on(words: Sequence[str], place: int) -> bool:
    return place + 1 < len(words) and words[place + 1] in SMALL
