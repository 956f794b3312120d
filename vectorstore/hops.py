"""Questions that need two articles: what links the best paragraph to another one.

"When did the state of the Dodge Dam join the union?": the paragraph about the dam names the
state, and a paragraph about that state says when it joined.
"""

import re
from collections.abc import Callable, Mapping, Sequence, Set
from dataclasses import dataclass
from functools import lru_cache

from vectorstore.languages import Family, Language
from vectorstore.lexical import LexicalIndex, idf
from vectorstore.model import PlacedParagraph
from vectorstore.ranking import Found, QuestionWords
from vectorstore.words import terms

NAMED = 6.0
NAMES = 3.0
SHARED_NAME = 7.0
LEFT_OVER = 3.0
"""What a link adds, in logits; `benchmarks/two_hops.py` measures it."""

OPEN = 0.2
"""The share of the question's weight that the best paragraph must lack for a second search."""

_QUALIFIER = re.compile(r"\s*\([^)]*\)\s*\Z")  # Mercury (planet)
_SHORTEST = 4  # characters; shorter titles stand in too many texts
_WORD = re.compile(r"[^\W\d_][\w'’-]*")


@dataclass(frozen=True, slots=True)
class Hop:
    """From the best paragraph of a question to others that it leads to.

    `names` are the terms of the names that the best paragraph adds to the question, with their
    rarity, 0 to 1; `missing` the question's terms that it lacks, with their share of the
    weight of all of the question's terms.
    Names are read in English only: elsewhere capitals tell less, or are not there.
    """

    best: Found
    names: Mapping[str, float]
    missing: Mapping[str, float]

    @classmethod
    def read(cls, asked: QuestionWords, best: Found, lexical: Sequence[LexicalIndex]) -> "Hop":
        """The hop from the best paragraph; `lexical` are the indexes of all scopes read."""
        text = f"{best.placed.title}. {best.placed.paragraph.text}"
        said = set(terms(text, best.language))
        size = sum(index.size for index in lexical)

        def rarity(term: str) -> float:
            return idf(size, sum(index.frequency(term) for index in lexical)) / idf(size, 0)

        named = _named(text) if best.language.family is Family.ENGLISH else frozenset()
        return cls(
            best=best,
            names={term: rarity(term) for term in sorted(named - asked.shares.keys())},
            missing={term: share for term, share in asked.shares.items() if term not in said},
        )

    @property
    def is_open(self) -> bool:
        """Whether the best paragraph leaves so much of the question that another may be needed."""
        return bool(self.names) and sum(self.missing.values()) >= OPEN

    def gain(self, other: PlacedParagraph, words: Set[str]) -> float:
        """What `other`, of which `words` are the terms, gains by its links, in logits."""
        if other.title == self.best.placed.title:
            return 0.0
        linked = link(self.best.placed, other)
        if not self.is_open:
            return linked
        title = _title_terms(other.title, self.best.language)
        shared = self._rarest(words | title)
        answered = sum(share for term, share in self.missing.items() if term in words | title)
        answered /= sum(self.missing.values())
        return (
            linked + SHARED_NAME * self._rarest(title) + LEFT_OVER * answered * min(2 * shared, 1.0)
        )

    def _rarest(self, words: Set[str]) -> float:
        """The rarity of the rarest of the names among `words`; 0 for none."""
        return max((self.names[term] for term in self.names.keys() & words), default=0.0)


def follow(
    hop: Hop, found: Sequence[Found], words: Callable[[int], Set[str]], settled: int
) -> list[Found]:
    """The paragraphs, best first, with those that the hop leads to moved up; the first one stays.

    `words` gives the terms of a paragraph by its key. The first `settled` ones and those that
    gain are ordered by score and gain; the others stay behind them in their order.
    """
    best, *others = found
    gains = [hop.gain(each.placed, words(each.key)) for each in others]
    order = sorted(
        range(len(others)),
        key=lambda i: (i >= settled - 1 and not gains[i], -others[i].score - gains[i]),
    )
    return [best, *(others[i] for i in order)]


@lru_cache(maxsize=512)
def _named(text: str) -> frozenset[str]:
    """The terms of the capitalised words of an English text."""
    words = (word for word in _WORD.findall(text) if word[0].isupper())
    return frozenset(term for word in words for term in terms(word.lower()))


@lru_cache(maxsize=4096)
def _title_terms(title: str, language: Language) -> frozenset[str]:
    return frozenset(terms(title, language))


def link(best: PlacedParagraph, other: PlacedParagraph) -> float:
    """What `other` gains because the best paragraph names its title, or it names that one's."""
    if other.title == best.title:
        return 0.0
    is_named = _names(best.paragraph.text, other.title)
    does_name = _names(other.paragraph.text, best.title)
    return NAMED * is_named + NAMES * does_name


def _names(text: str, title: str) -> bool:
    """Whether a text has a title as whole words, in any case."""
    plain = _plain(title)
    # The plain test is some ten times as fast as the pattern, and all but always says no.
    if len(plain) < _SHORTEST or plain not in text.casefold():
        return False
    return re.search(rf"\b{re.escape(plain)}\b", text.casefold()) is not None


@lru_cache(maxsize=4096)
def _plain(title: str) -> str:
    return _QUALIFIER.sub("", title).casefold()
