"""PDF files: their text, with the page where each paragraph begins."""

import re
from pathlib import Path
from threading import Lock

import pypdfium2
from pypdfium2 import raw

from ingest.decoding import called
from ingest.document import Document
from ingest.errors import IngestError
from ingest.formats.pdf_blocks import Measures, blocks
from ingest.formats.pdf_layout import rows
from ingest.formats.pdf_letters import MOST_PAGES, Segment, pages
from ingest.formats.pdf_parts import Reader
from ingest.formats.pieces import Part, compose, without_title
from ingest.given import Given
from ingest.paragraphs import Heading, title_from_name, unwrap

_ONE_AT_A_TIME = Lock()  # pdfium is made for one thread
_NO_TITLE = re.compile(
    r"untitled.*|(?:microsoft word|powerpoint presentation)\b.*|.*\.\w{2,4}|[^\W\d_]?\W*\d*",
    re.IGNORECASE,
)
_UNKNOWN = re.compile("[\ue000-\uf8ff\ufffd]")
_MOST_UNKNOWN = 0.3  # share of the signs


def read(given: Given) -> Document:
    """The document in a PDF file.

    Headers, footers and page numbers are left out, and words that were broken at the end of a
    line are whole again.
    The title is the one in the properties of the file, else the largest heading of the first
    page, else it is made from the name.
    Raises IngestError for a file that is damaged, encrypted, or has no text, as a scan has none.
    """
    with _ONE_AT_A_TIME:
        said, segments = _opened(given)
    found = list(rows(segments))
    text = "".join(row.text for row in found)
    if not text:
        raise _refused(given, "has no text, as a scan: let a program recognise the text (OCR)")
    if len(_UNKNOWN.findall(text)) > _MOST_UNKNOWN * len(text):
        raise _refused(
            given, "doesn't say which letters it shows: let a program recognise the text (OCR)"
        )
    measures = Measures.of(found)
    parts = list(Reader(measures, found).parts(blocks(found, measures)))
    title = said or _first_heading(parts) or title_from_name(Path(given.name))
    return compose(title, without_title(parts, title))


def _opened(given: Given) -> tuple[str, list[list[Segment]]]:
    """The title in the properties, if there is a good one, and the segments of all pages."""
    try:
        document = pypdfium2.PdfDocument(given.data)
    except pypdfium2.PdfiumError as error:
        if error.err_code == raw.FPDF_ERR_PASSWORD:
            raise _refused(
                given, "is encrypted: save it without a password and give it again"
            ) from error
        raise _refused(given, "is damaged: open it in a PDF program and save it again") from error
    try:
        if len(document) > MOST_PAGES:
            raise _refused(
                given, f"has {len(document):,} pages: give at most {MOST_PAGES:,} at once"
            )
        said = unwrap(document.get_metadata_value("Title"))
        return "" if _NO_TITLE.fullmatch(said) else said, list(pages(document))
    except pypdfium2.PdfiumError as error:
        raise _refused(given, "is damaged: open it in a PDF program and save it again") from error
    finally:
        document.close()


def _first_heading(parts: list[Part]) -> str | None:
    """The largest heading if it is the only one of its size and stands before all text."""
    top = [part for part in parts if isinstance(part, Heading) and part.level == 1]
    first = parts[0] if parts else None
    return top[0].text if len(top) == 1 and top[0] is first else None


def _refused(given: Given, why: str) -> IngestError:
    return IngestError(given.origin, f"{called(given)} {why}.")
