"""What holds for the paragraphs of any text."""

import re
import time
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.document import Document
from ingest.formats import markdown, text

SHAPES = st.lists(
    st.sampled_from(
        [
            "The Harbour",
            "CHAPTER II",
            "1. Background",
            "=====",
            "-----",
            "* * *",
            "",
            "",
            "- milk",
            "2) salt",
            "    deep",
            "> said",
            "| a | b |",
            "|---|---|",
            "```",
            "[^1]: note",
            "<!--",
            "-->",
            "The boats lay close to one another along the wall, and nobody came",
            "back from the market. The lamps burned for nobody.",
            "今天港口很安静。",
            "“Here.”",
        ]
    )
    | st.text(st.characters(codec="utf-8", exclude_characters="\r\0"), max_size=60),
    max_size=15,
).map("\n".join)


def assert_holds(document: Document) -> None:
    paragraphs = document.paragraphs
    assert [paragraph.number for paragraph in paragraphs] == list(range(1, len(paragraphs) + 1))
    assert all(document.text[p.start : p.end] == p.raw for p in paragraphs)
    assert all(p.raw.strip() == p.raw != "" for p in paragraphs)
    assert all(p.text.rstrip() == p.text != "" for p in paragraphs)
    assert all(a.end <= b.start for a, b in pairwise(paragraphs))


@settings(deadline=None, max_examples=300)
@given(SHAPES)
def test_offsets_of_plain_text_hold(given_text: str) -> None:
    assert_holds(text.parse(given_text, Path("a.txt")))


@settings(deadline=None, max_examples=300)
@given(SHAPES)
def test_offsets_of_markdown_hold(given_text: str) -> None:
    assert_holds(markdown.parse(given_text, Path("a.md")))


@settings(deadline=None, max_examples=300)
@given(SHAPES)
def test_every_letter_of_plain_text_is_in_a_paragraph_or_a_heading(given_text: str) -> None:
    document = text.parse(given_text, Path("a.txt"))
    kept = "".join(p.raw for p in document.paragraphs)
    headings = {heading for p in document.paragraphs for heading in p.headings} | {document.title}
    for word in re.findall(r"[^\W_]+", given_text):
        assert word in kept or any(word in heading for heading in headings)


@pytest.mark.parametrize("name", ["a.txt", "a.md"])
@pytest.mark.parametrize(
    "unit", ["word ", "a\n", "- a\n", "The End\n\n", "> ", "[", "](", "*a ", "<!-- ", "1. a\n\n"]
)
def test_long_texts_take_time_in_proportion(name: str, unit: str) -> None:
    """50,000 characters in under five seconds, however odd they are."""
    given_text = unit * (50_000 // len(unit))
    started = time.process_time()
    (text if name == "a.txt" else markdown).parse(given_text, Path(name))
    assert time.process_time() - started < 5
