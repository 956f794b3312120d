"""Feeds and sitemaps: lists of addresses."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from html import unescape
from urllib.parse import urljoin
from xml.etree.ElementTree import ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import XMLParser

from ingest.errors import IngestError
from ingest.given import Given
from ingest.inflating import DamagedError, TooLargeError, inflated
from ingest.names import shown

_HEAD = 4_096  # bytes in which the first element stands
_GZIP = b"\x1f\x8b"
_BEFORE_ROOT = re.compile(
    r"\s+|<\?[^>]*>|<!--.*?-->|<!DOCTYPE[^>\[]*(?:\[[^\]]*\]\s*)?>", re.DOTALL | re.IGNORECASE
)
_ROOT = re.compile(r"\s+|<\?[^>]*>|<!--.*?-->|<!DOCTYPE[^>\[]*>", re.DOTALL | re.IGNORECASE)
_ROOT = re.compile(r"<(?:[\w.-]+:)?([A-Za-z]+)[\s>/]")
_STRAY = re.compile(rb"&(?!(?:amp|lt|gt|quot|apos|#\d{1,7}|#x[0-9a-fA-F]{1,6});)")
_CONTROL = re.compile(rb"[\x00-\x08\x0b\x0c\x0e-\x1f]")
_ITEMS = frozenset({"item", "entry", "url", "sitemap"})
_DEEPEST = 100
_MOST_ELEMENTS = 300_000  # far more than are read of any honest list before it has enough pages
_CHUNK = 64 * 1024


class ListKind(StrEnum):
    """What an XML file lists."""

    FEED = "feed"
    SITEMAP = "sitemap"
    SITEMAPS = "sitemap index"


_KINDS = {
    "rss": ListKind.FEED,
    "feed": ListKind.FEED,
    "RDF": ListKind.FEED,
    "urlset": ListKind.SITEMAP,
    "sitemapindex": ListKind.SITEMAPS,
}


@dataclass(frozen=True, slots=True)
class Listing:
    """The addresses that a feed or a sitemap lists, in its order, each once.

    `home` is the site that a feed says it is of.
    """

    kind: ListKind
    addresses: tuple[str, ...]
    home: str | None = None


def unpacked(given: Given, most_bytes: int) -> bytes:
    """The bytes of a list, unpacked if they are in gzip; raises IngestError if they are too many.

    What is neither is given back as it is.
    """
    if not given.data.startswith(_GZIP):
        return given.data
    name = shown(given.origin)
    try:
        return inflated([given.data], most_bytes)
    except TooLargeError as error:
        raise IngestError(
            given.origin,
            f"{name} unpacks to more than {most_bytes / 1e6:.3g} MB: give a shorter list.",
        ) from error
    except DamagedError as error:
        raise IngestError(given.origin, f"{name} is a damaged gzip file: pack it anew.") from error


def kind_of(data: bytes) -> ListKind | None:
    """What these bytes list, by their first element; None if they are no list."""
    head = data[:_HEAD].replace(b"\0", b"").decode("latin-1").lstrip("ï»¿þÿ")
    at = 0
    while skipped := _BEFORE_ROOT.match(head, at):
        at = skipped.end()
    root = _ROOT.match(head, at)
    return _KINDS.get(root[1]) if root else None


def listing(data: bytes, kind: ListKind, origin: str, most: int) -> Listing:
    """At most `most` addresses of a list; relative ones belong to `origin`.

    Small mistakes of XML are put right. Raises IngestError for what is no XML even then, lists
    nothing, or declares entities, which could unfold without end.
    """
    try:
        found = _read(data, kind, origin, most)
    except ParseError:
        mended = _STRAY.sub(b"&amp;", _CONTROL.sub(b"", data))
        try:
            found = _read(mended, kind, origin, most)
        except ParseError as error:
            raise IngestError(
                origin,
                f"The {kind} {shown(origin)} is not in order ({error}): give the addresses of its "
                "pages.",
            ) from error
    if not found.addresses:
        raise IngestError(
            origin, f"The {kind} {shown(origin)} lists no page: give the address of a page."
        )
    return found


def _read(data: bytes, kind: ListKind, origin: str, most: int) -> Listing:
    links = _Links("link" if kind is ListKind.FEED else "loc")
    parser = XMLParser(target=links)
    try:
        for start in range(0, len(data), _CHUNK):
            parser.feed(data[start : start + _CHUNK])
            if len(links.pages) > 2 * most:  # some may be the same, few lists need the rest
                break
        else:
            parser.close()
    except DefusedXmlException as error:
        raise IngestError(
            origin,
            f"The {kind} {shown(origin)} declares entities or parts elsewhere, which are not "
            "followed: give the addresses of its pages.",
        ) from error
    except ValueError as error:
        raise IngestError(
            origin,
            f"The {kind} {shown(origin)} cannot be read ({shown(str(error))}): give the addresses "
            "of its pages.",
        ) from error
    pages = dict.fromkeys(_absolute(link, origin) for link in links.pages)
    found = [page for page in pages if page.startswith(("http://", "https://"))]
    home = _absolute(links.homes[0], origin) if links.homes else None
    return Listing(kind, tuple(found[:most]), home)


def _absolute(link: str, origin: str) -> str:
    try:
        return urljoin(origin, unescape(link.strip()))
    except ValueError:
        return ""


class _Links:
    """Takes the links of a list from a parser, and makes no tree of the rest.

    A link of RSS and of a sitemap is an element's text, one of Atom its attribute.
    """

    def __init__(self, name: str) -> None:
        self.pages: list[str] = []
        self.homes: list[str] = []
        self._name = name
        self._depth = self._elements = 0
        self._inside = 0
        self._text: list[str] | None = None

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        self._depth += 1
        self._elements += 1
        if self._depth > _DEEPEST:
            raise ValueError("it is nested too deeply")
        if self._elements > _MOST_ELEMENTS:
            raise ValueError("it has too many elements")
        name = tag.rpartition("}")[2]
        if name in _ITEMS:
            self._inside += 1
        elif name != self._name:
            return
        elif "href" not in attributes:
            self._text = []
        elif attributes.get("rel", "alternate") == "alternate":
            self._add(attributes["href"])

    def data(self, text: str) -> None:
        if self._text is not None:
            self._text.append(text)

    def end(self, tag: str) -> None:
        self._depth -= 1
        name = tag.rpartition("}")[2]
        if name in _ITEMS:
            self._inside -= 1
        if name == self._name and self._text is not None:
            self._add("".join(self._text))
            self._text = None

    def close(self) -> None:
        """Nothing is left to do; the parser calls it at the end."""

    def _add(self, link: str) -> None:
        if link.strip():
            (self.pages if self._inside else self.homes).append(link)
