"""Words as search compares them: folded, without stop words, stemmed."""

import re
import threading
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from itertools import groupby

import Stemmer

from vectorstore.languages import ENGLISH, UNSPACED_LETTERS, Language, listed

__all__ = ["STOP_WORDS", "listed", "marked_stems", "stem", "stems", "terms", "tokens"]

STOP_WORDS = ENGLISH.stop_words
"""English words that say nothing about the subject of a text."""

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
    rf"|[{UNSPACED_LETTERS}]+"
    rf"|(?:[^\W{UNSPACED_LETTERS}]|[{_combining_marks()}])+"
)
_UNSPACED = re.compile(f"[{UNSPACED_LETTERS}]+")
_IDEOGRAPHIC = "\u3040"  # kana and Han come after every other script without spaces
_APOSTROPHES = str.maketrans("’ʼ", "''")

_TURKISH = str.maketrans("İI", "iı")

_BRITISH_IS = re.compile(r"(?<=\w{3})is(?=(?:e[drs]?|ers|ing|ations?)$)")
_BRITISH_OUR = re.compile(r"(?<=\w{3})our(?=(?:s|ed|ing|ite|ites|able)?$)")

_stemmers: dict[str, Stemmer.Stemmer] = {}
_stemmer_lock = threading.Lock()


@lru_cache(maxsize=131072)
def stem(word: str, language: Language = ENGLISH) -> str:
    """The stem of a folded word; the word itself where its language has no stemmer.

    In English a people and its country (Syrian, Syria) share one, and so do the British and the
    American spelling (organisation, colour).
    """
    if language.stemmer is None:
        return word
    if language is not ENGLISH:
        return _stemmed(word, language.stemmer)
    stemmed = _stemmed(_BRITISH_OUR.sub("or", _BRITISH_IS.sub("iz", word)), language.stemmer)
    for ending in ("ian", "ia"):
        if stemmed.endswith(ending) and len(stemmed) >= len(ending) + 3:
            return stemmed.removesuffix(ending)
    return stemmed


def _stemmed(word: str, algorithm: str) -> str:
    with _stemmer_lock:  # a PyStemmer object must not be used by two threads at once
        stemmer = _stemmers.get(algorithm)
        if stemmer is None:
            stemmer = _stemmers[algorithm] = Stemmer.Stemmer(algorithm, maxCacheSize=0)
        stemmed: str = stemmer.stemWord(word)
        return stemmed


def tokens(text: str, language: Language = ENGLISH) -> list[str]:
    """The folded words of a text in order, stop words included and not stemmed.

    A script without spaces between words gives overlapping runs of one to four characters.
    """
    return [token for token, _ in _tokens(text, language)]


def stems(text: str, language: Language = ENGLISH) -> list[str]:
    """The stems of all words of a text in order, stop words included."""
    return [each for each, _ in marked_stems(text, language)]


def terms(text: str, language: Language = ENGLISH) -> list[str]:
    """The words of a text that search compares: folded (NFKC), no stop words, stemmed."""
    return [each for each, is_term in marked_stems(text, language) if is_term]


def marked_stems(text: str, language: Language = ENGLISH) -> list[tuple[str, bool]]:
    """The stems of all words of a text in order, and whether each is one of its terms."""
    stop_words = language.stop_words
    found = _tokens(text, language)
    if language.stemmer is None:
        return [(token, kept or token not in stop_words) for token, kept in found]
    return [(stem(token, language), kept or token not in stop_words) for token, kept in found]


def _tokens(text: str, language: Language) -> Iterator[tuple[str, bool]]:
    """Each folded word, and whether it stays although it looks like a stop word."""
    abbreviates = language is ENGLISH and not text.isupper()
    if language.name == "turkish":
        text = text.translate(_TURKISH)
    for match in _WORD.finditer(unicodedata.normalize("NFKC", text).translate(_APOSTROPHES)):
        word = match.group()
        folded = word.casefold()
        if word[0].isdigit():
            yield folded.replace(",", ""), True
        elif abbreviates and word.isupper() and (plain := folded.replace(".", "")):
            for part in _ABBREVIATIONS.get(plain, (plain,)):
                yield part, len(plain) > 1
        elif _UNSPACED.fullmatch(word):
            yield from ((run, True) for run in _runs(word))
        else:
            yield folded, False


def _runs(word: str) -> Iterator[str]:
    """Overlapping runs of a text without spaces: of 1 to 3 where a character is a syllable or
    a word, else of 2 to 4."""
    lengths = (1, 2, 3) if word[0] >= _IDEOGRAPHIC else (2, 3, 4)
    for length in lengths:
        for i in range(len(word) - length + 1):
            yield word[i : i + length]
