"""Documents of formats that are no plain text, made of readable pieces."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from textwrap import shorten

from ingest.document import Document
from ingest.formats.signs import visible
from ingest.paragraphs import Block, Heading, number, unwrap
from vectorstore.model import ParagraphKind

_BETWEEN = "\n\n"
_LONGEST_TITLE = 300  # characters
_BREAK = re.compile("\r\n|[\r\v\f\x85\u2028\u2029]")
_CONTROL = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")


@dataclass(frozen=True, slots=True)
class Piece:
    """What will be one paragraph, as it reads.

    `page` is counted from 1, and `linked` is the share of its letters that are in links.
    """

    kind: ParagraphKind
    text: str
    page: int | None = None
    linked: float = 0.0


Part = Heading | Piece


def compose(title: str, parts: Iterable[Part]) -> Document:
    """The document whose text is all headings and pieces in order, with blank lines between.

    What is empty when invisible signs are gone is left out.
    """
    texts: list[str] = []
    placed: list[Heading | Block] = []
    at = 0
    for part in parts:
        words = _clean(part.text)
        if not words:
            continue
        if isinstance(part, Heading):
            words = unwrap(words)
            placed.append(Heading(part.level, words))
        else:
            placed.append(Block(part.kind, at, at + len(words), words, part.page))
        texts.append(words)
        at += len(words) + len(_BETWEEN)
    text = _BETWEEN.join(texts)
    short = shorten(_clean(title), _LONGEST_TITLE, placeholder=" …")
    return Document(short, text, number(text, placed))


def without_title(parts: Iterable[Part], title: str) -> Iterator[Part]:
    """The parts without the heading that says nothing but the title, if it is the first one."""
    first = True
    for part in parts:
        if not (first and isinstance(part, Heading) and _same(part.text, title)):
            yield part
        first = first and not isinstance(part, Heading)


def item_lines(marker: str, lines: Sequence[str]) -> list[str]:
    """One item of a list: its marker before the first line, the others indented below."""
    if not lines:
        return []
    return [f"{marker} {lines[0]}", *("  " + line for line in lines[1:])]


def row_line(cells: Sequence[str]) -> list[str]:
    """One row of a table in one line, or no line if all its cells are empty."""
    return [" | ".join(cells).strip()] if any(cells) else []


def _same(one: str, other: str) -> bool:
    return unwrap(visible(one)).casefold() == unwrap(visible(other)).casefold()


def _clean(text: str) -> str:
    shown = visible(_CONTROL.sub("", _BREAK.sub("\n", text)))
    return "\n".join(line.rstrip() for line in shown.split("\n")).strip()
