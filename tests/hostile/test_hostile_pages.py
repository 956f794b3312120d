"""What servers on the web may do to whoever fetches from them, on the loopback."""

import gzip
import shutil
import socket
import ssl
import subprocess
import time
import zlib
from collections.abc import Iterator, Sequence
from itertools import chain
from pathlib import Path

import pytest

from ingest.errors import IngestError
from ingest.fetching import NotModified
from ingest.fetching.fetcher import Fetcher
from ingest.given import Given, Validators
from tests.hostile.sites import Site, dripping, endless, redirect, response, sites

MOST = 1_000_000
TEXT = b"<p>Bees find flowers by their scent.</p>"


def fetcher(
    *allow: str, timeout: float = 5, names: dict[str, Sequence[str]] | None = None
) -> Fetcher:
    """A fetcher that knows the given names only, and asks no resolver."""

    def resolve(host: str, port: int) -> Sequence[str]:
        known = {"127.0.0.1": ["127.0.0.1"], "localhost": ["127.0.0.1"], **(names or {})}
        if host not in known:
            raise socket.gaierror("unknown")
        return known[host]

    return Fetcher(allow, MOST, timeout, resolver=resolve)


def refused(address: str, fetching: Fetcher) -> str:
    with pytest.raises(IngestError) as caught:
        fetching.fetch(address)
    assert "\n" not in str(caught.value)
    return str(caught.value)


def page(address: str, fetching: Fetcher) -> Given:
    given = fetching.fetch(address)
    assert isinstance(given, Given)
    return given


@pytest.fixture
def site() -> Iterator[Site]:
    with Site({"/bees.html": response(TEXT)}) as opened:
        yield opened


def test_a_page_comes_with_its_type_its_encoding_and_its_validators(site: Site) -> None:
    site.pages["/bees"] = response(
        TEXT,
        'ETag: "v1"',
        "Last-Modified: Wed, 01 Oct 2025 10:00:00 GMT",
        kind="text/html; Charset=UTF-8",
    )
    assert page(site.address("/bees#top"), fetcher("127.0.0.1")) == Given(
        site.address("/bees"),
        "bees.html",
        TEXT,
        "text/html",
        "utf-8",
        Validators('"v1"', "Wed, 01 Oct 2025 10:00:00 GMT"),
    )


def test_a_page_that_is_as_it_was_is_not_sent_again(site: Site) -> None:
    site.pages["/bees"] = response(b"", status="304 Not Modified")
    known = Validators('"v1"', "Wed, 01 Oct 2025 10:00:00 GMT")
    address = site.address("/bees")
    assert fetcher("127.0.0.1").fetch(address, known) == NotModified(address)
    assert site.requests[0].headers["if-none-match"] == '"v1"'
    assert site.requests[0].headers["if-modified-since"] == "Wed, 01 Oct 2025 10:00:00 GMT"
    assert "was answered with status 304" in refused(address, fetcher("127.0.0.1"))


def test_a_validator_that_cannot_be_sent_back_is_not_kept(site: Site) -> None:
    site.pages["/bees"] = response(TEXT, 'ETag: "Stück-1"')
    fetching = fetcher("127.0.0.1")
    given = page(site.address("/bees"), fetching)
    assert given.validators == Validators(None, None)
    assert fetching.fetch(site.address("/bees"), given.validators) == given


def test_a_page_whose_address_asks_for_much_is_fetched(site: Site) -> None:
    asked = "&".join(f"p{number}={number}" for number in range(150))
    site.pages[f"/bees?{asked}"] = response(TEXT)
    assert page(site.address(f"/bees?{asked}"), fetcher("127.0.0.1")).data == TEXT


def test_a_header_that_is_long_to_take_apart_is_passed_over(site: Site) -> None:
    site.pages["/bees"] = response(TEXT, f'Content-Disposition: attachment; x="{";" * 90_000}')
    started = time.perf_counter()
    assert page(site.address("/bees"), fetcher("127.0.0.1")).name == "bees.html"
    assert time.perf_counter() - started < 1


