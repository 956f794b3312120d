"""Bytes to text."""

import codecs
from pathlib import Path

from charset_normalizer import CharsetMatch, from_bytes

from ingest.errors import IngestError

_MARKS = (  # the marks of UTF-32 begin with those of UTF-16, so they come first
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_CONTROL = frozenset(range(32)) - frozenset(b"\t\n\v\f\r\x1a\x1b")
_USUAL = "cp1252"  # by far the most common of its kind, so it wins a tie with its neighbours
_SAMPLE = 32 * 1024  # bytes on either side that are enough to guess an encoding by


def read_text(path: Path) -> str:
    """The text of a file, with `\\n` line ends and without a byte-order mark.

    A byte-order mark decides the encoding, then UTF-8 is tried, then it is guessed.
    Raises IngestError for a file that is missing, unreadable, empty, binary or undecodable.
    """
    data = _bytes(path)
    if not data.strip():
        raise IngestError(str(path), f"The file {path} is empty: give it some text.")
    text = _decoded(path, data)
    text = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    if not text.strip():
        raise IngestError(str(path), f"The file {path} is empty: give it some text.")
    if "\0" in text:
        raise _binary(path)
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


def _decoded(path: Path, data: bytes) -> str:
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            try:
                return data[len(mark) :].decode(encoding)
            except UnicodeDecodeError as error:
                raise _undecodable(path) from error
    if _CONTROL.intersection(data):
        raise _binary(path)
    try:
        return data.decode()
    except UnicodeDecodeError as error:
        return _guessed(path, data, error.start)


def _guessed(path: Path, data: bytes, odd: int) -> str:
    """The text in the encoding that the bytes around the one at `odd` look like."""
    start = data.rfind(b"\n", 0, max(0, odd - _SAMPLE)) + 1
    matches = from_bytes(data[start : odd + _SAMPLE])
    best = matches.best()
    if best is None:
        raise _undecodable(path)
    usual = (match for match in matches if match.encoding == _USUAL)
    likely = next((match for match in usual if _as_likely(match, best)), best)
    try:
        return data.decode(likely.encoding)
    except UnicodeDecodeError as error:
        raise _undecodable(path) from error


def _as_likely(match: CharsetMatch, best: CharsetMatch) -> bool:
    return match.chaos <= best.chaos and match.coherence >= best.coherence


def _binary(path: Path) -> IngestError:
    return IngestError(str(path), f"The file {path} is not text: save it as text in UTF-8.")


def _undecodable(path: Path) -> IngestError:
    return IngestError(
        str(path), f"The encoding of the file {path} is not clear: save it as UTF-8."
    )
