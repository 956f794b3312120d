"""How an answer came to be, in words for whoever reads it, in Discord and in the terminal."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from answering.model import Note

NOTES: Final[Mapping[Note, str]] = MappingProxyType(
    {
        Note.LEFT_OUT: "Something was left out because no paragraph supports it.",
        Note.NOTHING_HELD: (
            "No paragraph supports what the language model wrote, so these are quotations."
        ),
        Note.MODEL_SLOW: "The language model took too long, so these are quotations.",
        Note.MODEL_FAILED: "The language model could not answer, so these are quotations.",
        Note.MODEL_CUT_SHORT: "The language model broke off, so these are quotations.",
        Note.MODEL_RESTING: "The language model is out of order, so these are quotations.",
        Note.MEMBER_LIMIT: "You have reached your limit for today, so these are quotations.",
        Note.SERVER_LIMIT: "This server has reached its limit for today, so these are quotations.",
        Note.DAILY_LIMIT: "The limit for today is reached, so these are quotations.",
    }
)
"""One sentence for every note, without Markdown."""
