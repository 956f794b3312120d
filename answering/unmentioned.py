"""What a question names and the sources never mention."""

import re
from collections.abc import Callable
from typing import Final

from vectorstore.words import terms

MOST: Final = 3

_NAMED: Final = re.compile(
    r"\b[^\W\d_]+[-–]?\d[\w-]*"  # a name with a figure: Su-57
    r"|(?<![.!?]\s)(?<!^)\b[A-Z][\w’'-]+(?: [A-Z][\w’'-]+)*"  # a name within the sentence
    r"|\b\d[\d.,]*\d\b"  # a year or another number of several digits
)


def unmentioned(question: str, is_mentioned: Callable[[str], bool]) -> tuple[str, ...]:
    """The names and numbers of `question`, as written, that the sources never mention.

    `is_mentioned` tells of one search term whether any paragraph has it.
    A name counts as mentioned when all its terms are; at most three are given.
    """
    found: dict[str, None] = {}
    for match in _NAMED.finditer(question):
        named = match.group().removesuffix("'s").removesuffix("’s")
        compared = terms(named)
        if compared and not all(map(is_mentioned, compared)):
            found.setdefault(named)
    return tuple(found)[:MOST]
