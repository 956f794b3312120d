"""What a statement rests on: paragraphs, alone or together, and their sentences that say it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import chain

from answering.citations import cite
from answering.facts.evidence import evidence
from answering.facts.matching import match
from answering.facts.sentences import sentences, weight, without_source
from answering.model import Citation
from vectorstore.model import Paragraph, PassageKind
from vectorstore.ranking import Found

_MOST_QUOTED = 3  # sentences
_WORTH_QUOTING = 0.2  # of the statement's words, which a further sentence must add


@dataclass(frozen=True, slots=True)
class Resting:
    """Where in a found paragraph a statement stands: its sentences, by their places from 0."""

    found: Found
    places: tuple[int, ...]

    @property
    def sentences(self) -> tuple[str, ...]:
        """The words of those sentences."""
        return tuple(_texts(self.found)[place] for place in self.places)

    @property
    def citation(self) -> Citation:
        """The paragraph, with these sentences quoted if they stand in a row in it."""
        first, last = min(self.places), max(self.places)
        texts = _texts(self.found)
        whole = " ".join(texts[first : last + 1])
        is_exact = whole in self.found.placed.paragraph.text
        if is_exact and last - first < _MOST_QUOTED:
            return cite(self.found.placed, whole)
        return cite(self.found.placed, texts[self.places[0]])


def _texts(found: Found) -> list[str]:
    """The sentences of a paragraph, or its text where it has none."""
    paragraph = found.placed.paragraph
    said = [p.text for p in paragraph.passages if p.kind is PassageKind.SENTENCE]
    return said or [paragraph.text]


def resting(statement: str, found: Found) -> Resting:
    """The sentences of a paragraph that have most of a statement's words, the best first.

    A further one counts where it adds a fifth of the words, or it alone has a whole sentence of
    the statement.
    """
    read = evidence(found.placed.paragraph, found.placed.title)
    owners = _owners(found)
    held: dict[int, dict[tuple[int, str], float]] = {}
    total = 0.0
    for number, sentence in enumerate(sentences(without_source(statement))):
        each = match(sentence, read)
        for place in sentence.counting:
            worth = weight(sentence.tokens[place])
            total += worth
            for at, _ in read.places.get(each.keys[place] or "", ()):
                if at in each.window:
                    held.setdefault(owners[at], {})[number, sentence.tokens[place].key] = worth
    return Resting(found, tuple(_chosen(held, total)) or (0,))


def _chosen(held: dict[int, dict[tuple[int, str], float]], total: float) -> Iterable[int]:
    known: set[tuple[int, str]] = set()
    rest = dict(held)
    while rest:
        place = max(rest, key=lambda p: (_added(rest[p], known), -p))
        added = _added(rest[place], known)
        if known and added < _WORTH_QUOTING * total:
            return
        known |= rest.pop(place).keys()
        yield place


def _added(words: dict[tuple[int, str], float], known: set[tuple[int, str]]) -> float:
    return sum(worth for word, worth in words.items() if word not in known)


def _owners(found: Found) -> list[int]:
    """For each sentence as the check reads them, the place of the sentence that it is part of."""
    return [place for place, text in enumerate(_texts(found)) for _ in sentences(text)]


def joined(found: Sequence[Found]) -> Paragraph:
    """Paragraphs as one, in the order of their texts, for a statement that rests on several."""
    paragraphs = [each.placed.paragraph for each in found]
    text = "\n".join(each.text for each in paragraphs)
    return replace(
        paragraphs[0],
        headings=tuple(dict.fromkeys(chain.from_iterable(p.headings for p in paragraphs))),
        text=text,
        raw="\n".join(each.raw for each in paragraphs),
        passages=tuple(chain.from_iterable(p.passages for p in paragraphs)),
    )
