"""Documents that are made to harm their reader, each made anew in memory."""

import io
import zipfile
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from ingest.given import Given

_NOISE = bytes(range(256)) * 4_000
_ENTITIES = "".join(f'<!ENTITY l{level} "{f"&l{level - 1};" * 10}">' for level in range(1, 10))
LAUGHS = f'<!DOCTYPE x [<!ENTITY l0 "ha">{_ENTITIES}]>'
_WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" '
    'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-'
    'officedocument.wordprocessingml.document.main+xml"/></Types>'
)
_RELATIONS = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    '<Relationship Id="r" Target="word/document.xml" Type="http://schemas.openxmlformats.org/'
    'officeDocument/2006/relationships/officeDocument"/></Relationships>'
)
_CONTAINER = (
    '<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container" version="1.0"><rootfiles>'
    '<rootfile full-path="book.opf" media-type="application/oebps-package+xml"/></rootfiles>'
    "</container>"
)
_BOOK = (
    '<package xmlns="http://www.idpf.org/2007/opf" version="3.0"><metadata '
    'xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>Book</dc:title></metadata><manifest>'
    '<item id="c" href="c.xhtml" media-type="application/xhtml+xml"/></manifest>'
    '<spine><itemref idref="c"/></spine></package>'
)


def _zipped(parts: dict[str, bytes | str]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            method = zipfile.ZIP_STORED if name == "mimetype" else zipfile.ZIP_DEFLATED
            archive.writestr(name, data, method)
    return buffer.getvalue()


def docx(body: str, doctype: str = "") -> bytes:
    """A DOCX file with this body, in WordprocessingML."""
    root = f'<?xml version="1.0"?>{doctype}<w:document xmlns:w="{_WORD}"><w:body>'
    return _zipped(
        {
            "[Content_Types].xml": _TYPES,
            "_rels/.rels": _RELATIONS,
            "word/document.xml": f"{root}{body}</w:body></w:document>",
        }
    )


def words(text: str) -> str:
    """A paragraph of WordprocessingML."""
    return f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>"


def epub(body: str, doctype: str = "", *, book: str = _BOOK) -> bytes:
    """An EPUB file of one chapter."""
    return _zipped(
        {
            "mimetype": "application/epub+zip",
            "META-INF/container.xml": _CONTAINER,
            "book.opf": book,
            "c.xhtml": xhtml(body, doctype).decode(),
        }
    )


def xhtml(body: str, doctype: str = "") -> bytes:
    """A page in XHTML."""
    page = f'<?xml version="1.0"?>{doctype}<html xmlns="http://www.w3.org/1999/xhtml">'
    return f"{page}<head><title>Page</title></head><body>{body}</body></html>".encode()


def pdf(objects: dict[int, bytes]) -> bytes:
    """A PDF file of these objects, the first of which is its catalogue."""
    data = b"%PDF-1.7\n"
    places = {}
    for number, content in objects.items():
        places[number] = len(data)
        data += b"%d 0 obj\n" % number + content + b"\nendobj\n"
    start = len(data)
    data += b"xref\n0 1\n0000000000 65535 f \n"
    for number, place in places.items():
        data += b"%d 1\n%010d 00000 n \n" % (number, place)
    return data + b"trailer <</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % (
        max(objects) + 1,
        start,
    )


def _stream(data: bytes, filters: bytes = b"/FlateDecode") -> bytes:
    head = b"<</Length %d/Filter %s>>stream\n" % (len(data), filters)
    return head + data + b"\nendstream"


def _one_page(stream: bytes) -> dict[int, bytes]:
    return {
        1: b"<</Type/Catalog/Pages 2 0 R>>",
        2: b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        3: b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Contents 4 0 R"
        b"/Resources<</Font<</F 5 0 R>>>>>>",
        4: stream,
        5: b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    }


def _deflated(data: bytes, times: int) -> bytes:
    packer = zlib.compressobj(9)
    return b"".join([packer.compress(data) for _ in range(times)] + [packer.flush()])


def _many_pages() -> dict[int, bytes]:
    """Each of twenty levels names the next one fifty times: 50**20 pages."""
    tree = {1: b"<</Type/Catalog/Pages 2 0 R>>"}
    for level in range(2, 22):
        kids = b"%d 0 R " % (level + 1) * 50
        tree[level] = b"<</Type/Pages/Kids[%b]/Count 2147483647>>" % kids
    return tree | {22: b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]>>"}


def _circle() -> dict[int, bytes]:
    return {
        1: b"<</Type/Catalog/Pages 2 0 R>>",
        2: b"<</Type/Pages/Kids[2 0 R 2 0 R]/Count 2/Parent 2 0 R>>",
    }


def _reading(secret: Path) -> str:
    return f'<!DOCTYPE x [<!ENTITY e SYSTEM "{secret.as_uri()}">]>'


def _table(rows: int) -> bytes:
    return b"<table>" + (b"<tr>" + b"<td>a</td>" * 1_000 + b"</tr>") * rows + b"</table>"


def _twice() -> bytes:
    packed = zlib.compress(_deflated(b"\0" * 1_000_000, 1_000), 9)
    return _stream(packed, b"[/FlateDecode/FlateDecode]")


@dataclass(frozen=True)
class Hostile:
    """A document and what it tries.

    `said` is a part of the sentence about it; `READ` if it is read all the same, `REFUSED` if any
    sentence will do, `EITHER` if both are fine. `slow` ones take many seconds of work.
    """

    name: str
    tries: str
    make: Callable[[Path], bytes]
    said: str
    slow: bool = False


READ, REFUSED, EITHER = "read", "refused", "either"
_LINE = b"a b " * 25_000_000
_HTML = b"<p>Some text.</p>"

