"""Whether a sentence can be read alone, torn from the text around it.

The rules look at form: how a sentence begins and ends, its marks, its pronouns. What a definite
phrase ("the group") refers to is beyond them.
"""

import re
from enum import StrEnum
from typing import Final

from answering.summaries.lengths import size
from answering.summaries.openings import opens_leaning
from vectorstore.languages import ENGLISH, Language
from vectorstore.words import terms


class Standing(StrEnum):
    """How a sentence stands by itself."""

    ALONE = "alone"
    LEANS = "leans"
    """It is understood with the sentence before it."""
    UNFIT = "unfit"
    """A question, a fragment, a caption, an item of a list: nothing that a summary says."""


_FEWEST_WORDS: Final = 5
_FEWEST_TERMS: Final = 3
_MOSTLY: Final = 0.5  # of the letters

_CLOSING: Final = r"[\"'”’“»«›)\]」』】]*"
_ENDS: Final = re.compile(
    rf"[.!…。！．｡।॥۔።။]{_CLOSING}(?:\s?\[\d+\]|[¹²³⁰-⁹])*\Z|[\u0e00-\u0eff\u1780-\u17ff]{_CLOSING}\Z"
)
_BROKEN_OFF: Final = re.compile(rf"(?:\.\.\.|…){_CLOSING}\Z")
_MARKED: Final = re.compile(
    r"(?:[•·▪◦‣*–—#|>\[-]|\(?(?:\d{1,3}|[A-Za-z]|[ivx]{1,4})\)\s|\d{1,3}\.\s|©|\d{1,2}:\d\d\b)"
)
_CAPTION: Final = re.compile(
    r"(?:fig(?:ure|\.)?|table|tab\.|chart|photo(?:graph)?|image|picture|source|credits?|caption"
    r"|abb(?:ildung|\.)|tabelle|figura|tabla|tabela|tableau|рис(?:унок|\.)|таблица|图|圖|表|図)"
    r"(?:\s*\d+\s*[.:–—-]?|\s*(?:by|credit)?\s*:)",
    re.IGNORECASE,
)
_ADDRESS: Final = re.compile(r"https?://|www\.|\S@\S+\.\w")
_BRAND: Final = re.compile(r"[a-z][A-Z]")
_QUOTES: Final = re.compile(r"[\"“”„‟«»]")
_QUOTED: Final = re.compile(r"[\"“„«][^\"“”„«»]*[\"”“»]")

_JOINS: Final = re.compile(
    r"(?:and|or|but|nor|so|yet|then|thus|hence|therefore|however|moreover|furthermore|additionally"
    r"|also|again|indeed|instead(?! of)|besides(?! \w+ing)|meanwhile(?! in)|similarly|likewise"
    r"|consequently|accordingly|conversely|nevertheless|nonetheless|otherwise|namely|specifically"
    r"|afterwards?|(?:still|rather|first|second|third|next|later|here|there|well|yes|no|oh|ah|now),"
    r"|(?:first|second|third|last)ly|finally|in (?:addition|contrast|response|turn)(?! to)|in fact"
    r"|in the \w+ since|in particular|in other words|in short|in sum|in that case|in the same way"
    r"|as a result(?! of)"
    r"|as a consequence(?! of)|as such|by contrast|by comparison|by then|on the contrary"
    r"|on the other hand|at the same time|at th(?:e|at|is) (?:time|point|moment)(?! of)|after all"
    r"|after that|after(?:wards)? (?:which|this)|before that|since then|until then|only then"
    r"|even (?:so|then)|if (?:so|not)|to (?:this|that) end|for (?:example|instance|this|that)\b"
    r"|because of (?:this|that)|despite (?:this|that)|that said|of course|put simply|either way"
    r"|another|others|the (?:former|latter|others?|same)|one such|in doing so|over there"
    r"|similar to (?:this|that))(?!\w)",
    re.IGNORECASE,
)
_STANDS_FOR: Final = re.compile(
    r"(?:he|she|they|him|them|his|her|hers|their|theirs|its|that|those(?! (?:who|of|which|that|in"
    r"|with|whose|on|from|seeking|wishing)\b)|such(?! as)|both(?! (?:\w+[ ,]+){1,4}and\b)"
    r"|neither(?! (?:\w+[ ,]+){1,4}nor\b)"
    r"|(?:all|some|many|most|few|none|each) (?:are|is|were|was|have|has|had|will|would|can|could)"
    r"|(?:some|many|most|all|each|one|none|few|several|any|part)"
    r" of (?:it|them|these|those|this|that|which|his|her|their))\b",
    re.IGNORECASE,
)
_EMPTY_IT: Final = re.compile(
    r"\bit(?:['’]s| (?:is|was|has been|had been|will be|would be|may be|might be|can be|could be"
    r"|should be|seems|seemed|appears|appeared|remains|became|becomes|takes|took))\b"
    r"(?: [\w’'-]+){1,4}? (?:that|to|how|why|whether|if|for)\b",
    re.IGNORECASE,
)
_PRONOUN: Final = re.compile(
    r"\b(?:he|she|it|they|him|her|them|his|hers|its|their|theirs|himself|herself|itself|themselves"
    r")\b",
    re.IGNORECASE,
)
_POINTS: Final = re.compile(
    r"\b(?:this(?! (?:year|month|week|century|decade|article|page|report|document|guide|study|paper"
    r"|book|chapter|section|tutorial|post|essay|story|text|manual|policy|agreement|website|site"
    r"|project|package|library|module|tool|software|server)\b)|these|those(?! (?:who|of|which|that"
    r"|in|with|whose|on|from)\b)|such(?! (?:as|that)\b))\s+"
    r"|\b(?:this|that|these|those)(?=[,.:;)])",
    re.IGNORECASE,
)
_SEVERAL: Final = re.compile(r"\bthe (?:two|three|four|latter|former)\b", re.IGNORECASE)
_JOINED: Final = re.compile(r"\b(?:and|or)\b")
_BARE: Final = re.compile(
    r"The \w+ (?:has|have|had|is|are|was|were|will|would|can|could|may|might|must|did|does)\b"
)
_GOES_ON: Final = re.compile(
    r"\b(?:went on to|goes on to|added (?:that\b|[:,“\"])|[”\"],? (?:\w+ ){1,3}?(?:added|adds"
    r"|concluded|concludes|continued|continues)\b)"
)
_NAME: Final = re.compile(r"(?<=[^\W_]\s)(?:[A-Z]\w|\w*\d)")
_NO_NAME: Final = re.compile(r"\w+(?:ing|ed|ly)\b")