def test_nothing_is_told_but_the_name_of_the_program(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("http_proxy", "HTTP_PROXY", "ALL_PROXY", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    site.pages["/again"] = response(TEXT, "Set-Cookie: a=b")
    fetching = fetcher("127.0.0.1")
    page(site.address("/again"), fetching)
    page(site.address("/again"), fetching)
    assert sorted(site.requests[1].headers) == [
        "accept",
        "accept-encoding",
        "connection",
        "host",
        "user-agent",
    ]
    assert site.requests[1].headers["user-agent"].partition("/")[0] == "Pilcrow"


@pytest.mark.parametrize(
    "address",
    [
        "http://127.0.0.1/",
        "http://localhost/",
        "http://169.254.169.254/latest/meta-data/",
        "http://[::1]/",
        "http://[::ffff:127.0.0.1]/",
        "http://[fd00:ec2::254]/latest/meta-data/",
        "http://10.0.0.1/",
        "http://0.0.0.0/",
        "http://2130706433/",
        "http://0x7f.1/",
        "http://0177.0.0.1/",
        "http://127.1/",
        "http://localhost./",
        "http://LOCALHOST/",
        "http://example.org@127.0.0.1/",
        "http://loop.example/",
        "http://both.example/",
        "http://zone.example/",
    ],
)
def test_addresses_inside_are_never_connected_to(address: str) -> None:
    names = {
        "169.254.169.254": ["169.254.169.254"],
        "::1": ["::1"],
        "::ffff:127.0.0.1": ["::ffff:127.0.0.1"],
        "fd00:ec2::254": ["fd00:ec2::254"],
        "10.0.0.1": ["10.0.0.1"],
        "0.0.0.0": ["0.0.0.0"],
        "2130706433": ["127.0.0.1"],
        "0x7f.1": ["127.0.0.1"],
        "0177.0.0.1": ["127.0.0.1"],
        "127.1": ["127.0.0.1"],
        "loop.example": ["127.0.0.1"],
        "both.example": ["93.184.216.34", "127.0.0.1"],
        "zone.example": ["fe80::1%eth0"],
    }
    said = refused(address, fetcher(names=names))
    assert "is not a public web server" in said or "give a plain address" in said


def test_the_resolver_of_the_system_is_no_way_around_the_check() -> None:
    fetching = Fetcher([], MOST, 5)
    for host in ("localhost", "127.0.0.1", "[::1]"):
        assert "is not a public web server" in refused(f"http://{host}/", fetching)


def test_a_redirect_to_an_address_inside_is_refused_before_it_is_followed() -> None:
    with sites({"/secret": response(b"<p>secret</p>")}, {}) as (inside, outside):
        for target in (
            f"http://127.0.0.1:{inside.port}/secret",
            f"//127.0.0.1:{inside.port}/secret",
            f"http://inside.example:{inside.port}/secret",
            f"http://2130706433:{inside.port}/secret",
            f"http://[::ffff:127.0.0.1]:{inside.port}/secret",
            "file:///etc/passwd",
        ):
            outside.pages["/"] = redirect(target)
            fetching = fetcher(
                f"127.0.0.1:{outside.port}",
                names={
                    "inside.example": ["127.0.0.1"],
                    "::ffff:127.0.0.1": ["::ffff:127.0.0.1"],
                },
            )
            assert "secret" not in refused(outside.address(), fetching)
        assert inside.requests == []


def test_a_name_that_changes_its_address_after_the_check_is_not_asked_again() -> None:
    answers = iter([["127.0.0.1"], ["127.0.0.2"], ["127.0.0.2"]])
    asked = []

    def rebinding(host: str, port: int) -> Sequence[str]:
        asked.append(host)
        return next(answers)

    with Site({"/": response(TEXT)}) as site:
        fetching = Fetcher(["127.0.0.1"], MOST, 5, resolver=rebinding)
        assert page(site.address(host="rebind.example"), fetching).data == TEXT
        assert asked == ["rebind.example"]
        assert site.requests[0].headers["host"] == f"rebind.example:{site.port}"
        said = refused(site.address(host="rebind.example"), fetching)
    assert "is not a public web server" in said


def test_redirects_are_followed_five_times(site: Site) -> None:
    for step in range(5):
        site.pages[f"/{step}"] = redirect(f"/{step + 1}", "301 Moved Permanently")
    site.pages["/5"] = response(TEXT)
    assert page(site.address("/0"), fetcher("127.0.0.1")).origin == site.address("/0")
    site.pages["/5"] = redirect("/6")
    assert "more than 5 times" in refused(site.address("/0"), fetcher("127.0.0.1"))


@pytest.mark.parametrize("to", ["/böse bees", "b%C3%B6se%20bees", "//127.0.0.1:PORT/böse%20bees"])
def test_a_redirect_may_be_written_as_servers_write_it(site: Site, to: str) -> None:
    site.pages["/from"] = redirect(to.replace("PORT", str(site.port)))
    site.pages["/b%C3%B6se%20bees"] = response(TEXT)
    assert page(site.address("/from"), fetcher("127.0.0.1")).name == "böse bees.html"


def test_a_loop_of_redirects_ends(site: Site) -> None:
    site.pages["/loop"] = redirect("/loop")
    said = refused(site.address("/loop"), fetcher("127.0.0.1"))
    assert said == (
        f"The page {site.address('/loop')} leads on to other addresses more than 5 times: "
        "give the address where it ends."
    )
    assert len(site.requests) == 6


def test_a_server_that_drips_is_left_when_the_time_is_up(site: Site) -> None:
    head, body = response(b"x" * 1_000)[:-1_000], b"x" * 1_000
    site.pages["/body"] = lambda _: chain([head], dripping(body, 0.2))
    site.pages["/head"] = lambda _: dripping(b"HTTP/1.1 200 OK\r\n" + b"X-A: b\r\n" * 1_000, 0.2)
    site.pages["/silent"] = lambda _: dripping(b"HTTP", 60)
    for path in ("/body", "/head", "/silent"):
        started = time.monotonic()
        said = refused(site.address(path), fetcher("127.0.0.1", timeout=1))
        assert "did not arrive within 1 seconds" in said
        assert time.monotonic() - started < 3


def test_a_resolver_that_hangs_is_left_when_the_time_is_up() -> None:
    def hanging(host: str, port: int) -> Sequence[str]:
        time.sleep(10)
        return []

    started = time.monotonic()
    said = refused("http://slow.example/", Fetcher([], MOST, 0.5, resolver=hanging))
    assert "did not arrive within 0.5 seconds" in said
    assert time.monotonic() - started < 3


@pytest.mark.parametrize("length", [True, False])
def test_a_body_over_the_limit_is_not_read_to_its_end(site: Site, length: bool) -> None:
    head = response(b"", length=False)
    if length:
        head = head.replace(b"\r\n\r\n", b"\r\nContent-Length: 999999999999\r\n\r\n")
    site.pages["/endless"] = lambda _: endless(head, b"x" * 65_536)
    started = time.monotonic()
    said = refused(site.address("/endless"), fetcher("127.0.0.1"))
    assert said == (
        f"The page {site.address('/endless')} is larger than 1 MB: give a smaller part of it."
    )
    assert time.monotonic() - started < 3


@pytest.mark.parametrize("encoding", ["gzip", "deflate", "bare deflate"])
def test_a_compressed_bomb_is_unpacked_no_further_than_the_limit(site: Site, encoding: str) -> None:
    packer = zlib.compressobj(9, wbits={"gzip": 31, "deflate": 15}.get(encoding, -15))
    bomb = b"".join([packer.compress(b"\0" * 1_000_000) for _ in range(200)] + [packer.flush()])
    site.pages["/bomb"] = response(bomb, f"Content-Encoding: {encoding.removeprefix('bare ')}")
    assert "is larger than 1 MB" in refused(site.address("/bomb"), fetcher("127.0.0.1"))


def test_compressed_pages_are_unpacked(site: Site) -> None:
    site.pages["/a"] = response(gzip.compress(TEXT), "Content-Encoding: gzip")
    site.pages["/b"] = response(zlib.compress(TEXT), "Content-Encoding: deflate")
    site.pages["/c"] = response(gzip.compress(TEXT)[:-6], "Content-Encoding: gzip")
    site.pages["/d"] = response(TEXT, "Content-Encoding: br")
    assert page(site.address("/a"), fetcher("127.0.0.1")).data == TEXT
    assert page(site.address("/b"), fetcher("127.0.0.1")).data == TEXT
    assert "arrived damaged" in refused(site.address("/c"), fetcher("127.0.0.1"))
    assert "in the encoding br" in refused(site.address("/d"), fetcher("127.0.0.1"))


@pytest.mark.parametrize(
    ("status", "said"),
    [
        ("404 Not Found", "was not found: check the address"),
        ("410 Gone", "is gone for good"),
        ("401 Unauthorized", "asks for a log-in"),
        ("403 Forbidden", "is refused by its server"),
        ("429 Too Many Requests", "is asked for too often"),
        ("500 Internal Server Error", "(status 500): try again later"),
        ("204 No Content", "was answered with status 204"),
        ("302 Found", "was answered with status 302"),
    ],
)
def test_an_answer_without_a_page_is_one_sentence(site: Site, status: str, said: str) -> None:
    site.pages["/x"] = response(b"", status=status)
    assert said in refused(site.address("/x"), fetcher("127.0.0.1"))


@pytest.mark.parametrize(
    "kind", ["image/png", "video/mp4", "text/css", "image/svg+xml", "application/json", "x/\u202ey"]
)
def test_what_is_no_document_is_not_read(site: Site, kind: str) -> None:
    site.pages["/x"] = endless(response(b"", kind=kind, length=False), b"x" * 1_000)
    said = refused(site.address("/x"), fetcher("127.0.0.1"))
    assert "is no document but" in said
    assert "\u202e" not in said


@pytest.mark.parametrize(
    "answer",
    [
        b"",
        b"nonsense\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\nshort",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
        b"HTTP/1.1 200 OK\r\n" + b"X: " + b"y" * 200_000,
    ],
    ids=["nothing", "nonsense", "short", "chunks", "header"],
)
def test_a_broken_answer_is_one_sentence(site: Site, answer: bytes) -> None:
    site.pages["/x"] = answer
    said = refused(site.address("/x"), fetcher("127.0.0.1"))
    assert "127.0.0.1 broke off its answer or sent none" in said


def test_names_and_servers_that_are_not_there_are_told_apart() -> None:
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]
    assert "cannot be reached" in refused(f"http://127.0.0.1:{port}/", fetcher("127.0.0.1"))
    assert "was not found: check the address" in refused("http://no.example/", fetcher())


@pytest.mark.parametrize(
    ("path", "headers", "name"),
    [
        ("/articles/bees.html", [], "bees.html"),
        ("/articles/bees", [], "bees.html"),
        ("/articles/bees/index.php", [], "bees.html"),
        ("/", [], "127.0.0.1.html"),
        ("/v1.2", [], "v1.2.html"),
        ("/read?id=7&utm_source=x", [], "read-id-7.html"),
        ("/%E6%B8%AF", [], "港.html"),
        ("/x", ['Content-Disposition: attachment; filename="../../etc/report.pdf"'], "report.pdf"),
        ("/x", ["Content-Disposition: attachment; filename=..\\..\\evil.html"], "evil.html"),
        ("/x", ["Content-Disposition: attachment; filename*=UTF-8''%E2%80%AEfdp.html"], "fdp.html"),
        ("/x", ['Content-Disposition: inline; filename="Bücher.html"'], "Bücher.html"),
        ("/..%2f..%2fetc%2fpasswd", [], "passwd.html"),
        ("/" + "long" * 100, [], "long" * 28 + "lon.html"),
    ],
)
def test_a_page_gets_a_plain_name(site: Site, path: str, headers: list[str], name: str) -> None:
    site.pages[path] = response(TEXT, *headers)
    assert page(site.address(path), fetcher("127.0.0.1")).name == name


@pytest.fixture
def certificate(tmp_path: Path) -> tuple[Path, Path]:
    """A certificate for `pages.example` that nobody else has signed, and its key."""
    program = shutil.which("openssl")
    if program is None:
        pytest.skip("needs the program openssl")
    certificate, key = tmp_path / "certificate.pem", tmp_path / "key.pem"
    command = "req -x509 -newkey rsa:2048 -nodes -days 1 -subj /CN=pages.example -addext"
    names = "subjectAltName=DNS:pages.example"
    subprocess.run(
        [program, *command.split(), names, "-keyout", str(key), "-out", str(certificate)],
        check=True,
        capture_output=True,
    )
    return certificate, key


def test_a_certificate_must_be_trusted_and_one_for_the_name(certificate: tuple[Path, Path]) -> None:
    serving = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    serving.load_cert_chain(*certificate)
    trusting = ssl.create_default_context(cafile=str(certificate[0]))

    def at_home(host: str, port: int) -> Sequence[str]:
        return ["127.0.0.1"]

    with Site({"/": response(TEXT)}, serving) as site:
        trusted = Fetcher(["127.0.0.1"], MOST, 5, resolver=at_home, tls=trusting)
        address = f"https://pages.example:{site.port}/"
        assert page(address, trusted).data == TEXT
        other = refused(f"https://other.example:{site.port}/", trusted)
        unknown = refused(address, Fetcher(["127.0.0.1"], MOST, 5, resolver=at_home))
        no_tls = refused(f"http://pages.example:{site.port}/", trusted)
    assert "the certificate or the encryption of other.example is not in order" in other
    assert "the certificate or the encryption of pages.example is not in order" in unknown
    assert "pages.example broke off its answer or sent none" in no_tls
