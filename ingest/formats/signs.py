"""Signs that nobody sees, and that would break words or hide them."""

import re

_JOINED = (
    "\u0530-\u1cff\u2190-\u2bff\u2d00-\u2dff\u3000-\ud7ff"
    "\ufb00-\ufdff\ufe00-\ufe0f\U0001f000-\U0001faff"
)
_INVISIBLE = re.compile(
    "["
    "\u00ad"  # soft hyphen
    "\u034f\u061c\u180e"  # grapheme joiner, Arabic letter mark, Mongolian vowel separator
    "\u200b\u200e\u200f"  # zero-width space, marks of direction
    "\u202a-\u202e\u2066-\u2069"  # embeddings, overrides and isolates of direction
    "\u2060-\u2064\u206a-\u206f"  # word joiner, invisible operators, deprecated formatting
    "\ufeff\ufff9-\ufffc"  # byte-order mark inside the text, annotations, objects
    "\U0001d173-\U0001d17a"  # musical formatting
    "\U000e0000-\U000e007f"  # tags, which can spell a whole sentence that nobody sees
    "]+"
    # Joiners are needed inside words of Arabic, Indic and related scripts, and in emoji.
    rf"|(?<![{_JOINED}])[\u200c\u200d]+|[\u200c\u200d]+(?![{_JOINED}\u200c\u200d])"
    # A sign has one variation; a run of selectors can carry a hidden text.
    "|(?<=[\ufe00-\ufe0f\U000e0100-\U000e01ef])[\ufe00-\ufe0f\U000e0100-\U000e01ef]+"
)


def visible(text: str) -> str:
    """`text` without invisible signs; joiners stay where a script or an emoji needs them.

    Signs that change the direction of writing are taken out, so the text stands in the order in
    which it is read.
    """
    return _INVISIBLE.sub("", text)
