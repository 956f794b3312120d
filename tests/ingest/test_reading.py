"""Bytes to text, and what to say when that fails."""

import codecs
import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ingest.decoding import read_text
from ingest.errors import IngestError
from ingest.formats import read

FRENCH = "Le café était fermé à midi, même en été. « Où êtes-vous ? » demanda l’élève. " * 3
RUSSIAN = "Гавань была тиха в ту ночь, и лодки стояли у стены. Никто не вернулся с рынка. " * 3
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
    assert read_text(file) == text


def test_an_encoding_is_guessed_where_it_shows(tmp_path: Path) -> None:
    """Plain ASCII before the first odd byte says nothing, however long it is."""
    file = tmp_path / "a.txt"
    text = "The harbour was quiet that night.\n" * 4_000 + FRENCH
    file.write_bytes(text.encode("cp1252"))
    assert read_text(file) == text


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
    assert read_text(file) == "Où? 港"


def test_all_line_ends_become_one_kind(tmp_path: Path) -> None:
    file = tmp_path / "a.txt"
    file.write_bytes(b"a\r\nb\rc\nd")
    assert read_text(file) == "a\nb\nc\nd"


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
            "The file {} has the ending .xyz, which cannot be read: "
            "use one of .markdown, .md, .text, .txt.",
        ),
        (
            "a",
            b"text",
            "The file {} has no ending, which cannot be read: "
            "use one of .markdown, .md, .text, .txt.",
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


@pytest.mark.parametrize("name", ["a.txt", "a.md"])
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
