"""What a paragraph offers to compare a statement with."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from answering.facts.figures import Figure, agrees
from answering.facts.sentences import Sentence, sentences
from answering.facts.tokens import Sort, Token
from vectorstore.model import Paragraph, PassageKind

Place = tuple[int, int]
"""A sentence of the evidence, and a token's place in it."""
_WORD = re.compile(r"[^\W_]+")
_JOINING = frozenset({"of", "the", "and", "for", "de"})


@dataclass(frozen=True, slots=True)
class Evidence:
    """A paragraph's sentences, where each key stands, its figures and its acronyms.

    `known` are the keys of the headings (and of the title), which may be named but tell nothing.
    `acronyms` lead from the initials of a run of names to the key of its first word.
    """

    sentences: tuple[Sentence, ...]
    places: Mapping[str, tuple[Place, ...]]
    figures: tuple[Figure, ...]
    acronyms: Mapping[str, str]
    known: frozenset[str]
    words: str


def evidence(paragraph: Paragraph, title: str = "") -> Evidence:
    """Reads a paragraph; the same one is read once."""
    passages = tuple(p.text for p in paragraph.passages if p.kind is PassageKind.SENTENCE)
    return _evidence(passages or (paragraph.text,), paragraph.text, (*paragraph.headings, title))


@lru_cache(maxsize=256)
def _evidence(passages: tuple[str, ...], text: str, about: tuple[str, ...]) -> Evidence:
    found = tuple(each for passage in passages for each in sentences(passage))
    named = tuple(each for heading in about for each in sentences(heading))
    places: dict[str, list[Place]] = {}
    for number, sentence in enumerate(found):
        for place in sentence.counting:
            places.setdefault(sentence.tokens[place].key, []).append((number, place))
    return Evidence(
        sentences=found,
        places={key: tuple(at) for key, at in places.items()},
        figures=tuple(_figures((*found, *named))),
        acronyms=_acronyms((*found, *named)),
        known=frozenset(t.key for each in named for t in each.tokens if t.counts),
        words=plain_words(text),
    )


def plain_words(text: str) -> str:
    """The words of a text in small letters with one space before, between and after them."""
    return f" {' '.join(_WORD.findall(text.casefold()))} "


def _figures(found: Iterable[Sentence]) -> Iterable[Figure]:
    return (token.figure for each in found for token in each.tokens if token.figure)


def _acronyms(found: Iterable[Sentence]) -> dict[str, str]:
    acronyms: dict[str, str] = {}
    for each in found:
        for run in _runs(each.tokens):
            initials = "".join(token.folded[0] for token in run if token.sort is not Sort.STOP)
            every = "".join(token.folded[0] for token in run)
            acronyms |= {initials: run[0].key, every: run[0].key} if len(initials) > 1 else {}
    return acronyms


def _runs(tokens: tuple[Token, ...]) -> Iterable[list[Token]]:
    """Runs of names, with small words such as "of" inside them."""
    run: list[Token] = []
    for token in (*tokens, Token(Sort.BREAK, ".", ".", ".")):
        if token.sort is Sort.NAME or (token.text[:1].isupper() and token.sort is Sort.WORD):
            run.append(token)
        elif not (run and token.folded in _JOINING):
            while run and run[-1].sort is Sort.STOP:
                run.pop()
            if run:
                yield run
            run = []
        else:
            run.append(token)


def agreeing(figure: Figure, offered: Iterable[Figure]) -> Figure | None:
    """The first offered figure that is the one said; a date may be put together from two."""
    given = tuple(offered)
    direct = next((each for each in given if agrees(figure, each)), None)
    if direct is not None or figure.date is None or figure.date.first is None:
        return direct
    if figure.date.month is None:
        return None
    year = any(g.date and g.date.first == figure.date.first for g in given)
    if not year:
        return None
    said = figure.date
    for each in given:
        date = each.date
        if (
            date
            and date.first is None
            and date.month == said.month
            and said.day in (None, date.day)
        ):
            return each
    return None