HOSTILE = [
    Hostile("laughs.docx", "a billion laughs", lambda _: docx(words("&l9;"), LAUGHS), "is damaged"),
    Hostile("laughs.epub", "a billion laughs", lambda _: epub("<p>Ha &l9;</p>", LAUGHS), EITHER),
    Hostile(
        "laughs-in-book.epub",
        "a billion laughs in the title of a book",
        lambda _: epub("<p>Text.</p>", book=LAUGHS + _BOOK.replace("Book", "&l9;")),
        "is damaged",
    ),
    Hostile("laughs.xhtml", "a billion laughs", lambda _: xhtml("<p>Text. &l9;</p>", LAUGHS), READ),
    Hostile(
        "laughs.html",
        "a billion laughs in a drawing on a page",
        lambda _: _HTML + LAUGHS.encode() + b"<svg><text>&l9;</text></svg>",
        READ,
    ),
    Hostile(
        "file.docx",
        "to read a file of the machine",
        lambda secret: docx(words("See this: &e;"), _reading(secret)),
        EITHER,
    ),
    Hostile(
        "file.epub",
        "to read a file of the machine",
        lambda secret: epub("<p>See this: &e;.</p>", _reading(secret)),
        EITHER,
    ),
    Hostile(
        "file.xhtml",
        "to read a file of the machine",
        lambda secret: xhtml("<p>See this: &e;.</p>", _reading(secret)),
        EITHER,
    ),
    Hostile(
        "bomb.docx",
        "to unpack to 400 MB",
        lambda _: docx(words("ha" * 200_000_000)),
        "unpacks to more than 300 MB",
    ),
    Hostile("bomb.epub", "to unpack to 210 MB", lambda _: epub("ha " * 70_000_000), REFUSED, True),
    Hostile(
        "stream.pdf",
        "a page that unpacks to 2 GB of text",
        lambda _: pdf(_one_page(_stream(_deflated(b"BT /F 9 Tf (ha) Tj ET " * 50_000, 2_000)))),
        REFUSED,
        True,
    ),
    Hostile(
        "twice.pdf", "a page packed twice, of 1 GB", lambda _: pdf(_one_page(_twice())), REFUSED
    ),
    Hostile("pages.pdf", "a tree of 50 to the 20th pages", lambda _: pdf(_many_pages()), REFUSED),
    Hostile("circle.pdf", "a tree of pages in a circle", lambda _: pdf(_circle()), REFUSED),
    Hostile("deep.pdf", "a million brackets", lambda _: pdf({1: b"[" * 1_000_000}), REFUSED),
    Hostile("line.txt", "100 MB in one line", lambda _: b"a" * 100_000_000, REFUSED, True),
    Hostile("line.md", "100 MB in one line", lambda _: _LINE, REFUSED, True),
    Hostile("line.html", "100 MB in one line", lambda _: b"<p>" + _LINE, REFUSED, True),
    Hostile("headings.md", "10,000 headings", lambda _: b"# Head\n\ntext\n\n" * 10_000, READ),
    Hostile("headings.txt", "10,000 headings", lambda _: b"Head\n===\n\ntext.\n\n" * 10_000, READ),
    Hostile("headings.html", "10,000 headings", lambda _: b"<h2>H</h2><p>text</p>" * 10_000, READ),
    Hostile(
        "only.html", "10,000 headings and no text", lambda _: b"<h2>Head</h2>" * 10_000, EITHER
    ),
    Hostile(
        "deep.html",
        "100,000 elements in each other",
        lambda _: b"<div>" * 100_000 + _HTML,
        EITHER,
    ),
    Hostile("deep.md", "100,000 quotes in each other", lambda _: b">" * 100_000 + b"a", EITHER),
    Hostile("brackets.md", "a million brackets", lambda _: b"[" * 1_000_000, EITHER, True),
    Hostile(
        "list.md",
        "2,000 lists in each other",
        lambda _: b"".join(b" " * n + b"- a\n" for n in range(2_000)),
        EITHER,
    ),
    Hostile("stars.md", "170,000 signs of emphasis", lambda _: b"*a_" * 170_000, EITHER, True),
    Hostile(
        "table.html",
        "a cell over a billion columns and rows",
        lambda _: (
            b'<table><tr><td colspan="1000000000" rowspan="1000000000">text</td></tr></table>'
        ),
        READ,
    ),
    Hostile("wide.html", "a table of a million cells", lambda _: _table(1_000), EITHER, True),
    Hostile(
        "attribute.html",
        "an attribute of 20 MB",
        lambda _: b'<p class="' + b"a" * 20_000_000 + b'">Some text.</p>',
        EITHER,
        True,
    ),
    Hostile(
        "comments.html",
        "100,000 comments, against patterns that try all ways",
        lambda _: b"<!---->" * 100_000 + _HTML,
        READ,
    ),
    Hostile(
        "paragraphs.txt",
        "60,000 paragraphs",
        lambda _: b"One line.\n\n" * 60_000,
        "has 60,000 paragraphs, and 50,000 is the most",
    ),
    Hostile("zeros.txt", "a megabyte of zeros", lambda _: b"\0" * 1_000_000, "is not text"),
    Hostile("noise.pdf", "no PDF", lambda _: b"%PDF-1.7\n" + _NOISE, REFUSED),
    Hostile("noise.docx", "no DOCX", lambda _: b"PK\x03\x04" + _NOISE, REFUSED),
    Hostile("noise.epub", "no EPUB", lambda _: b"PK\x03\x04" + _NOISE, REFUSED),
    Hostile("noise.html", "no page", lambda _: b"<html>" + _NOISE, EITHER),
]


def given_of(hostile: Hostile, secret: Path) -> Given:
    """The document; those that want to read a file want to read `secret`."""
    return Given(hostile.name, hostile.name, hostile.make(secret))
