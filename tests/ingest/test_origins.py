"""Which documents are meant by the paths that somebody gives, and what they are called."""

import gzip
import zipfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.errors import IngestError
from ingest.fetching import NotModified
from ingest.given import Given, Validators
from ingest.names import address_name, file_name, shown, slug
from ingest.origins import MOST_PAGES, gather

MOST = 100_000
READABLE = ".docx, .epub, .htm, .html, .markdown, .md, .pdf, .text, .txt, .xhtml"


class Pages:
    """A small web in memory."""

    def __init__(self, pages: dict[str, str | bytes]) -> None:
        self.pages = pages
        self.asked: list[str] = []

    def fetch(self, address: str, validators: Validators | None = None) -> Given | NotModified:
        self.asked.append(address)
        if address not in self.pages:
            raise IngestError(address, f"The page {address} was not found: check the address.")
        body = self.pages[address]
        data = body if isinstance(body, bytes) else body.encode()
        return Given(address, address_name(address), data)


def origins(paths: list[str], pages: Pages | None = None) -> tuple[list[str], list[str]]:
    """The origins of what is gathered, and the sentences of the errors."""
    found = list(gather(paths, pages, most_bytes=MOST))
    return (
        [each.origin for each in found if isinstance(each, Given)],
        [str(each) for each in found if isinstance(each, IngestError)],
    )


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in ("b.md", "a.txt", "C.TXT", "d.png", ".e.txt", "sub/f.txt", ".git/g.txt"):
        file = tmp_path / name
        file.parent.mkdir(exist_ok=True)
        file.write_text("text")
    return tmp_path


def test_a_folder_is_walked_in_order_without_hidden_and_other_files(folder: Path) -> None:
    with zipfile.ZipFile(folder / "sub" / "z.zip", "w") as archive:
        archive.writestr("inner.txt", "text")
    found, errors = origins([str(folder)])
    assert [Path(origin).relative_to(folder).as_posix() for origin in found] == [
        "C.TXT",
        "a.txt",
        "b.md",
        "sub/f.txt",
        "sub/z.zip/inner.txt",
    ]
    assert errors == []


def test_a_file_is_taken_as_it_is_given_and_once(folder: Path) -> None:
    paths = [str(folder / "d.png"), str(folder / "a.txt"), str(folder / "sub/../a.txt")]
    assert origins(paths) == ([str(folder / "d.png"), str(folder / "a.txt")], [])
    assert list(gather([str(folder / "a.txt")], None, most_bytes=MOST)) == [
        Given(str(folder / "a.txt"), "a.txt", b"text")
    ]


def test_what_is_missing_or_has_nothing_to_read_is_reported_beside_the_rest(folder: Path) -> None:
    (folder / "empty").mkdir()
    (folder / "large.txt").write_bytes(b"x" * (MOST + 1))
    missing, empty = str(folder / "nope.txt"), str(folder / "empty")
    large = str(folder / "large.txt")
    assert origins(["", missing, empty, large, "https://example.org", str(folder / "a.txt")]) == (
        [str(folder / "a.txt")],
        [
            "A path is empty: name a file or a folder.",
            f"There is no file or folder {missing}: check the path.",
            f"The folder {empty} has no file that can be read ({READABLE}, .zip).",
            f"{large} is larger than 0.1 MB: split it, or let the operator set SOURCE_MB higher.",
            "https://example.org was not fetched: addresses are not read here.",
        ],
    )


def test_a_device_is_no_file(tmp_path: Path) -> None:
    _, errors = origins(["/dev/zero"])
    assert errors == ["/dev/zero is not a file: name a file or a folder."]


def test_a_page_is_fetched_once() -> None:
    pages = Pages({"https://a.example/x": "text"})
    found, errors = origins(["https://a.example/x", "https://a.example/x"], pages)
    assert (found, errors, pages.asked) == (
        ["https://a.example/x"],
        [],
        ["https://a.example/x"],
    )


RSS = """<?xml version="1.0"?><!-- a feed --><rss version="2.0"><channel><title>Bees</title>
<link>https://a.example/</link><image><link>https://a.example/logo</link></image>
<item><link> https://a.example/1?x=1&amp;y=2 </link><guid>7</guid></item>
<item><link><![CDATA[https://www.a.example/2?x=1&y=2]]></link></item>
<item><link>/3</link></item><item><link>/3</link></item>
<item><link>https://elsewhere.example/4</link></item>
<item><link>javascript:alert(1)</link></item></channel></rss>"""
ATOM = """<feed xmlns="http://www.w3.org/2005/Atom"><link rel="self" href="/feed"/><link href="/"/>
<entry><link rel="edit" href="/edit"/><link href="https://a.example/1?x=1&amp;y=2"/></entry>
<entry><link rel="alternate" href="https://www.a.example/2?x=1&amp;y=2"/></entry>
<entry><link href="3"/></entry></feed>"""
RDF = """<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"
xmlns="http://purl.org/rss/1.0/"><channel><link>https://a.example/</link></channel>
<item><link>https://a.example/1?x=1&amp;y=2</link></item>
<item><link>https://www.a.example/2?x=1&amp;y=2</link></item>
<item><link>https://a.example/3</link></item></rdf:RDF>"""
SITEMAP = """<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">
<url><loc>https://a.example/1?x=1&amp;y=2</loc></url>
<url><loc>https://www.a.example/2?x=1&amp;y=2</loc><lastmod>2025-01-01</lastmod></url>
<url><loc>https://a.example/3</loc></url></urlset>"""
LISTED = [
    "https://a.example/1?x=1&y=2",
    "https://www.a.example/2?x=1&y=2",
    "https://a.example/3",
]


