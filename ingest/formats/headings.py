"""Which lines of a plain text are headings."""

import re
from collections.abc import Sequence
from enum import IntEnum

from ingest.formats.lines import Line

_LONGEST = 90  # characters
_MOST_WORDS = 14
_LONG = 120  # characters: what stands below a question that is a heading, not spoken
_NUMERAL = r"(?:\d{1,3}|[IVXLC]+|[ivxlc]+|[A-Z])"
_DIVISION = re.compile(
    r"(?:chapter|part|book|section|act|scene|appendix|canto|volume|kapitel|teil|abschnitt|"
    rf"chapitre|partie|capítulo|capitolo|parte|глава|часть)\s+(?:{_NUMERAL}\b|\w+\s*\Z)[^\n]*"
    r"|第[一二三四五六七八九十百\d]+[章节節回部][^\n]*",
    re.IGNORECASE,
)
_NUMBERED = re.compile(r"(?P<number>(?:\d{1,2}\.)*\d{1,2}|[IVXLC]+)[.)]?\s+(?P<rest>\S.*)")
_SIGNED = re.compile(r"(?P<signs>={2,6})[^=\n]+(?P=signs)|(?P<hashes>#{1,6})\s+\w.*")
_SIGNS = re.compile(r"\A(?:#+\s+|=+\s*)|\s*=+\Z")
_UNDERLINE = re.compile(r"={3,}|-{3,}|~{3,}|\^{3,}")
_SENTENCE_INSIDE = re.compile(r"[a-zа-я]{3}[.!?]\s+\w|[。！？।؟]")
_ENDS_LIKE_TEXT = re.compile(r"[.,;!…。！，、；।۔][\"'”’»)\]]*\Z")
_ASKS = re.compile(r"[?？؟][\"'”’»)\]]*\Z")
_FINAL = re.compile(r"[.!?…。！？।؟۔։።]")
_FIRST = re.compile(r"[\"'“‘«(\[¿¡「『]*([^\W_])")
_CREDIT = re.compile(  # who wrote it and when, which stands where a heading would
    r"(?:[Bb]y|BY|[Vv]on|[Pp]ar|[Pp]or)\s+[A-ZÀ-Þ]"
    r"|(?i:authors?|date|published|updated|source|url|doi|sha|licen[cs]e|keywords|tags|title)\s*:"
)


class Rank(IntEnum):
    """How high a heading stands by its looks; a smaller rank stands above a larger one."""

    DOUBLE_UNDERLINE = 1
    DIVISION = 2
    CAPITALS = 3
    UNDERLINE = 4
    SIGNED = 5
    NUMBERED = 10
    PLAIN = 30


def underlined(lines: Sequence[Line]) -> Rank | None:
    """The rank of the first of two lines if the second one underlines it as a heading."""
    if len(lines) < 2 or not _UNDERLINE.fullmatch(lines[1].words):
        return None
    if lines[0].final or len(lines[0].words) > _LONGEST:
        return None
    return Rank.DOUBLE_UNDERLINE if lines[1].words[0] == "=" else Rank.UNDERLINE


def without_signs(words: str) -> str:
    """The words of a heading without the signs of a wiki or of Markdown around them."""
    return _SIGNS.sub("", words)


def level_above(line: Line, below: str, level: int | None, is_list: bool) -> int | None:
    """The level of `line` if it is a heading, else None.

    `below` is the text that stands next, `level` its level if that is a heading itself, and
    `is_list` says whether it is a list.
    """
    rank = _marked(line.words)
    if rank is not None:
        return rank
    if not titled(line.words) or _CREDIT.match(line.words):
        return None
    if level is not None or is_list or _CREDIT.match(below):
        return Rank.PLAIN
    if _ASKS.search(line.words):
        return Rank.PLAIN if len(below) > _LONG else None
    longer = len(below) > len(line.words) and (_FINAL.search(below) or len(below) > _LONGEST)
    return Rank.PLAIN if longer else None


def _marked(words: str) -> int | None:
    """The rank of a line that says of itself that it is a heading."""
    if len(words) > _LONGEST or len(words.split()) > _MOST_WORDS:
        return None
    if signed := _SIGNED.fullmatch(words):
        depth = len(signed["signs"] or signed["hashes"])
        return Rank.DOUBLE_UNDERLINE if depth == 1 else Rank.SIGNED + depth - 2
    if _DIVISION.fullmatch(words) and not _SENTENCE_INSIDE.search(words):
        return Rank.DIVISION
    letters = [letter for letter in words if letter.isalpha()]
    numbered = _NUMBERED.fullmatch(words)
    if numbered and titled(numbered["rest"]):
        return Rank.NUMBERED + numbered["number"].count(".")
    if len(letters) > 3 and all(letter.isupper() for letter in letters):
        return None if _ENDS_LIKE_TEXT.search(words) else Rank.CAPITALS
    return None


def titled(words: str) -> bool:
    """Whether a line reads like a title: short, with a capital, without an end mark."""
    if len(words) > _LONGEST or len(words.split()) > _MOST_WORDS:
        return False
    if words.endswith((":", "：")) and len(words.split()) > 4:
        return False
    if _ENDS_LIKE_TEXT.search(words) or _SENTENCE_INSIDE.search(words):
        return False
    first = _FIRST.match(words)
    return first is not None and not first[1].islower()
