"""Bytes to text, and what to say when that fails."""

import codecs
import os
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ingest.decoding import decode, from_file
from ingest.errors import IngestError
from ingest.formats import parse, read
from ingest.given import Given

FRENCH = "Le café était fermé à midi, même en été. « Où êtes-vous ? » demanda l’élève. " * 3
RUSSIAN = "Гавань была тиха в ту ночь, и лодки стояли у стены. Никто не вернулся с рынка. " * 3
ENDINGS = ".docx, .epub, .htm, .html, .markdown, .md, .pdf, .text, .txt, .xhtml"
JAPANESE = (
    "今日は港がとても静かです。船は壁のそばに並んでいます。市場からは誰も帰ってきません。" * 3
)


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        (FRENCH, "cp1252"),
        ("Não há razão para isso. Ação!", "cp1252"),
        ("Zażółć gęślą jaźń, proszę państwa. Dziękuję bardzo.", "cp1250"),
        (RUSSIAN, "windows-1251"),
        (JAPANESE, "shift-jis"),
        (FRENCH, "utf-8"),
    ],
)
def test_other_encodings_are_found(tmp_path: Path, text: str, encoding: str) -> None:
    file = tmp_path / "a.txt"
    file.write_bytes(text.encode(encoding))
    assert decode(from_file(file)) == text


def test_an_encoding_is_guessed_where_it_shows(tmp_path: Path) -> None:
    """Plain ASCII before the first odd byte says nothing, however long it is."""
    file = tmp_path / "a.txt"
    text = "The harbour was quiet that night.\n" * 4_000 + FRENCH
    file.write_bytes(text.encode("cp1252"))
    assert decode(from_file(file)) == text


@pytest.mark.parametrize(
    ("mark", "encoding"),
    [
        (codecs.BOM_UTF8, "utf-8"),
        (codecs.BOM_UTF16_LE, "utf-16-le"),
        (codecs.BOM_UTF16_BE, "utf-16-be"),
        (codecs.BOM_UTF32_LE, "utf-32-le"),
    ],
)
def test_a_byte_order_mark_decides_and_is_dropped(
    tmp_path: Path, mark: bytes, encoding: str
) -> None:
    file = tmp_path / "a.txt"
    file.write_bytes(mark + "Où? 港".encode(encoding))
    assert decode(from_file(file)) == "Où? 港"


def test_all_line_ends_become_one_kind(tmp_path: Path) -> None:
    file = tmp_path / "a.txt"
    file.write_bytes(b"a\r\nb\rc\nd")
    assert decode(from_file(file)) == "a\nb\nc\nd"


@pytest.mark.parametrize(
    ("name", "data", "message"),
    [
        ("a.txt", b"", "The file {} is empty: give it some text."),
        ("a.txt", b" \r\n\t", "The file {} is empty: give it some text."),
        ("a.txt", b"\xef\xbb\xbf\n", "The file {} is empty: give it some text."),
        ("a.txt", b"text\0more", "The file {} is not text: save it as text in UTF-8."),
        ("a.txt", b"\x89PNG\r\n\x1a\n\0", "The file {} is not text: save it as text in UTF-8."),
        ("a.txt", b"\xff\xfea", "The encoding of the file {} is not clear: save it as UTF-8."),
        (
            "a.xyz",
            b"text",
            f"The file {{}} has the ending .xyz, which cannot be read: use one of {ENDINGS}.",
        ),
        (
            "a",
            b"text",
            f"The file {{}} has no ending, which cannot be read: use one of {ENDINGS}.",
        ),
        ("a.md", b"# A", "The file {} has headings or blank lines only: give it some text."),
        ("a.txt", b"----", "The file {} has headings or blank lines only: give it some text."),
    ],
)
def test_what_cannot_be_read_is_said_in_one_sentence(
    tmp_path: Path, name: str, data: bytes, message: str
) -> None:
    file = tmp_path / name
    file.write_bytes(data)
    with pytest.raises(IngestError) as caught:
        read(file)
    assert str(caught.value) == message.format(file)
    assert caught.value.origin == str(file)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(IngestError, match=r"There is no file .*a\.txt: check the path\."):
        read(tmp_path / "a.txt")


