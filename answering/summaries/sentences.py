"""The sentences of a source, and those runs of them that a summary may quote."""

from collections.abc import Sequence
from dataclasses import dataclass

from answering.injected import clean_until
from answering.summaries.lengths import size
from answering.summaries.standing import Standing, is_balanced, standing
from vectorstore.languages import Language
from vectorstore.model import ParagraphKind, PlacedParagraph
from vectorstore.sentences import sentences

_FURTHEST = 2  # sentences before one that leans
_LONGEST = 100  # words of one quotation

_READ = (ParagraphKind.PROSE, ParagraphKind.QUOTE)
"""What is read: if a source has no prose, what it quotes. Lists, tables, code and notes make
no sense in pieces."""


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence; `paragraph` is its paragraph's place among those read, from 0.

    `start` and `end` are character offsets into that paragraph's text.
    """

    paragraph: int
    start: int
    end: int
    text: str
    words: int


@dataclass(frozen=True, slots=True)
class Quotation:
    """Sentences from `first` to `last`, places among all, that stand in a row in one paragraph.

    More than one where the last of them leans on those before.
    """

    paragraph: int
    first: int
    last: int
    text: str
    words: int


@dataclass(frozen=True, slots=True)
class Reading:
    """What a summary is made from: the paragraphs read, their sentences, the quotations."""

    paragraphs: Sequence[PlacedParagraph]
    language: Language
    sentences: Sequence[Sentence]
    quotations: Sequence[Quotation]

    @classmethod
    def of(cls, placed: Sequence[PlacedParagraph], language: Language) -> "Reading":
        """Reads the prose of some paragraphs; where none can be quoted, what they quote."""
        readings = (
            cls._of_kind([each for each in placed if each.paragraph.kind is kind], language)
            for kind in _READ
        )
        first = next(readings)
        return first if first.quotations else next(readings)

    @classmethod
    def _of_kind(cls, placed: Sequence[PlacedParagraph], language: Language) -> "Reading":
        every: list[Sentence] = []
        quotations: list[Quotation] = []
        for at, each in enumerate(placed):
            own = _sentences(at, each.paragraph.text, language)
            quotations += _quotations(own, len(every), each.paragraph.text, language)
            every += own
        return cls(placed, language, every, quotations)


def _sentences(paragraph: int, text: str, language: Language) -> list[Sentence]:
    """The sentences of a paragraph as far as none of them speaks to a program."""
    spans = sentences(text)
    clean = clean_until([text[start:end] for start, end in spans])
    return [
        Sentence(paragraph, start, end, text[start:end], size(text[start:end], language))
        for start, end in spans[:clean]
    ]


def _quotations(
    own: Sequence[Sentence], before: int, text: str, language: Language
) -> list[Quotation]:
    """A paragraph's quotations; `before` is how many sentences stand before its first."""
    standings = [standing(each.text, language, follows=at > 0) for at, each in enumerate(own)]
    found: list[Quotation] = []
    for last, each in enumerate(own):
        first = _beginning(standings, last)
        if first is None:
            continue
        words = sum(one.words for one in own[first : last + 1])
        run = text[own[first].start : each.end]
        if first < last and (words > _LONGEST or "\n" in run or not is_balanced(run)):
            continue
        found.append(Quotation(each.paragraph, before + first, before + last, run, words))
    return found


def _beginning(standings: Sequence[Standing], last: int) -> int | None:
    """Where a quotation that ends with a sentence begins; None if it cannot stand."""
    first = last
    while standings[first] is Standing.LEANS and first > 0 and last - first < _FURTHEST:
        first -= 1
    return first if standings[first] is Standing.ALONE else None
