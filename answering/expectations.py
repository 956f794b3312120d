"""What kind of answer a question expects, and whether a sentence offers one."""

import re
from dataclasses import dataclass
from enum import StrEnum

from answering.quantities import MONTHS, UNIT_OF, Counted, Unit, counted
from vectorstore.words import STOP_WORDS, stem, terms, tokens


class Kind(StrEnum):
    """The kinds of answers that can be told apart by their form."""

    QUANTITY = "quantity"
    TIME = "time"
    PERSON = "person"
    PLACE = "place"
    REASON = "reason"
    DEFINITION = "definition"
    OTHER = "other"


class Offer(StrEnum):
    """Whether a sentence has the form of an answer."""

    YES = "yes"
    PERHAPS = "perhaps"
    NO = "no"


_QUANTITY = re.compile(
    r"\bhow (?P<how>many|much|long|far|old|tall|high|deep|wide|big|large|heavy|fast|thick|often)\b"
    r"|\bwhat(?: is| was| are| were|'s)? (?:the |its |their )?(?:\w+ )?"
    r"(?P<what>number|population|price|cost|range|speed|height|length|weight|distance"
    r"|rate|percentage|percent|proportion|share|amount|temperature|age|lifespan|depth"
    r"|width|budget|salary)\b",
    re.I,
)
_TIME = re.compile(
    r"\bwhen\b|\b(?:what|which) (?:year|date|day|month|century|decade|time)\b|\bhow long ago\b",
    re.I,
)
_PERSON = re.compile(r"\b(?:who|whom|whose)\b", re.I)
_PLACE = re.compile(
    r"\bwhere\b|\b(?:what|which) (?:country|city|town|state|continent|place|region|village)\b",
    re.I,
)
_REASON = re.compile(r"\bwhy\b|\bwhat (?:was |is )?(?:the )?(?:reason|cause[ds]?)\b", re.I)
_DEFINITION = re.compile(
    r"^\W*(?:who|what) (?:is|are|was|were) (?:an? |the )?(?P<thing>[^,?]+?)\W*$", re.I
)
_UNITS_ASKED = {
    "cost price budget salary money cash worth pay paid spend spent earn": {Unit.MONEY},
    "far tall high deep wide thick range height length distance depth width": {Unit.LENGTH},
    "long": {Unit.TIME, Unit.LENGTH},
    "old age lifespan": {Unit.TIME},
    "heavy weight weigh": {Unit.MASS},
    "fast speed": {Unit.LENGTH, Unit.TIME},
    "percent percentage proportion share rate": {Unit.SHARE},
    "time": {Unit.TIME},
    "temperature warm hot cold": {Unit.HEAT},
}
_ASKS_UNIT = {stem(word): units for words, units in _UNITS_ASKED.items() for word in words.split()}
_COUNTING = ("many", "much", "number", "amount", "percentage", "percent", "proportion", "share")
_SAME = {
    "peopl": ("population", "inhabitants", "residents", "citizens"),
    "old": ("age", "aged"),
}
"""Other words for what is asked for; the keys are stems."""
_CHANGE = re.compile(r"\bhow much\b.*\b(?:increase|decrease|rise|rose|risen|f[ae]ll|fallen|grown?|grew)", re.I)
_EACH = re.compile(r"\b(?:per|each|every|an?|last|this|next|in|since) (?:year|month|week|day|hour|minute)\b", re.I)
_NAME = re.compile(r"(?<![.!?]\s)(?<!^)(?<!^[\"“'‘])\b(?:[A-Z][\w’'.-]*|[\w]+-?\d[\w-]*)")
_DATE = re.compile(
    r"\b(?:1\d|20)\d\d(?:s|\b)|\b(?:centur(?:y|ies)|decades?|ago|yesterday|today|tomorrow"
    r"|(?:mon|tues|wednes|thurs|fri|satur|sun)day|spring|summer|autumn|winter|B\.?C|A\.?D"
    rf"|{'|'.join(sorted(MONTHS - {'may', 'march'}))})\b|\b(?:May|March)\b|\b\d\ds\b",
    re.I,
)
_NEAR = 5


