"""The parts of a text that a summary is spread over: its sections, or equal stretches of it."""

from collections.abc import Sequence
from itertools import groupby, pairwise

from answering.summaries.sentences import Reading

_SENTENCES_A_PART = 4
"""So many sentences fall to each stretch of a long section. One would take the best of every
stretch, however little it says; without stretches whole tenths of a story are left out."""


def parts(reading: Reading, most: int) -> list[list[int]]:
    """The places of the quotations, by part, in reading order; no part is empty.

    A part is a section, of the deepest headings of which at most `most` have something to quote.
    A section that takes up much of the text is cut into stretches of about as many words each.
    """
    sections = _sections(reading, most)
    whole = sum(each.words for each in reading.sentences) or 1
    found: list[list[int]] = []
    for section in sections:
        read = {reading.quotations[at].paragraph for at in section}
        words = sum(each.words for each in reading.sentences if each.paragraph in read)
        count = round(words / whole * most / _SENTENCES_A_PART)
        found += _stretches(reading, section, max(count, 1))
    return found


def _sections(reading: Reading, most: int) -> list[list[int]]:
    headings = [each.paragraph.headings for each in reading.paragraphs]
    places = range(len(reading.quotations))
    for depth in range(max(map(len, headings), default=0), 0, -1):
        numbers = _runs([above[:depth] for above in headings])
        grouped = groupby(places, key=lambda at: numbers[reading.quotations[at].paragraph])
        sections = [list(group) for _, group in grouped]
        if len(sections) <= most:
            return sections
    return [list(places)] if reading.quotations else []


def _runs(above: Sequence[tuple[str, ...]]) -> list[int]:
    """For each paragraph the number of the run of equal headings that it stands in."""
    numbers = [0]
    for before, here in pairwise(above):
        numbers.append(numbers[-1] + (before != here))
    return numbers


def _stretches(reading: Reading, section: Sequence[int], count: int) -> list[list[int]]:
    """A section in at most so many stretches of about equally many words."""
    whole = sum(reading.quotations[at].words for at in section)
    found: list[list[int]] = [[] for _ in range(count)]
    before = 0
    for at in section:
        found[min(before * count // whole, count - 1)].append(at)
        before += reading.quotations[at].words
    return [each for each in found if each]
