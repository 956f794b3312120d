"""What reads documents, and how much one may hold."""

from typing import Protocol

from ingest.document import Document
from ingest.errors import IngestError
from ingest.given import Given
from ingest.names import shown

MOST_CHARACTERS = 5_000_000
"""The longest text of one document."""

MOST_PARAGRAPHS = 50_000
"""The most paragraphs of one document."""


class Reader(Protocol):
    """Makes documents of bytes that nobody has vouched for."""

    def read(self, given: Given) -> Document:
        """The document; raises IngestError with one sentence for what cannot be read."""
        ...


def check_size(document: Document, origin: str) -> None:
    """Raise IngestError for a document that holds more than one source may."""
    characters = max(
        len(document.text), sum(len(paragraph.text) for paragraph in document.paragraphs)
    )
    if characters > MOST_CHARACTERS:
        found, most = f"{characters:,} characters of text", f"{MOST_CHARACTERS:,}"
    elif len(document.paragraphs) > MOST_PARAGRAPHS:
        found, most = f"{len(document.paragraphs):,} paragraphs", f"{MOST_PARAGRAPHS:,}"
    else:
        return
    raise IngestError(
        origin, f"{shown(origin)} has {found}, and {most} is the most: split it into several."
    )
