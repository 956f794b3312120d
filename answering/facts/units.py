"""Units of measure, each by its dimension and its size in that dimension's base unit."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Measure:
    """A unit: what it measures, and how many base units (metre, second, gram …) it is."""

    dimension: str
    size: float = 1.0


_TABLE = {
    "length": {
        1.0: "m metre metres meter meters",
        1e3: "km kilometre kilometres kilometer kilometers",
        1e-2: "cm centimetre centimetres centimeter centimeters",
        1e-3: "mm millimetre millimetres millimeter millimeters",
        1609.344: "mile miles mi",
        0.3048: "foot feet ft",
        0.9144: "yard yards",
        0.0254: "inch inches",
    },
    "speed": {1.0: "km/h kph kmh", 1.609344: "mph"},
    "mass": {
        1.0: "g gram grams gramme grammes",
        1e3: "kg kilogram kilograms kilo kilos",
        1e-3: "mg milligram milligrams",
        1e6: "t ton tons tonne tonnes",
        453.592: "lb lbs pound pounds",
        28.3495: "ounce ounces oz",
    },
    "volume": {1.0: "l litre litres liter liters", 1e-3: "ml", 3.785: "gallon gallons"},
    "area": {1.0: "hectare hectares ha", 0.4047: "acre acres"},
    "time": {
        1.0: "second seconds sec",
        60.0: "minute minutes min",
        3600.0: "hour hours",
        86400.0: "day days",
        604800.0: "week weeks",
        2629800.0: "month months",
        31557600.0: "year years",
        315576000.0: "decade decades",
    },
    "share": {1.0: "% percent pct percentage"},
    "heat": {1.0: "°c °f ° degree degrees celsius fahrenheit"},
    "power": {1.0: "w watt watts", 1e3: "kw kilowatt kilowatts", 1e6: "mw megawatt megawatts"},
    "dollars": {1.0: "$ dollar dollars usd us$ $us", 0.01: "cent cents"},
    "euros": {1.0: "€ euro euros eur"},
    "sterling": {1.0: "£ gbp quid"},
    "yen": {1.0: "¥ yen jpy"},
    "roubles": {1.0: "₽ rouble roubles ruble rubles rub"},
    "rupees": {1.0: "₹ rupee rupees inr"},
    "yuan": {1.0: "yuan renminbi cny rmb"},
    "francs": {1.0: "franc francs chf"},
}
UNITS = {
    name: Measure(dimension, size)
    for dimension, sizes in _TABLE.items()
    for size, names in sizes.items()
    for name in names.split()
}
"""The unit that a word or sign names, in small letters."""

_MONEY = frozenset(["dollars", "euros", "sterling", "yen", "roubles", "rupees", "yuan", "francs"])


def unit_named(word: str) -> Measure | None:
    """The unit that a word names."""
    return UNITS.get(word.casefold().rstrip("."))


def comparable(one: Measure | None, other: Measure | None) -> bool:
    """Whether figures with these units may be the same; an unnamed unit fits every other."""
    if one is None or other is None or one.dimension == other.dimension:
        return True
    # "pounds" are weight or money.
    return {one.dimension, other.dimension} == {"mass", "sterling"}


def is_money(measure: Measure | None) -> bool:
    """Whether a unit is a currency."""
    return measure is not None and measure.dimension in _MONEY
