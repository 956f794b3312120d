"""A text as tokens that can be compared: words, names, figures and the breaks between clauses."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from answering.facts.figures import Figure, figures
from vectorstore.words import STOP_WORDS, listed, stem


class Sort(StrEnum):
    """What a token is."""

    WORD = "word"
    NAME = "name"
    FIGURE = "figure"
    STOP = "stop"
    BREAK = "break"


@dataclass(frozen=True, slots=True)
class Token:
    """A token: as written, in small letters, and by the key under which it is compared.

    `opening` says that it begins a sentence, so that its capital says nothing.
    """

    sort: Sort
    text: str
    folded: str
    key: str
    figure: Figure | None = None
    opening: bool = False

    @property
    def counts(self) -> bool:
        """Whether the token says something: it is a word, a name or a figure."""
        return self.sort in (Sort.WORD, Sort.NAME, Sort.FIGURE)


_SPELLED_OUT = (
    (re.compile(r"\bU\.S\.A?\.?(?!\w)|\bUSA?\b(?!\$)"), "United States"),
    (re.compile(r"\bU\.K\.(?!\w)|\bUK\b"), "United Kingdom"),
    (re.compile(r"\bU\.N\.(?!\w)|\bUN\b"), "United Nations"),
    (re.compile(r"\bE\.U\.(?!\w)|\bEU\b"), "European Union"),
    (re.compile(r"\bwon['’]t\b", re.I), "will not"),
    (re.compile(r"\bcan(?:['’]t|not)\b", re.I), "can not"),
    (re.compile(r"\bshan['’]t\b", re.I), "shall not"),
    (re.compile(r"(?<=\w)n['’]t\b", re.I), " not"),
    (re.compile(r"\b(?:per cent|percentage points?)\b", re.I), "percent"),
)
_TOKEN = re.compile(
    r"(?P<model>(?:[^\W\d_]+[-–]?\d|\d+[^\W\d_])\w*)"
    r"|(?P<initials>(?:[A-Z]\.){2,})"
    r"|(?P<word>[^\W\d_][\w\u0300-\u036f]*(?:['’](?!s\b)\w+)*)(?:['’]s?\b)?"
    r"|(?P<stop>[.!?](?=[\s\"”’')\]]|$))"
    r"|(?P<break>[,;:()\[\]—]|\s[-–]\s)"
    r"|(?P<quote>[\"“”«»])"
)
_PREFIX = re.compile(r"(?:mid|pre|post|over|under|early|late)[-–]", re.I)
_ABBREVIATED = listed("mr mrs ms dr st prof gen col lt sgt rev hon jr sr vs no inc ltd co corp e i")
_MINOR = STOP_WORDS | listed(
    """
    according additionally although because besides both but consequently currently despite
    eventually finally following further furthermore generally hence however indeed initially
    instead later likewise meanwhile moreover nevertheless nonetheless notably originally
    overall recently similarly since still subsequently then there therefore thereafter though
    thus today together traditionally typically unless unlike until upon usually whereas while
    yet another several various numerous everyone someone anyone nobody nothing everything
    something people yes none whatever whoever
    """
)
"""Words whose capital at the start of a sentence is no sign of a name."""
_COMMON_ENDING = re.compile(r"(?:ly|ing|ed|tion|sion|ment|ness|ity|ism|ists|ers|ors|ies|ves)$")
_DEMONYMS = {
    "french": "france",
    "frenchman": "france",
    "german": "germany",
    "germans": "germany",
    "british": "britain",
    "briton": "britain",
    "britons": "britain",
    "english": "england",
    "scottish": "scotland",
    "welsh": "wales",
    "irish": "ireland",
    "spanish": "spain",
    "spaniard": "spain",
    "dutch": "netherlands",
    "swiss": "switzerland",
    "swedish": "sweden",
    "danish": "denmark",
    "finnish": "finland",
    "polish": "poland",
    "turkish": "turkey",
    "greek": "greece",
    "greeks": "greece",
    "chinese": "china",
    "japanese": "japan",
    "portuguese": "portugal",
    "norwegian": "norway",
    "ukrainian": "ukraine",
    "israeli": "israel",
    "iraqi": "iraq",
    "pakistani": "pakistan",
    "thai": "thailand",
    "afghan": "afghanistan",
    "european": "europe",
    "norman": "normandy",
    "normans": "normandy",
    "argentine": "argentina",
    "canadian": "canada",
}
"""Peoples whose country has another stem; our own list."""


@lru_cache(maxsize=8192)
def read(text: str) -> tuple[Token, ...]:
    """The tokens of a text in order.

    Contractions are spelled out ("didn't" is "did", "not"), possessives are bare, a date or a
    sum is one token, and accents don't count.
    """
    plain = unicodedata.normalize("NFKC", text)
    for pattern, words in _SPELLED_OUT:
        plain = pattern.sub(words, plain)
    return tuple(_tokens(plain))


def _tokens(text: str) -> Iterator[Token]:
    found = figures(text)
    shouted = text.isupper()
    opening, place, next_figure = True, 0, 0
    while place < len(text):
        match = _TOKEN.search(text, place)
        figure = found[next_figure] if next_figure < len(found) else None
        if figure is not None and (match is None or figure.start <= _start(match)):
            yield _figure(figure)
            place, next_figure, opening = max(figure.end, place + 1), next_figure + 1, False
            continue
        if match is None:
            return
        place = match.end()
        while next_figure < len(found) and found[next_figure].start < place:
            next_figure += 1
        token = _token(match, opening, shouted, text)
        opening = match["stop"] is not None if not match["quote"] else True
        if token is not None:
            opening = token.text == "." or (opening and token.sort is Sort.BREAK)
            yield token


def _figure(figure: Figure) -> Token:
    """A figure as a token; "first" and "1st" are the word, which "last" contradicts."""
    if figure.ordinal and figure.values == (1.0,):
        return Token(Sort.WORD, figure.text, "first", "first")
    return Token(Sort.FIGURE, figure.text, figure.text.casefold(), figure.key, figure)


def _start(match: re.Match[str]) -> int:
    """Where a match begins; a prefix such as "mid-" leaves the figure behind it whole."""
    prefix = _PREFIX.match(match.group())
    return match.start() + (prefix.end() if prefix else 0)


def _token(match: re.Match[str], opening: bool, shouted: bool, text: str) -> Token | None:
    if match["quote"]:
        return None
    if match["stop"]:
        before = re.search(r"\w*$", text[max(match.start() - 12, 0) : match.start()])
        word = before.group() if before else ""
        abbreviated = word.lower() in _ABBREVIATED or (len(word) == 1 and word.isupper())
        return None if abbreviated and match.group() == "." else Token(Sort.BREAK, ".", ".", ".")
    if match["break"]:
        return Token(Sort.BREAK, ",", ",", ",")
    if match["model"] or match["initials"]:
        bare = re.sub(r"[-–.]", "", match.group()).casefold()
        return Token(Sort.NAME, match.group(), bare, bare)
    return _word(match["word"], opening, shouted, _capital_follows(text, match.end()))


def _capital_follows(text: str, place: int) -> bool:
    following = text[place : place + 2].strip()
    return following[:1].isupper()


_TELLING = listed(
    "before after more most few above below up down under over same other against all both every"
)
"""Words that a search leaves out and that still make a statement true or false."""


_HONORIFICS = listed("mr mrs ms miss mx dr prof sir dame rev hon")


def _word(text: str, opening: bool, shouted: bool, followed: bool) -> Token:
    folded = text.casefold().replace("’", "'")
    if folded in _TELLING:
        return Token(Sort.WORD, text, folded, key_of(folded), opening=opening)
    if folded in STOP_WORDS or (folded in _HONORIFICS and text[0].isupper()):
        return Token(Sort.STOP, text, folded, folded, opening=opening)
    named = text[0].isupper() and not shouted
    if named and opening:
        named = folded not in _MINOR and (followed or not _COMMON_ENDING.search(folded))
    return Token(Sort.NAME if named else Sort.WORD, text, folded, key_of(folded), opening=opening)


@lru_cache(maxsize=65536)
def key_of(folded: str) -> str:
    """The key of a folded word: its stem without accents, a people under its country."""
    bare = "".join(c for c in unicodedata.normalize("NFD", folded) if not unicodedata.combining(c))
    return stem(_DEMONYMS.get(bare, bare) or folded)


def split(tokens: tuple[Token, ...]) -> tuple[tuple[Token, ...], ...]:
    """The sentences of a text's tokens, without their full stops."""
    sentences: list[tuple[Token, ...]] = []
    start = 0
    for place, token in enumerate((*tokens, Token(Sort.BREAK, ".", ".", "."))):
        if token.sort is Sort.BREAK and token.text == ".":
            if place > start:
                sentences.append(tokens[start:place])
            start = place + 1
    return tuple(sentences)
