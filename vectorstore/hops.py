"""Questions that need two articles: how the best paragraph is linked to another by a title."""

import re
from functools import lru_cache

from vectorstore.model import PlacedParagraph

NAMED = 6.0
NAMES = 3.0
"""What a link adds, in logits; `benchmarks/two_hops.py` measures it."""

_QUALIFIER = re.compile(r"\s*\([^)]*\)\s*\Z")  # Mercury (planet)
_SHORTEST = 4  # characters; shorter titles stand in too many texts


def link(best: PlacedParagraph, other: PlacedParagraph) -> float:
    """What `other` gains because the best paragraph names its title, or it names that one's."""
    if other.title == best.title:
        return 0.0
    is_named = _names(best.paragraph.text, other.title)
    does_name = _names(other.paragraph.text, best.title)
    return NAMED * is_named + NAMES * does_name


def _names(text: str, title: str) -> bool:
    """Whether a text has a title as whole words, in any case."""
    plain = _plain(title)
    # The plain test is some ten times as fast as the pattern, and all but always says no.
    if len(plain) < _SHORTEST or plain not in text.casefold():
        return False
    return re.search(rf"\b{re.escape(plain)}\b", text.casefold()) is not None


@lru_cache(maxsize=4096)
def _plain(title: str) -> str:
    return _QUALIFIER.sub("", title).casefold()
