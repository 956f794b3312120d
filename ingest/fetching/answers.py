"""What a web server's answer says about itself."""

import codecs
from collections.abc import Iterable
from email.message import Message

from ingest.errors import IngestError
from ingest.fetching.addresses import WebAddress
from ingest.given import Validators
from ingest.names import address_name, file_name, shown

_ENDINGS = {
    "text/html": ".html",
    "application/xhtml+xml": ".xhtml",
    "application/pdf": ".pdf",
    "application/epub+zip": ".epub",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": ".docx",
    "text/markdown": ".md",
    "text/x-markdown": ".md",
    "application/zip": ".zip",
    "application/x-zip-compressed": ".zip",
}
_UNKNOWN = frozenset({"application/octet-stream", "binary/octet-stream", "text/plain"})
_READABLE = frozenset(_ENDINGS) | {
    "application/octet-stream",
    "application/x-pdf",
    "application/gzip",
    "application/x-gzip",
    "application/x-markdown",
    "binary/octet-stream",
}
_CODE = frozenset({"text/css", "text/javascript", "text/ecmascript", "text/calendar"})

_REFUSALS = {
    401: "asks for a log-in: give a page that everybody can read",
    403: "is refused by its server: give a page that everybody can read",
    404: "was not found: check the address",
    410: "is gone for good: give another address",
    429: "is asked for too often, says its server: try again later",
    451: "is withheld for legal reasons: give another address",
}

_LONGEST_HEADER = 8_000  # bytes; to take one apart takes time that grows with its square

Headers = Iterable[tuple[bytes, bytes]]


def headers_of(raw: Headers) -> Message:
    """The headers as a message, whose methods know their parameters and quotes.

    Cookies and what is too long for any of the headers that are read are left out.
    """
    message = Message()
    for name, value in raw:
        if name.lower() != b"set-cookie" and len(value) <= _LONGEST_HEADER:
            message[name.decode("latin-1")] = _text(value)
    return message


def _text(value: bytes) -> str:
    """Many servers write other letters than ASCII, nearly all of them in UTF-8."""
    try:
        return value.decode()
    except UnicodeDecodeError:
        return value.decode("latin-1")


def check_status(status: int, origin: str) -> None:
    """Raise IngestError unless the answer carries a page."""
    if status in {200, 203}:
        return
    if status in _REFUSALS:
        said = _REFUSALS[status]
    elif status >= 500:
        said = f"could not be given by its server (status {status}): try again later"
    else:
        said = f"was answered with status {status} and no page: check the address"
    raise IngestError(origin, f"The page {shown(origin)} {said}.")


def media_type(headers: Message) -> str | None:
    """The type that the server says, without parameters; None where it says none."""
    return headers.get_content_type() if headers["content-type"] else None


def check_type(headers: Message, origin: str) -> None:
    """Raise IngestError for what is no document, such as a picture or a program."""
    kind = media_type(headers)
    if kind is None or kind in _READABLE or kind.endswith(("+xml", "/xml")):
        if kind != "image/svg+xml":
            return
    elif kind.startswith("text/") and kind not in _CODE:
        return
    raise IngestError(
        origin,
        f"{shown(origin)} is no document but {shown(str(kind))}: "
        "give the address of a page, a PDF, a DOCX, an EPUB or a text.",
    )


def charset(headers: Message) -> str | None:
    """The encoding that the server says, if Python knows it."""
    if not headers["content-type"]:
        return None
    try:
        said = headers.get_content_charset()
        return codecs.lookup(said).name if said else None
    except (LookupError, ValueError):
        return None


def name_of(headers: Message, address: WebAddress) -> str:
    """The file name of a page: what the server says, else what its address ends in."""
    try:
        said = headers.get_filename()
    except (LookupError, ValueError, TypeError):
        said = None
    if said:
        return file_name(said)
    kind = media_type(headers)
    ending = "" if kind is None or kind in _UNKNOWN else _ENDINGS.get(kind, "")
    return address_name(str(address), ending)


def validators_of(headers: Message) -> Validators:
    """What the server wants to be told when it is asked again."""
    return Validators(_kept(headers["etag"]), _kept(headers["last-modified"]))


def _kept(value: str | None) -> str | None:
    plain = (value or "").strip()
    # What is not ASCII cannot be sent back.
    fits = len(plain) <= 500 and plain.isascii() and plain.isprintable()
    return plain if plain and fits else None
