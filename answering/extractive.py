"""The writer without a model: it quotes the sentences that answer."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from answering.citations import cite
from answering.evidence import Evidence, Reading, sentence
from answering.model import Statement
from vectorstore.model import ParagraphKind
from vectorstore.ranking import Found
from vectorstore.words import terms

MOST = 3
_MARGIN = 2.5  # logits; 1.5 gives fewer sentences, 3.5 more that don't help
_ALIKE = 0.6
_LONGEST_LIST = 80  # words; a longer list is more than an answer
_ASKS = re.compile(r"[?？؟][\"'”’»)\]]*\Z")
_LEADS_IN = re.compile(r"[:：]\s*\Z")
_LEANS = re.compile(
    r"(?:he|she|it|they|this|these|those|such|his|her|its|their|both|however|therefore|thus"
    r"|instead|in return|as a result|for this reason|by contrast|but|so)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class _Quote:
    """Sentences of a paragraph from `first` to `last`, which stand side by side in it.

    `after` is the paragraph that follows, and what is quoted of it too.
    """

    found: Found
    first: int
    last: int
    after: tuple[Found, str] | None = None

    @property
    def text(self) -> str:
        """Their words; without spaces between them where the paragraph has none."""
        said = [sentence(self.found, place) for place in range(self.first, self.last + 1)]
        run_together = "".join(said)
        return run_together if run_together in self.found.placed.paragraph.text else " ".join(said)

    @property
    def is_exact(self) -> bool:
        """Whether the paragraph has these words in a row, as lists and wrapped code don't."""
        return self.text in self.found.placed.paragraph.text

    def holds(self, reading: Reading) -> bool:
        return self.found is reading.found and self.first <= reading.place <= self.last

    def joined(self, other: "_Quote") -> "_Quote | None":
        """Both as one, if they overlap or stand side by side; `after` is the later one's."""
        if self.found is not other.found:
            return None
        if self.first > other.last + 1 or other.first > self.last + 1:
            return None
        later = max(self, other, key=lambda quote: quote.last)
        both = replace(later, first=min(self.first, other.first))
        return both if both.is_exact else None


def write(evidence: Evidence) -> tuple[Statement, ...]:
    """Quotes up to three sentences, best first; none if nothing but questions was found.

    A further one is quoted if it scores nearly as well as the first and says something else;
    sentences that stand side by side are one statement, in the text's order.
    A sentence that leans on the one before it ("It …", "However …") is quoted with it.
    What says nothing alone is quoted with what follows it, in the next paragraph too: a question
    with the sentence after it, a lead-in ("… the following:") with its list.
    """
    chosen: list[Reading] = []
    quotes: list[_Quote] = []
    for reading in evidence.readings:
        if len(chosen) == MOST or reading.score < evidence.readings[0].score - _MARGIN:
            break
        if _is_said(reading, quotes, chosen):
            continue
        if (quote := _quote(reading, evidence.found)) is not None:
            chosen.append(reading)
            quotes = _with(quotes, quote)
    return tuple(map(_statement, quotes))


def _is_said(reading: Reading, quotes: Iterable[_Quote], chosen: Iterable[Reading]) -> bool:
    """Whether a sentence is quoted already, or says nearly the same in the same words."""
    if any(quote.holds(reading) or reading.text in quote.text for quote in quotes):
        return True
    return any(_alike(reading, other) for other in chosen)


def _alike(one: Reading, other: Reading) -> bool:
    language = one.found.language
    first, second = set(terms(one.text, language)), set(terms(other.text, language))
    return len(first & second) >= _ALIKE * max(min(len(first), len(second)), 1)


def _quote(reading: Reading, found: Sequence[Found]) -> _Quote | None:
    """The sentence with what it needs beside it; None for a question that nothing follows."""
    alone = _Quote(reading.found, reading.place, reading.place)
    if _ASKS.search(reading.text):
        return _with_reply(alone, found)
    if _LEADS_IN.search(reading.text) and _is_last(alone):
        return replace(alone, after=_list_after(reading.found, found))
    if reading.place and _LEANS.match(reading.text):
        both = replace(alone, first=reading.place - 1)
        return both if both.is_exact else alone
    return alone


def _with_reply(question: _Quote, found: Sequence[Found]) -> _Quote | None:
    if _is_last(question):
        following = _next(question.found, found)
        reply = sentence(following, 0) if following else None
        if following is None or reply is None or _ASKS.search(reply):
            return None
        return replace(question, after=(following, reply))
    both = replace(question, last=question.last + 1)
    return both if both.is_exact and not _ASKS.search(sentence(both.found, both.last)) else None


def _list_after(lead_in: Found, found: Sequence[Found]) -> tuple[Found, str] | None:
    following = _next(lead_in, found)
    if following is None or following.placed.paragraph.kind is not ParagraphKind.LIST:
        return None
    text = following.placed.paragraph.text
    return (following, text) if len(text.split()) <= _LONGEST_LIST else None


def _is_last(quote: _Quote) -> bool:
    return quote.last == len(quote.found.sentences) - 1


def _next(one: Found, found: Sequence[Found]) -> Found | None:
    """The paragraph after one, if it was found too."""
    place = (one.placed.scope, one.placed.source, one.placed.paragraph.number + 1)
    for each in found:
        if (each.placed.scope, each.placed.source, each.placed.paragraph.number) == place:
            return each
    return None


def _with(quotes: Sequence[_Quote], added: _Quote) -> list[_Quote]:
    """The quotes with one more, joined to all that it stands beside, in the place of the first."""
    kept: list[_Quote] = []
    place: int | None = None
    for quote in quotes:
        both = quote.joined(added)
        if both is None:
            kept.append(quote)
            continue
        added = both
        place = len(kept) if place is None else place
    kept.insert(len(kept) if place is None else place, added)
    return kept


def _statement(quote: _Quote) -> Statement:
    citation = cite(quote.found.placed, quote.text)
    if quote.after is None:
        return Statement(citation.quote, (citation,))
    following, text = quote.after
    return Statement(f"{citation.quote}\n{text}", (citation, cite(following.placed, text)))
