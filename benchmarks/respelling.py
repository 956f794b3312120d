"""The same number, date or negation in another spelling."""

import random
import re
from calendar import month_name
from collections.abc import Callable

from answering.facts.numerals import ONES, TENS

_MONTHS = list(month_name)[1:]
_MONTH = "|".join(_MONTHS)
_FULL = (("did", "didn't"), ("does", "doesn't"), ("do", "don't"), ("was", "wasn't"),
         ("were", "weren't"), ("is", "isn't"), ("are", "aren't"), ("has", "hasn't"),
         ("have", "haven't"), ("had", "hadn't"), ("could", "couldn't"), ("would", "wouldn't"),
         ("should", "shouldn't"), ("cannot", "can't"), ("will", "won't"))  # fmt: skip


def upper_first(text: str) -> str:
    """A text with a capital at its beginning."""
    return text[:1].upper() + text[1:]


def renumbered(sentence: str, chance: random.Random) -> str:
    """2,000, 2000, two thousand; 5%, 5 percent; $5 million, $5m; 7, seven."""
    options = list(_NUMBERS)
    chance.shuffle(options)
    for pattern, replacement in options:
        changed = re.sub(pattern, replacement, sentence, count=1)
        if changed != sentence:
            return upper_first(changed)
    return sentence


def in_words(number: int) -> str:
    """A number under 100 in words."""
    ones = {int(value): word for word, value in ONES.items()}
    tens = {int(value): word for word, value in TENS.items()}
    if number in ones:
        return ones[number]
    rest = number % 10
    return tens[number - rest] + (f"-{ones[rest]}" if rest else "")


def redated(sentence: str, chance: random.Random) -> str:
    """August 9, 2022; 9 August 2022; in August 2022."""
    american = rf"\b({_MONTH}) (\d{{1,2}}), (\d{{4}}),?"
    british = rf"\b(\d{{1,2}}) ({_MONTH}) (\d{{4}})"
    if chance.random() < 0.5:
        changed = re.sub(rf"\b[Oo]n (?:{american})", r"in \1 \3", sentence, count=1)
        changed = re.sub(rf"\b[Oo]n (?:{british})", r"in \2 \3", changed, count=1)
        if changed != sentence:
            return upper_first(changed)
    changed = re.sub(american, r"\2 \1 \3", sentence, count=1)
    if changed == sentence:
        changed = re.sub(british, r"\2 \1, \3", sentence, count=1)
    return changed


def contracted(sentence: str, _: random.Random) -> str:
    for full, short in _FULL:
        spelled = full if full == "cannot" else f"{full} not"
        if re.search(rf"\b{spelled}\b(?! only)", sentence):
            return re.sub(rf"\b{spelled}\b", short, sentence, count=1)
        if short in sentence:
            return sentence.replace(short, spelled, 1)
    return sentence


_NUMBERS: tuple[tuple[str, Callable[[re.Match[str]], str]], ...] = (
    (r"(?<![\d,.$])(\d{1,3}),(\d{3})(?![\d,.])", lambda m: m[1] + m[2]),
    (r"(?<![\d,.$])(\d{1,2}),000(?![\d,.])", lambda m: f"{in_words(int(m[1]))} thousand"),
    (r"(\d)%", lambda m: f"{m[1]} percent"),
    (r"(\d) ?(?:percent|per cent)\b", lambda m: f"{m[1]}%"),
    (r"\$(\d[\d.,]*) million", lambda m: f"${m[1]}m"),
    (r"\$(\d[\d.,]*) (million|billion)", lambda m: f"{m[1]} {m[2]} dollars"),
    (
        r"(?<![\d,.$\w/)-])(\d{1,2})(?= [a-z]{3,})(?! (?:percent|million|billion|of))",
        lambda m: in_words(int(m[1])),
    ),
    (
        rf"(?<!-)\b({'|'.join(list(ONES)[2:])})\b(?= [a-z])(?! (?:hundred|thousand|million))",
        lambda m: f"{ONES[m[1]]:.0f}",
    ),
)
