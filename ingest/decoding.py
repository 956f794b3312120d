"""Bytes to text."""

import codecs
from contextlib import suppress
from pathlib import Path

from charset_normalizer import CharsetMatch, from_bytes

from ingest.errors import IngestError
from ingest.given import Given

_MARKS = (  # the marks of UTF-32 begin with those of UTF-16, so they come first
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_CONTROL = frozenset(range(32)) - frozenset(b"\t\n\v\f\r\x1a\x1b")
_USUAL = "cp1252"  # by far the most common of its kind, so it wins a tie with its neighbours
_LATIN = frozenset(["ascii", "iso8859-1"])
_SAMPLE = 32 * 1024  # bytes on either side that are enough to guess an encoding by


def from_file(path: Path) -> Given:
    """What is in a file; raises IngestError if it is missing or cannot be read."""
    return Given(str(path), path.name, _bytes(path))


def called(given: Given) -> str:
    """What was given, as a message names it: `The file …` or `The page …`."""
    kind = "page" if given.origin.startswith(("http://", "https://")) else "file"
    return f"The {kind} {given.origin}"


def refuse_empty(given: Given) -> None:
    """Raises IngestError if nothing was given but white space."""
    if not given.data or given.data.isspace():
        raise _empty(given)


def decode(given: Given) -> str:
    """The text that was given, with `\\n` line ends and without a byte-order mark.

    A byte-order mark decides the encoding, then `given.charset` and UTF-8 are tried, then it is
    guessed.
    Raises IngestError for what is empty, binary or undecodable.
    """
    refuse_empty(given)
    text = _decoded(given)
    text = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    if not text.strip():
        raise _empty(given)
    if "\0" in text:
        raise _binary(given)
    return text


def _bytes(path: Path) -> bytes:
    origin = str(path)
    try:
        return path.read_bytes()
    except FileNotFoundError as error:
        raise IngestError(origin, f"There is no file {path}: check the path.") from error
    except IsADirectoryError as error:
        raise IngestError(origin, f"{path} is a folder: name a file in it.") from error
    except PermissionError as error:
        raise IngestError(
            origin, f"The file {path} cannot be opened: check its permissions."
        ) from error
    except (OSError, ValueError) as error:
        raise IngestError(
            origin, f"The file {path} cannot be read ({error}): check the disk and the path."
        ) from error


def _decoded(given: Given) -> str:
    data = given.data
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            try:
                return data[len(mark) :].decode(encoding)
            except UnicodeDecodeError as error:
                raise _undecodable(given) from error
    declared = _codec(given.charset)
    wide = declared is not None and len("a".encode(declared)) > 1
    if not wide and _CONTROL.intersection(data):
        raise _binary(given)
    for encoding in () if declared is None else _tried(declared):
        with suppress(UnicodeDecodeError):  # servers are often wrong
            return data.decode(encoding)
    try:
        return data.decode()
    except UnicodeDecodeError as error:
        return _guessed(given, error.start)


def _codec(charset: str | None) -> str | None:
    """The codec of a declared encoding, or None if there is none of that name for text."""
    try:
        found = codecs.lookup((charset or "").strip())
        "".encode(found.name)
    except (LookupError, ValueError):
        return None
    return found.name


def _tried(declared: str) -> tuple[str, ...]:
    # Servers say Latin-1 without having looked, and browsers read it as what extends it.
    return ("utf-8", _USUAL) if declared in _LATIN else (declared,)


def _guessed(given: Given, odd: int) -> str:
    """The text in the encoding that the bytes around the one at `odd` look like."""
    data = given.data
    start = data.rfind(b"\n", 0, max(0, odd - _SAMPLE)) + 1
    matches = from_bytes(data[start : odd + _SAMPLE])
    best = matches.best()
    if best is None:
        raise _undecodable(given)
    usual = (match for match in matches if match.encoding == _USUAL)
    likely = next((match for match in usual if _as_likely(match, best)), best)
    try:
        return data.decode(likely.encoding)
    except UnicodeDecodeError as error:
        raise _undecodable(given) from error


def _as_likely(match: CharsetMatch, best: CharsetMatch) -> bool:
    return match.chaos <= best.chaos and match.coherence >= best.coherence


def _empty(given: Given) -> IngestError:
    return IngestError(given.origin, f"{called(given)} is empty: give it some text.")


def _binary(given: Given) -> IngestError:
    return IngestError(given.origin, f"{called(given)} is not text: save it as text in UTF-8.")


def _undecodable(given: Given) -> IngestError:
    return IngestError(
        given.origin, f"The encoding of the {called(given)[4:]} is not clear: save it as UTF-8."
    )
