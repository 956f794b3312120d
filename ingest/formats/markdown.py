"""Markdown: CommonMark with tables, footnotes and front matter."""

import re
from collections.abc import Iterator
from pathlib import Path

from markdown_it import MarkdownIt
from markdown_it.tree import SyntaxTreeNode
from mdit_py_plugins.footnote import footnote_plugin
from mdit_py_plugins.front_matter import front_matter_plugin

from ingest.decoding import decode
from ingest.document import Document
from ingest.formats.markup import heading_level, readable
from ingest.formats.signs import visible
from ingest.given import Given
from ingest.paragraphs import Block, Heading, number, title_from_name, unwrap
from vectorstore.model import ParagraphKind

_KINDS = {
    "paragraph": ParagraphKind.PROSE,
    "html_block": ParagraphKind.PROSE,
    "bullet_list": ParagraphKind.LIST,
    "ordered_list": ParagraphKind.LIST,
    "table": ParagraphKind.TABLE,
    "fence": ParagraphKind.CODE,
    "code_block": ParagraphKind.CODE,
    "blockquote": ParagraphKind.QUOTE,
    "footnote_reference": ParagraphKind.NOTE,
}
_FRONT_TITLE = re.compile(
    r"^title[ \t]*:[ \t]*(?P<quote>[\"']?)(?P<title>.*?)(?P=quote)[ \t]*$", re.M
)


def read(given: Given) -> Document:
    """The document in what was given; raises IngestError if it is no text."""
    return parse(visible(decode(given)), Path(given.name))


def parse(text: str, path: Path) -> Document:
    """The document in a Markdown text, whose lines end with `\\n` alone (`ingest/decoding.py`).

    Its title is the one in the front matter (a line `title: …`), else the first heading if that
    is the only one of level 1 and stands before everything, else made from the file's name.
    That first heading stands above everything and is left out of the paragraphs' headings.
    """
    nodes = SyntaxTreeNode(_parser().parse(text)).children
    parts = list(_parts(text, nodes))
    title = _front_title(nodes)
    if _leads(parts):
        first = parts.pop(0)
        title = title or first.text
    return Document(title or title_from_name(path), text, number(text, parts))


def _parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark").enable(["table", "strikethrough"])
    parser.use(front_matter_plugin).use(footnote_plugin, inline=False, move_to_end=False)
    return parser


def _parts(text: str, nodes: list[SyntaxTreeNode]) -> Iterator[Heading | Block]:
    starts = _line_starts(text)
    for node in nodes:
        words = readable(node)
        if not words:
            continue
        if node.type == "html_block" and (level := heading_level(node.content)):
            yield Heading(level, words)
        elif node.type == "heading":
            yield Heading(int(node.tag.removeprefix("h")), unwrap(words))
        elif node.type in _KINDS and node.map is not None:
            start, end = _trimmed(text, starts[node.map[0]], starts[node.map[1]])
            yield Block(_KINDS[node.type], start, end, words)


def _leads(parts: list[Heading | Block]) -> bool:
    """Whether the first part is the only heading of level 1."""
    top = [part for part in parts if isinstance(part, Heading) and part.level == 1]
    return len(top) == 1 and parts[0] is top[0]


def _front_title(nodes: list[SyntaxTreeNode]) -> str | None:
    if not nodes or nodes[0].type != "front_matter":
        return None
    found = _FRONT_TITLE.search(nodes[0].content)
    return found["title"].strip() or None if found else None


def _line_starts(text: str) -> list[int]:
    """The offset of each line, and the end of the text for what lies behind the last."""
    starts = [0, *(found.end() for found in re.finditer("\n", text))]
    return [*starts, len(text), len(text)]


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    piece = text[start:end]
    return start + len(piece) - len(piece.lstrip()), start + len(piece.rstrip())
