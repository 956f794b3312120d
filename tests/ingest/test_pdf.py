"""PDF files: what is on their pages, as a reader reads it."""

import random
import time

import pytest
from fpdf import FPDF
from fpdf.enums import AccessPermission
from test_offsets import assert_holds

from ingest.document import Document
from ingest.errors import IngestError
from ingest.formats import parse
from ingest.given import Given
from vectorstore.model import ParagraphKind

PROSE, LIST, TABLE, CODE, QUOTE, NOTE = ParagraphKind
WORDS = ["harbour", "was", "quiet", "that", "night", "and", "nobody", "came", "back", "from"]
WORDS += ["market", "lamps", "burned", "for", "boats", "lay", "close", "to", "one", "another"]
WORDS += ["along", "wall", "bread", "still", "warm", "on", "shelf", "when", "baker", "found"]


class Paper(FPDF):
    """A page with running lines at its head and foot."""

    running = False

    def header(self) -> None:
        if self.running:
            self.set_font("Helvetica", size=8)
            self.cell(0, 5, "A History of Harbours", new_x="LMARGIN", new_y="NEXT")
            self.ln(6)

    def footer(self) -> None:
        if self.running:
            self.set_y(-15)
            self.set_font("Helvetica", size=8)
            self.cell(0, 5, f"Page {self.page_no()} of {{nb}}", align="C")

    def say(self, text: str, size: float = 11, style: str = "", gap: float = 3) -> None:
        self.set_font("Times", style, size)
        self.multi_cell(0, size / 2, text, new_x="LMARGIN", new_y="NEXT")
        self.ln(gap)

    def lines(self, *lines: str) -> None:
        self.set_font("Times", size=11)
        for line in lines:
            self.cell(0, 5, line, new_x="LMARGIN", new_y="NEXT")


def paper(running: bool = False) -> Paper:
    made = Paper()
    made.running = running
    made.add_page()
    return made


def document(made: FPDF | bytes) -> Document:
    data = made if isinstance(made, bytes) else bytes(made.output())
    found = parse(Given("my-file.pdf", "my-file.pdf", data))
    assert_holds(found)
    return found


def sentences(count: int, seed: int) -> str:
    chance = random.Random(seed)
    made = (chance.choices(WORDS, k=chance.randint(6, 18)) for _ in range(count))
    return " ".join(" ".join(words).capitalize() + "." for words in made)


def test_paragraphs_headings_lists_and_tables_with_their_pages() -> None:
    made = paper()
    made.say("The Quiet Harbour", 20, "B")
    made.say("Boats", 14, "B")
    made.say(sentences(5, 1))
    made.say("- milk\n- salt and bread")
    made.say("Walls", 12, "B")
    made.set_font("Times", size=11)
    with made.table() as table:
        for cells in (("Name", "Age"), ("Ann", "31"), ("Bob", "27")):
            row = table.row()
            for cell in cells:
                row.cell(cell)
    made.add_page()
    made.say("Lamps", 14, "B")
    made.say(sentences(3, 2))
    found = document(made)
    assert found.title == "The Quiet Harbour"
    assert [(p.kind, p.headings, p.page, p.text) for p in found.paragraphs] == [
        (PROSE, ("Boats",), 1, sentences(5, 1)),
        (LIST, ("Boats",), 1, "• milk\n• salt and bread"),
        (TABLE, ("Boats", "Walls"), 1, "Name | Age\nAnn | 31\nBob | 27"),
        (PROSE, ("Lamps",), 2, sentences(3, 2)),
    ]


def test_paragraphs_go_on_over_pages_and_running_lines_are_left_out() -> None:
    texts = [sentences(4 + seed % 5, seed) for seed in range(40)]
    made = paper(running=True)
    for text in texts:
        made.say(text)
    found = document(made)
    assert made.page_no() > 2
    assert [p.text for p in found.paragraphs] == texts
    assert found.paragraphs[-1].page == made.page_no()


def test_columns_are_read_one_after_the_other() -> None:
    texts = [sentences(4 + seed % 5, seed) for seed in range(24)]
    made = paper(running=True)
    made.say("Two Columns", 18, "B")
    made.set_font("Times", size=10)
    with made.text_columns(ncols=2, gutter=8, text_align="J") as columns:
        for text in texts:
            columns.paragraph(bottom_margin=3).write(text)
            columns.end_paragraph()
    found = document(made)
    assert made.page_no() > 1
    assert (found.title, [p.text for p in found.paragraphs]) == ("Two Columns", texts)


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (("The boats of this har-", "bour lay close."), "The boats of this harbour lay close."),
        (("It is a well-known har-", "bour, a well-", "known wall."),
         "It is a well-known harbour, a well-known wall."),
        (("The east of Baden-", "Baden is quiet."), "The east of Baden-Baden is quiet."),
        (("From 1990 -", "and on."), "From 1990 - and on."),
        (("The boats lay", "close."), "The boats lay close."),
    ],
)  # fmt: skip
def test_words_that_a_line_end_broke_are_whole_again(lines: tuple[str, ...], expected: str) -> None:
    made = paper()
    made.lines(*lines)
    assert document(made).text == expected


