"""The writer without a model: it quotes the sentences that answer."""

from collections.abc import Sequence

from answering.evidence import Reading, readings
from answering.expectations import expect
from answering.model import Citation, Statement
from vectorstore.ranking import Found
from vectorstore.words import terms

MOST = 3
_MARGIN = 2.5
_ALIKE = 0.6


def write(question: str, found: Sequence[Found]) -> tuple[Statement, ...]:
    """Quotes one to three sentences, best first; none only if nothing was found.

    A further sentence is quoted if it scores nearly as well as the first and says something else.
    """
    chosen: list[Reading] = []
    for reading in readings(expect(question), found):
        if len(chosen) == MOST or (chosen and reading.score < chosen[0].score - _MARGIN):
            break
        if not any(_alike(reading, other) for other in chosen):
            chosen.append(reading)
    return tuple(_statement(reading) for reading in chosen)


def _alike(one: Reading, other: Reading) -> bool:
    """Whether two sentences say nearly the same in the same words."""
    first, second = set(terms(one.text)), set(terms(other.text))
    return len(first & second) >= _ALIKE * max(min(len(first), len(second)), 1)


def _statement(reading: Reading) -> Statement:
    placed = reading.found.placed
    return Statement(
        reading.text,
        (
            Citation(
                scope=placed.scope,
                source=placed.source,
                title=placed.title,
                revision=placed.revision.number,
                paragraph=placed.paragraph.number,
                heading=placed.paragraph.heading,
                quote=reading.text,
            ),
        ),
    )
