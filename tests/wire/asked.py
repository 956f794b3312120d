"""A request as a language model sees it: the paragraphs between their marks, and the question."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

from vectorstore.sentences import sentences
from vectorstore.words import terms

_QUOTED: Final = re.compile(
    r"<paragraph (?P<key>\S+) (?P<nonce>\S+)>\n(?P<words>.*?)\n</paragraph (?P=key) (?P=nonce)>",
    re.DOTALL,
)
_ABOVE: Final = re.compile(r"\A(?:Article: [^\n]*\n)?(?:Section: [^\n]*\n)?")
_ASKED: Final = re.compile(r"\n(?:The question|The last question):\n(?P<words>.*?)\n\n", re.DOTALL)
_WORDS: Final = range(6, 60)


@dataclass(frozen=True)
class Quoted:
    """An offered paragraph."""

    key: str
    text: str

    @cached_property
    def sentences(self) -> tuple[str, ...]:
        """Its sentences as they stand."""
        return tuple(self.text[start:end] for start, end in sentences(self.text))

    @property
    def usable(self) -> list[str]:
        """Those that are whole, neither very short nor very long, and end with a full stop."""
        return [
            each
            for each in self.sentences
            if len(each.split()) in _WORDS and each[-1] == "." and "…" not in each
        ]


@dataclass(frozen=True, slots=True)
class Asked:
    """What one request asks of a model; `paragraphs` are empty where there is nothing to read."""

    rules: str
    question: str
    paragraphs: tuple[Quoted, ...]

    def best_first(self) -> list[tuple[Quoted, str]]:
        """Every usable sentence with its paragraph, by the share of the question's words."""
        wanted = set(terms(self.question))
        found = [(each, words) for each in self.paragraphs for words in each.usable]
        return sorted(found, key=lambda pair: -_overlap(wanted, pair[1]))

    def fitting(self, most: int = 3) -> tuple[Quoted, list[str]] | None:
        """The paragraph with the fittest sentence and its fittest sentences, in their order."""
        found = self.best_first()
        if not found:
            return None
        best = found[0][0]
        chosen = [words for each, words in found if each is best][:most]
        return best, sorted(chosen, key=best.text.index)


def _overlap(wanted: set[str], words: str) -> float:
    return len(wanted & set(terms(words))) / max(len(wanted), 1)


def read_request(messages: Sequence[Mapping[str, Any]]) -> Asked:
    """Reads the messages of a request, as both protocols bring them."""
    rules = _said(messages, "system")
    request = _said(messages, "user")
    question = _ASKED.search(request)
    paragraphs = tuple(
        Quoted(match["key"], _ABOVE.sub("", match["words"], count=1))
        for match in _QUOTED.finditer(request)
    )
    return Asked(rules, question["words"] if question else request, paragraphs)


def _said(messages: Iterable[Mapping[str, Any]], role: str) -> str:
    return "\n".join(str(each["content"]) for each in messages if each["role"] == role)
