"""Words as search compares them: folded, without stop words, stemmed."""

import re
import threading
import unicodedata
from functools import lru_cache
from itertools import groupby

import Stemmer

from vectorstore.languages import ENGLISH, UNSPACED_LETTERS, Language, listed

__all__ = [
    "STOP_WORDS",
    "listed",
    "marked_stems",
    "read_word",
    "split",
    "stem",
    "stems",
    "terms",
    "tokens",
]

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


_LETTER = rf"[^\W{UNSPACED_LETTERS}]"
_MARK = f"[{_combining_marks()}]"
_FIRST = (
    r"(?:[A-Z]\.){2,}"  # U.S.
    r"|\d+(?:[.,]\d+)+"  # 15,000 and 1.5 are one word each
)
_WORD = re.compile(
    rf"{_FIRST}|[{UNSPACED_LETTERS}]+"
    # Letters and marks in any order; said so, it is found almost twice as fast.
    rf"|{_LETTER}+(?:{_MARK}+{_LETTER}*)*|{_MARK}+(?:{_LETTER}+{_MARK}*)*"
)
_ASCII_WORD = re.compile(rf"{_FIRST}|\w+", re.ASCII)
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
    words, abbreviates = split(text, language)
    return [token for word in words for token, _ in _tokens(word, language, abbreviates)]


def stems(text: str, language: Language = ENGLISH) -> list[str]:
    """The stems of all words of a text in order, stop words included."""
    return [each for each, _ in marked_stems(text, language)]


def terms(text: str, language: Language = ENGLISH) -> list[str]:
    """The words of a text that search compares: folded (NFKC), no stop words, stemmed."""
    return [each for each, is_term in marked_stems(text, language) if is_term]


def marked_stems(text: str, language: Language = ENGLISH) -> list[tuple[str, bool]]:
    """The stems of all words of a text in order, and whether each is one of its terms."""
    words, abbreviates = split(text, language)
    return [each for word in words for each in read_word(word, language, abbreviates)]


def split(text: str, language: Language = ENGLISH) -> tuple[list[str], bool]:
    """The words of a text as they are written (NFKC), and whether capitals abbreviate in it."""
    abbreviates = language is ENGLISH and not text.isupper()
    if language.name == "turkish":
        text = text.translate(_TURKISH)
    if text.isascii():
        return _ASCII_WORD.findall(text), abbreviates
    return _WORD.findall(unicodedata.normalize("NFKC", text).translate(_APOSTROPHES)), abbreviates


def read_word(word: str, language: Language, abbreviates: bool) -> list[tuple[str, bool]]:
    """What `marked_stems` gives for one word of `split`."""
    stop_words = language.stop_words
    found = _tokens(word, language, abbreviates)
    if language.stemmer is None:
        return [(token, kept or token not in stop_words) for token, kept in found]
    return [(stem(token, language), kept or token not in stop_words) for token, kept in found]


def _tokens(word: str, language: Language, abbreviates: bool) -> list[tuple[str, bool]]:
    """The folded words of one, and whether each stays although it looks like a stop word."""
    folded = word.casefold()
    if word[0].isdigit():
        return [(folded.replace(",", ""), True)]
    if abbreviates and word.isupper() and (plain := folded.replace(".", "")):
        return [(part, len(plain) > 1) for part in _ABBREVIATIONS.get(plain, (plain,))]
    if _UNSPACED.fullmatch(word):
        return [(run, True) for run in _runs(word)]
    return [(folded, False)]


def _runs(word: str) -> list[str]:
    """Overlapping runs of a text without spaces: of 1 to 3 where a character is a syllable or
    a word, else of 2 to 4."""
    lengths = (1, 2, 3) if word[0] >= _IDEOGRAPHIC else (2, 3, 4)
    return [word[i : i + n] for n in lengths for i in range(len(word) - n + 1)]
