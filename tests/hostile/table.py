"""`python -m tests.hostile.table` prints what each hostile input gets, as a table in Markdown."""

import gzip
import io
import logging
import resource
import sys
import tempfile
import threading
import time
import zipfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from ingest.document import Document
from ingest.errors import IngestError
from ingest.fetching.fetcher import Fetcher
from ingest.given import Given
from ingest.origins import gather
from ingest.sandbox.reader import SandboxedReader
from tests.hostile.documents import HOSTILE, LAUGHS, Hostile, given_of
from tests.hostile.sites import Site, dripping, endless, redirect, response

_MOST = 25_000_000
_SECRET = "the-secret-of-this-machine"


class _Peak:
    """The most memory that a child held, in MB, looked at fifty times a second."""

    def __init__(self, process: int) -> None:
        self.megabytes = 0
        self._file = Path("/proc", str(process), "status")
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._look)

    @contextmanager
    def watched(self) -> Iterator[None]:
        self._thread.start()
        yield
        self._stopped.set()
        self._thread.join()

    def _look(self) -> None:
        while not self._stopped.wait(0.02):
            try:
                lines = self._file.read_text().splitlines()
            except OSError:
                return
            peaks = [int(line.split()[1]) // 1024 for line in lines if line.startswith("VmHWM")]
            self.megabytes = max([self.megabytes, *peaks])


def _row(*cells: object) -> None:
    sys.stdout.write("| " + " | ".join(str(cell).replace("|", "\\|") for cell in cells) + " |\n")
    sys.stdout.flush()


def _outcome(work: Callable[[], object]) -> str:
    try:
        found = work()
    except IngestError as error:
        return str(error)
    if isinstance(found, Document):
        assert _SECRET not in found.text
        return f"*read: {len(found.paragraphs):,} paragraphs, {len(found.text):,} characters*"
    return f"*{found}*"


def _read(hostile: Hostile, secret: Path) -> None:
    given = given_of(hostile, secret)
    with SandboxedReader() as reader:
        reader.read(Given("a.txt", "a.txt", b"text"))
        peak, before = _Peak(reader.waiting[-1]), _work()
        with peak.watched():
            started = time.monotonic()
            said = _outcome(lambda: reader.read(given))
            taken = time.monotonic() - started
    size = f"{len(given.data) / 1e6:.3g} MB"
    work = f"{_work() - before:.1f} s"
    _row(hostile.name, hostile.tries, size, f"{taken:.1f} s", work, f"{peak.megabytes} MB", said)


def _work() -> float:
    """The seconds of processor time of all children that have ended."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _fetched(tries: str, address: str, fetcher: Fetcher) -> None:
    started = time.monotonic()
    said = _outcome(lambda: fetcher.fetch(address))
    _row(tries, f"`{address}`", f"{time.monotonic() - started:.1f} s", said)


def _gathered(tries: str, data: bytes, name: str, folder: Path) -> None:
    file = folder / name
    file.write_bytes(data)
    started = time.monotonic()
    found = list(gather([str(file)], None, most_bytes=_MOST))
    taken = time.monotonic() - started
    errors = [
        str(each).replace(f"{folder}/", "") for each in found if isinstance(each, IngestError)
    ]
    read = len(found) - len(errors)
    _row(tries, f"{len(data) / 1e6:.3g} MB", f"{taken:.1f} s", read, " ".join(errors[:2]) or "—")


def _archive(members: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return buffer.getvalue()


def _pages() -> None:
    _row("what it tries", "address", "time", "what is said")
    _row(*["---"] * 4)
    closed = Fetcher([], _MOST, 5)
    for tries, address in (
        ("loopback", "http://127.0.0.1/"),
        ("loopback by name", "http://localhost/"),
        ("loopback in IPv6", "http://[::1]/"),
        ("loopback, mapped", "http://[::ffff:127.0.0.1]/"),
        ("loopback in NAT64", "http://[64:ff9b::7f00:1]/"),
        ("loopback as a number", "http://2130706433/"),
        ("loopback in octal", "http://0177.0.0.1/"),
        ("loopback in hexadecimal", "http://0x7f.1/"),
        ("loopback, shortened", "http://127.1/"),
        ("this network", "http://0.0.0.0/"),
        ("metadata of a cloud", "http://169.254.169.254/latest/meta-data/"),
        ("metadata in IPv6", "http://[fd00:ec2::254]/latest/meta-data/"),
        ("shared addresses", "http://100.64.0.1/"),
        ("a private network", "http://192.168.1.1/"),
        ("another port", "http://1.1.1.1:22/"),
        ("another scheme", "file:///etc/passwd"),
        ("a name before the host", "http://example.org@127.0.0.1/"),
    ):
        _fetched(tries, address, closed)

    def to(*addresses: str) -> Callable[[str, int], Sequence[str]]:
        return lambda host, port: addresses

    _fetched(
        "a name for loopback", "http://a.example/", Fetcher([], _MOST, 5, resolver=to("127.0.0.1"))
    )
    both = Fetcher([], _MOST, 5, resolver=to("93.184.216.34", "10.0.0.1"))
    _fetched("a name for inside and outside", "http://b.example/", both)
    with Site({}) as site:
        site.pages = {
            "/inside": redirect("http://169.254.169.254/latest/meta-data/"),
            "/loop": redirect("/loop"),
            "/drip": lambda _: dripping(response(b"x" * 1_000), 0.2),
            "/endless": lambda _: endless(response(b"", length=False), b"x" * 65_536),
            "/bomb": response(gzip.compress(b"\0" * 500_000_000), "Content-Encoding: gzip"),
        }
        opened = Fetcher([f"127.0.0.1:{site.port}"], _MOST, 5)
        for tries, path in (
            ("a redirect to metadata", "/inside"),
            ("redirects in a circle", "/loop"),
            ("five bytes a second", "/drip"),
            ("a body without end", "/endless"),
            ("0.5 GB in gzip", "/bomb"),
        ):
            _fetched(tries, site.address(path), opened)


def _containers(folder: Path) -> None:
    _row("what it tries", "size", "time", "documents", "what is said")
    _row(*["---"] * 5)
    bomb = {"bomb.txt": b"\0" * 500_000_000, "good.txt": b"text"}
    _gathered("0.5 GB in a member", _archive(bomb), "flat.zip", folder)
    nested = _archive({"inner.zip": _archive({"inner.zip": b""}), "good.txt": b"text"})
    _gathered("archives in archives", nested, "nested.zip", folder)
    paths = dict.fromkeys(("../../a.txt", "/etc/b.txt", "C:\\c.txt", "\u202etxt.exe.txt"), b"text")
    _gathered("names with paths", _archive(paths), "paths.zip", folder)
    many = {f"{number}.txt": b"text" for number in range(10_000)}
    _gathered("10,000 members", _archive(many), "many.zip", folder)
    _gathered("10,001 members", _archive(many | {"more.txt": b""}), "more.zip", folder)
    laughs = f"{LAUGHS}<urlset><url><loc>https://a.example/&l9;</loc></url></urlset>".encode()
    _gathered("a billion laughs in a sitemap", laughs, "sitemap.xml", folder)
    feed = f"{LAUGHS}<rss><channel><item><link>&l9;</link></item></channel></rss>".encode()
    _gathered("a billion laughs in a feed", feed, "feed.rss", folder)
    _gathered("a feed of a million levels", b"<feed>" + b"<entry>" * 1_000_000, "deep.rss", folder)
    _gathered("100 MB in one line", b"a" * 100_000_000, "line.txt", folder)


def main() -> None:
    """Pages, then archives and lists, then documents."""
    logging.disable()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        secret = folder / "secret.txt"
        secret.write_text(_SECRET)
        _pages()
        sys.stdout.write("\n")
        _containers(folder)
        sys.stdout.write("\n")
        _row("document", "what it tries", "size", "time", "work", "memory", "what is said")
        _row(*["---"] * 7)
        for hostile in HOSTILE:
            _read(hostile, secret)


if __name__ == "__main__":
    main()