@dataclass(frozen=True, slots=True)
class Expectation:
    """What a question asks for.

    `counted` are the stems of what is counted or measured, `units` the units that would fit.
    `names` are the terms of its names, `numbers` its figures, as texts are compared.
    """

    kind: Kind
    counted: frozenset[str]
    units: frozenset[Unit]
    names: frozenset[str]
    numbers: frozenset[str]
    words: frozenset[str]


def expect(question: str) -> Expectation:
    """Reads a question."""
    kind = _kind(question)
    names = frozenset(term for match in _NAME.finditer(question) for term in terms(match.group()))
    words = frozenset(stem(token) for token in tokens(question))
    measured = kind is Kind.QUANTITY
    return Expectation(
        kind=kind,
        counted=_counted(question) if measured else frozenset(),
        units=_units(question) if measured else frozenset(),
        names=frozenset(name for name in names if not name[0].isdigit()),
        numbers=frozenset(t for t in tokens(question) if t[0].isdigit()),
        words=words,
    )


def _kind(question: str) -> Kind:
    if _QUANTITY.search(question) and "how long ago" not in question.lower():
        return Kind.QUANTITY
    if (match := _DEFINITION.search(question)) and len(terms(match["thing"])) <= 4:
        named = match["thing"][:1].isupper()
        if named or not _PERSON.search(question):
            return Kind.DEFINITION
    for kind, pattern in (
        (Kind.TIME, _TIME),
        (Kind.REASON, _REASON),
        (Kind.PERSON, _PERSON),
        (Kind.PLACE, _PLACE),
    ):
        if pattern.search(question):
            return kind
    return Kind.OTHER


def _counted(question: str) -> frozenset[str]:
    """The stems of what "how many" counts, or of the property that is asked for."""
    match = _QUANTITY.search(question)
    assert match is not None
    asked = (match["how"] or match["what"]).lower()
    if asked in _COUNTING:
        found = _nouns(question[match.end() :])
    else:
        found = [stem(word) for word in (asked, *_SAME.get(asked, ()))]
    return frozenset(found + [stem(same) for noun in found for same in _SAME.get(noun, ())])


def _nouns(text: str) -> list[str]:
    """The stems of the first words in small letters, up to a verb or a preposition."""
    found: list[str] = []
    for word in re.findall(r"[\w-]+", text.removeprefix(" of")):
        if word.lower() in STOP_WORDS or len(found) == 4:
            break
        if word[0].islower():
            found += [stem(token) for token in tokens(word)]
    return found


def _units(question: str) -> frozenset[Unit]:
    if _CHANGE.search(question):
        return frozenset()
    words = {stem(token) for token in tokens(_EACH.sub(" ", question))}
    named = {UNIT_OF[word] for word in words if word in UNIT_OF}
    for word in words & _ASKS_UNIT.keys():
        named |= _ASKS_UNIT[word]
    return frozenset(named)


def offers(expected: Expectation, sentence: str) -> Offer:
    """Whether a sentence has what the question expects; perhaps, where its form doesn't tell."""
    match expected.kind:
        case Kind.QUANTITY:
            dated = Unit.TIME in expected.units and _DATE.search(sentence)
            return _measures(expected, counted(sentence), Offer.PERHAPS if dated else Offer.NO)
        case Kind.TIME:
            return Offer.YES if _DATE.search(sentence) else Offer.NO
        case Kind.PERSON | Kind.PLACE:
            return Offer.YES if new_names(expected, sentence) else Offer.NO
        case _:
            return Offer.PERHAPS


def new_names(expected: Expectation, sentence: str) -> frozenset[str]:
    """The terms of the sentence's names that the question doesn't have."""
    found = (term for match in _NAME.finditer(sentence) for term in terms(match.group()))
    return frozenset(term for term in found if not term[0].isdigit()) - expected.words


def _measures(expected: Expectation, text: Counted, without: Offer) -> Offer:
    """Yes, if a quantity has a unit asked for, or stands close to what is counted.

    `without` is what a text without any quantity offers.
    """
    if not text.quantities:
        return without
    for quantity in text.quantities:
        start = max(quantity.place - _NEAR, 0)
        around = text.stems[start : quantity.place + _NEAR + 1]
        if quantity.unit in expected.units or not expected.counted.isdisjoint(around):
            return Offer.YES
    free = not expected.counted and not expected.units
    return Offer.YES if free else Offer.PERHAPS
