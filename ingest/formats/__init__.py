"""The formats that can be read: one reader for each file ending."""

from collections.abc import Callable
from pathlib import Path

from ingest.decoding import read_text
from ingest.document import Document
from ingest.errors import IngestError
from ingest.formats import markdown, text

Reader = Callable[[Path], Document]
"""Reads one file; raises IngestError."""


def _read_plain(path: Path) -> Document:
    return text.parse(read_text(path), path)


def _read_markdown(path: Path) -> Document:
    return markdown.parse(read_text(path), path)


_READERS: dict[str, Reader] = {
    ".txt": _read_plain,
    ".text": _read_plain,
    ".md": _read_markdown,
    ".markdown": _read_markdown,
}

ENDINGS = frozenset(_READERS)
"""The file endings that can be read, in lower case, each with its dot."""


def listed_endings() -> str:
    """The supported endings for a message, such as `.md, .txt`."""
    return ", ".join(sorted(ENDINGS))


def read(path: Path) -> Document:
    """The document in a file, by its ending.

    Raises IngestError if the ending is not supported, or the file can't be read or says nothing.
    """
    reader = _READERS.get(path.suffix.lower())
    if reader is None:
        ending = f"the ending {path.suffix}" if path.suffix else "no ending"
        raise IngestError(
            str(path),
            f"The file {path} has {ending}, which cannot be read: use one of {listed_endings()}.",
        )
    document = reader(path)
    if not document.paragraphs:
        raise IngestError(
            str(path), f"The file {path} has headings or blank lines only: give it some text."
        )
    return document
