"""Word documents."""

from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

import docx
import pytest
from docx.document import Document as WordDocument
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from test_offsets import assert_holds

from ingest.document import Document
from ingest.errors import IngestError
from ingest.formats import parse
from ingest.formats.word_numbering import Numbering
from ingest.given import Given
from vectorstore.model import ParagraphKind

PROSE, LIST, TABLE, CODE, QUOTE, NOTE = ParagraphKind
W = nsdecls("w")


def saved(word: WordDocument) -> bytes:
    data = BytesIO()
    word.save(data)
    return data.getvalue()


def document(word: WordDocument | bytes) -> Document:
    data = word if isinstance(word, bytes) else saved(word)
    found = parse(Given("My file.docx", "My file.docx", data))
    assert_holds(found)
    return found


def with_body(*elements: str) -> WordDocument:
    """A document of these elements of its body, in XML."""
    word = docx.Document()
    for element in elements:
        word.element.body.insert(len(word.element.body) - 1, parse_xml(element))
    return word


def run(words: str) -> str:
    return f"<w:r><w:t>{words}</w:t></w:r>"


def test_all_kinds_of_paragraphs_in_the_order_of_the_document() -> None:
    word = docx.Document()
    word.add_paragraph("The Harbour", "Title")
    word.add_heading("Boats", 1)
    word.add_paragraph("The boats\nlay close.")
    word.add_paragraph("milk", "List Bullet")
    word.add_paragraph("goat’s", "List Bullet 2")
    word.add_heading("Walls", 2)
    table = word.add_table(2, 2)
    for place, words in enumerate(("Name", "Age", "Ann", "31")):
        table.cell(place // 2, place % 2).text = words
    word.add_paragraph("They never came back.", "Quote")
    word.add_heading("Lamps", 1)
    word.add_paragraph("first", "List Number")
    word.add_paragraph("second", "List Number")
    found = document(word)
    assert found.title == "The Harbour"
    assert [(p.kind, p.headings, p.text) for p in found.paragraphs] == [
        (PROSE, ("Boats",), "The boats lay close."),
        (LIST, ("Boats",), "• milk\n  • goat’s"),
        (TABLE, ("Boats", "Walls"), "Name | Age\nAnn | 31"),
        (QUOTE, ("Boats", "Walls"), "They never came back."),
        (LIST, ("Lamps",), "1. first\n2. second"),
    ]


@pytest.mark.parametrize(
    ("style", "said", "title"),
    [("Title", "Other", "Words"), (None, "Said", "Said"), (None, "", "My file")],
)
def test_where_the_title_comes_from(style: str | None, said: str, title: str) -> None:
    word = docx.Document()
    word.core_properties.title = said
    word.add_paragraph("Words", style)
    word.add_paragraph("They dance.")
    assert document(word).title == title


@pytest.mark.parametrize(
    ("element", "expected"),
    [
        (f"<w:p {W}>{run('one')}<w:r><w:tab/></w:r>{run('two')}</w:p>", "one two"),
        (f"<w:p {W}>{run('har')}<w:r><w:softHyphen/></w:r>{run('bour')}</w:p>", "harbour"),
        (f"<w:p {W}>{run('well')}<w:r><w:noBreakHyphen/></w:r>{run('known')}</w:p>", "well-known"),
        (f"<w:p {W}><w:ins>{run('added')}</w:ins></w:p>", "added"),
        (f"<w:p {W}><w:hyperlink>{run('linked')}</w:hyperlink></w:p>", "linked"),
        (f"<w:sdt {W}><w:sdtContent><w:p>{run('controlled')}</w:p></w:sdtContent></w:sdt>",
         "controlled"),
        (f"<w:p {W}><w:sdt><w:sdtContent>{run('inside')}</w:sdtContent></w:sdt></w:p>", "inside"),
        (f"<w:tbl {W}><w:tr><w:tc><w:p>{run('framed')}</w:p></w:tc></w:tr></w:tbl>", "framed"),
        (f"<w:p {W}><w:r><w:drawing><w:txbxContent><w:p>{run('boxed')}</w:p></w:txbxContent>"
         "</w:drawing></w:r></w:p>", "boxed"),
    ],
)  # fmt: skip
def test_words_are_found_wherever_they_stand(element: str, expected: str) -> None:
    assert document(with_body(element)).text == expected


@pytest.mark.parametrize(
    "inner",
    [
        "<w:del><w:r><w:delText>gone</w:delText></w:r></w:del>",
        f"<w:moveFrom>{run('gone')}</w:moveFrom>",
        "<w:r><w:rPr><w:vanish/></w:rPr><w:t>hidden</w:t></w:r>",
        "<w:r><w:instrText>PAGE</w:instrText></w:r>",
    ],
)
def test_what_a_reader_does_not_see_gives_nothing(inner: str) -> None:
    assert document(with_body(f"<w:p {W}>{run('shown')}{inner}</w:p>")).text == "shown"


def test_a_text_box_is_read_once() -> None:
    box = f"<w:txbxContent><w:p>{run('boxed')}</w:p></w:txbxContent>"
    mc = 'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
    element = (
        f"<w:p {W} {mc}><w:r><mc:AlternateContent><mc:Choice>{box}</mc:Choice>"
        f"<mc:Fallback>{box}</mc:Fallback></mc:AlternateContent></w:r>{run('around')}</w:p>"
    )
    assert document(with_body(element)).text == "around\n\nboxed"


def test_merged_cells_are_read_once() -> None:
    word = docx.Document()
    table = word.add_table(2, 2)
    for place, words in enumerate(("a", "b", "", "c")):
        table.cell(place // 2, place % 2).text = words
    table.cell(0, 0).merge(table.cell(1, 0))
    assert document(word).text == "a | b\n| c"


def test_a_footnote_stands_below_its_paragraph() -> None:
    notes = (
        f'<w:footnotes {W}><w:footnote w:type="separator" w:id="-1"><w:p/></w:footnote>'
        f'<w:footnote w:id="2"><w:p>{run("The proof.")}</w:p></w:footnote></w:footnotes>'
    )
    word = with_body(
        f'<w:p {W}>{run("A claim.")}<w:r><w:footnoteReference w:id="2"/></w:r></w:p>',
        f"<w:p {W}>{run('More.')}</w:p>",
    )
    part = docx.opc.part.Part(
        docx.opc.packuri.PackURI("/word/footnotes.xml"),
        "application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml",
        notes.encode(),
        word.part.package,
    )
    word.part.relate_to(part, docx.opc.constants.RELATIONSHIP_TYPE.FOOTNOTES)
    found = document(word)
    assert [(p.kind, p.text) for p in found.paragraphs] == [
        (PROSE, "A claim."),
        (NOTE, "The proof."),
        (PROSE, "More."),
    ]


def test_a_short_bold_paragraph_is_a_heading_where_none_has_its_style() -> None:
    word = docx.Document()
    word.add_paragraph().add_run("The Boats").bold = True
    word.add_paragraph("They lay close.")
    word.add_paragraph().add_run("They never came back, and that was all.").bold = True
    found = document(word)
    assert [(p.heading, p.text) for p in found.paragraphs] == [
        ("The Boats", "They lay close."),
        ("The Boats", "They never came back, and that was all."),
    ]


def test_long_numbered_paragraphs_are_one_each() -> None:
    word = docx.Document()
    for _ in range(2):
        word.add_paragraph("The boats lay close to one another. " * 10, "List Number")
    found = document(word)
    assert [(p.kind, p.text[:12]) for p in found.paragraphs] == [
        (PROSE, "1. The boats"),
        (PROSE, "2. The boats"),
    ]


@pytest.mark.parametrize(
    ("form", "text", "expected"),
    [
        ("decimal", "%1.", ["1.", "2.", "3."]),
        ("lowerLetter", "(%1)", ["(a)", "(b)", "(c)"]),
        ("upperRoman", "%1.", ["I.", "II.", "III."]),
        ("bullet", "\uf0b7", ["•", "•", "•"]),
        ("decimalZero", "%1", ["01", "02", "03"]),
        ("somethingNew", "%1)", ["1)", "2)", "3)"]),
    ],
)
def test_items_are_counted_as_word_counts_them(form: str, text: str, expected: list[str]) -> None:
    root = parse_xml(
        f'<w:numbering {W}><w:abstractNum w:abstractNumId="4"><w:lvl w:ilvl="0">'
        '<w:start w:val="1"/>'
        f'<w:numFmt w:val="{form}"/><w:lvlText w:val="{text}"/></w:lvl></w:abstractNum>'
        '<w:num w:numId="7"><w:abstractNumId w:val="4"/></w:num></w:numbering>'
    )
    numbering = Numbering(root)
    assert [numbering.marker("7", 0) for _ in range(3)] == expected


def test_lower_levels_begin_anew() -> None:
    levels = "".join(
        f'<w:lvl w:ilvl="{n}"><w:numFmt w:val="decimal"/><w:lvlText w:val="{text}"/></w:lvl>'
        for n, text in enumerate(("%1.", "%1.%2."))
    )
    root = parse_xml(
        f'<w:numbering {W}><w:abstractNum w:abstractNumId="0">{levels}</w:abstractNum>'
        '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num></w:numbering>'
    )
    numbering = Numbering(root)
    depths = (0, 1, 1, 0, 1)
    assert [numbering.marker("1", depth) for depth in depths] == [
        "1.", "1.1.", "1.2.", "2.", "2.1.",
    ]  # fmt: skip


def changed(data: bytes, name: str, content: bytes) -> bytes:
    """The same document with other content in one of its parts."""
    result = BytesIO()
    with ZipFile(BytesIO(data)) as old, ZipFile(result, "w", ZIP_DEFLATED) as new:
        for part in old.infolist():
            new.writestr(part.filename, content if part.filename == name else old.read(part))
    return result.getvalue()


GOOD = saved(with_body(f"<w:p {W}>{run('They dance.')}</w:p>"))
LAUGHS = (
    '<!DOCTYPE w [<!ENTITY a "haha"><!ENTITY b "&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;">]>'
    f"<w:document {W}><w:body><w:p><w:r><w:t>&c;</w:t></w:r></w:p></w:body></w:document>"
)
DEEP = f"<w:document {W}><w:body>{'<w:sdt><w:sdtContent>' * 5000}"


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (saved(docx.Document()), "has no text, perhaps pictures only: give its text."),
        (changed(GOOD, "word/document.xml", b"<"), "is damaged: "),
        (changed(GOOD, "word/document.xml", DEEP.encode()), "is damaged: "),
        (changed(GOOD, "word/document.xml", LAUGHS.encode()), "has no text, "),
        (changed(GOOD, "[Content_Types].xml", b""), "is damaged: "),
        (GOOD[: len(GOOD) // 2], "is damaged: "),
        (changed(GOOD, "word/theme/theme1.xml", b"0" * (301 * 2**20)), "unpacks to more than "),
    ],
    ids=["empty", "no XML", "deep", "laughs", "no types", "cut off", "bomb"],
)
def test_a_document_that_cannot_be_read_says_why(data: bytes, said: str) -> None:
    with pytest.raises(IngestError) as caught:
        document(data)
    assert str(caught.value).startswith(f"The file My file.docx {said}")
