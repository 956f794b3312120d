"""What kind of answer a question expects, and whether a sentence offers one."""

import re
from dataclasses import dataclass, replace
from enum import StrEnum

from answering.quantities import MONTHS, UNIT_OF, Counted, Unit, counted
from vectorstore.languages import ENGLISH, Language
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
_CHANGE = re.compile(
    r"\bhow much\b.*\b(?:increase|decrease|rise|rose|risen|f[ae]ll|fallen|grown?|grew)", re.I
)
_EACH = re.compile(
    r"\b(?:per|each|every|an?|last|this|next|in|since) (?:year|month|week|day|hour|minute)\b", re.I
)
_SUBSTANCE = re.compile(
    r"\bhow much (?!(?:d[io]d?|does|ha[ds]|have|is|are|was|were|will|would|can|could|of)\b)[a-z]",
    re.I,
)
_MODEL = re.compile(r"[^\W\d_]+[-–]?\d+\w*")  # Su-57, G20
_NAME = re.compile(r"(?<![.!?]\s)(?<!^)(?<!^[\"“'‘])\b[A-Z][\w’'.-]*")
"""A capital that doesn't begin a sentence."""
_DATE = re.compile(
    r"\b(?:1\d|20)\d\d(?:s|\b)|\b(?:centur(?:y|ies)|decades?|ago|yesterday|today|tomorrow"
    r"|(?:mon|tues|wednes|thurs|fri|satur|sun)day|spring|summer|autumn|winter|B\.?C|A\.?D"
    rf"|{'|'.join(sorted(MONTHS - {'may', 'march'}))})\b|\b(?-i:May|March)\b|\b\d\ds\b",
    re.I,
)
_TO_TWELVE = "zero one two three four five six seven eight nine ten eleven twelve"
_IN_WORDS = {str(number): word for number, word in enumerate(re.findall(r"\w+", _TO_TWELVE))}
_NEAR = 5  # words between a number and what it counts


@dataclass(frozen=True, slots=True)
class Expectation:
    """What a question asks for.

    `counted` are the stems of what is counted or measured, `units` the units that would fit.
    `names` are the terms of its names without figures, `numbers` its figures,
    `models` its names with figures, such as Su-57. `words` are the stems of all its words.
    """

    kind: Kind
    counted: frozenset[str]
    units: frozenset[Unit]
    names: frozenset[str]
    numbers: frozenset[str]
    models: frozenset[str]
    words: frozenset[str]


def expect(question: str, language: Language = ENGLISH) -> Expectation:
    """Reads a question; in a language other than English only its figures are understood."""
    if language is not ENGLISH:
        return replace(_NOTHING, numbers=_numbers(question), models=_models(question))
    kind = _kind(question)
    measured = kind is Kind.QUANTITY
    return Expectation(
        kind=kind,
        counted=_counted(question) if measured else frozenset(),
        units=_units(question) if measured else frozenset(),
        names=_names(question),
        numbers=_numbers(question),
        models=_models(question),
        words=frozenset(stem(token) for token in tokens(question)),
    )


_NOTHING = Expectation(
    kind=Kind.OTHER,
    counted=frozenset(),
    units=frozenset(),
    names=frozenset(),
    numbers=frozenset(),
    models=frozenset(),
    words=frozenset(),
)


def _numbers(question: str) -> frozenset[str]:
    return frozenset(t for t in tokens(_MODEL.sub(" ", question)) if t[0].isdigit())


def _models(question: str) -> frozenset[str]:
    return frozenset(_plain(match.group()) for match in _MODEL.finditer(question))


def missing_names(expected: Expectation, text: str) -> float:
    """The share, 0 to 1, of the terms of the question's names that a text lacks."""
    if not expected.names:
        return 0.0
    missing = expected.names.difference(terms(text))
    return len(missing) / len(expected.names)


def missing_number(expected: Expectation, text: str) -> bool:
    """Whether a text lacks a figure of the question, in figures and in words."""
    present = set(tokens(text)) if expected.numbers else set()
    return any(
        number not in present and _IN_WORDS.get(number) not in present
        for number in expected.numbers
    )


def missing_model(expected: Expectation, text: str) -> bool:
    """Whether a text lacks a name with figures that the question has."""
    present = _plain(text) if expected.models else ""
    return any(model not in present for model in expected.models)


def _plain(text: str) -> str:
    """A text in which a name with figures is found however it is hyphenated."""
    return text.casefold().replace("-", "").replace("–", "")


def _names(text: str) -> frozenset[str]:
    found = (term for match in _NAME.finditer(text) for term in terms(match.group()))
    return frozenset(term for term in found if not term[0].isdigit())


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
    if not named and _SUBSTANCE.search(question):
        named = {Unit.MASS, Unit.SHARE}
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
            return Offer.YES if _names(sentence) - expected.words else Offer.NO
        case _:
            return Offer.PERHAPS


def _measures(expected: Expectation, text: Counted, without: Offer) -> Offer:
    """Yes, if a quantity has a unit asked for, or stands close to what is counted.

    A text that names what is counted and has its numbers elsewhere doesn't count it.
    `without` is what a text without any quantity offers.
    """
    if not text.quantities:
        return without
    for quantity in text.quantities:
        start = max(quantity.place - _NEAR, 0)
        around = text.stems[start : quantity.place + _NEAR + 1]
        if quantity.unit in expected.units or not expected.counted.isdisjoint(around):
            return Offer.YES
    if not expected.counted.isdisjoint(text.stems):
        return Offer.NO
    return Offer.PERHAPS if expected.counted or expected.units else Offer.YES
