"""Web pages: the main text, its structure, and what a reader doesn't see."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from test_offsets import assert_holds

from ingest.document import Document
from ingest.errors import IngestError
from ingest.formats import parse
from ingest.given import Given
from vectorstore.model import ParagraphKind

PROSE, LIST, TABLE, CODE, QUOTE, NOTE = ParagraphKind
ONE = "The harbour was quiet that night, and nobody came back from the market before the morning."
TWO = "The lamps burned for nobody, and the boats lay close to one another along the long wall."
THREE = "In the morning the baker found the door open, and the bread was still warm on the shelf."
ADDRESS = "https://example.org/harbour"


def document(markup: str, **more: str) -> Document:
    found = parse(Given(ADDRESS, "harbour.html", markup.encode(), "text/html", **more))
    assert_holds(found)
    return found


@pytest.mark.parametrize(
    ("markup", "kind", "expected"),
    [
        ("<p>Some <b>bold</b> and\n <i>soft</i>&nbsp;words.", PROSE, "Some bold and soft words."),
        ("<p>See <a href=x>the words</a>.", PROSE, "See the words."),
        ("<div>One<br>line</div>", PROSE, "One line"),
        ("<p>A claim.<sup><a href='#n1'>[1]</a></sup>", PROSE, "A claim."),
        ("<p>10<sup>6</sup> boats", PROSE, "106 boats"),
        ("<ul><li>one<li>two <b>b</b></ul>", LIST, "• one\n• two b"),
        ("<ol start=3><li>a<li value=7>b<li>c</ol>", LIST, "3. a\n7. b\n8. c"),
        ("<ul><li>a<li>b<ol><li>c</ol></ul>", LIST, "• a\n• b\n  1. c"),
        ("<ul><li><p>a</p><p>goes on</p><li>b</ul>", LIST, "• a\n  goes on\n• b"),
        ("<dl><dt>ebb<dd>water goes<dt>flood<dd>it comes</dl>", LIST,
         "• ebb\n  water goes\n• flood\n  it comes"),
        ("<table><tr><th>a<th>b<tr><td>1<td><p>2</table>", TABLE, "a | b\n1 | 2"),
        ("<table><tr><td><td>b<tr><td>1<td></table>", TABLE, "| b\n1 |"),
        ("<blockquote><p>one</p><p>two</p></blockquote>", QUOTE, "one\ntwo"),
        ("<pre>def f():\n\n    return  1\n</pre>", CODE, "def f():\n\n    return  1"),
        ("<pre><div>a</div><div>b</div></pre>", CODE, "a\nb"),
        ("<aside role=doc-footnote>Note.</aside>", NOTE, "Note."),
        ("<p>東京<ruby>港<rt>みなと</rt></ruby>区", PROSE, "東京港区"),
    ],
)  # fmt: skip
def test_a_block_reads_without_its_markup(markup: str, kind: ParagraphKind, expected: str) -> None:
    (paragraph,) = document(f"<html><body>{markup}</body></html>").paragraphs
    assert (paragraph.kind, paragraph.text) == (kind, expected)


@pytest.mark.parametrize(
    "markup",
    [
        "<script>x()</script>",
        "<style>p {}</style>",
        "<noscript>Turn it on</noscript>",
        "<template>x</template>",
        "<p style='color:red; DISPLAY : none'>x</p>",
        "<p style='visibility:hidden'>x</p>",
        "<p hidden>x</p>",
        "<div aria-hidden=true><p>x</p></div>",
        "<!-- x -->",
        "<textarea>x</textarea>",
        "<svg><text>x</text></svg>",
    ],
)
def test_what_nobody_sees_gives_nothing(markup: str) -> None:
    found = document(f"<body>{markup}<p>{ONE}</p>{markup}<p>{TWO} {markup} {THREE}</p></body>")
    assert found.text.split() == f"{ONE} {TWO} {THREE}".split()


def test_two_line_breaks_part_paragraphs() -> None:
    found = document("<body><div>One.<br><br/>Two.<br> <br>Three.</div></body>")
    assert [p.text for p in found.paragraphs] == ["One.", "Two.", "Three."]


def test_headings_nest_and_the_one_that_is_the_title_is_left_out() -> None:
    found = document(
        f"<h1>The Harbour</h1><p>{ONE}</p><h2>Lamps</h2><p>{TWO}</p><h3>Bread</h3><p>{THREE}</p>"
    )
    assert found.title == "The Harbour"
    assert [p.headings for p in found.paragraphs] == [(), ("Lamps",), ("Lamps", "Bread")]
    assert found.text.split("\n\n") == [ONE, "Lamps", TWO, "Bread", THREE]


@pytest.mark.parametrize(
    ("head", "title"),
    [
        ("<meta property=og:title content='A &amp; B'><title>C</title>", "A & B"),
        ("<title>The Harbour at Night | The Daily Post</title>", "The Harbour at Night"),
        ("<title>East - West - The Daily Post</title>", "East - West"),
        ("<title>Well-known</title>", "Well-known"),
        ("", "Harbour"),
    ],
)
def test_where_the_title_comes_from(head: str, title: str) -> None:
    assert document(f"<head>{head}</head><body><p>{ONE}</p></body>").title == title


PAGE = f"""<html><head><title>Harbour</title><script>track()</script></head><body>
<nav><ul><li><a href=/>Home</a><li><a href=/news>News</a></ul></nav>
<header><a href=/login>Log in</a> <a href=/join>Join</a></header>
<main><article><h1>Harbour</h1><p>{ONE} {TWO}</p>
<p><a href=/more>Read more: why the boats of the town never come back in winter</a></p>
<h2>Bread</h2><p>{THREE} {ONE}</p>
<ul><li>flour from the mill</li><li>water and salt</li></ul>
<p>{TWO} {THREE}</p></article></main>
<aside><h3>Related</h3><ul><li><a href=/a>Ten lamps you must see</a></ul></aside>
<footer><p><a href=/terms>Terms</a> and <a href=/privacy>privacy</a></p></footer></body></html>"""


def test_what_stands_around_the_main_text_is_left_out() -> None:
    found = document(PAGE)
    assert [(p.kind, p.heading, p.text) for p in found.paragraphs] == [
        (PROSE, None, f"{ONE} {TWO}"),
        (PROSE, "Bread", f"{THREE} {ONE}"),
        (LIST, "Bread", "• flour from the mill\n• water and salt"),
        (PROSE, "Bread", f"{TWO} {THREE}"),
    ]


def test_a_page_without_anything_around_its_text_is_read_whole() -> None:
    """A short or repetitive document, as programs export it, is no less the main text."""
    markup = "<h2>A</h2><p>One.</p><h2>B</h2><p>One.</p><p>Two.</p>"
    found = document(f"<html><body>{markup}</body></html>")
    assert [(p.heading, p.text) for p in found.paragraphs] == [
        ("A", "One."),
        ("B", "One."),
        ("B", "Two."),
    ]


def test_a_list_with_headings_only_arranges_the_page() -> None:
    found = document(f"<ul><li><h2>A</h2><p>{ONE}</p><li><h2>B</h2><p>{TWO}</p></ul>")
    assert [(p.kind, p.heading, p.text) for p in found.paragraphs] == [
        (PROSE, "A", ONE),
        (PROSE, "B", TWO),
    ]


def test_a_table_around_the_page_only_arranges_it() -> None:
    inner = "<table><tr><td>a<td>b<tr><td>1<td>2</table>"
    found = document(f"<table><tr><td><p>{ONE}</p>{inner}</td><td><p>{TWO}</p></td></tr></table>")
    assert [(p.kind, p.text) for p in found.paragraphs] == [
        (PROSE, ONE),
        (TABLE, "a | b\n1 | 2"),
        (PROSE, TWO),
    ]


@pytest.mark.parametrize(
    "markup",
    [
        "<html><body><script>fetch()</script><div id=app></div></body></html>",
        "<html></html>",
        "<p hidden>words</p>",
        "<h1>Only a heading</h1>",
    ],
)
def test_a_page_without_text_says_so(markup: str) -> None:
    with pytest.raises(IngestError) as caught:
        document(markup)
    assert str(caught.value) == (
        f"The page {ADDRESS} has no text of its own, perhaps because a script fetches it: "
        "save the text that you see as a file."
    )


@pytest.mark.parametrize(
    ("head", "encoding"),
    [
        ("<meta charset=windows-1251>", "windows-1251"),
        ("<meta http-equiv=content-type content='text/html; charset=koi8-r'>", "koi8-r"),
        ("<?xml version='1.0' encoding='iso-8859-5'?>", "iso-8859-5"),
        ("", "utf-8"),
        ("<meta charset=latin-1>", "utf-8"),
    ],
)
def test_a_page_says_its_encoding(head: str, encoding: str) -> None:
    words = "Гавань была тиха в ту ночь, и лодки стояли у стены."
    data = f"{head}<html><body><p>{words}</p></body></html>".encode(encoding)
    assert [p.text for p in parse(Given("a", "a.html", data)).paragraphs] == [words]


def test_xhtml_is_read_as_what_it_is() -> None:
    """An empty `<title/>` or `<a/>` would swallow the rest of an HTML page."""
    markup = (
        '<?xml version="1.0"?><html xmlns="http://www.w3.org/1999/xhtml"><head><title/></head>'
        f'<body><p><a id="x"/>{ONE} &eacute;&nbsp;&amp;</p></body></html>'
    )
    assert [p.text for p in document(markup).paragraphs] == [f"{ONE} é &"]


def test_entities_of_a_document_type_are_never_expanded() -> None:
    lines = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 12))
    markup = (
        f'<?xml version="1.0"?><!DOCTYPE html [<!ENTITY a0 "ha">{lines}'
        '<!ENTITY file SYSTEM "file:///etc/passwd">]>'
        f"<html><body><p>{ONE} &a11; &file;</p></body></html>"
    )
    text = document(markup).text
    assert text.startswith(ONE)
    assert len(text) < 200
    assert "root:" not in text


def test_deep_nesting_is_read_or_said_in_one_sentence() -> None:
    assert document("<body>" + "<div>" * 1500 + ONE).text == ONE
    with pytest.raises(IngestError, match="more than 2000 elements inside each other"):
        document("<body>" + "<div>" * 10_000 + ONE)


@pytest.mark.parametrize(
    "markup",
    [
        "<h2>A</h2><p>The boats.</p>" * 5_000,
        "<table>" + "<tr><td>a<td>b" * 10_000,
        "<table><tr>" + "<td>a" * 20_000,
        "<table><tr><td>" * 400 + ONE,
        "<ul>" + "<li>a" * 20_000,
        "<ul><li>" * 900 + ONE,
        "a<br>" * 30_000,
        "<b>a" * 1_500,
        f"<p class='{'x ' * 500_000}'>{ONE}",
        f"<p style='{'display:' * 100_000}'>{ONE}",
        "<" * 200_000 + ONE,
        "<!DOCTYPE[" * 20_000 + "><p>" + ONE,
        ONE * 10_000,
    ],
    ids=lambda markup: markup[:20],
)
def test_odd_pages_take_time_in_proportion(markup: str) -> None:
    started = time.process_time()
    assert document(f"<body><script></script>{markup}").paragraphs
    assert time.process_time() - started < 8


TAGS = ["p", "div", "ul", "ol", "li", "table", "tr", "td", "h2", "blockquote", "pre", "dl", "dd"]
TAGS += ["a", "b", "br", "aside", "article", "section", "nav", "sup", "span", "body", "script"]
PIECES = st.sampled_from([f"<{tag}>" for tag in TAGS] + [f"</{tag}>" for tag in TAGS])


@settings(deadline=None, max_examples=200)
@given(st.lists(PIECES | st.sampled_from([ONE, TWO, "a", " ", "\n"]), max_size=40))
def test_offsets_hold_for_any_page(pieces: list[str]) -> None:
    try:
        document("".join(pieces) or " x")
    except IngestError:
        return


@settings(deadline=None, max_examples=200)
@given(st.lists(PIECES.filter(lambda tag: "script" not in tag) | st.sampled_from([ONE, "a"])))
def test_every_word_of_a_bare_page_is_read(pieces: list[str]) -> None:
    bare = [piece for piece in pieces if piece not in ("<nav>", "<aside>", "<sup>")]
    try:
        found = document("<title>t</title><p>first</p>" + " ".join(bare))
    except IngestError:
        return
    words = " ".join(piece for piece in bare if not piece.startswith("<")).split()
    assert len(found.text.replace("|", " ").split()) >= len(words)
