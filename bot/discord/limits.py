"""Discord's own numbers, and how it counts.

Source: Discord's developer documentation, on messages, components and
interactions.
"""

from typing import Final

MESSAGE_TEXT: Final = 4_000
"""Characters of text in all components of one message (Components V2)."""

ROW_BUTTONS: Final = 5
"""Buttons in one row."""

SELECT_OPTIONS: Final = 25
"""Options in one select menu."""

CUSTOM_ID: Final = 100
BUTTON_LABEL: Final = 80
OPTION_LABEL: Final = 100
OPTION_DESCRIPTION: Final = 100

CHOICES: Final = 25
"""Suggestions of one autocompletion."""

CHOICE: Final = 100
"""Characters of a suggestion's name, and of its value."""


def length(text: str) -> int:
    """How long Discord may find `text`: UTF-16 units, which is never less than code points."""
    return len(text) + sum(1 for character in text if character > "\uffff")
