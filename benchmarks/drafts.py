"""Sentences as a language model drafts them from offered paragraphs, faithful and corrupted."""

import random
import re
from collections.abc import Callable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from itertools import zip_longest

from benchmarks.changing import CHANGES, Surroundings
from benchmarks.respelling import upper_first
from benchmarks.rewording import reworded
from vectorstore.words import listed

VERBATIM, REWORDED, SHORTENED, MERGED = "verbatim", "reworded", "shortened", "merged"
FAITHFUL = (VERBATIM, REWORDED, SHORTENED, MERGED)
"""What a faithful writer does with a sentence."""
WRONG_KEY, NO_KEY, TWO_KEYS = "wrong key", "no key", "two keys"
MISCITED = (WRONG_KEY, NO_KEY, TWO_KEYS)
"""Faithful sentences that cite another paragraph, none, or another one too."""
KINDS: Mapping[str, tuple[str, ...]] = {
    "number": ("number new", "number of paragraph", "number in words", "scale"),
    "date": ("date", "year", "day"),
    "name": ("name new", "name of paragraph"),
    "negation": ("negation added", "negation removed"),
    "swap": ("swap",),
    "opposite": ("opposite, listed", "opposite, unlisted"),
    "invention": ("invented", "half invented"),
}
"""The corruptions by what is corrupted."""
_WORDS = range(8, 45)
_SMALL = listed("two three four five six seven eight nine ten eleven twelve twenty thirty")
_SCALES = ("hundred", "thousand", "million", "billion", "trillion")
_MONTH = "(?:January|February|March|April|May|June|July|August|September|October|November|December)"
_LEANING = listed("it he she they this these those its his her their the a an in on at by for from")


@dataclass(frozen=True)
class Draft:
    """A sentence, what was done to it, and the sentences of the paragraph that it came from.

    `base` is how the sentence was said before it was corrupted; `kind` is the same where it is
    faithful.
    """

    text: str
    kind: str
    base: str

    @property
    def faithful(self) -> bool:
        """Whether the sentence says what the paragraph says."""
        return self.kind in FAITHFUL


def drafts(
    sentences: Sequence[str], surroundings: Surroundings, elsewhere: Sequence[str], words: Set[str]
) -> Iterator[Draft]:
    """Faithful drafts of a sentence of a paragraph, and each with every corruption that fits.

    `elsewhere` are sentences of the same article that no offered paragraph has; `words` are those
    that occur in small letters, which a capital makes no name.
    """
    chance = surroundings.chance
    usable = [i for i, each in enumerate(sentences) if _is_usable(each)]
    if not usable:
        return
    place = chance.choice(usable)
    for base, text in _faithful(sentences, place, chance):
        yield Draft(text, base, base)
        for kind, change in _CHANGES.items():
            changed = change(text, surroundings)
            if changed and is_corrupted(changed, text, sentences[place], words):
                yield Draft(changed, kind, base)
        if elsewhere:
            new = chance.choice(elsewhere)
            yield Draft(new, "invented", base)
            yield Draft(f"{text[:-1]}, and {_lower(new)}", "half invented", base)


def _is_usable(sentence: str) -> bool:
    return len(sentence.split()) in _WORDS and sentence[-1] == "."


def usable(sentences: Sequence[str]) -> list[str]:
    """The sentences that a draft can be made of."""
    return [each for each in sentences if _is_usable(each)]


def _faithful(
    sentences: Sequence[str], place: int, chance: random.Random
) -> Iterator[tuple[str, str]]:
    sentence = sentences[place]
    before = sentences[place - 1] if place else None
    yield VERBATIM, sentence
    other, rules = reworded(sentence, before, chance)
    if len(rules) >= 2:
        yield REWORDED, other
    if (short := _shortened(sentence, chance)) != sentence:
        yield SHORTENED, short
    after = sentences[place + 1] if place + 1 < len(sentences) else None
    leans = after and after.split(" ", 1)[0].lower() in _LEANING
    if after and leans and _is_usable(after) and len(sentence.split()) + len(after.split()) <= 50:
        link = chance.choice([", and ", ", while ", "; "])
        yield MERGED, sentence[:-1] + link + _lower(after)


def _lower(text: str) -> str:
    """A clause that no longer begins its sentence."""
    first = text.split(" ", 1)[0]
    return text[0].lower() + text[1:] if first.lower() in _LEANING else text


