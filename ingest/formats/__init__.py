"""The formats that can be read.

Each is a module with a function `read(given: Given) -> Document`, which is imported when it is
first needed: the parsers behind them are heavy.
"""

from importlib import import_module
from pathlib import Path

from ingest.decoding import called, from_file, refuse_empty
from ingest.document import Document
from ingest.errors import IngestError
from ingest.formats.recognition import ENDINGS, listed_endings, module_for
from ingest.given import Given

__all__ = ["ENDINGS", "listed_endings", "parse", "read"]


def parse(given: Given) -> Document:
    """The document in what was given, by its first bytes, its media type and its name's ending.

    Raises IngestError if it cannot be read or says nothing.
    """
    refuse_empty(given)
    reader = import_module(f"ingest.formats.{module_for(given)}")
    try:
        document: Document = reader.read(given)
    except RecursionError as error:
        raise IngestError(
            given.origin, f"{called(given)} is nested too deeply to be read: make it flatter."
        ) from error
    if not document.paragraphs:
        raise IngestError(
            given.origin, f"{called(given)} has headings or blank lines only: give it some text."
        )
    return document


def read(path: Path) -> Document:
    """The document in a file; raises IngestError as `parse` does."""
    return parse(from_file(path))