@pytest.mark.parametrize(
    ("charset", "data", "text"),
    [
        ("windows-1251", RUSSIAN.encode("windows-1251"), RUSSIAN),
        ("iso-8859-1", FRENCH.encode("cp1252"), FRENCH),
        ("iso-8859-1", FRENCH.encode(), FRENCH),  # a server that is wrong
        ("us-ascii", FRENCH.encode(), FRENCH),
        ("utf-8", FRENCH.encode("cp1252"), FRENCH),
        ("no-such", FRENCH.encode(), FRENCH),
        ("hex", b"c0ffee", "c0ffee"),  # a codec that is none for text
        ("utf-16-le", "Où? 港".encode("utf-16-le"), "Où? 港"),
    ],
)
def test_a_declared_encoding_is_tried_first(charset: str, data: bytes, text: str) -> None:
    assert decode(Given("a.txt", "a.txt", data, charset=charset)) == text


TEXT = b"They dance in a figure of eight."
PAGE = b"<!doctype html><title>Bees</title><p>They dance <b>in</b> a figure of eight.</p>"


@pytest.mark.parametrize(
    ("name", "media_type", "data", "expected"),
    [
        ("a.txt", None, TEXT, "They dance in a figure of eight."),
        ("a", "text/plain", TEXT, "They dance in a figure of eight."),
        ("a.md", "text/plain", b"*They* dance.", "They dance."),
        ("a", "text/markdown", b"*They* dance.", "They dance."),
        ("a.md", "application/octet-stream", b"*They* dance.", "They dance."),
        ("a", "TEXT/HTML; charset=utf-8", PAGE, "They dance in a figure of eight."),
        ("a.txt", "text/html", PAGE, "They dance in a figure of eight."),
        ("a", None, PAGE, "They dance in a figure of eight."),
        ("a", None, b"<!-- x -->\n" + PAGE, "They dance in a figure of eight."),
        ("a.txt", None, PAGE, "They dance in a figure of eight."),
        ("page.php", "text/html", PAGE, "They dance in a figure of eight."),
    ],
)
def test_the_format_is_found(name: str, media_type: str | None, data: bytes, expected: str) -> None:
    (paragraph,) = parse(Given(name, name, data, media_type)).paragraphs
    assert paragraph.text == expected


@pytest.mark.parametrize(
    ("given_", "message"),
    [
        (
            Given("https://example.org/a.png", "a.png", b"x", "image/png"),
            "The page https://example.org/a.png is of the type image/png, which cannot be read: "
            f"use one of {ENDINGS}.",
        ),
        (Given("a.docx", "a.docx", TEXT), "The file a.docx is damaged: "),
        (Given("a.epub", "a.epub", TEXT), "The file a.epub is damaged: "),
        (Given("a.pdf", "a.pdf", TEXT), "The file a.pdf is damaged: "),
        (Given("https://a.org/b", "b.html", b" "), "The page https://a.org/b is empty: "),
    ],
)
def test_what_cannot_be_parsed_is_named(given_: Given, message: str) -> None:
    with pytest.raises(IngestError) as caught:
        parse(given_)
    assert str(caught.value).startswith(message)
    assert caught.value.origin == given_.origin


def test_looking_for_a_page_takes_time_in_proportion() -> None:
    """Nothing in the first bytes makes the search for `<html` go back again and again."""
    with pytest.raises(IngestError, match="has no ending"):
        parse(Given("a", "a", b"<!---->" * 100_000))


def test_reading_one_format_imports_no_other_parser() -> None:
    code = (
        "import sys; from ingest.formats import parse; from ingest.given import Given;"
        "parse(Given('a.txt', 'a.txt', b'They dance.'));"
        "print([name for name in ('lxml', 'docx', 'pypdfium2', 'trafilatura', 'markdown_it')"
        " if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_a_folder_with_the_ending_of_a_file_is_named(tmp_path: Path) -> None:
    (tmp_path / "a.txt").mkdir()
    with pytest.raises(IngestError, match="is a folder: name a file in it"):
        read(tmp_path / "a.txt")


@pytest.mark.skipif(os.geteuid() == 0, reason="the superuser may open every file")
def test_a_file_without_permission_is_named(tmp_path: Path) -> None:
    file = tmp_path / "a.txt"
    file.write_text("text")
    file.chmod(0)
    with pytest.raises(IngestError, match="cannot be opened: check its permissions"):
        read(file)


@pytest.mark.parametrize("name", ["a.txt", "a.md", "a.html", "a.xhtml"])
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(data=st.binary(max_size=300) | st.text(max_size=200).map(str.encode))
def test_any_bytes_give_a_document_or_an_ingest_error(
    tmp_path: Path, name: str, data: bytes
) -> None:
    file = tmp_path / name
    file.write_bytes(data)
    try:
        document = read(file)
    except IngestError:
        return
    assert document.paragraphs
