"""A part of a lexical index: the words of some paragraphs in flat arrays, which never change."""

from array import array
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise
from operator import itemgetter

import numpy as np
from numpy.typing import NDArray

from vectorstore.counting import Encoding, ParagraphWords, Vocabulary
from vectorstore.languages import LANGUAGES, Family, language_of

Row = tuple[int, str, str, Sequence[str]]
"""A paragraph to index: its key, its source's id, its text, the texts of its sentences."""

_LANGUAGE_NUMBERS = {language: number for number, language in enumerate(LANGUAGES)}
_SPELLED = np.array([each.family in (Family.LATIN, Family.SCRIPT) for each in LANGUAGES])

Integers = NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class Texts:
    """Paragraphs as codes (see `Encoding`), in the order they were read.

    Paragraph `p` has the sentences from `paragraphs[p]` up to `paragraphs[p + 1]`, and sentence
    `s` the codes from `sentences[s]` up to `sentences[s + 1]`.
    `sources` gives each source a number; `owners` are those of the paragraphs.
    `languages` are the paragraphs' places in `LANGUAGES`.
    """

    keys: Integers
    sources: Mapping[str, int]
    owners: NDArray[np.int32]
    languages: NDArray[np.uint8]
    paragraphs: Integers
    sentences: Integers
    codes: NDArray[np.uint32]

    @classmethod
    def read(cls, rows: Iterable[Row], vocabulary: Vocabulary) -> "Texts":
        """Reads paragraphs; those of one source stand together."""
        encoding = Encoding(vocabulary)
        keys, owners, languages = array("q"), array("i"), array("B")
        paragraphs, sentences, codes = array("q", [0]), array("q", [0]), array("I")
        sources: dict[str, int] = {}
        for source, group in groupby(rows, key=itemgetter(1)):
            of_source = list(group)
            language = language_of(" ".join(text for _, _, text, _ in of_source))
            number = sources.setdefault(source, len(sources))
            for key, _, text, parts in of_source:
                for part in parts or (text,):
                    encoding.extend(codes, part, language)
                    sentences.append(len(codes))
                keys.append(key)
                owners.append(number)
                languages.append(_LANGUAGE_NUMBERS[language])
                paragraphs.append(len(sentences) - 1)
        return cls(
            keys=np.array(keys),
            sources=sources,
            owners=np.array(owners),
            languages=np.array(languages),
            paragraphs=np.array(paragraphs),
            sentences=np.array(sentences),
            codes=np.array(codes),
        )

    @property
    def bounds(self) -> Integers:
        """The first code of each paragraph, and the end of the last."""
        return self.sentences[self.paragraphs]

    def only(self, alive: NDArray[np.bool_]) -> "Texts":
        """The same without some paragraphs."""
        if alive.all():
            return self
        whole = np.repeat(alive, np.diff(self.paragraphs))
        return Texts(
            keys=self.keys[alive],
            sources=self.sources,
            owners=self.owners[alive],
            languages=self.languages[alive],
            paragraphs=_ends(np.diff(self.paragraphs)[alive]),
            sentences=_ends(np.diff(self.sentences)[whole]),
            codes=self.codes[np.repeat(alive, np.diff(self.bounds))],
        )

    def with_more(self, more: "Texts") -> "Texts":
        """These paragraphs and then those."""
        sources = dict(self.sources)
        for source in more.sources:
            sources.setdefault(source, len(sources))
        numbers = np.array([sources[source] for source in more.sources], dtype=np.int32)
        return Texts(
            keys=np.concatenate([self.keys, more.keys]),
            sources=sources,
            owners=np.concatenate([self.owners, numbers[more.owners]]),
            languages=np.concatenate([self.languages, more.languages]),
            paragraphs=np.concatenate([self.paragraphs, more.paragraphs[1:] + self.paragraphs[-1]]),
            sentences=np.concatenate([self.sentences, more.sentences[1:] + self.sentences[-1]]),
            codes=np.concatenate([self.codes, more.codes]),
        )

    def words(self, place: int, vocabulary: Vocabulary) -> ParagraphWords:
        """The counted words of one paragraph."""
        first, end = self.paragraphs[place], self.paragraphs[place + 1]
        bounds = self.sentences[first : end + 1].tolist()
        marked = [
            [(vocabulary.stem(code >> 1), bool(code & 1)) for code in self.codes[a:b].tolist()]
            for a, b in pairwise(bounds)
        ]
        return ParagraphWords.of(marked, LANGUAGES[self.languages[place]])


@dataclass(frozen=True, slots=True, eq=False)
class Segment:
    """Texts with their postings: for each term, where it occurs and how often.

    The term `terms[t]` is `counts[i]` times in the paragraph `places[i]`, for `i` from `starts[t]`
    up to `starts[t + 1]`. `lengths` are the paragraphs' numbers of terms.
    """

    texts: Texts
    lengths: Integers
    terms: Integers
    starts: Integers
    places: NDArray[np.int32]
    counts: NDArray[np.int32]
    order: Integers

    @classmethod
    def of(cls, texts: Texts) -> "Segment":
        """Inverts texts."""
        size = len(texts.keys)
        is_term = (texts.codes & 1).astype(bool)
        places = np.repeat(np.arange(size), np.diff(texts.bounds))[is_term]
        pairs = (texts.codes[is_term] >> 1).astype(np.int64) * max(size, 1) + places
        pairs, counts = np.unique(pairs, return_counts=True)
        terms, starts = np.unique(pairs // max(size, 1), return_index=True)
        return cls(
            texts=texts,
            lengths=np.bincount(places, minlength=size),
            terms=terms,
            starts=np.append(starts, len(pairs)),
            places=(pairs % max(size, 1)).astype(np.int32),
            counts=counts.astype(np.int32),
            order=np.argsort(texts.keys),
        )

    def place(self, key: int) -> int | None:
        """Where the paragraph of a key is, or None if it isn't here."""
        keys, order = self.texts.keys, self.order
        at = int(np.searchsorted(keys, key, sorter=order))
        if at == len(order) or keys[order[at]] != key:
            return None
        return int(order[at])

    def postings(self, term: int) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
        """The places of a term, and how often it is in each."""
        at = int(np.searchsorted(self.terms, term))
        if at == len(self.terms) or self.terms[at] != term:
            return self.places[:0], self.counts[:0]
        part = slice(self.starts[at], self.starts[at + 1])
        return self.places[part], self.counts[part]

    def of_source(self, source: str) -> NDArray[np.bool_]:
        """Which paragraphs are a source's."""
        found: NDArray[np.bool_] = self.texts.owners == self.texts.sources.get(source, -1)
        return found

    def frequencies(self, size: int, among: NDArray[np.bool_]) -> Integers:
        """In how many of some paragraphs each of `size` terms is."""
        found = np.zeros(size, dtype=np.int64)
        if len(self.terms):
            found[self.terms] = np.add.reduceat(among[self.places], self.starts[:-1], dtype=int)
        return found

    def spelled(self) -> NDArray[np.bool_]:
        """Which paragraphs are in a language whose words are compared by their letters."""
        spelled: NDArray[np.bool_] = _SPELLED[self.texts.languages]
        return spelled


def _ends(lengths: Integers) -> Integers:
    return np.concatenate([np.zeros(1, dtype=np.int64), np.cumsum(lengths)])
