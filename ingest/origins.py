"""What is meant by the paths and addresses that somebody gives."""

from collections.abc import Iterator, Sequence
from io import BytesIO
from pathlib import Path
from typing import Protocol
from urllib.parse import urlsplit

from ingest.containers.archives import is_zip, members
from ingest.containers.files import files, is_archive, load
from ingest.containers.lists import Listing, ListKind, kind_of, listing, unpacked
from ingest.errors import IngestError
from ingest.fetching import NotModified
from ingest.given import Given, Validators
from ingest.names import is_address, shown

MOST_PAGES = 200
"""The most pages that are taken from one feed or sitemap."""

_MOST_SITEMAPS = 20  # sitemaps of one index


class PageSource(Protocol):
    """Where pages come from; `ingest.fetching.fetcher.Fetcher` is one."""

    def fetch(self, address: str, validators: Validators | None = None) -> Given | NotModified:
        """The page at an address; raises IngestError."""
        ...


def gather(
    paths: Sequence[str], fetcher: PageSource | None, *, most_bytes: int
) -> Iterator[Given | IngestError]:
    """The documents that `paths` mean, each once, as they are reached, and an error for each that
    cannot be had; the others come all the same.

    A path is a file, a folder, a `.zip` archive, a web address, or the address or file of a feed
    or sitemap, which stands for the pages of its own host that it lists, at most `MOST_PAGES`.
    Without a fetcher addresses are errors. A document has at most `most_bytes`.
    """
    gatherer = _Gatherer(fetcher, most_bytes)
    for path in paths:
        try:
            if is_address(path):
                yield from gatherer.address(path)
            else:
                yield from gatherer.path(path)
        except IngestError as error:
            yield error


class _Gatherer:
    """What was given so far, so that nothing is given twice."""

    def __init__(self, fetcher: PageSource | None, most_bytes: int) -> None:
        self._fetcher = fetcher
        self._most_bytes = most_bytes
        self._seen: set[str] = set()

    def path(self, path: str) -> Iterator[Given | IngestError]:
        for file in files(path):
            if not self._is_new(str(file.resolve())):
                continue
            try:
                yield from self._file(file)
            except IngestError as error:
                yield error

    def address(self, address: str) -> Iterator[Given | IngestError]:
        if not self._is_new(address):
            return
        given = self._fetched(address)
        if given.origin != address and not self._is_new(given.origin):
            return
        if is_zip(given):
            label = given.origin.partition("://")[2]  # a member has no address of its own
            yield from members(BytesIO(given.data), label, self._most_bytes)
        else:
            yield from self._pages_or(given)

    def _file(self, file: Path) -> Iterator[Given | IngestError]:
        if is_archive(file) and file.is_file():
            try:
                with file.open("rb") as opened:
                    yield from members(opened, shown(str(file)), self._most_bytes)
            except OSError as error:
                raise IngestError(
                    str(file),
                    f"The archive {shown(str(file))} cannot be opened ({error}): check its "
                    "permissions.",
                ) from error
        else:
            yield from self._pages_or(load(file, self._most_bytes))

    def _pages_or(self, given: Given) -> Iterator[Given | IngestError]:
        """The pages that a feed or sitemap lists; for everything else what was given."""
        listed = self._listed(given)
        if listed is None:
            yield given
            return
        yield from self._pages(given, listed)

    def _listed(self, given: Given) -> Listing | None:
        data = unpacked(given, self._most_bytes)
        kind = kind_of(data)
        return None if kind is None else listing(data, kind, given.origin, _MANY)

    def _pages(self, given: Given, listed: Listing) -> Iterator[Given | IngestError]:
        addresses: list[str] = []
        for part in self._parts(given, listed):
            if isinstance(part, IngestError):
                yield part
            else:
                addresses += part
        own = list(dict.fromkeys(addresses))
        if not own:
            raise IngestError(
                given.origin,
                f"The {listed.kind} {shown(given.origin)} lists no page of its own host: give the "
                "addresses of its pages.",
            )
        for address in own[:MOST_PAGES]:
            if self._is_new(address):
                try:
                    yield self._fetched(address)
                except IngestError as error:
                    yield error
        if len(own) > MOST_PAGES:
            yield IngestError(
                given.origin,
                f"The {listed.kind} {shown(given.origin)} lists {_counted(len(own))} pages, and "
                f"the first {MOST_PAGES} were read: give the addresses of the others.",
            )

    def _parts(self, given: Given, listed: Listing) -> Iterator[list[str] | IngestError]:
        """The addresses on the list's own host, by sitemap where it lists sitemaps."""
        own = _of_own_host(given.origin, listed)
        if listed.kind is not ListKind.SITEMAPS:
            yield own
            return
        found = 0
        for address in own[:_MOST_SITEMAPS]:
            try:
                inner = self._fetched(address)
                pages = self._listed(inner)
                if pages is None or pages.kind is ListKind.SITEMAPS:
                    raise IngestError(
                        address, f"{shown(address)} is no sitemap: give the addresses of its pages."
                    )
            except IngestError as error:
                yield error
                continue
            part = _of_own_host(address, pages)
            found += len(part)
            yield part
            if found > MOST_PAGES:
                return

    def _fetched(self, address: str) -> Given:
        if self._fetcher is None:
            raise IngestError(
                address, f"{shown(address)} was not fetched: addresses are not read here."
            )
        given = self._fetcher.fetch(address)
        if isinstance(given, NotModified):  # nobody said what we have, so there is nothing to keep
            raise IngestError(
                address, f"The page {shown(address)} was not sent by its server: try again later."
            )
        return given

    def _is_new(self, key: str) -> bool:
        new = key not in self._seen
        self._seen.add(key)
        return new


_MANY = 10_000  # addresses that are counted in one list


def _counted(number: int) -> str:
    return f"{number:,}" if number < _MANY else f"{_MANY:,} or more"


def _of_own_host(origin: str, listed: Listing) -> list[str]:
    """The addresses on the host of the list, or of the site that a feed says it is of.

    A list in a file has no host; there the first address counts.
    """
    hosts = {_host(place) for place in (origin, listed.home) if place and is_address(place)}
    if not hosts:
        hosts = {_host(listed.addresses[0])}
    return [address for address in listed.addresses if _host(address) in hosts]


def _host(address: str) -> str:
    try:
        return (urlsplit(address).hostname or "").removeprefix("www.")
    except ValueError:
        return ""
