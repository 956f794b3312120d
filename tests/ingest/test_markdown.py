"""What a reader counts as paragraphs in Markdown."""

from pathlib import Path

import pytest

from ingest.formats.markdown import parse
from vectorstore.model import ParagraphKind

PROSE, LIST, TABLE, CODE, QUOTE, NOTE = ParagraphKind


@pytest.mark.parametrize(
    ("text", "kind", "expected"),
    [
        ("Some **bold**, *soft* and ~~old~~ words.", PROSE, "Some bold, soft and old words."),
        ("See [the words](https://example.org/a_(b)).", PROSE, "See the words."),
        ("See [it][here].\n\n[here]: https://example.org", PROSE, "See it."),
        ("See <https://example.org>.", PROSE, "See https://example.org."),
        ("Run `make *it*` now.", PROSE, "Run make *it* now."),
        ('![A *grey* boat](boat.png "Boat")', PROSE, "A grey boat"),
        ("It is &amp; was &mdash; so.", PROSE, "It is & was — so."),
        (r"Two \* three", PROSE, "Two * three"),
        ("One<!-- not shown --> <b>line</b>.", PROSE, "One line."),
        ("Over\ntwo  \nlines<br>more", PROSE, "Over two lines more"),
        ("第一行\n第二行。", PROSE, "第一行第二行。"),
        ("<div>Hello <i>you</i> &amp; me</div>", PROSE, "Hello you & me"),
        ("- one\n  goes on\n- two", LIST, "• one goes on\n• two"),
        ("3. three\n3. four", LIST, "3. three\n4. four"),
        ("- a\n\n- b\n  1. c\n\n     d", LIST, "• a\n• b\n  1. c\n    d"),
        ("| a | *b* |\n|---|---|\n| 1 | `2` |", TABLE, "a | b\n1 | 2"),
        ("| | |\n|---|---|\n| 1 | 2 |", TABLE, "1 | 2"),
        ("```py\ndef f():\n\n    return 1\n```", CODE, "def f():\n\n    return 1"),
        ("    x = 1\n      y", CODE, "x = 1\n  y"),
        ("> one\n> goes on\n>\n> - two", QUOTE, "one goes on\n• two"),
    ],
)
def test_a_block_reads_without_its_markup(text: str, kind: ParagraphKind, expected: str) -> None:
    (paragraph,) = parse(text, Path("a.md")).paragraphs
    assert (paragraph.kind, paragraph.text) == (kind, expected)


def test_headings_of_both_kinds_nest() -> None:
    text = "# A\n\none\n\nB\n---\n\ntwo\n\n### C\n\nthree\n\n# D\n\nfour\n"
    paragraphs = parse(text, Path("a.md")).paragraphs
    assert [paragraph.headings for paragraph in paragraphs] == [
        ("A",),
        ("A", "B"),
        ("A", "B", "C"),
        ("D",),
    ]


@pytest.mark.parametrize(
    ("text", "title", "headings"),
    [
        ("# A *b* c\n\ntext\n\n## D\n\nmore", "A b c", [(), ("D",)]),
        ("# A\n\ntext\n\n# B\n\nmore", "My file", [("A",), ("B",)]),
        ("text\n\n# A\n\nmore", "My file", [(), ("A",)]),
        ("## A\n\ntext", "My file", [("A",)]),
        ('---\ntitle: "A: b"\ndate: 2020\n---\ntext', "A: b", [()]),
        ("---\ntitle: A\n---\n# B\n\ntext", "A", [()]),
        ("---\ntitle:\n---\ntext", "My file", [()]),
    ],
)
def test_the_title_is_in_front_or_in_the_name(
    text: str, title: str, headings: list[tuple[str, ...]]
) -> None:
    document = parse(text, Path("my-file.md"))
    assert document.title == title
    assert [paragraph.headings for paragraph in document.paragraphs] == headings


def test_a_footnote_is_a_note_where_it_stands_and_its_mark_is_dropped() -> None:
    text = "It is so.[^1] It stays.\n\n[^1]: Says *who*?\n    Me.\n\nThe end."
    paragraphs = parse(text, Path("a.md")).paragraphs
    assert [(paragraph.kind, paragraph.text) for paragraph in paragraphs] == [
        (PROSE, "It is so. It stays."),
        (NOTE, "Says who? Me."),
        (PROSE, "The end."),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "# Only\n\n## Headings",
        "<!-- a\n\nb -->",
        "---\ntitle: A\n---\n",
        "* * *\n\n---",
        "[a]: https://example.org",
        "<script>\nlet a = 1\n</script>",
        "![](boat.png)",
    ],
)
def test_what_nobody_reads_is_no_paragraph(text: str) -> None:
    assert parse(text, Path("a.md")).paragraphs == ()


def test_raw_text_is_the_block_and_nothing_around_it() -> None:
    text = "# T\n\n\n- a\n- b\n\n\n> c\n\n```\nd\n```\n\n| e |\n|---|\n| f |\n\ng\nh\n"
    paragraphs = parse(text, Path("a.md")).paragraphs
    assert [paragraph.raw for paragraph in paragraphs] == [
        "- a\n- b",
        "> c",
        "```\nd\n```",
        "| e |\n|---|\n| f |",
        "g\nh",
    ]


def test_a_heading_in_html_is_a_heading() -> None:
    text = '<h1 align="center">Bees</h1>\n<p><img src="bee.svg"></p>\n\nThey dance.'
    document = parse(text, Path("a.md"))
    assert document.title == "Bees"
    assert [each.text for each in document.paragraphs] == ["They dance."]


def test_a_heading_in_html_with_more_beside_it_is_a_paragraph() -> None:
    (paragraph,) = parse("<h2>Bees</h2> dance.", Path("a.md")).paragraphs
    assert paragraph.text == "Bees dance."
