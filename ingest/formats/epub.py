"""EPUB books: the chapters in reading order."""

import posixpath
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from urllib.parse import unquote
from xml.etree.ElementTree import Element

from ingest.decoding import called, decode
from ingest.document import Document
from ingest.errors import IngestError
from ingest.formats.archive import Archive
from ingest.formats.blocks import blocks
from ingest.formats.elements import parsed, parsed_strictly
from ingest.formats.pieces import Part, Piece, compose, without_title
from ingest.given import Given
from ingest.paragraphs import Heading, title_from_name, unwrap

_CONTAINER = "META-INF/container.xml"
_ENCRYPTION = "META-INF/encryption.xml"
_PAGES = ("application/xhtml+xml", "text/html", "application/xml", "text/xml")


def read(given: Given) -> Document:
    """The document in a book: the text of all its chapters, in the order of its spine.

    The title is the book's own.
    A chapter without a heading has the one that the table of contents gives it.
    Raises IngestError for a book that is damaged, copy-protected, or has no text.
    """
    archive = Archive(given)
    book = _Book(archive)
    _refuse_protected(given, archive, book)
    parts = [part for chapter in book.chapters for part in _chapter(archive, book, chapter)]
    if not any(isinstance(part, Piece) for part in parts):
        raise IngestError(
            given.origin, f"{called(given)} has no text, perhaps pictures only: give its text."
        )
    title = book.title or title_from_name(Path(given.name))
    return compose(title, without_title(parts, title))


class _Book:
    """What the package of a book says: its title, its chapters and their names."""

    def __init__(self, archive: Archive) -> None:
        container = archive.xml(_CONTAINER)
        rootfile = _first(container, "rootfile")
        path = rootfile.get("full-path", "") if rootfile is not None else ""
        package = archive.xml(path)
        if package is None:
            raise archive.damaged()
        self._folder = posixpath.dirname(path)
        self.title = unwrap(_words(_first(package, "title")))
        items = {item.get("id", ""): item for item in _all(package, "item")}
        spine = [items.get(each.get("idref", "")) for each in _all(package, "itemref")]
        self.chapters = list(dict.fromkeys(self._pages(spine)))
        self.names = self._names(archive, list(items.values()))

    def _pages(self, spine: list[Element | None]) -> Iterator[str]:
        for item in spine:
            if item is None or item.get("media-type", "") not in _PAGES:
                continue
            if "nav" not in item.get("properties", "").split():  # it is a list of links
                yield self._place(item.get("href", ""), self._folder)

    def _names(self, archive: Archive, items: list[Element]) -> dict[str, str]:
        """The names of the chapters in the table of contents, by their paths."""
        names: dict[str, str] = {}
        for item in items:
            path = self._place(item.get("href", ""), self._folder)
            with suppress(IngestError):  # a book can be read without its table of contents
                for target, words in _links(archive, item, path):
                    place = self._place(target, posixpath.dirname(path))
                    names.setdefault(place, unwrap(words))
        return names

    @staticmethod
    def _place(reference: str, folder: str) -> str:
        path = unquote(reference.partition("#")[0])
        return posixpath.normpath(posixpath.join(folder, path))


def _links(archive: Archive, item: Element, path: str) -> Iterator[tuple[str, str]]:
    """What a table of contents of EPUB 2 or 3 points to, with the words that it shows."""
    if item.get("media-type") == "application/x-dtbncx+xml":
        for point in _all(archive.xml(path), "navPoint"):
            yield _src(point), _words(_first(point, "text"))
    elif "nav" in item.get("properties", "").split():
        for link in _all(archive.xml(path), "a"):
            yield link.get("href", ""), _words(link)


def _chapter(archive: Archive, book: _Book, path: str) -> list[Part]:
    data = archive.read(path)
    if data is None or not data.strip():
        return []
    page = Given(path, path, data)
    try:
        text = decode(page)
        root = parsed_strictly(text)
        root = parsed(text) if root is None else root
    except (IngestError, ValueError) as error:
        raise archive.damaged() from error
    parts = [] if root is None else list(blocks(root))
    if parts and book.names.get(path) and not any(isinstance(part, Heading) for part in parts):
        return [Heading(1, book.names[path]), *parts]
    return parts


def _refuse_protected(given: Given, archive: Archive, book: _Book) -> None:
    """Fonts may be encrypted in any book; encrypted chapters are copy protection."""
    encryption = archive.xml(_ENCRYPTION)
    locked = {unquote(each.get("URI", "")) for each in _all(encryption, "CipherReference")}
    if locked.intersection(book.chapters):
        raise IngestError(
            given.origin, f"{called(given)} is copy-protected: give a book without protection."
        )


def _all(root: Element | None, name: str) -> Iterator[Element]:
    """The elements of that name in any namespace, in order."""
    for each in () if root is None else root.iter():
        if str(each.tag).rpartition("}")[2] == name:
            yield each


def _first(root: Element | None, name: str) -> Element | None:
    return next(_all(root, name), None)


def _words(element: Element | None) -> str:
    return "" if element is None else " ".join("".join(element.itertext()).split())


def _src(point: Element) -> str:
    content = _first(point, "content")
    return "" if content is None else content.get("src", "")
