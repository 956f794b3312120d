"""Signs that nobody sees."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.formats import parse
from ingest.formats.signs import visible
from ingest.given import Given


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("har\u00adbour", "harbour"),
        ("har\u200bbour", "harbour"),
        ("har\u2060bo\ufeffur", "harbour"),
        ("har\u200dbour", "harbour"),
        ("har\u200cbour", "harbour"),
        ("\u202egnp.exe\u202c", "gnp.exe"),
        ("a\u2066b\u2069c", "abc"),
        ("quiet\U000e0041\U000e0042", "quiet"),
        ("می\u200cخواهم", "می\u200cخواهم"),  # Persian needs the non-joiner inside the word
        ("क्\u200dष", "क्\u200dष"),
        ("می\u200c ", "می "),
        ("👩\u200d🚀", "👩\u200d🚀"),
        ("🏳\ufe0f\u200d🌈", "🏳\ufe0f\u200d🌈"),
        ("❤\ufe0f", "❤\ufe0f"),
        ("a\ufe0f\ufe01\ufe02\ufe03b", "a\ufe0fb"),
        ("no\u00a0break", "no\u00a0break"),
        ("", ""),
    ],
)
def test_invisible_signs_break_no_word(text: str, expected: str) -> None:
    assert visible(text) == expected


@given(st.text(st.characters(codec="utf-8")))
def test_it_changes_nothing_the_second_time(text: str) -> None:
    assert visible(visible(text)) == visible(text)


@pytest.mark.parametrize("name", ["a.txt", "a.md", "a.html"])
def test_no_format_lets_them_through(name: str) -> None:
    data = "The har\u00adbour was \u202equiet\u202c that\u200b night.".encode()
    document = parse(Given(name, name, data))
    assert [p.text for p in document.paragraphs] == ["The harbour was quiet that night."]
    assert all(document.text[p.start : p.end] == p.raw for p in document.paragraphs)
