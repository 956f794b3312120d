"""The writer without a model: it quotes the sentences that answer."""

import re
from collections.abc import Sequence

from answering.citations import cite
from answering.evidence import Reading, readings
from answering.expectations import expect
from answering.model import Statement
from vectorstore.languages import Language
from vectorstore.ranking import Found
from vectorstore.words import terms

MOST = 3
_MARGIN = 2.5  # logits; 1.5 gives fewer statements, 3.5 more that don't help
_ALIKE = 0.6
_ASKS = re.compile(r"[?？؟][\"'”’»)\]]*\Z")
_LEANS = re.compile(
    r"(?:he|she|it|they|this|these|those|such|his|her|its|their|both|however|therefore|thus"
    r"|instead|in return|as a result|for this reason|by contrast|but|so)\b",
    re.IGNORECASE,
)


def write(question: str, found: Sequence[Found]) -> tuple[Statement, ...]:
    """Quotes up to three places, best first; none if nothing but questions was found.

    A further one is quoted if it scores nearly as well as the first and says something else.
    A sentence that leans on the one before it ("It …", "However …") is quoted with it, and a
    question with the sentence that follows it in its paragraph; alone it says nothing.
    """
    chosen: list[Reading] = []
    texts: list[str] = []
    if not found:
        return ()
    every = readings(expect(question, found[0].language), found)
    for reading in every:
        if len(chosen) == MOST or reading.score < every[0].score - _MARGIN:
            break
        language = reading.found.language
        if any(reading.text in text or _alike(reading.text, text, language) for text in texts):
            continue
        text = _with_reply(reading) if _ASKS.search(reading.text) else _with_support(reading, texts)
        if text is not None:
            chosen.append(reading)
            texts.append(text)
    return tuple(map(_statement, chosen, texts))


def _with_support(reading: Reading, quoted: Sequence[str]) -> str:
    """The sentence, after the one that it leans on unless that is quoted already."""
    if reading.place == 0 or not _LEANS.match(reading.text):
        return reading.text
    paragraph = reading.found.placed.paragraph
    before = paragraph.passages[reading.found.sentences[reading.place - 1].passage].text
    joined = f"{before} {reading.text}"
    if joined not in paragraph.text or any(before in text for text in quoted):
        return reading.text
    return joined


def _with_reply(reading: Reading) -> str | None:
    """The question and the sentence that follows it; None for a question that none follows."""
    found, following = reading.found, reading.place + 1
    if following == len(found.sentences):
        return None
    paragraph = found.placed.paragraph
    reply = paragraph.passages[found.sentences[following].passage].text
    joined = f"{reading.text} {reply}"
    return joined if joined in paragraph.text and not _ASKS.search(reply) else None


def _alike(one: str, other: str, language: Language) -> bool:
    """Whether two texts say nearly the same in the same words."""
    first, second = set(terms(one, language)), set(terms(other, language))
    return len(first & second) >= _ALIKE * max(min(len(first), len(second)), 1)


def _statement(reading: Reading, text: str) -> Statement:
    citation = cite(reading.found.placed, text)
    return Statement(citation.quote, (citation,))
