"""EPUB books."""

from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from test_offsets import assert_holds

from ingest.document import Document
from ingest.errors import IngestError
from ingest.formats import parse
from ingest.given import Given
from vectorstore.model import ParagraphKind

PROSE, NOTE = ParagraphKind.PROSE, ParagraphKind.NOTE
CONTAINER = (
    '<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles>'
    '<rootfile full-path="OEBPS/book.opf"/></rootfiles></container>'
)
PAGE = (
    '<?xml version="1.0"?><!DOCTYPE html><html xmlns="http://www.w3.org/1999/xhtml" '
    'xmlns:epub="http://www.idpf.org/2007/ops"><head><title/></head><body>{}</body></html>'
)
NAV = PAGE.format('<nav epub:type="toc"><ol><li><a href="two.xhtml#a">Second</a></li></ol></nav>')


def book(chapters: dict[str, str], **parts: str) -> bytes:
    """A book with these chapters in order, and `parts` under their names with `_` for `.`."""
    items = "".join(
        f'<item id="{name}" href="text/{name}.xhtml" media-type="application/xhtml+xml"/>'
        for name in chapters
    )
    spine = "".join(f'<itemref idref="{name}"/>' for name in chapters)
    package = (
        '<package xmlns="http://www.idpf.org/2007/opf" xmlns:dc="http://purl.org/dc/elements/1.1/">'
        f"<metadata><dc:title>The Harbour</dc:title></metadata><manifest>{items}"
        '<item id="nav" href="text/nav.xhtml" properties="nav" media-type="application/xhtml+xml"/>'
        f'</manifest><spine><itemref idref="nav"/>{spine}</spine></package>'
    )
    files = {
        "META-INF/container.xml": CONTAINER,
        "OEBPS/book.opf": package,
        "OEBPS/text/nav.xhtml": NAV,
        **{f"OEBPS/text/{name}.xhtml": PAGE.format(body) for name, body in chapters.items()},
        **{name.replace("__", "/").replace("_", "."): text for name, text in parts.items()},
    }
    data = BytesIO()
    with ZipFile(data, "w", ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", "application/epub+zip", compress_type=0)
        for name, text in files.items():
            archive.writestr(name, text)
    return data.getvalue()


def document(data: bytes, name: str = "a.epub") -> Document:
    found = parse(Given(name, name, data))
    assert_holds(found)
    return found


def test_chapters_come_in_the_order_of_the_spine() -> None:
    found = document(
        book(
            {
                "one": "<h1>First</h1><p>They dance&nbsp;here.</p>",
                "two": "<p>No heading here.</p>",
                "three": "<h1>Third</h1><h2>Below</h2><p>More.</p>",
            }
        )
    )
    assert found.title == "The Harbour"
    assert [(p.headings, p.text) for p in found.paragraphs] == [
        (("First",), "They dance here."),
        (("Second",), "No heading here."),  # from the table of contents
        (("Third", "Below"), "More."),
    ]


def test_all_of_a_page_is_text() -> None:
    """A book has nothing around its text, also where it looks like a web page."""
    found = document(book({"one": "<aside><p>A <a href='x'>whole link</a></p></aside><p>One.</p>"}))
    assert [p.text for p in found.paragraphs] == ["A whole link", "One."]


def test_a_footnote_is_a_note_and_its_number_is_left_out() -> None:
    found = document(
        book(
            {
                "one": '<p>A claim.<a epub:type="noteref" href="#n">1</a></p>'
                '<aside epub:type="footnote" id="n"><p>The proof.</p></aside>'
            }
        )
    )
    assert [(p.kind, p.text) for p in found.paragraphs] == [
        (PROSE, "A claim."),
        (NOTE, "The proof."),
    ]


@pytest.mark.parametrize("name", ["a.epub", "a.zip", "a.txt", "a"])
def test_a_book_is_known_by_its_first_bytes(name: str) -> None:
    assert document(book({"one": "<p>One.</p>"}), name).text == "One."


def test_a_missing_chapter_is_left_out() -> None:
    data = book({"one": "<p>One.</p>", "two": "<p>Two.</p>"})
    assert document(without(data, "OEBPS/text/two.xhtml")).text == "One."


def without(data: bytes, left_out: str) -> bytes:
    result = BytesIO()
    with ZipFile(BytesIO(data)) as old, ZipFile(result, "w") as new:
        for part in old.infolist():
            if part.filename != left_out:
                new.writestr(part.filename, old.read(part))
    return result.getvalue()


LOCKED = (
    '<encryption xmlns:enc="http://www.w3.org/2001/04/xmlenc#"><enc:EncryptedData>'
    '<enc:CipherData><enc:CipherReference URI="OEBPS/text/{}"/></enc:CipherData>'
    "</enc:EncryptedData></encryption>"
)
LAUGHS = (
    '<!DOCTYPE package [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>'
    "<package><metadata><title>&b;</title></metadata></package>"
)


def test_encrypted_fonts_do_not_matter() -> None:
    data = book({"one": "<p>One.</p>"}, **{"META-INF__encryption_xml": LOCKED.format("a.otf")})
    assert document(data).text == "One."


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (book({}), "has no text, perhaps pictures only: give its text."),
        (book({"one": "<img/>"}), "has no text, perhaps pictures only: give its text."),
        (
            book({"one": "x"}, **{"META-INF__encryption_xml": LOCKED.format("one.xhtml")}),
            "is copy-protected: give a book without protection.",
        ),
        (
            without(book({"one": "x"}), "META-INF/container.xml"),
            "is damaged: open it in its own program and save it again.",
        ),
        (
            book({"one": "x"})[:-30],
            "is damaged: open it in its own program and save it again.",
        ),
        (
            book({"one": "x"}, **{"OEBPS__book_opf": LAUGHS}),
            "is damaged: open it in its own program and save it again.",
        ),
        (
            book({"one": "<div>" * 5000 + "x"}),
            "is damaged: open it in its own program and save it again.",
        ),
    ],
    ids=["empty", "pictures", "protected", "no container", "cut off", "laughs", "deep"],
)
def test_a_book_that_cannot_be_read_says_why(data: bytes, said: str) -> None:
    with pytest.raises(IngestError) as caught:
        document(data)
    assert str(caught.value) == f"The file a.epub {said}"


def test_what_would_unpack_to_too_much_is_refused_before_it_is_unpacked() -> None:
    data = book({"one": "<p>One.</p>"}, **{"OEBPS__big_bin": "0" * (301 * 2**20)})
    with pytest.raises(IngestError, match="unpacks to more than 300 MB"):
        document(data)
