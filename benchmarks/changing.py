"""Changes that make a true sentence false, by rules, one kind each."""

import random
import re
from calendar import month_name
from collections.abc import Callable, Sequence
from dataclasses import dataclass

_NAME = re.compile(r"(?<![.!?:] )(?<!^)(?<![\"“‘'])\b[A-Z][a-z’]{2,}(?: [A-Z][a-z’]{2,}){0,2}\b")
_NUMBER = re.compile(
    r"(?<![\w$£€.,-])\d+(?:,\d{3})*(?:\.\d+)?(?![\w,.-]*\d)(?!(?:st|nd|rd|th|s)\b)"
)
_YEAR = re.compile(r"(?<![\w$£€.,-])(?:1[0-9]|20)\d\d(?![\w-])")
_MONTHS = list(month_name)[1:]
_NOT_NAMES = frozenset(_MONTHS) | frozenset(
    [
        "Monday",
        "Tuesday",
        "Wednesday",
        "Thursday",
        "Friday",
        "Saturday",
        "Sunday",
        "The",
        "This",
        "That",
        "These",
        "In",
    ]
)
LISTED = """
increased decreased|rose fell|high low|higher lower|large small|larger smaller|more fewer
first last|before after|early late|earlier later|north south|northern southern|east west
eastern western|won lost|accepted rejected|supported opposed|began ended|major minor
public private|old new|older younger|strong weak|allowed banned|always never|same different
inside outside|best worst|positive negative|majority minority|rich poor|internal external
most least|above below|long short|success failure|men women|male female|domestic foreign
"""
UNLISTED = """
praised mocked|celebrated mourned|welcomed shunned|honored disgraced|hired evicted
victorious beaten|brave cowardly|generous stingy|calm furious|fertile barren|smooth rough
sharp blunt|sweet bitter|loud quiet|wild tame|abundant scarce|famous forgotten|noble humble
popular hated|loyal treacherous|healthy sick|proud ashamed|careful reckless|tight loose
united fragmented|independent subordinate|original copied|fresh stale|flexible rigid
gained forfeited|elected deposed|protected endangered|preserved ruined|completed abandoned
restored wrecked|opened shut|revealed disguised|expanded contracted|dominated obeyed
responsible blameless|sufficient inadequate|essential superfluous|successful futile
traditional novel|central peripheral|effective useless|dense sparse|stable volatile
developed neglected|influential insignificant|widespread isolated|important trivial
"""


def pairs(text: str) -> dict[str, str]:
    """Both ways of each pair of a list."""
    found = [tuple(pair.split()) for pair in text.replace("\n", "|").split("|") if pair.strip()]
    return dict(found) | {other: one for one, other in found}


@dataclass(frozen=True)
class Surroundings:
    """What a change may draw from: the paragraph, and names of other articles."""

    paragraph: str
    names: Sequence[str]
    chance: random.Random


Change = Callable[[str, Surroundings], str | None]


def names_in(text: str) -> list[str]:
    """The names of a text that don't begin a sentence."""
    found = [match.group() for match in _NAME.finditer(text)]
    return [name for name in found if not set(name.split()) & _NOT_NAMES]


def _put(sentence: str, match: re.Match[str], new: str) -> str:
    return sentence[: match.start()] + new + sentence[match.end() :]


def _number_new(sentence: str, around: Surroundings) -> str | None:
    match = _some(_NUMBER, sentence, around)
    if not match:
        return None
    text = match.group()
    for _ in range(20):
        value = float(text.replace(",", ""))
        year = bool(_YEAR.fullmatch(text))
        factor = around.chance.choice([0.5, 0.7, 1.3, 1.5, 2, 3])
        new = value + around.chance.choice([-30, -11, -3, 2, 7, 12, 40]) if year else value * factor
        shown = f"{new:,.0f}" if "," in text else f"{new:.1f}" if "." in text else f"{new:.0f}"
        if shown != text and shown not in around.paragraph:
            return _put(sentence, match, shown)
    return None


def _number_same(sentence: str, around: Surroundings) -> str | None:
    match = _some(_NUMBER, sentence, around)
    if not match:
        return None
    year = bool(_YEAR.fullmatch(match.group()))
    others = sorted(
        {
            each.group()
            for each in _NUMBER.finditer(around.paragraph)
            if each.group() not in sentence and bool(_YEAR.fullmatch(each.group())) == year
        }
    )
    return _put(sentence, match, around.chance.choice(others)) if others else None


def _name_new(sentence: str, around: Surroundings) -> str | None:
    match = _some_name(sentence, around)
    others = [name for name in around.names if name.split()[-1] not in around.paragraph]
    return _put(sentence, match, around.chance.choice(others)) if match and others else None


def _name_same(sentence: str, around: Surroundings) -> str | None:
    match = _some_name(sentence, around)
    if not match:
        return None
    others = sorted(
        {
            name
            for name in names_in(around.paragraph)
            if not any(part in sentence for part in name.split())
        }
    )
    return _put(sentence, match, around.chance.choice(others)) if others else None


