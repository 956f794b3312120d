"""Words as search compares them: folded, without stop words, stemmed."""

import re
import threading
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from itertools import groupby

import Stemmer


def listed(words: str) -> frozenset[str]:
    """The words of a list that is written as one text."""
    return frozenset(words.split())


STOP_WORDS = listed(
    """
    a about above after again against all also am among an and any are aren around as at be
    became because become been before being below between both but by can cannot could couldn
    did didn do does doesn doing don done down during each either else ever every few for from
    further get give given had hadn has hasn have haven having he her here hers herself him
    himself his how however i if in into is isn it its itself just like ll make many may me
    might mine more most much must my myself neither no nor not of off often on once one only
    onto or other our ours ourselves out over own per please quite rather re s same say she
    should shouldn since so some such t tell than that the their theirs them themselves then
    there these they this those though through thus to too toward towards under until up upon
    us use used using ve very via was wasn we were weren what when where whether which while
    who whom whose why will with within without won would wouldn yet you your yours yourself
    yourselves
    """
)
"""English words that say nothing about the subject of a text; our own list."""

_ABBREVIATIONS = {
    "us": ("united", "states"),
    "usa": ("united", "states"),
    "uk": ("united", "kingdom"),
    "eu": ("european", "union"),
    "un": ("united", "nations"),
}
"""Read only where they are written in capitals, so that `us` stays a pronoun."""


def _combining_marks() -> str:
    """The marks of the basic plane as the inside of a character class; `\\w` lacks them."""
    marks = [code for code in range(0x300, 0x10000) if unicodedata.category(chr(code))[0] == "M"]
    runs = groupby(enumerate(marks), key=lambda pair: pair[1] - pair[0])
    spans = [[code for _, code in run] for _, run in runs]
    return "".join(f"\\u{span[0]:04x}-\\u{span[-1]:04x}" for span in spans)


_WORD = re.compile(
    r"(?:[A-Z]\.){2,}"  # U.S.
    r"|\d+(?:[.,]\d+)+"  # 15,000 and 1.5 are one word each
    rf"|[\w{_combining_marks()}]+"
)
_UNSPACED = re.compile(r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff]{2,}")
_APOSTROPHES = str.maketrans("’ʼ", "''")

_BRITISH_IS = re.compile(r"(?<=\w{3})is(?=(?:e[drs]?|ers|ing|ations?)$)")
_BRITISH_OUR = re.compile(r"(?<=\w{3})our(?=(?:s|ed|ing|ite|ites|able)?$)")

_stemmer = Stemmer.Stemmer("english", maxCacheSize=0)
_stemmer_lock = threading.Lock()


@lru_cache(maxsize=65536)
def stem(word: str) -> str:
    """The stem of a folded word; a people and its country (Syrian, Syria) share one.

    So do the British and the American spelling (organisation, colour).
    """
    word = _BRITISH_OUR.sub("or", _BRITISH_IS.sub("iz", word))
    with _stemmer_lock:  # a PyStemmer object must not be used by two threads at once
        stemmed: str = _stemmer.stemWord(word)
    for ending in ("ian", "ia"):
        if stemmed.endswith(ending) and len(stemmed) >= len(ending) + 3:
            return stemmed.removesuffix(ending)
    return stemmed


def tokens(text: str) -> list[str]:
    """The folded words of a text in order, stop words included and not stemmed.

    A script without spaces between words gives overlapping pairs of characters.
    """
    return [token for token, _ in _tokens(text)]


def stems(text: str) -> list[str]:
    """The stems of all words of a text in order, stop words included."""
    return [each for each, _ in marked_stems(text)]


def terms(text: str) -> list[str]:
    """The words of a text that search compares: folded (NFKC), no stop words, stemmed."""
    return [each for each, is_term in marked_stems(text) if is_term]


def marked_stems(text: str) -> list[tuple[str, bool]]:
    """The stems of all words of a text in order, and whether each is one of its terms."""
    return [(stem(token), kept or token not in STOP_WORDS) for token, kept in _tokens(text)]


def _tokens(text: str) -> Iterator[tuple[str, bool]]:
    """Each folded word, and whether it stays although it looks like a stop word."""
    shouted = text.isupper()
    for match in _WORD.finditer(unicodedata.normalize("NFKC", text).translate(_APOSTROPHES)):
        word = match.group()
        folded = word.casefold()
        if word[0].isdigit():
            yield folded.replace(",", ""), True
        elif not shouted and word.isupper() and (plain := folded.replace(".", "")):
            for part in _ABBREVIATIONS.get(plain, (plain,)):
                yield part, len(plain) > 1
        elif _UNSPACED.fullmatch(word):
            yield from ((word[i : i + 2], True) for i in range(len(word) - 1))
        else:
            yield folded, False
