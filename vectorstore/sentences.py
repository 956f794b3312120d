"""Where sentences begin and end.

The splitter is sentencex: of four that were measured (blingfire, pysbd, syntok and it) it had the
most hard cases right, was the fastest by far, and is the one that is still looked after.
What is added here are bounds and a few corrections, each with its row in the tests.
"""

import re
from collections.abc import Iterator

from sentencex import get_sentence_boundaries

Span = tuple[int, int]

_WINDOW = 3_000  # characters; the splitter's time grows with the square of what it is given
_LONG_QUOTATION = 300  # characters; the splitter never cuts inside quotation marks

_LANGUAGES = (
    ("ja", re.compile("[\u3040-\u30ff]")),
    ("zh", re.compile("[\u4e00-\u9fff]")),
    ("el", re.compile("[\u0370-\u03ff]{3}")),
    ("ru", re.compile("[\u0400-\u04ff]{3}")),
    ("hi", re.compile("[\u0900-\u097f]")),
    ("ar", re.compile("[\u0600-\u06ff]")),
    ("de", re.compile(r"\b(?:der|das|und|ist|nicht|mit|von)\b")),
)
_MASK = str.maketrans(dict.fromkeys('"“”„‟«»‹›‘‛「」『』()[]', " "))
# The splitter fails on spaces of several bytes, and takes a bullet's line for one sentence.
_SHOWN = str.maketrans(dict.fromkeys("•\u0085\u00a0\u1680\u2028\u2029\u202f\u205f", " "))
_SHOWN |= dict.fromkeys(range(0x2000, 0x200B), " ")

_LOWER = "a-zà-öø-ÿα-ωа-яё"
_UPPER = "A-ZÀ-ÖØ-ÞΑ-ΩА-ЯЁ"
_CONVENTIONAL = re.compile(rf"\W*[{_UPPER}\d]")
_GOES_ON = re.compile(rf"[\s\"“”'‘(\[]*[{_LOWER}]+(?![\w]*[{_UPPER}])")
_OPENED_BEFORE = re.compile(r"(?<=\s)[\"“„«(\[]+\s*\Z")
_CLOSED_AFTER = re.compile(r"[\"”’»)\]」』]+(?=\s|\Z)")
_ABBREVIATED = re.compile(r"\b(?:Ms|[Ee]qs?|[Vv]ols?|[Cc]hs?|cf|Hrsg|vgl)\.\s*\Z")
_MARKER = re.compile(r"\W*(?:\d{1,3}|[A-Za-z])[.)]\s*\Z")
_MISSED = re.compile(rf"(?:…[\"”’»]?|(?<=[{_LOWER}]{{3}})[.!?][)\]])\s+(?=[\"“‘«(\[]?[{_UPPER}])")


def sentences(text: str) -> list[Span]:
    """The sentences of `text` as character offsets, in order; a line break ends one.

    They begin and end with a character that is no white space, don't overlap, and leave out
    nothing else.
    """
    spans: list[Span] = []
    start = 0
    for line in text.split("\n"):
        spans += _trimmed(line, _line_ends(line), start)
        start += len(line) + 1
    return spans


def _line_ends(line: str) -> list[int]:
    """The offsets where a sentence of `line` ends, the last one the end of the line."""
    language = next((name for name, sign in _LANGUAGES if sign.search(line)), "en")
    return _corrected(line, _raw_ends(line, language))


def _raw_ends(line: str, language: str) -> list[int]:
    """Where the splitter sees an end; each window begins after the last sure one."""
    ends: list[int] = []
    start = 0
    while start < len(line):
        window = line[start : start + _WINDOW]
        found = _found(window, language)
        if start + _WINDOW < len(line):
            # What the window cut off is read again by the next one.
            found = found[:-1] or [window.rfind(" ") + 1 or len(window)]
        ends += [start + end for end in found]
        start = ends[-1]
    return ends


def _found(window: str, language: str) -> list[int]:
    ends: list[int] = []
    start = 0
    for end in _split(window, language):
        if end - start > _LONG_QUOTATION:
            inner = _split(window[start:end].translate(_MASK), language)
            ends += [start + cut for cut in inner]
        else:
            ends.append(end)
        start = end
    return ends


def _split(window: str, language: str) -> list[int]:
    try:
        found = get_sentence_boundaries(language, window.translate(_SHOWN))
    except BaseException as error:
        # A fault inside the splitter, which no `except Exception` would see, must not end
        # an ingest: the window is one sentence then.
        if type(error).__name__ != "PanicException":
            raise
        found = []
    ends = [int(each["end_index"]) for each in found]
    return ends if ends and ends[-1] == len(window) else [*ends, len(window)]


def _corrected(line: str, ends: list[int]) -> list[int]:
    ends = sorted({*(_moved(line, end) for end in ends[:-1]), *_missed(line), len(line)})
    conventional = _CONVENTIONAL.match(line) is not None
    kept: list[int] = []
    start = 0
    for end in ends:
        if end < len(line) and _joined(line, start, end, conventional):
            continue
        kept.append(end)
        start = end
    return kept


def _missed(line: str) -> Iterator[int]:
    return (found.end() for found in _MISSED.finditer(line))


def _moved(line: str, end: int) -> int:
    """`end` before a quotation that opens there, or after one that closes there."""
    if opened := _OPENED_BEFORE.search(line, max(0, end - 8), end):
        return opened.start()
    if closed := _CLOSED_AFTER.match(line, end):
        return closed.end()
    return end


def _joined(line: str, start: int, end: int, conventional: bool) -> bool:
    """Whether what ends at `end` goes on: an abbreviation, a marker, or a lower-case word."""
    if _MARKER.fullmatch(line, start, end) or _ABBREVIATED.search(line, max(0, end - 12), end):
        return True
    if line.startswith("」と", end - 1):
        return True
    return conventional and _GOES_ON.match(line, end) is not None


def _trimmed(line: str, ends: list[int], offset: int) -> Iterator[Span]:
    start = 0
    for end in ends:
        piece = line[start:end]
        if stripped := piece.strip():
            first = offset + start + piece.index(stripped[0])
            yield first, first + len(stripped)
        start = end
