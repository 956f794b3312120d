"""Other people's words as Discord shows them: every sign visible, nothing rendered live."""

import re
from typing import Final

from bot.visible import visible

_ADDRESS: Final = re.compile(r"https?://[A-Za-z0-9\-._/?#=&%+:@,;!~$]*[A-Za-z0-9/#=&%+\-_~$]")
_SIGNS: Final = re.compile(r"[\\*_~|`\[\]<]")
_SHORTCODE: Final = re.compile(r":(?=[A-Za-z0-9_+\-~]+:)")
_PING: Final = re.compile(r"@(?=everyone|here|[!&]?\d)", re.IGNORECASE)
_LINE_START: Final = re.compile(r"^([^\S\n]*)(-#|[#>+\-]|\d+(?=[.)]))", re.MULTILINE)

_WIDTHLESS: Final = "\u200b"


def escape(text: str) -> str:
    """`text` as Discord's Markdown that shows exactly its visible characters.

    Mentions, links with a caption, emphasis, spoilers, code, quotes, headings, lists and emoji
    codes stay words.
    A plain web address stays as it is: it shows where it leads.
    """
    parts: list[str] = []
    position = 0
    text = visible(text)
    for address in _ADDRESS.finditer(text):
        parts += [
            _escape_words(text[position : address.start()]),
            _PING.sub(f"@{_WIDTHLESS}", address[0]),
        ]
        position = address.end()
    parts.append(_escape_words(text[position:]))
    return _LINE_START.sub(_escape_line_start, "".join(parts))


def _escape_words(text: str) -> str:
    text = _SIGNS.sub(r"\\\g<0>", text)
    text = _SHORTCODE.sub(r"\\:", text)
    return _PING.sub(f"@{_WIDTHLESS}", text)


def _escape_line_start(match: re.Match[str]) -> str:
    blank, sign = match.groups()
    # A list's number takes its backslash after it: one before a digit would be shown.
    return f"{blank}{sign}\\" if sign[-1].isdigit() else f"{blank}\\{sign}"


def can_be_fenced(text: str) -> bool:
    """Whether a code block can hold `text`: it has nothing that would end the block."""
    return "```" not in text


def fence(text: str) -> str:
    """`text` in a code block, where nothing is rendered; it must be one that can be fenced."""
    return f"```\n{text}\n```"
