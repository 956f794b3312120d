"""Lists in plain text: items with a bullet or a number."""

import re
from collections.abc import Sequence
from itertools import islice

from ingest.formats.lines import Line
from ingest.paragraphs import unwrap

_BULLET = re.compile(r"[-*+•‣▪◦·–]\s+(?=\S)")
_NUMBER = re.compile(r"\(?(\d{1,3}|[a-zA-Z])[.)]\s+(?=\S)")
LONGEST_ITEM = 300  # characters: a longer item is a paragraph that has a number


def marker(line: Line) -> str | None:
    """`•` for an item with a bullet, the number or letter for one with that, else None."""
    if _BULLET.match(line.words):
        return "•"
    found = _NUMBER.match(line.words)
    return found[1] if found else None


def run(lines: Sequence[Line], start: int) -> int:
    """How many of `lines` from `start` on are one list; 0 if they are none.

    An item goes on in lines that are indented more, or that begin in lower case.
    One item alone is a list only if it has a bullet.
    """
    first = marker(lines[start])
    if first is None:
        return 0
    items, count, indent = 0, 0, 0
    for line in islice(lines, start, None):
        if marker(line) is not None:
            items += 1
            indent = line.indent
        elif line.indent <= indent and not line.words[0].islower():
            break
        count += 1
    return count if items > 1 or first == "•" else 0


def continues(before: str | None, after: str | None) -> bool:
    """Whether an item marked `after` is the next one of the list that `before` stands in."""
    if before is None or after is None:
        return False
    if before.isdigit() and after.isdigit():
        return int(after) == int(before) + 1
    if len(before) == len(after) == 1 and before.isalpha() and after.isalpha():
        return ord(after) == ord(before) + 1
    return before == after == "•"


def readable(lines: Sequence[Line]) -> str:
    """The list with one item a line, bullets as `•`, without wraps and indents."""
    items: list[list[str]] = []
    for line in lines:
        if marker(line) is not None or not items:
            items.append([_BULLET.sub("• ", line.words, count=1)])
        else:
            items[-1].append(line.words)
    return "\n".join(unwrap("\n".join(item)) for item in items)