def _shortened(sentence: str, chance: random.Random) -> str:
    """The sentence without a part that stands between commas, in brackets or at an end."""
    patterns = [
        r"^(?:In|On|At|During|After|Since|By|For|As|With|From|Under) [^,]{3,50}, (?=[a-zA-Z])",
        r" \([^()]*\)",
        r", (?:which|who|where|whose) [^,;.()]*(?:,(?= )|(?=\.$))",
        r", (?:[a-z]+ing|[a-z]+ed) [^,;.]*(?=\.$)",
        r", (?:including|such as|as well as|along with) [^,;.]*(?=\.$)",
        r",? (?:because|although|while|since|so that|in order to|due to) [^,;.]*(?=\.$)",
        r", (?:an?|the) [^,;.]{3,50},(?= (?:was|is|were|are|had|has|[a-z]+ed)\b)",
        r",? (?:and|but) (?:it|he|she|they|this|was|were|is|are|has|had) [^,;.]*(?=\.$)",
    ]
    chance.shuffle(patterns)
    used = 0
    for pattern in patterns:
        changed = re.sub(pattern, "", sentence, count=1)
        if changed != sentence and len(changed.split()) >= 6:
            sentence = upper_first(changed)
            used += 1
        if used == 2:
            break
    return sentence


def is_corrupted(changed: str, text: str, source: str, words: Set[str]) -> bool:
    """Whether a change made a sentence false, as far as rules can tell.

    It didn't where it only put back words of the `source`, or took an ordinary word at the
    beginning of a clause, a part of a hyphenated word or a people for a name.
    """
    before, after = text.split(), changed.split()
    if changed == text or (set(after) <= set(source.split()) and set(before) != set(after)):
        return False
    given = [b for a, b in zip_longest(before, after) if a != b and b]
    taken = [a for a, b in zip_longest(before, after) if a != b and a]
    named = [_bare(word) for word in (*given, *taken) if word[:1].isupper()]
    if any(word.lower() in words or "-" in word for word in named):
        return False
    if re.search(rf"\b\d{{4}} {_MONTH}", changed):  # a date in another order
        return False
    new, old = set(map(_bare, after)) - set(map(_bare, before)), set(before) - set(after)
    return not any(n[:4] == o[:4] for n in new for o in old if n[:1].isupper())


def _bare(word: str) -> str:
    return word.strip(".,;:()[]“”\"'’‘").removesuffix("'s").removesuffix("’s")


Change = Callable[[str, Surroundings], str | None]


def _put(sentence: str, match: re.Match[str], new: str) -> str:
    return sentence[: match.start()] + new + sentence[match.end() :]


def _some(pattern: str, sentence: str, around: Surroundings) -> re.Match[str] | None:
    found = list(re.finditer(pattern, sentence))
    return around.chance.choice(found) if found else None


def _in_words(sentence: str, around: Surroundings) -> str | None:
    match = _some(rf"\b(?:{'|'.join(sorted(_SMALL))})\b(?! of\b)", sentence, around)
    others = [word for word in sorted(_SMALL) if not re.search(rf"\b{word}\b", around.paragraph)]
    return _put(sentence, match, around.chance.choice(others)) if match and others else None


def _scale(sentence: str, around: Surroundings) -> str | None:
    match = _some(rf"(?<=[\d] )(?:{'|'.join(_SCALES)})\b", sentence, around)
    others = [word for word in _SCALES if word not in around.paragraph]
    return _put(sentence, match, around.chance.choice(others)) if match and others else None


def _year(sentence: str, around: Surroundings) -> str | None:
    match = _some(r"(?<![\w$£€.,–-])(?:1[5-9]|20)\d\d(?![\w,.–-]*\d)(?!s)", sentence, around)
    if not match:
        return None
    for _ in range(20):
        shown = str(int(match.group()) + around.chance.choice([-10, -5, -2, -1, 1, 2, 3, 10]))
        if shown not in around.paragraph:
            return _put(sentence, match, shown)
    return None


def _day(sentence: str, around: Surroundings) -> str | None:
    match = _some(rf"\b{_MONTH} (\d\d?)\b", sentence, around)
    if not match:
        return None
    days = [n for n in range(1, 28) if not re.search(rf"\b{n}\b", around.paragraph)]
    new = str(around.chance.choice(days))
    return sentence[: match.start(1)] + new + sentence[match.end(1) :]


_CHANGES: dict[str, Change] = {
    **CHANGES,
    "number in words": _in_words,
    "scale": _scale,
    "year": _year,
    "day": _day,
}
