"""What reading a file gives."""

from dataclasses import dataclass

from vectorstore.model import Paragraph


@dataclass(frozen=True, slots=True)
class Document:
    """A title, the whole decoded text and its paragraphs, numbered from 1.

    Line ends are `\\n` and a byte-order mark is gone before offsets are taken:
    `text[p.start:p.end] == p.raw` for every paragraph.
    The paragraphs have no passages yet; `ingest.passages` makes them.
    """

    title: str
    text: str
    paragraphs: tuple[Paragraph, ...]
