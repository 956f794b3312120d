"""Paragraphs to passages: sentences, and windows as long as the embedding model reads whole."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from ingest.alignment import raw_spans
from vectorstore.inserting import Carried
from vectorstore.model import Paragraph, ParagraphKind, Passage, PassageKind
from vectorstore.sentences import Span, sentences

_CLAUSE = re.compile(r"\n|[,;:](?=\s)|[—–](?=\w)|[，、；：،؛]")
_SPACE = re.compile(r"\s")
_LINE = re.compile(r"[^\s](?:[^\n]*[^\s])?")
_ALL = re.compile(r"\S(?:.*\S)?", re.DOTALL)


class TokenLimit(Protocol):
    """How much of a text the embedding model reads."""

    @property
    def max_tokens(self) -> int:
        """The longest text that is read whole, in tokens, with those that the model adds."""
        ...

    def count(self, texts: Sequence[str]) -> list[int]:
        """The tokens of each text, with those that the model adds to every text."""
        ...


def cut(paragraph: Paragraph, limit: TokenLimit) -> tuple[Passage, ...]:
    """The passages of one paragraph; see `cut_all`."""
    return cut_all([paragraph], limit)[0].passages


def cut_all(paragraphs: Sequence[Paragraph], limit: TokenLimit) -> tuple[Paragraph, ...]:
    """The paragraphs with their passages, counted in few calls of the tokenizer.

    A paragraph gives its sentences in order and, if it has more than one, windows: itself as a
    whole if the model reads that, else runs of sentences that overlap by one where that fits.
    A sentence that is too long for the model is cut at clauses, words or characters.
    """
    texts = [paragraph.text for paragraph in paragraphs]
    pieces = _fitted(texts, [_sentence_spans(paragraph) for paragraph in paragraphs], limit)
    runs = _windows(texts, pieces, limit)
    return tuple(
        replace(paragraph, passages=_passages(paragraph, pieces[at], runs[at]))
        for at, paragraph in enumerate(paragraphs)
    )


def cut_changed(
    paragraphs: Sequence[Paragraph], before: Sequence[Paragraph], limit: TokenLimit
) -> tuple[tuple[Paragraph, ...], tuple[Carried, ...]]:
    """As `cut_all`, but paragraphs that stand `before` as well get no passages: they have them.

    Gives also which these are.
    """
    places: dict[_Words, int] = {}
    for each in before:
        places.setdefault(_words(each), each.number)
    words = {each.number: _words(each) for each in before}
    runs: list[Carried] = []
    changed = []
    for each in paragraphs:
        own = _words(each)
        if runs and runs[-1].last == each.number - 1:
            last = runs[-1]
            if words.get(each.number - last.shift) == own:
                runs[-1] = replace(last, last=each.number)
                continue
        if own in places:
            runs.append(Carried(each.number, each.number, each.number - places[own]))
        else:
            changed.append(each)
    cut_anew = {each.number: each for each in cut_all(changed, limit)}
    return tuple(cut_anew.get(each.number, each) for each in paragraphs), tuple(runs)


_Words = tuple[ParagraphKind, str, str]


def _words(paragraph: Paragraph) -> _Words:
    return paragraph.kind, paragraph.raw, paragraph.text


@dataclass(frozen=True, slots=True, order=True)
class _Piece:
    """A sentence, or the part of one that the model reads whole, and its tokens."""

    start: int
    end: int
    tokens: int


_Run = tuple[int, int]
"""Some pieces in a row: the first one, and the one behind the last."""


def _sentence_spans(paragraph: Paragraph) -> list[Span]:
    text = paragraph.text
    if paragraph.kind is ParagraphKind.CODE:
        return [found.span() for found in _ALL.finditer(text)]
    if paragraph.kind is ParagraphKind.TABLE:
        return [found.span() for found in _LINE.finditer(text)]
    return sentences(text)


def _fitted(
    texts: Sequence[str], spans: Sequence[Sequence[Span]], limit: TokenLimit
) -> list[list[_Piece]]:
    """The spans of each text as pieces; those over the limit are halved until they fit."""
    pieces: list[list[_Piece]] = [[] for _ in texts]
    waiting = [(at, span) for at, of_text in enumerate(spans) for span in of_text]
    while waiting:
        counts = limit.count([texts[at][start:end] for at, (start, end) in waiting])
        halves: list[tuple[int, Span]] = []
        for (at, (start, end)), tokens in zip(waiting, counts, strict=True):
            if tokens <= limit.max_tokens or end - start == 1:
                pieces[at].append(_Piece(start, end, tokens))
            else:
                halves += ((at, half) for half in _halves(texts[at], start, end))
        waiting = halves
    return [sorted(of_text) for of_text in pieces]


def _halves(text: str, start: int, end: int) -> list[Span]:
    """The span in two, at the clause, word or letter that is nearest to the middle."""
    middle = (start + end) // 2
    quarter = (end - start) // 4
    for sign in (_CLAUSE, _SPACE):
        places = [found.end() for found in sign.finditer(text, start + quarter, end - quarter)]
        if places:
            place = min(places, key=lambda at: abs(at - middle))
            break
    else:
        place = middle
        while place < end - 1 and unicodedata.category(text[place]).startswith("M"):
            place += 1
    return [span for a, b in ((start, place), (place, end)) if (span := _trimmed(text, a, b))]


def _trimmed(text: str, start: int, end: int) -> Span | None:
    found = _ALL.search(text[start:end])
    return (start + found.start(), start + found.end()) if found else None


def _windows(
    texts: Sequence[str], pieces: Sequence[Sequence[_Piece]], limit: TokenLimit
) -> list[list[_Run]]:
    """Runs of pieces that the model reads whole; none for a text of one piece."""
    runs: list[list[_Run]] = [[] for _ in texts]
    added = limit.count([""])[0]
    waiting = [
        (at, run)
        for at, of_text in enumerate(pieces)
        if len(of_text) > 1
        for run in _estimated(of_text, limit.max_tokens, added)
    ]
    while waiting:
        counts = limit.count(
            [texts[at][pieces[at][a].start : pieces[at][b - 1].end] for at, (a, b) in waiting]
        )
        halves: list[tuple[int, _Run]] = []
        for (at, (a, b)), tokens in zip(waiting, counts, strict=True):
            if tokens <= limit.max_tokens or b - a == 1:
                runs[at].append((a, b))
            else:
                halves += ((at, half) for half in ((a, (a + b) // 2), ((a + b) // 2, b)))
        waiting = halves
    return [sorted(of_text) for of_text in runs]


def _estimated(pieces: Sequence[_Piece], max_tokens: int, added: int) -> list[_Run]:
    """Runs as long as fit, if the tokens of a run are those of its pieces.

    A run begins with the last piece of the one before where the next piece fits as well.
    """
    runs: list[_Run] = []
    first, room = 0, max_tokens - added
    for at, piece in enumerate(pieces):
        own = piece.tokens - added
        if own > room and at > first:
            runs.append((first, at))
            shared = pieces[at - 1].tokens - added
            overlaps = at - first > 1 and shared + own <= max_tokens - added
            first = at - 1 if overlaps else at
            room = max_tokens - added - (shared if overlaps else 0)
        room -= own
    return [*runs, (first, len(pieces))]


def _passages(
    paragraph: Paragraph, pieces: Sequence[_Piece], runs: Sequence[_Run]
) -> tuple[Passage, ...]:
    raw = raw_spans(paragraph.raw, paragraph.text, [(piece.start, piece.end) for piece in pieces])
    singles = [(at, at + 1) for at in range(len(pieces))]
    return tuple(
        Passage(kind, paragraph.text[pieces[a].start : pieces[b - 1].end], raw[a][0], raw[b - 1][1])
        for kind, of_kind in ((PassageKind.SENTENCE, singles), (PassageKind.WINDOW, runs))
        for a, b in of_kind
    )
