"""Web pages: the main text of an HTML page, without what stands around it."""

import re
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from lxml import etree

from ingest.decoding import called, decode
from ingest.document import Document
from ingest.errors import IngestError
from ingest.formats.elements import (
    Element,
    drop_unread,
    parsed,
    parsed_strictly,
    without_namespaces,
)
from ingest.formats.main_text import main_parts
from ingest.formats.pieces import Part, Piece, compose, without_title
from ingest.given import Given
from ingest.paragraphs import title_from_name, unwrap

_HEAD = 4096  # bytes in which a page says its encoding
_MOST = 2000  # characters of a title that are looked at
_CHARSET = re.compile(
    rb"<(?:meta|\?xml)\b[^<>]*?(?:charset|encoding)\s*=\s*[\"']?\s*([\w.:-]+)",
    re.IGNORECASE,
)
_STRICT = re.compile(r"\s*<\?xml\b|\s*<!DOCTYPE\s+html\s+PUBLIC\s+\"[^\"]*XHTML", re.IGNORECASE)
_SITE = re.compile(r"(?P<title>.*\S)\s+(?:[|»·•–—-]|::)\s+\S.*")


def read(given: Given) -> Document:
    """The document in a page: its main text, or all of its text where no main text is found.

    The title is the one that the page gives to those who link to it, else its only heading of
    level 1, else the title of the window, else it is made from the name.
    Raises IngestError for a page without text.
    """
    root = _tree(given)
    parts: list[Part] = []
    title = ""
    if root is not None:
        title = _title(root)
        drop_unread(root)
        parts = main_parts(root)
    title = title or title_from_name(Path(given.name))
    if not any(isinstance(part, Piece) for part in parts):
        raise IngestError(
            given.origin,
            f"{called(given)} has no text of its own, perhaps because a script fetches it: "
            "save the text that you see as a file.",
        )
    return compose(title, without_title(parts, title))


def _tree(given: Given) -> Element | None:
    head = given.data[:_HEAD]
    declared = _CHARSET.search(head)
    charset = given.charset or (declared[1].decode("ascii", "replace") if declared else None)
    text = decode(replace(given, charset=charset))
    try:
        root = parsed_strictly(text) if _STRICT.match(text) else None
        if root is not None:
            text = etree.tostring(without_namespaces(root), method="html", encoding="unicode")
        return parsed(text)
    except ValueError as error:
        raise IngestError(
            given.origin, f"{called(given)} has {error}: save its text as a file."
        ) from error


def _title(root: Element) -> str:
    said = {
        (meta.get("property") or meta.get("name") or "").lower(): meta.get("content") or ""
        for meta in root.iter("meta")
    }
    for key in ("og:title", "twitter:title"):
        if title := unwrap(said.get(key, "")[:_MOST]):
            return title
    top = _worded(root.iter("h1"))
    if len(top) == 1:
        return top[0]
    window = _worded(root.iter("title"))
    named = _SITE.fullmatch(window[0]) if window else None
    return named["title"] if named else "".join(window[:1])


def _worded(elements: Iterable[Element]) -> list[str]:
    texts = (unwrap(" ".join(element.itertext())[:_MOST]) for element in elements)
    return [text for text in texts if text]