def _date(sentence: str, around: Surroundings) -> str | None:
    found = list(re.finditer(rf"\b(?:{'|'.join(_MONTHS)})\b(?= \d)", sentence))
    if not found:
        return None
    match = around.chance.choice(found)
    others = [month for month in _MONTHS if month not in around.paragraph]
    return _put(sentence, match, around.chance.choice(others)) if others else None


def _negated(sentence: str, around: Surroundings) -> str | None:
    if re.search(r"\b(?:not|no|never|none|neither|nor|without|cannot)\b|n't\b", sentence):
        return None
    options = [
        (r"\b(is|are|was|were|could|would|should|will|must|may|might|had been|has been|have been)\b"
         r"(?= (?!only\b|not\b)\w)", r"\1 not"),
        (r"\b(can)\b", "cannot"),
    ]  # fmt: skip
    follows = "the|a|an|to|in|his|their|its|that"
    verbs = list(re.finditer(rf"(?<=[a-z\d] )(\w{{3,}})ed\b(?= (?:{follows})\b)", sentence))
    found = [(m, m.expand(new)) for old, new in options for m in re.finditer(old, sentence)][:2]
    before = ("was ", "were ", "been ", "is ", "are ", "and ", "be ", "had ", "has ", "have ")
    for verb in verbs[:1]:
        if not sentence[: verb.start()].endswith(before):
            how = around.chance.choice(["never ", "failed to "])
            base = verb.group() if how == "never " else verb[1] + "e" * _silent(verb[1])
            found.append((verb, how + base))
    if not found:
        return None
    match, new = around.chance.choice(found)
    return _put(sentence, match, new)


def _silent(stem: str) -> bool:
    """Whether a verb's bare form probably ends in e."""
    return stem[-1] in "cgsvuz" or stem.endswith(("at", "ir", "ut", "in", "as", "ag"))


def _unnegated(sentence: str, _: Surroundings) -> str | None:
    changed = re.sub(
        r"\b(did|does|do) (?:not|never) |n't\b|\b(?:not|never) (?!only)", "", sentence, count=1
    )
    changed = (
        re.sub(r"\bno longer\b", "still", changed, count=1) if changed == sentence else changed
    )
    changed = re.sub(r"\bcannot\b", "can", changed, count=1) if changed == sentence else changed
    changed = re.sub(r"\bwithout\b", "with", changed, count=1) if changed == sentence else changed
    return changed if changed != sentence else None


def _swapped(sentence: str, around: Surroundings) -> str | None:
    found = [m for m in _NAME.finditer(sentence) if not set(m.group().split()) & _NOT_NAMES]
    found = found or []
    numbers = list(_NUMBER.finditer(sentence))
    usable = [ms for ms in (found, numbers) if len({m.group() for m in ms}) >= 2]
    if not usable:
        return None
    chosen = around.chance.choice(usable)
    for _ in range(10):
        one, other = sorted(around.chance.sample(chosen, 2), key=lambda m: m.start())
        between = sentence[one.end() : other.start()]
        if one.group() == other.group() or re.fullmatch(
            r",? ?(?:and|or|to|of|-|–|/|,|of the|and the)? ?", between
        ):
            continue  # a list says the same in any order
        if re.fullmatch(r"(?:, [\w ]+)+,? (?:and |or )?", between):
            continue
        return (
            sentence[: one.start()]
            + other.group()
            + between
            + one.group()
            + sentence[other.end() :]
        )
    return None


def _opposed(words: dict[str, str]) -> Change:
    def change(sentence: str, around: Surroundings) -> str | None:
        found = [m for m in re.finditer(r"\b[a-z]+\b", sentence) if m.group() in words]
        found = [m for m in found if words[m.group()] not in sentence]
        if not found:
            return None
        match = around.chance.choice(found)
        return _put(sentence, match, words[match.group()])

    return change


def _some(pattern: re.Pattern[str], sentence: str, around: Surroundings) -> re.Match[str] | None:
    found = list(pattern.finditer(sentence))
    return around.chance.choice(found) if found else None


def _some_name(sentence: str, around: Surroundings) -> re.Match[str] | None:
    found = [m for m in _NAME.finditer(sentence) if not set(m.group().split()) & _NOT_NAMES]
    return around.chance.choice(found) if found else None


CHANGES: dict[str, Change] = {
    "number new": _number_new,
    "number of paragraph": _number_same,
    "name new": _name_new,
    "name of paragraph": _name_same,
    "date": _date,
    "negation added": _negated,
    "negation removed": _unnegated,
    "swap": _swapped,
    "opposite, listed": _opposed(pairs(LISTED)),
    "opposite, unlisted": _opposed(pairs(UNLISTED)),
}
"""The changes by kind."""
