"""Documents that are made to harm their reader end in a document or in one sentence."""

import gzip
from collections.abc import Iterator
from pathlib import Path

import pytest

from ingest.document import Document
from ingest.errors import IngestError
from ingest.given import Given
from ingest.origins import gather
from ingest.reading import MOST_CHARACTERS, MOST_PARAGRAPHS
from ingest.sandbox.reader import SandboxedReader
from tests.hostile.documents import EITHER, HOSTILE, LAUGHS, READ, REFUSED, Hostile, given_of

SECRET = "the-secret-of-this-machine"


@pytest.fixture(scope="module")
def reader() -> Iterator[SandboxedReader]:
    with SandboxedReader() as opened:
        yield opened


@pytest.fixture
def secret(tmp_path: Path) -> Path:
    file = tmp_path / "secret.txt"
    file.write_text(SECRET)
    return file


@pytest.mark.parametrize(
    "hostile",
    [
        pytest.param(each, marks=pytest.mark.slow if each.slow else (), id=each.name)
        for each in HOSTILE
    ],
)
def test_a_hostile_document_is_read_or_refused_in_one_sentence(
    hostile: Hostile, reader: SandboxedReader, secret: Path
) -> None:
    outcome = _outcome(reader, given_of(hostile, secret))
    if isinstance(outcome, str):
        assert hostile.said != READ, outcome
        assert outcome.count("\n") == 0
        assert outcome.endswith(".")
        assert hostile.name in outcome
        assert hostile.said in {REFUSED, EITHER} or hostile.said in outcome
    else:
        assert hostile.said in {READ, EITHER}
        assert SECRET not in outcome.text
        assert len(outcome.text) <= MOST_CHARACTERS
        assert len(outcome.paragraphs) <= MOST_PARAGRAPHS
    assert reader.read(Given("a.txt", "a.txt", b"Still here.")).text == "Still here."


def _outcome(reader: SandboxedReader, given: Given) -> Document | str:
    try:
        return reader.read(given)
    except IngestError as error:
        return str(error)


def test_what_is_larger_than_the_setting_is_not_even_read(tmp_path: Path) -> None:
    file = tmp_path / "line.txt"
    with file.open("wb") as line:
        line.truncate(100_000_000)
    [error] = gather([str(file)], None, most_bytes=25_000_000)
    assert str(error) == (
        f"{file} is larger than 25 MB: split it, or let the operator set SOURCE_MB higher."
    )


@pytest.mark.parametrize(
    "listed",
    [
        f"{LAUGHS}<rss><channel><item><link>&l9;</link></item></channel></rss>".encode(),
        f"{LAUGHS}<urlset><url><loc>https://a.example/&l9;</loc></url></urlset>".encode("utf-16"),
        b'<!DOCTYPE urlset SYSTEM "http://127.0.0.1/x.dtd"><urlset/>',
        b"<feed>" + b"<entry>" * 1_000_000,
        b"<urlset>" + b"<url><loc>https://b.example/</loc></url>" * 500_000 + b"</urlset>",
        b"<rss " + b"a='1' " * 100_000 + b">",
        b"<!---->" * 500 + b"<rss>" + b"<![CDATA[" * 100_000,
        b"<rss><channel>" + b"<a/>" * 2_000_000,
    ],
    ids=["laughs", "wide-laughs", "elsewhere", "deep", "long", "attributes", "open", "many"],
)
def test_a_hostile_list_of_pages_is_one_sentence(listed: bytes) -> None:
    class Web:
        def fetch(self, address: str, validators: object = None) -> Given:
            assert address == "https://a.example/list"
            return Given(address, "list.xml", listed, "application/xml")

    [error] = gather(["https://a.example/list"], Web(), most_bytes=25_000_000)
    assert isinstance(error, IngestError)
    assert "\n" not in str(error)
    assert "https://a.example/list" in str(error)


def test_a_gzipped_list_is_unpacked_no_further_than_the_limit(tmp_path: Path) -> None:
    file = tmp_path / "sitemap.xml.gz"
    file.write_bytes(gzip.compress(b"<urlset>" + b" " * 100_000_000))
    [error] = gather([str(file)], None, most_bytes=25_000_000)
    assert str(error) == f"{file} unpacks to more than 25 MB: give a shorter list."
