"""Which paragraphs of a web page are its main text.

trafilatura finds the main text; its words say which blocks of the page are kept, so that headings,
lists and tables stay as the page has them.
"""

import logging
import re
from collections.abc import Iterator, Sequence

import trafilatura
from lxml import etree

from ingest.formats.blocks import blocks
from ingest.formats.elements import Element, name
from ingest.formats.pieces import Part, Piece
from ingest.paragraphs import UNSPACED, Heading
from vectorstore.model import ParagraphKind

_RUN = 4  # words that stand together
_SHARE = 0.8  # of such runs: so many of a block's must be in the main text
_LINKED = 0.8  # share of letters in links: a sentence or list above it leads to other pages
_FEWEST_WORDS = 6  # a shorter link is a name
_AROUND = frozenset(["nav", "aside", "footer", "form", "script", "iframe"])
# Beyond these, trafilatura takes time with the square of the size; real articles are far below.
_DEEPEST = 250  # elements inside each other
_MOST_ELEMENTS = 30_000
_MOST_CHILDREN = 3_000  # of one element
_WORD = re.compile(rf"[{UNSPACED}]|[^\W_{UNSPACED}]+")
_MARKER = re.compile(r"^\s*(?:•|\w+\.) ", re.MULTILINE)

logging.getLogger("trafilatura").setLevel(logging.CRITICAL)  # what it discards is no failure


def main_parts(root: Element) -> list[Part]:
    """The headings and paragraphs of the main text of a page.

    All of the page where nothing stands around its text, or where no main text is found.
    """
    parts = list(blocks(root))
    if _is_bare(root):
        return parts
    main = [] if _is_huge(root) else _main_blocks(root)
    kept = _kept(parts, main)
    if any(isinstance(part, Piece) for part in kept):
        return kept
    own = [part for part in parts if isinstance(part, Heading) or part.linked < 0.5]
    return own if any(isinstance(part, Piece) for part in own) else parts


def _is_bare(root: Element) -> bool:
    return not any(name(element) in _AROUND for element in root.iter(etree.Element))


def _is_huge(root: Element) -> bool:
    depth = count = 0
    for event, element in etree.iterwalk(root, events=("start", "end")):
        depth += 1 if event == "start" else -1
        count += event == "start"
        if depth > _DEEPEST or count > _MOST_ELEMENTS or len(element) > _MOST_CHILDREN:
            return True
    return False


def _main_blocks(root: Element) -> list[list[str]]:
    """The words of each block that trafilatura keeps.

    Its other algorithms (`fast=False`) let more of what stands around through: F1 .963 against
    .971 on the 91 pages of `benchmarks/extraction.py`.
    """
    found = trafilatura.bare_extraction(
        root, fast=True, include_comments=False, include_formatting=True
    )
    body = getattr(found, "body", None)
    return [] if body is None else [_words(" ".join(each.itertext())) for each in body]


def _kept(parts: Sequence[Part], main: Sequence[list[str]]) -> list[Part]:
    whole = {tuple(words) for words in main}
    runs = set(_runs([word for words in main for word in words]))
    keep = [_is_main(part, whole, runs) for part in parts]
    if not any(kept and isinstance(part, Heading) for kept, part in zip(keep, parts, strict=True)):
        keep = _with_headings(parts, keep)
    return [part for kept, part in zip(keep, parts, strict=True) if kept]


def _is_main(part: Part, whole: set[tuple[str, ...]], runs: set[tuple[str, ...]]) -> bool:
    words = _words(part.text if isinstance(part, Heading) else _MARKER.sub("", part.text))
    own = list(_runs(words))
    known = sum(run in runs for run in own)
    if tuple(words) not in whole and (not own or known < _SHARE * len(own)):
        return False
    if isinstance(part, Heading) or part.linked < _LINKED:
        return True
    return part.kind is ParagraphKind.PROSE and len(words) < _FEWEST_WORDS


def _with_headings(parts: Sequence[Part], keep: list[bool]) -> list[bool]:
    """Where no heading was kept, those that stand right above what was kept."""
    result = list(keep)
    below = False
    for place in range(len(parts) - 1, -1, -1):
        if isinstance(parts[place], Heading):
            result[place] = below
        else:
            below = keep[place]
    return result


def _words(text: str) -> list[str]:
    return _WORD.findall(text.lower())


def _runs(words: Sequence[str]) -> Iterator[tuple[str, ...]]:
    return zip(*(words[start:] for start in range(_RUN)), strict=False)
