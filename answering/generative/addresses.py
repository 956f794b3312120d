"""What a reader might tap, or a program might run: addresses, mentions, commands, code, markup."""

import re
from collections.abc import Collection, Iterator

from vectorstore.words import listed, stem

_ENDINGS = listed(
    """
    com org net edu gov mil int info biz io gg co app dev xyz online site shop store club top live
    link click page web wiki news blog cloud tech space icu pro name mobi tv ly ai eu uk us ca au de
    fr nl ru cn jp br pl se ch es pt cz dk fi gr hu ie ro tr ua za kr tw hk sg nz mx ar
    """
)
"""Endings of web addresses; rarer ones are known by what stands before or behind them."""
_LABELS = r"(?:[^\W_](?:[\w-]*[^\W_])?\.)+"
_WEB = (
    r"\b[a-z][a-z0-9+.-]*://\S+"
    r"|\b(?:javascript|data|vbscript|mailto|tel|file|steam|discord):(?=\S)\S+"
    r"|\bwww\.\S+"
    r"|[\w.+-]+@[\w-]+(?:\.[\w-]+)+"
    rf"|\b{_LABELS}(?:{'|'.join(sorted(_ENDINGS))})\b(?:[/:?#]\S*)?(?![\w@])"
    rf"|\b{_LABELS}[a-z]{{2,24}}/\S*"
    r"|\b\d{1,3}(?:\.\d{1,3}){3}(?::\d+)?\b"
    r"|<\s*/?\s*(?:script|img|a|iframe|svg|object|embed|form|link|meta|style)\b[^>]*>?"
    r"|\bon[a-z]+\s*=\s*[\"'\w]"
)
_WRITTEN = (
    r"<[@#:!&][^>\s]*>?"
    r"|(?<![\w.+-])@\w+"
    r"|```.*?```|`[^`]+`"
    r"|!?\[[^\]\n]*\]\([^)\n]*\)?"
    r"|(?:(?<=\s)|^)/[a-z][\w-]+(?![\w/])"
    r"|(?:(?<=\s)|^)--?[a-z][\w-]+(?==|\s|$)"
    r"|(?:(?<=\s)|^)(?:sudo|curl|wget|chmod|rm -|pip install|npm install)\s+\S+"
    r"|</?[a-zA-Z][^>]*>"
)
_WEB_ADDRESS = re.compile(_WEB, re.IGNORECASE)
_LITERAL = re.compile(_WRITTEN, re.DOTALL)
_ASKING = frozenset(
    map(
        stem,
        listed(
            """
            link url website site homepage webpage address email mail contact web domain download
            online server ip invite
            """
        ),
    )
)


def web_addresses(text: str) -> tuple[str, ...]:
    """The addresses of a text, and markup that would load or run something."""
    return tuple(_found(_WEB_ADDRESS, text))


def literals(text: str) -> tuple[str, ...]:
    """The mentions, commands, code and markup of a text."""
    return tuple(_found(_LITERAL, text))


def asks_for_address(words: Collection[str]) -> bool:
    """Whether the stems of a question's words ask where to go or to write."""
    return not _ASKING.isdisjoint(words)


def _found(pattern: re.Pattern[str], text: str) -> Iterator[str]:
    for match in pattern.finditer(text):
        if trimmed := match.group().strip().rstrip('.,;:!?"”’)]'):
            yield trimmed
