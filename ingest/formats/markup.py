"""Markdown's syntax tree as a reader reads it."""

import html
import re

from markdown_it.tree import SyntaxTreeNode

from ingest.paragraphs import unwrap

_CODE = ("fence", "code_block")
_TAG = re.compile(r"<[^<>]*>")
_UNREAD = re.compile(r"\s*<(?:script|style|template)\b", re.IGNORECASE)
_HEADING = re.compile(r"\s*<h([1-6])\b[^<>]*>(.*?)</h\1>", re.IGNORECASE | re.DOTALL)
_BREAK = re.compile(r"<br\s*/?>", re.IGNORECASE)


def readable(node: SyntaxTreeNode) -> str:
    """The text of one block without its markup; empty if nothing is left.

    Lists, tables and code keep their lines: items begin with `• ` or their number, the cells of
    a row are joined by ` | `.
    """
    words = "\n".join(_lines(node)).rstrip()
    return words.strip("\n") if node.type in _CODE else words.strip()


def heading_level(content: str) -> int | None:
    """The level of a heading in HTML, if the block says nothing besides."""
    found = _HEADING.match(content)
    if found is None or _without_tags(content[found.end() :]):
        return None
    return int(found[1])


def _lines(node: SyntaxTreeNode) -> list[str]:
    match node.type:
        case "paragraph" | "heading" | "td" | "th":
            words = unwrap("".join(_inline(child) for child in node.children))
            return [words] if words else []
        case "bullet_list" | "ordered_list":
            return _items(node)
        case "tr":
            cells = ["".join(_lines(cell)) for cell in node.children]
            return [" | ".join(cells)] if any(cells) else []
        case kind if kind in _CODE:
            return node.content.rstrip().split("\n")
        case "html_block":
            words = _without_tags(node.content)
            return [words] if words else []
    return [line for child in node.children for line in _lines(child)]


def _items(node: SyntaxTreeNode) -> list[str]:
    lines: list[str] = []
    first = int(node.attrs.get("start", 1))
    for place, item in enumerate(node.children, first):
        marker = f"{place}. " if node.type == "ordered_list" else "• "
        inner = [line for child in item.children for line in _lines(child)]
        if inner:
            lines.append(marker + inner[0])
            lines += ["  " + line for line in inner[1:]]
    return lines


def _inline(node: SyntaxTreeNode) -> str:
    match node.type:
        case "text" | "code_inline":
            return node.content
        case "softbreak" | "hardbreak":
            return "\n"
        case "html_inline":
            return "\n" if _BREAK.fullmatch(node.content) else ""
        case "footnote_ref":
            return ""
    return "".join(_inline(child) for child in node.children)


def _without_tags(content: str) -> str:
    if _UNREAD.match(content):
        return ""
    return unwrap(html.unescape(_TAG.sub(" ", _without_comments(content))))


def _without_comments(content: str) -> str:
    kept, found, rest = content.partition("<!--")
    while found:
        _, _, rest = rest.partition("-->")
        words, found, rest = rest.partition("<!--")
        kept += words
    return kept
