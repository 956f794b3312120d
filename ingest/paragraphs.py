"""Blocks to numbered paragraphs, for every format alike."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from vectorstore.model import Paragraph, ParagraphKind

UNSPACED = (
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3000-\u30ff\u3400-\u9fff\uf900-\ufaff\uff00-\uffef"
)
"""The scripts that are written without spaces between words, as a range for a regex class."""

_WRAP_WITHOUT_SPACE = re.compile(rf"(?<=[{UNSPACED}])[^\S\n]*\n\s*(?=[{UNSPACED}])")


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading; a smaller `level` stands above a larger one."""

    level: int
    text: str


@dataclass(frozen=True, slots=True)
class Block:
    """What will be one paragraph: offsets into the whole text, and its text as it reads.

    `page` is where it begins in a paged document, counted from 1.
    """

    kind: ParagraphKind
    start: int
    end: int
    text: str
    page: int | None = None


def unwrap(raw: str) -> str:
    """`raw` in one line: wraps and runs of white space become one space.

    A wrap between two letters of a script without spaces becomes nothing.
    """
    return " ".join(_WRAP_WITHOUT_SPACE.sub("", raw).split())


def number(text: str, parts: Iterable[Heading | Block]) -> tuple[Paragraph, ...]:
    """The paragraphs of `text`, numbered from 1, each with the headings above it."""
    path: list[Heading] = []
    paragraphs: list[Paragraph] = []
    for part in parts:
        if isinstance(part, Heading):
            path = [above for above in path if above.level < part.level]
            path.append(part)
            continue
        paragraphs.append(
            Paragraph(
                number=len(paragraphs) + 1,
                kind=part.kind,
                headings=tuple(heading.text for heading in path),
                raw=text[part.start : part.end],
                text=part.text,
                start=part.start,
                end=part.end,
                page=part.page,
            )
        )
    return tuple(paragraphs)


def title_from_name(path: Path) -> str:
    """A title where the text has none: `russia-iran-ukraine.txt` is `Russia iran ukraine`."""
    # A name that is not UTF-8 has parts that no database keeps.
    stem = path.stem.encode("utf-8", "replace").decode()
    words = " ".join(re.split(r"[\s_-]+", stem)).strip()
    return words[:1].upper() + words[1:] or path.name
