"""A question and its best paragraphs as messages to a language model.

The system message holds the rules (`prompts/answer.md`), the same for every request. The user
message (`prompts/answer_request.md`) holds the paragraphs, best first, and then the question:

    <paragraph k7m4p d3f7h4j9k6mc>
    Article: The title
    Section: A heading > the heading below it
    The words of the paragraph.
    </paragraph k7m4p d3f7h4j9k6mc>

`k7m4p` is the paragraph's key (see `marks.py`), the other sign is one for the whole request. Both
are drawn for this request and occur nowhere in what it quotes, in the question or in the earlier
turns, so no text can close its own quotation, open another one or cite itself. Of the earlier
turns no more is offered: the question is understood alone by then, and what was once replied is
no source.

A long paragraph is cut to its best sentences and those beside them, with "…" between the parts.
The paragraphs share 1,800 words, so that a request has at most about 2,500: some have thousands,
a local server reads 4,096 tokens unless it is told otherwise and silently drops what is before
them, rules first, and small models find less in long texts.
"""

import random
import re
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from answering.chat.protocol import Message, Role
from answering.conversation.turns import Turn
from answering.generative.marks import DECLINED, neutral, new_key, new_nonce, visible
from prompts.loader import prompt
from vectorstore.ranking import Found

PARAGRAPHS_OFFERED = 6
"""At most so many paragraphs are offered, the best ones."""

WORDS_OFFERED = 1_800
"""At most so many words of paragraphs, all together."""

_HEADING_WORDS = 30
_QUESTION_WORDS = 400
_NEAR = 2  # sentences to each side of a good one
_FARTHER = 0.15  # of a sentence's score is lost with each step away from it
# Words, as long as they may be: signs of a script without spaces, two of which make about one,
# and pieces of what has no spaces at all.
_WORD = re.compile(
    "[\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff]{1,2}|\\S{1,12}"
)
_GAP = " … "


@dataclass(frozen=True, slots=True)
class Offer:
    """The messages to the model, and the paragraphs by the keys that a reply may cite."""

    offered: Mapping[str, Found]
    messages: tuple[Message, ...]


def offer(
    question: str,
    found: Sequence[Found],
    turns: Sequence[Turn] = (),
    *,
    rng: random.Random | None = None,
) -> Offer:
    """The best of `found` (best first) under fresh keys, and the messages that quote them.

    `rng` draws the keys, by default from the system's secure source.
    """
    rng = rng or secrets.SystemRandom()
    chosen = found[:PARAGRAPHS_OFFERED]
    taken = _taken(question, chosen, turns)
    nonce = new_nonce(taken, rng)
    taken += f"\n{nonce}"
    offered: dict[str, Found] = {}
    for each in chosen:
        key = new_key(taken, rng)
        taken += f"\n{key}"
        offered[key] = each
    sizes = _shares([_size(each.placed.paragraph.text) for each in chosen], WORDS_OFFERED)
    quoted = [
        _quoted(each, key, nonce, words)
        for (key, each), words in zip(offered.items(), sizes, strict=True)
    ]
    request = prompt("answer_request").fill(
        paragraphs="\n\n".join(quoted),
        question=neutral(_first(question, _QUESTION_WORDS)),
        nonce=nonce,
        keys=", ".join(f"[{key}]" for key in offered),
    )
    rules = prompt("answer").fill(declined=DECLINED)
    messages = (Message(Role.SYSTEM, rules), Message(Role.USER, request))
    return Offer(MappingProxyType(offered), messages)


def _taken(question: str, found: Sequence[Found], turns: Sequence[Turn]) -> str:
    """All that the keys must not occur in, in small letters."""
    texts = [question]
    for turn in turns:
        texts += [turn.question, turn.answer, *turn.about]
    for each in found:
        paragraph = each.placed.paragraph
        texts += [each.placed.title, *paragraph.headings, paragraph.text, paragraph.raw]
    written = "\n".join(texts)
    return f"{written}\n{visible(written)}".lower()


def _quoted(found: Found, key: str, nonce: str, words: int) -> str:
    placed = found.placed
    lines = [f"<paragraph {key} {nonce}>", f"Article: {_line(placed.title)}"]
    if placed.paragraph.headings:
        lines.append(f"Section: {_line(' > '.join(placed.paragraph.headings[-2:]))}")
    # The words of a quotation begin a line of their own, where a speaker's line would be one too.
    lines += [neutral(shortened(found, words)), f"</paragraph {key} {nonce}>"]
    return "\n".join(lines)


def _line(text: str) -> str:
    return neutral(_first(" ".join(text.split()), _HEADING_WORDS))


def _shares(sizes: Sequence[int], total: int) -> list[int]:
    """How many of `total` words each paragraph gets: what a short one leaves, the others share."""
    shares = [0] * len(sizes)
    left = total
    for done, at in enumerate(sorted(range(len(sizes)), key=sizes.__getitem__)):
        shares[at] = min(sizes[at], left // (len(sizes) - done))
        left -= shares[at]
    return shares


def _size(text: str) -> int:
    return sum(1 for _ in _WORD.finditer(text))


def _first(text: str, words: int) -> str:
    """The first words of `text`, with an ellipsis if there are more."""
    for count, found in enumerate(_WORD.finditer(text)):
        if count == words:
            return text[: found.start()].rstrip() + _GAP.rstrip()
    return text


def shortened(found: Found, words: int) -> str:
    """The paragraph's text, or at most `words` words of it: its best sentences and their
    neighbours in the order of the text, with an ellipsis for what is left out."""
    text = found.placed.paragraph.text
    if _size(text) <= words:
        return text
    spans = _sentence_spans(found)
    kept: set[int] = set()
    for place in _by_worth([sentence.score for sentence in found.sentences]):
        size = _size(text[slice(*spans[place])])
        if size > words and not kept:
            return _first(text[slice(*spans[place])], words)
        if size <= words:
            kept.add(place)
            words -= size
    return _joined(text, spans, kept)


def _sentence_spans(found: Found) -> list[tuple[int, int]]:
    """Where each of the paragraph's sentences stands in its text; each reaches to the next."""
    paragraph = found.placed.paragraph
    starts: list[int] = []
    at = 0
    for sentence in found.sentences:
        words = paragraph.passages[sentence.passage].text
        at = max(at, paragraph.text.find(words, at))
        starts.append(at)
        at += len(words)
    return list(zip(starts, [*starts[1:], len(paragraph.text)], strict=True))


def _by_worth(scores: Sequence[float]) -> list[int]:
    """The places of sentences, best first; one beside a good one is nearly as good."""
    worth = [
        max(
            scores[near] - _FARTHER * abs(near - place)
            for near in range(max(0, place - _NEAR), min(len(scores), place + _NEAR + 1))
        )
        for place in range(len(scores))
    ]
    return sorted(range(len(scores)), key=lambda place: -worth[place])


def _joined(text: str, spans: Sequence[tuple[int, int]], kept: set[int]) -> str:
    """The kept sentences as they stand, an ellipsis wherever something is left out."""
    parts = [] if 0 in kept else ["… "]
    for place in sorted(kept):
        if place and place - 1 not in kept and kept & set(range(place)):
            parts.append(_GAP)
        piece = text[slice(*spans[place])]
        parts.append(piece if place + 1 in kept else piece.rstrip())
    return "".join(parts) + ("" if len(spans) - 1 in kept else " …")
