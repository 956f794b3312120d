"""The words of a paragraph, counted, and texts as numbers, which take little memory."""

from array import array
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, pairwise

from vectorstore.languages import ENGLISH, Family, Language
from vectorstore.words import marked_stems, read_word, split


@dataclass(frozen=True, slots=True)
class ParagraphWords:
    """The words of one paragraph, counted.

    `counts` maps a term to its number in the paragraph; `length` is their sum.
    `sentences` holds the distinct terms of each sentence, in the order of the sentences.
    `pairs` are neighbouring stems within a sentence, stop words included; none in a script
    without spaces, whose terms overlap.
    """

    counts: Mapping[str, int]
    length: int
    sentences: tuple[frozenset[str], ...]
    pairs: frozenset[tuple[str, str]]

    @classmethod
    def count(
        cls, text: str, sentences: Sequence[str], language: Language = ENGLISH
    ) -> "ParagraphWords":
        """Counts a paragraph, given with its sentences."""
        marked = [marked_stems(sentence, language) for sentence in sentences or (text,)]
        return cls.of(marked, language)

    @classmethod
    def of(
        cls, marked: Sequence[Sequence[tuple[str, bool]]], language: Language
    ) -> "ParagraphWords":
        """Counts a paragraph, given as the `marked_stems` of its sentences."""
        counts = Counter(term for sentence in marked for term, is_term in sentence if is_term)
        return cls(
            counts=counts,
            length=counts.total(),
            sentences=tuple(
                frozenset(term for term, is_term in sentence if is_term) for sentence in marked
            ),
            pairs=frozenset(
                (one, other)
                for sentence in marked
                if language.family is not Family.UNSPACED
                for (one, _), (other, _) in pairwise(sentence)
            ),
        )


class Vocabulary:
    """Numbers for stems, from 0. It only grows, so a number always stands for the same stem.

    One thread at a time may add to it, while others read.
    """

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}
        self._stems: list[str] = []

    def __len__(self) -> int:
        return len(self._stems)

    def number(self, stem: str) -> int | None:
        """The number of a stem, or None if no text had it."""
        return self._numbers.get(stem)

    def stem(self, number: int) -> str:
        """The stem that a number stands for."""
        return self._stems[number]

    def add(self, stem: str) -> int:
        """The number of a stem, which is given one if it has none."""
        number = self._numbers.get(stem)
        if number is None:
            # In this order: whoever finds the number may ask for the stem.
            number = len(self._stems)
            self._stems.append(stem)
            self._numbers[stem] = number
        return number


class Encoding:
    """Texts as codes: for each word twice the number of its stem, and 1 more if it is a term.

    It remembers the codes of every word as it is written, so keep it no longer than a while.
    """

    def __init__(self, vocabulary: Vocabulary) -> None:
        self._vocabulary = vocabulary
        self._known: dict[tuple[Language, bool], _Codes] = {}

    def extend(self, codes: "array[int]", text: str, language: Language) -> None:
        """Append the codes of a text, which are those of its `marked_stems`."""
        words, abbreviates = split(text, language)
        known = self._known.get((language, abbreviates))
        if known is None:
            known = _Codes(self._vocabulary, language, abbreviates)
            self._known[language, abbreviates] = known
        codes.extend(chain.from_iterable(map(known.__getitem__, words)))


class _Codes(dict[str, tuple[int, ...]]):
    """The codes of words as they are written, found when they are first asked for."""

    def __init__(self, vocabulary: Vocabulary, language: Language, abbreviates: bool) -> None:
        self._vocabulary = vocabulary
        self._language = language
        self._abbreviates = abbreviates

    def __missing__(self, word: str) -> tuple[int, ...]:
        marked = read_word(word, self._language, self._abbreviates)
        add = self._vocabulary.add
        codes = tuple([2 * add(stem) + is_term for stem, is_term in marked])
        if len(codes) < 3:  # a run of letters without spaces seldom comes again
            self[word] = codes
        return codes
