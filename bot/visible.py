"""Other people's words with nothing in them that a reader doesn't see."""

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


def visible(text: str) -> str:
    """`text` without the characters that no reader sees, its line ends all `\\n`."""
    return _UNSEEN.sub("", _LINE_ENDS.sub("\n", text))


def one_line(text: str) -> str:
    """`text` as one visible line: each run of white space is one space."""
    return " ".join(visible(text).split())
