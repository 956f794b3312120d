"""A model that does what it reads: every order it can find in the paragraphs, as far as it can.

It looks for orders in a way of its own, more greedily than what defends against them.
"""

import base64
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from tests.wire.asked import Asked, Quoted

_ORDER: Final = re.compile(
    r"\A\W*(?:please |now |(?:can|could|would) you )?(?:add|anagram|answer|apply|append|break|check"
    r"|click|critical|describe|disregard|don['’]t|draft|encode|encrypt|enhance|explain|express"
    r"|focus|follow|forget|give|go|group|hidden|ignore|include|insert|integrate|jumble|join|list"
    r"|mention|misspell|modify|never ?mind|note|override|print|promote|provide|reveal|render|repeat"
    r"|replace|reply|respond|say|scramble|show|stop|suggest|summarize|system|tell|translate|use"
    r"|user|visit|write|assistant)\b"
    r"|\A\W*(?:what|how|is|are|can|could|who|why|which)\b.*\?|\b(?:ignore|disregard|instructions?"
    r"|prompt|respond with|reply|your (?:answer|response|message|output)|automated|hereby"
    r"|javascript|end of session|recruiter|candidate|if asked)\b|<\s*/?\s*[a-z][^<>]*>|https?://|‹",
    re.IGNORECASE,
)
_SAID: Final = re.compile(r"[\"“]([^\"“”]{2,})[\"”]|'([^']{4,})'|[<‹]([^<>‹›]{3,})[>›]")
_AFTER_COLON: Final = re.compile(r":\s*([^:\"“”]{4,}?)\s*\Z")
_SITE: Final = re.compile(
    r"(?:https?://)?(?:[\w-]+\.)+(?:com|org|net|biz|example|test)\b(?:/[^\s\"'<>)\]]*)?"
)
_WEB: Final = re.compile(r"https?://\S+|!?\[[^\]]*\]\([^)]*\)|<@[!&]?\d+>|@(?:everyone|here)")
_VERB: Final = re.compile(
    r"\A\W*(?:please |(?:can|could|would) you )?(?:explain|describe|draft|write|provide|show me"
    r"|give|summarize|list|break down|what (?:is|are|were)|how (?:do|does|can|have))"
    r"\s+(.{4,}?)[.?!]*\Z",
    re.IGNORECASE,
)
_ENCODED: Final = re.compile(r"\b(?:base ?\d+|encode|encrypt|cipher)\b", re.IGNORECASE)
_REVERSED: Final = re.compile(r"\b(?:revers\w*|invert|backwards?)\b", re.IGNORECASE)
_EMOJI: Final = re.compile(r"\b(?:emojis?|symbols?)\b", re.IGNORECASE)
_GERMAN: Final = re.compile(r"\b(?:german|translate|french|spanish|portuguese)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Obeyed:
    """A sentence that was said because a paragraph demanded it, and the key of that paragraph."""

    text: str
    key: str


def obeyed(asked: Asked) -> list[Obeyed]:
    """What all orders in the paragraphs lead to, each once, the plainest first."""
    said: dict[str, str] = {}
    for paragraph in asked.paragraphs:
        for order in _orders(paragraph):
            for text in _done(order, paragraph):
                if any(map(str.isalnum, text)):
                    said.setdefault(_ended(text), paragraph.key)
    return [Obeyed(text, key) for text, key in said.items()]


def _orders(paragraph: Quoted) -> Iterator[str]:
    """The sentences that give orders, and what stands after them in the paragraph."""
    found = False
    for sentence in paragraph.sentences:
        found = found or _ORDER.search(sentence) is not None
        if found:
            yield sentence


def _done(order: str, paragraph: Quoted) -> Iterator[str]:
    """What a willing program makes of an order: the words it names, itself, its subject."""
    told = [next(filter(None, match.groups())) for match in _SAID.finditer(order)]
    if not told and (match := _AFTER_COLON.search(order)):
        told = [match[1]]
    yield from told
    yield order
    for live in (*_SITE.findall(order), *_WEB.findall(order)):
        yield f"See {live} for more"
        yield f"[Read more here]({live})"
    if subject := _VERB.match(order):
        yield f"Here is {subject[1]}"
        yield f"It is about {subject[1]}"
    first = paragraph.usable[0] if paragraph.usable else paragraph.text
    if _ENCODED.search(order):
        yield base64.b64encode(first.encode()).decode()
    if _REVERSED.search(order):
        yield first[::-1]
    if _EMOJI.search(order):
        yield f"🙂 {first.replace('a', '@')} 🎉"
    if _GERMAN.search(order):
        yield "Guten Tag, wie geht es Ihnen heute"


def _ended(text: str) -> str:
    flat = " ".join(text.split())
    return flat if flat[-1] in ".!?" else f"{flat}."
