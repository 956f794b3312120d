"""Which format something is in."""

import re
from dataclasses import dataclass
from pathlib import PurePath

from ingest.decoding import called
from ingest.errors import IngestError
from ingest.given import Given


@dataclass(frozen=True, slots=True)
class _Format:
    module: str
    endings: tuple[str, ...]
    media_types: tuple[str, ...]


_TEXT = _Format("text", (".txt", ".text"), ("text/plain",))
_MARKDOWN = _Format("markdown", (".md", ".markdown"), ("text/markdown", "text/x-markdown"))
_HTML = _Format("web_page", (".html", ".htm", ".xhtml"), ("text/html", "application/xhtml+xml"))
_PDF = _Format("pdf", (".pdf",), ("application/pdf", "application/x-pdf"))
_WORD = _Format(
    "word",
    (".docx",),
    ("application/vnd.openxmlformats-officedocument.wordprocessingml.document",),
)
_BOOK = _Format("epub", (".epub",), ("application/epub+zip",))
_FORMATS = (_TEXT, _MARKDOWN, _HTML, _PDF, _WORD, _BOOK)
_BY_ENDING = {ending: each for each in _FORMATS for ending in each.endings}
_BY_TYPE = {kind: each for each in _FORMATS for kind in each.media_types}

ENDINGS = frozenset(_BY_ENDING)
"""The file endings that can be read, in lower case, each with its dot."""

_PDF_HEAD = 1024  # bytes: readers look for the mark of a PDF in the first so many
_ARCHIVE = b"PK\x03\x04"
_PAGE = re.compile(
    rb"(?:\xef\xbb\xbf)?\s*(?:<\?xml[^<>]*\?>\s*)?(?:<!--(?:(?!-->).)*+-->\s*+)*+(?:<!doctype\s+html|<html)[\s>]",
    re.IGNORECASE | re.DOTALL,
)
_WIDE_MARKS = (b"\xff\xfe", b"\xfe\xff")  # of UTF-16 and of UTF-32


def listed_endings() -> str:
    """The supported endings for a message, such as `.md, .txt`."""
    return ", ".join(sorted(ENDINGS))


def module_for(given: Given) -> str:
    """The name of the module in `ingest.formats` that reads what was given.

    First bytes that leave no doubt come first: a PDF, DOCX or EPUB is one under any name.
    Then the media type decides, unless it says no more than "text" or "data"; then the ending of
    the name; then whether it begins like an HTML page.
    Raises IngestError for what no module reads.
    """
    ending = PurePath(given.name).suffix.lower()
    named = _BY_ENDING.get(ending)
    typed = _BY_TYPE.get((given.media_type or "").partition(";")[0].strip().lower())
    found = _signed(given.data, named or typed)
    if found is None and typed not in (None, _TEXT):
        found = typed
    if found is None and (named or typed or _TEXT) is _TEXT and _PAGE.match(given.data[:_PDF_HEAD]):
        found = _HTML
    found = found or named or typed
    if found is None:
        raise _unknown(given, ending)
    return found.module


def _signed(data: bytes, said: _Format | None) -> _Format | None:
    """The format that the first bytes are the mark of."""
    head = data[:_PDF_HEAD]
    if data.startswith(b"%PDF-") or (said is _PDF and b"%PDF-" in head):
        return _PDF
    if not data.startswith(_ARCHIVE):
        return None
    if b"mimetypeapplication/epub+zip" in head:
        return _BOOK
    # The directory of an archive stands at its end, with all names.
    if b"word/document" in data and b"[Content_Types].xml" in data:
        return _WORD
    return _BOOK if b"META-INF/container.xml" in data else None


def _unknown(given: Given, ending: str) -> IngestError:
    if given.media_type and given.media_type.lower() != "application/octet-stream":
        what = f"is of the type {given.media_type}"
    else:
        what = f"has the ending {ending}" if ending else "has no ending"
    return IngestError(
        given.origin,
        f"{called(given)} {what}, which cannot be read: use one of {listed_endings()}.",
    )
