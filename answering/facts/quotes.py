"""The words that a statement puts between quotation marks."""

import re

from answering.facts.evidence import Evidence, plain_words
from answering.facts.tokens import Sort, read

_QUOTED = re.compile(r"“([^“”]+)”|\"([^\"]+)\"|«([^«»]+)»|(?<!\w)[‘']([^‘’']{3,}?)[’'](?!\w)")


def missing_quotes(statement: str, found: Evidence) -> tuple[str, ...]:
    """The quoted words that the evidence doesn't have in this order.

    A title ("War and Peace") is left to the checks of names, for titles are often shortened.
    """
    quoted = [next(filter(None, match.groups())) for match in _QUOTED.finditer(statement)]
    return tuple(text for text in quoted if _is_speech(text) and not _is_in(text, found))


def _is_speech(text: str) -> bool:
    return any(token.sort is Sort.WORD for token in read(text))


def _is_in(text: str, found: Evidence) -> bool:
    return plain_words(text) in found.words
