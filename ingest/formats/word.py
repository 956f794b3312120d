"""Word documents (DOCX)."""

from collections.abc import Mapping
from io import BytesIO
from pathlib import Path
from zipfile import BadZipFile

import docx
from docx.document import Document as WordDocument
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.exceptions import PackageNotFoundError
from docx.oxml import parse_xml
from docx.oxml.ns import qn
from lxml import etree

from ingest.decoding import called
from ingest.document import Document
from ingest.errors import IngestError
from ingest.formats.archive import Archive
from ingest.formats.elements import Element
from ingest.formats.pieces import Piece, compose, without_title
from ingest.formats.word_body import WordParagraph, found_in
from ingest.formats.word_numbering import Numbering
from ingest.formats.word_parts import Reader
from ingest.formats.word_styles import Styles
from ingest.given import Given
from ingest.paragraphs import title_from_name, unwrap

_NOTES = {"footnote": RELATIONSHIP_TYPE.FOOTNOTES, "endnote": RELATIONSHIP_TYPE.ENDNOTES}
_FAILURES = (
    *(PackageNotFoundError, BadZipFile, etree.XMLSyntaxError),
    *(KeyError, ValueError, AttributeError, TypeError, NotImplementedError, OSError, EOFError),
)


def read(given: Given) -> Document:
    """The document in a Word file; a note stands below the paragraph that refers to it.

    The title is the first paragraph in the style of a title, else the one in the properties of
    the file, else it is made from the name.
    Raises IngestError for a file that is damaged, encrypted, or has no text.
    """
    archive = Archive(given)  # refuses what would unpack to too much, before it is unpacked
    try:
        word = docx.Document(BytesIO(given.data))
        reader = _reader(word)
        parts = list(reader.parts(list(found_in(word.element.body))))
        said = unwrap(word.core_properties.title or "")
    except _FAILURES as error:
        raise archive.damaged() from error
    if not any(isinstance(part, Piece) for part in parts):
        raise IngestError(
            given.origin, f"{called(given)} has no text, perhaps pictures only: give its text."
        )
    title = reader.title or said or title_from_name(Path(given.name))
    return compose(title, without_title(parts, title))


def _reader(word: WordDocument) -> Reader:
    notes = {
        (kind, each.get(qn("w:id"), "")): _text_of(each)
        for kind, relation in _NOTES.items()
        for each in _part(word, relation, f"w:{kind}")
        if each.get(qn("w:type")) in (None, "normal")  # the others are the lines above the notes
    }
    numbering = _root(word, RELATIONSHIP_TYPE.NUMBERING)
    styles = _root(word, RELATIONSHIP_TYPE.STYLES)
    return Reader(Styles(styles), Numbering(numbering), lambda each: _noted(each, notes))


def _noted(paragraph: WordParagraph, notes: Mapping[tuple[str, str], str]) -> list[str]:
    return [notes[each] for each in paragraph.notes if notes.get(each)]


def _part(word: WordDocument, relation: str, name: str) -> list[Element]:
    root = _root(word, relation)
    return [] if root is None else root.findall(qn(name))


def _root(word: WordDocument, relation: str) -> Element | None:
    found = (each for each in word.part.rels.values() if each.reltype == relation)
    part = next((each.target_part for each in found if not each.is_external), None)
    return None if part is None else parse_xml(part.blob)


def _text_of(note: Element) -> str:
    texts = (each.text for each in found_in(note) if isinstance(each, WordParagraph))
    return unwrap(" ".join(texts))
