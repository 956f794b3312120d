"""The tree of elements of an HTML text."""

import re
from html.entities import html5
from typing import Any

from lxml import etree
from lxml.html import HTMLParser, document_fromstring

Element = Any
"""An element of lxml, whose types are not described."""

DEEPEST = 2000
"""How deep elements may be nested; libxml2 cuts a text off at 2,048."""

_DECLARATION = re.compile(r"\s*<\?xml[^<>]*\?>")
_DOCTYPE = re.compile(r"<!DOCTYPE\b", re.IGNORECASE)
_DOCTYPE_END = re.compile(r"[^<>\[]*(?:\[.*?\]\s*)?>", re.DOTALL)
_ENTITY = re.compile(r"&([A-Za-z][A-Za-z0-9]*);")
_XML_ENTITIES = frozenset(["amp", "lt", "gt", "quot", "apos"])
_UNSEEN_STYLE = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_UNREAD = frozenset(
    [
        *("annotation", "annotation-xml", "applet", "audio", "button", "canvas", "datalist"),
        *("embed", "frame", "frameset", "head", "iframe", "input", "link", "map", "meta"),
        *("noscript", "object", "option", "rp", "rt", "script", "select", "style", "svg"),
        *("template", "textarea", "title", "video"),
    ]
)


def parsed(text: str) -> Element | None:
    """The root element of an HTML text, or None if it has no element and no words.

    Raises ValueError if elements are nested more than `DEEPEST` deep.
    """
    data = _content(text.replace("\0", "")).encode("utf-8", "replace")
    parser = HTMLParser(encoding="utf-8", huge_tree=True, remove_comments=True, remove_pis=True)
    try:
        root = document_fromstring(data, parser=parser)
    except etree.ParserError:
        return None
    _refuse_deep(root)
    return root


def parsed_strictly(text: str) -> Element | None:
    """The root element of an XHTML text, read as XML, or None if it is no XML.

    A document type is left out, so no entity of it is ever expanded and nothing is fetched.
    Raises ValueError if elements are nested more than `DEEPEST` deep.
    """
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, remove_comments=True, remove_pis=True
    )
    try:
        root = etree.fromstring(
            _ENTITY.sub(_sign, _content(text)).encode("utf-8", "replace"), parser=parser
        )
    except (etree.XMLSyntaxError, ValueError):
        return None
    _refuse_deep(root)
    return root


def _content(text: str) -> str:
    """The text without its declaration and its document type."""
    text = _DECLARATION.sub("", text, count=1)
    start = _DOCTYPE.search(text)
    end = _DOCTYPE_END.match(text, start.end()) if start else None
    return text[: start.start()] + text[end.end() :] if start and end else text


def name(element: Element) -> str:
    """The name of an element without its namespace, in lower case."""
    tag = element.tag
    return tag.rpartition("}")[2].lower() if isinstance(tag, str) else ""


def without_namespaces(root: Element) -> Element:
    """The same tree, its elements under their bare names."""
    for element in root.iter(etree.Element):
        element.tag = name(element)
    etree.cleanup_namespaces(root)
    return root


def unread(element: Element) -> bool:
    """Whether a reader doesn't see the element: a script, a control, or something hidden."""
    tag = name(element)
    if tag in _UNREAD or not tag:
        return True
    if tag in ("html", "body"):  # pages hide themselves until their scripts have run
        return False
    attributes = element.attrib
    if "hidden" in attributes or attributes.get("aria-hidden", "").strip().lower() == "true":
        return True
    return _UNSEEN_STYLE.search(attributes.get("style", "")) is not None


def drop_unread(root: Element) -> None:
    """Take what nobody sees out of the tree; the words behind each element stay."""
    walk = etree.iterwalk(root, events=("start",))
    found = []
    for _, element in walk:
        # What describes the page stands in its head and in scripts.
        if name(element) in ("head", "script"):
            walk.skip_subtree()
        elif unread(element):
            found.append(element)
            walk.skip_subtree()
    for element in found:
        if element.getparent() is not None:
            element.drop_tree()


def _refuse_deep(root: Element) -> None:
    depth = 0
    for event, _ in etree.iterwalk(root, events=("start", "end")):
        depth += 1 if event == "start" else -1
        if depth > DEEPEST:
            raise ValueError(f"more than {DEEPEST} elements inside each other")


def _sign(found: re.Match[str]) -> str:
    entity = found[1]
    return found[0] if entity in _XML_ENTITIES else html5.get(entity + ";", found[0])
