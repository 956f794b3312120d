"""Other people's words, made safe to show: every sign visible, nothing rendered live."""

import re
from typing import Final

_UNSEEN: Final = re.compile(
    "["
    "\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f"  # control characters, but tab and line ends
    "\u200b\u2060-\u2064\ufeff\u00ad\u180e"  # widthless; Persian, Hindi and emoji need the joiners
    "\u202a-\u202e\u2066-\u206f"  # direction overrides and isolates
    "\ufff9-\ufffb"  # interlinear annotation
    "\ud800-\udfff"  # halves of surrogate pairs, which cannot be sent
    "]"
)
_LINE_ENDS: Final = re.compile(r"\r\n?|[\x85\u2028\u2029]")
_ADDRESS: Final = re.compile(r"https?://[A-Za-z0-9\-._/?#=&%+:@,;!~$]*[A-Za-z0-9/#=&%+\-_~$]")
_SIGNS: Final = re.compile(r"[\\*_~|`\[\]<]")
_SHORTCODE: Final = re.compile(r":(?=[A-Za-z0-9_+\-~]+:)")
_PING: Final = re.compile(r"@(?=everyone|here|[!&]?\d)", re.IGNORECASE)
_LINE_START: Final = re.compile(r"^([^\S\n]*)(-#|[#>+\-]|\d+(?=[.)]))", re.MULTILINE)

_WIDTHLESS: Final = "\u200b"


def visible(text: str) -> str:
    """`text` without the characters that no reader sees, its line ends all `\\n`."""
    return _UNSEEN.sub("", _LINE_ENDS.sub("\n", text))


def one_line(text: str) -> str:
    """`text` as one visible line: each run of white space is one space."""
    return " ".join(visible(text).split())


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