def test_an_indented_line_begins_a_paragraph() -> None:
    made = paper()
    made.lines("The boats lay close to one another along the wall, as they did on every day of it.")
    made.lines("       The lamps burned for nobody at all, and nobody came back from the market or")
    made.lines("asked for them.")
    made.lines("       Then it was morning.")
    assert len(document(made).paragraphs) == 3


def test_a_line_that_repeats_inside_the_page_stays() -> None:
    made = paper()
    for seed in range(3):
        if seed:
            made.add_page()
        made.say(sentences(9, seed), gap=20)
        for _ in range(4):
            made.say("Nobody came back.", gap=20)
        made.say(sentences(9, seed + 10), gap=20)
    assert [p.text for p in document(made).paragraphs].count("Nobody came back.") >= 6


def test_small_letters_at_the_foot_of_a_page_are_a_note() -> None:
    made = paper()
    made.say(sentences(6, 1))
    made.set_y(-50)
    made.say("1 So the baker told it.", 8)
    made.add_page()
    made.say(sentences(6, 2))
    found = document(made)
    assert [(p.kind, p.text) for p in found.paragraphs] == [
        (PROSE, sentences(6, 1)),
        (NOTE, "1 So the baker told it."),
        (PROSE, sentences(6, 2)),
    ]


@pytest.mark.parametrize(
    ("said", "title"),
    [
        ("The Harbour", "The Harbour"),
        ("Microsoft Word - harbour.doc", "My file"),
        ("untitled", "My file"),
        ("", "My file"),
    ],
)
def test_where_the_title_comes_from(said: str, title: str) -> None:
    made = paper()
    made.set_title(said)
    made.say(sentences(3, 1))
    assert document(made).title == title


def test_turned_pages_are_read_in_lines() -> None:
    made = paper()
    made.set_font("Times", size=11)
    with made.rotation(90, x=100, y=150):
        for place, line in enumerate(("The boats lay close to", "one another.")):
            made.text(60, 150 + 6 * place, line)
    assert document(made).text == "The boats lay close to one another."


def scanned() -> bytes:
    made = paper()
    made.rect(20, 20, 100, 100)
    return bytes(made.output())


def locked() -> bytes:
    made = paper()
    made.say("They dance.")
    made.set_encryption("owner", "user", permissions=AccessPermission.all())
    return bytes(made.output())


def cut_off() -> bytes:
    made = paper()
    made.say("They dance.")
    return bytes(made.output())[:200]


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (scanned(), "has no text, as a scan: let a program recognise the text (OCR)."),
        (locked(), "is encrypted: save it without a password and give it again."),
        (cut_off(), "is damaged: open it in a PDF program and save it again."),
        (b"%PDF-1.7\n" + b"x" * 999, "is damaged: open it in a PDF program and save it again."),
    ],
    ids=["scanned", "encrypted", "cut off", "rubbish"],
)
def test_a_file_that_cannot_be_read_says_why(data: bytes, said: str) -> None:
    with pytest.raises(IngestError) as caught:
        document(data)
    assert str(caught.value) == f"The file my-file.pdf {said}"


def test_a_file_that_an_owner_locked_can_be_read() -> None:
    made = paper()
    made.say("They dance.")
    made.set_encryption("owner", "")
    assert document(made).text == "They dance."


@pytest.mark.parametrize("name", ["a.txt", "a.docx", "a"])
def test_a_pdf_is_known_by_its_first_bytes(name: str) -> None:
    made = paper()
    made.say("They dance.")
    data = bytes(made.output())
    assert parse(Given(name, name, data, "text/plain")).text == "They dance."


def test_many_pages_take_time_in_proportion() -> None:
    made = paper(running=True)
    for seed in range(400):
        made.say(sentences(9, seed))
    data = bytes(made.output())
    started = time.process_time()
    found = document(data)
    assert len(found.paragraphs) >= 398  # where a page ends with a full line, two may be one
    assert time.process_time() - started < 20