def standing(text: str, language: Language = ENGLISH, *, follows: bool = False) -> Standing:
    """How a sentence stands by itself. Of English all rules hold, elsewhere those of form.

    With `follows` it isn't the first of its paragraph, so "The group was …" has been named before.
    """
    if _is_unfit(text, language):
        return Standing.UNFIT
    if not is_balanced(text):
        return Standing.LEANS
    if language is not ENGLISH:
        leans = opens_leaning(text, language)
    else:
        leans = _leans_in_english(text) or (follows and _BARE.match(text) is not None)
    return Standing.LEANS if leans else Standing.ALONE


def is_balanced(text: str) -> bool:
    """Whether quotation marks and brackets that open in a text close in it too."""
    if len(_QUOTES.findall(text)) % 2:
        return False
    return all(text.count(one) == text.count(other) for one, other in ("()", "[]", "（）", "「」"))


def _is_unfit(text: str, language: Language) -> bool:
    if not _ENDS.search(text) or _BROKEN_OFF.search(text):
        return True
    if _MARKED.match(text) or _CAPTION.match(text) or _ADDRESS.search(text) or text.isupper():
        return True
    first = next((sign for sign in text if sign.isalpha()), "")
    if not first or (first.islower() and not _BRAND.match(text)):
        return True
    if size(text, language) < _FEWEST_WORDS or len(set(terms(text, language))) < _FEWEST_TERMS:
        return True
    return _is_speech(text)


def _is_speech(text: str) -> bool:
    """Whether a sentence is for the most part somebody's words."""
    if text[0] not in '"“„«「':
        return False
    return sum(len(found[0]) for found in _QUOTED.finditer(text)) > _MOSTLY * len(text)


def _leans_in_english(text: str) -> bool:
    opening = text.lstrip(" \"“‘'([")
    if _JOINS.match(opening) or _STANDS_FOR.match(opening) or _GOES_ON.search(text):
        return True
    several = _SEVERAL.search(text)
    if several and not _JOINED.search(text[: several.start()]):
        return True
    return _has_open_pronoun(text) or _points_back(text)


def _has_open_pronoun(text: str) -> bool:
    """Whether the first pronoun has nothing before it that it could stand for.

    What is said in quotation marks is no help to a pronoun outside of them.
    """
    empty = [found.span() for found in _EMPTY_IT.finditer(text)]
    quoted = [found.span() for found in _QUOTED.finditer(text)]
    outside = _QUOTED.sub(lambda found: " " * len(found[0]), text)
    for found in _PRONOUN.finditer(text):
        at = found.start()
        if any(start <= at < end for start, end in empty):
            continue
        inside = any(start <= at < end for start, end in quoted)
        return not _names(text[:at] if inside else outside[:at])
    return False


def _names(before: str) -> bool:
    """Whether words name something that a pronoun behind them can stand for."""
    if _NAME.search(before):
        return True
    said = terms(before)
    words = before.split()
    is_named = bool(words) and bool(terms(words[0])) and not _NO_NAME.match(words[0])
    return len(said) >= (1 if is_named else 2)


def _points_back(text: str) -> bool:
    """Whether "these weapons" or the like stands for something outside of the sentence."""
    for found in _POINTS.finditer(text):
        pointed = terms(" ".join(text[found.end() :].split()[:3]))
        if not set(pointed) & set(terms(text[: found.start()])):
            return True
    return False
