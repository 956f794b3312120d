"""Replies that are the same whatever is asked."""

from typing import Any

from tests.wire.cast import play
from tests.wire.serving import Reply

SENTENCES = "The bridge was opened in 1932. It is 1149 metres long. Trains cross it too."


def fixed(_messages: list[dict[str, Any]]) -> str:
    """Three sentences."""
    return SENTENCES


def long(_messages: list[dict[str, Any]]) -> str:
    """A reply that takes a while to send."""
    return " ".join([SENTENCES] * 100)


def saying(text: str) -> Reply:
    """A model that always says this."""
    return lambda _messages: text


def faithful(messages: list[dict[str, Any]]) -> str:
    """Sentences of the fittest paragraph that was offered, with its key."""
    return play("faithful", messages).text