@pytest.mark.parametrize(
    "listed",
    [
        RSS,
        ATOM,
        RDF,
        SITEMAP,
        "\ufeff" + SITEMAP,
        SITEMAP.encode("utf-16"),
        gzip.compress(SITEMAP.encode()),
        RSS.replace("<title>Bees", "<title>Bees & bugs &nbsp; \x02"),
    ],
    ids=["RSS", "Atom", "RDF", "sitemap", "mark", "UTF-16", "gzip", "mistakes"],
)
def test_a_feed_or_a_sitemap_gives_the_pages_of_its_host(listed: str | bytes) -> None:
    pages = Pages({"https://a.example/list": listed} | dict.fromkeys(LISTED, "text"))
    assert origins(["https://a.example/list"], pages) == (LISTED, [])


def test_a_list_in_a_file_is_one_too(tmp_path: Path) -> None:
    file = tmp_path / "sitemap.xml"
    file.write_text(SITEMAP)
    assert origins([str(file)], Pages(dict.fromkeys(LISTED, "text"))) == (LISTED, [])


def test_an_index_of_sitemaps_gives_the_pages_of_all() -> None:
    index = "".join(
        f"<sitemap><loc>https://a.example/{name}</loc></sitemap>" for name in ("m1", "m2", "m3")
    )
    pages = Pages(
        {
            "https://a.example/sitemap.xml": f"<sitemapindex>{index}</sitemapindex>",
            "https://a.example/m1": SITEMAP,
            "https://a.example/m2": f"<sitemapindex>{index}</sitemapindex>",
        }
        | dict.fromkeys(LISTED, "text")
    )
    found, errors = origins(["https://a.example/sitemap.xml"], pages)
    assert found == LISTED
    assert errors == [
        "https://a.example/m2 is no sitemap: give the addresses of its pages.",
        "The page https://a.example/m3 was not found: check the address.",
    ]


def test_a_long_list_is_cut_and_says_so() -> None:
    addresses = [f"https://a.example/{number}" for number in range(MOST_PAGES + 50)]
    listed = "".join(f"<url><loc>{address}</loc></url>" for address in addresses)
    pages = Pages(
        {"https://a.example/s": f"<urlset>{listed}</urlset>"} | dict.fromkeys(addresses, "text")
    )
    found, errors = origins(["https://a.example/s"], pages)
    assert found == addresses[:MOST_PAGES]
    assert errors == [
        "The sitemap https://a.example/s lists 250 pages, and the first 200 were read: "
        "give the addresses of the others."
    ]


def test_a_page_that_fails_does_not_stop_the_others() -> None:
    pages = Pages({"https://a.example/s": SITEMAP, LISTED[0]: "text", LISTED[2]: "text"})
    found, errors = origins(["https://a.example/s"], pages)
    assert found == [LISTED[0], LISTED[2]]
    assert errors == [f"The page {LISTED[1]} was not found: check the address."]


@pytest.mark.parametrize(
    ("listed", "said"),
    [
        ("<urlset></urlset>", "lists no page: give the address of a page"),
        (
            "<urlset><url><loc>https://b.example/</loc></url></urlset>",
            "lists no page of its own host",
        ),
        ("<urlset><url>", "is not in order ("),
        ("<rss>" + "<a>" * 200, "cannot be read (it is nested too deeply)"),
    ],
)
def test_a_list_of_nothing_is_one_sentence(listed: str, said: str) -> None:
    found, errors = origins(["https://a.example/s"], Pages({"https://a.example/s": listed}))
    assert found == []
    assert len(errors) == 1
    assert said in errors[0]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("russia-iran-ukraine.txt", "russia-iran-ukraine"),
        ("My Résumé (final)_2.md", "my-resume-final-2"),
        ("v1.2.txt", "v1-2"),
        ("x" * 80 + ".txt", "x" * 64),
        ("a" * 63 + " b.txt", "a" * 63),
        ("https://example.org/news/Bees.html", "bees"),
        ("https://example.org/news/v1.2?id=7&utm_source=x#top", "v1-2-id-7"),
        ("https://example.org/news/index.html", "news"),
        ("https://www.example.org/", "www-example-org"),
        ("https://example.org", "example-org"),
    ],
)
def test_a_slug_is_made_of_ascii_words(name: str, expected: str) -> None:
    assert slug(name) == expected


def test_a_slug_of_a_path_is_that_of_its_name() -> None:
    assert slug(Path("folder", "bees.txt")) == "bees"


def test_names_without_ascii_words_get_different_slugs() -> None:
    assert slug("港口.txt") != slug("海.txt")


@given(st.text(min_size=1).filter(lambda name: "/" not in name and "\0" not in name))
def test_a_slug_is_never_empty_nor_long(name: str) -> None:
    made = slug(name)
    assert 0 < len(made) <= 64
    assert made.isascii()
    assert made == made.lower().strip("-")


@given(st.text())
def test_the_slug_of_an_address_is_never_empty_nor_long(path: str) -> None:
    assert 0 < len(slug(f"https://example.org/{path}")) <= 64


@given(st.text(st.characters()))
def test_names_never_hold_a_path_or_a_hidden_sign(text: str) -> None:
    for made in (file_name(text), address_name(f"https://example.org/{text}")):
        assert 0 < len(made) <= 120
        assert not {"/", "\\", "\n", "\0", "\u202e", "\u200b"} & set(made)
    assert not {"\n", "\0", "\u202e", "\u200b"} & set(shown(text))
    shown(text).encode()
