"""Which words of a paragraph changed."""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import groupby, pairwise
from typing import Final, NamedTuple

from ingest.aligning import Pair, align
from vectorstore.languages import UNSPACED_LETTERS


class RunKind(StrEnum):
    """Which version of a paragraph has a run of words: both, only the new, only the old one."""

    SAME = "same"
    ADDED = "added"
    REMOVED = "removed"


@dataclass(frozen=True, slots=True)
class Run:
    """Words that stand side by side, with the white space after them."""

    kind: RunKind
    text: str


class _Token(NamedTuple):
    text: str
    space: str  # the white space after it


class _Part(NamedTuple):
    """Some of the old words and some of the new ones: the same ones, or those in their place."""

    is_same: bool
    old: list[_Token]
    new: list[_Token]


def _unspaced_marks() -> str:
    """The marks of the scripts without spaces: they stand on the sign before them."""
    signs = map(chr, range(0x0E00, 0x1800))
    return "".join(each for each in signs if unicodedata.category(each).startswith("M"))


# Every sign of a word but white space and punctuation, so with the marks of all scripts.
_LETTER: Final = rf"[^\s!-/:-@\[-^`{{-~¡-¿×÷\u2010-\u205e\u3000-\u303f{UNSPACED_LETTERS}]"
# A script without spaces between words is compared sign by sign.
_WORD: Final = rf"[{UNSPACED_LETTERS}][{_unspaced_marks()}]*|{_LETTER}+(?:[.,:'’@/-]{_LETTER}+)*"
_TOKEN: Final = re.compile(rf"({_WORD}|\S)(\s*)")
_IS_WORD: Final = re.compile(_WORD)
_SWALLOWED: Final = 2  # words: more of them between two changes are worth seeing as the same
_ENDS: Final = frozenset(".!?。！？")


def words(text: str) -> list[str]:
    """The words of a text as they are written, without punctuation."""
    return _IS_WORD.findall(text)


def runs(before: str, after: str) -> tuple[Run, ...]:
    """What of `before` is kept, removed and added in `after`, in runs of whole words.

    White space apart, the runs that are not added make `before`, and those that are not removed
    make `after`. What is removed comes before what is added in its place.
    Few same words between two changes go with them, so that a reader sees one change.
    """
    found: list[Run] = []
    parts = _swallowing(_parts(_tokens(before), _tokens(after)))
    for part, following in pairwise([*parts, None]):
        assert part is not None
        if part.is_same:
            # The space that stands before whatever is shown next.
            goes_on = following is not None and following.old
            last = (part.old if goes_on else part.new)[-1].space
            found.append(Run(RunKind.SAME, _spelled(part.new, last)))
            continue
        if part.old:
            found.append(Run(RunKind.REMOVED, _spelled(part.old, _space_between(part))))
        if part.new:
            found.append(Run(RunKind.ADDED, _spelled(part.new, part.new[-1].space)))
    return tuple(found)


def _tokens(text: str) -> list[_Token]:
    return [_Token(*each) for each in _TOKEN.findall(text)]


def _parts(old: list[_Token], new: list[_Token]) -> Iterator[_Part]:
    i = j = 0
    pairs = align([each.text for each in old], [each.text for each in new])
    for _, run in groupby(enumerate(pairs), key=lambda each: _diagonal(*each)):
        same = [pair for _, pair in run]
        (a, c), length = same[0], len(same)
        if a > i or c > j:
            yield _Part(False, old[i:a], new[j:c])
        i, j = a + length, c + length
        yield _Part(True, old[a:i], new[c:j])
    if i < len(old) or j < len(new):
        yield _Part(False, old[i:], new[j:])


def _diagonal(at: int, pair: Pair) -> tuple[int, int]:
    """Equal for pairs that follow each other in both lists."""
    return pair[0] - at, pair[1] - at


def _swallowing(parts: Iterable[_Part]) -> list[_Part]:
    """The parts, with the same words that are few beside the changes around them in these."""
    done: list[_Part] = []
    for part in parts:
        done.append(part)
        while len(done) > 2 and not done[-1].is_same and _is_slight(*done[-3:]):
            first = done[-3]
            for each in done[-2:]:
                first.old.extend(each.old)
                first.new.extend(each.new)
            del done[-2:]
    return done


def _is_slight(left: _Part, same: _Part, right: _Part) -> bool:
    """Whether words that stayed are no more than those that changed on either side of them."""
    if sum(map(_is_word, same.new)) > _SWALLOWED or any(e.text in _ENDS for e in same.new):
        return False
    needed = _length(same.new)
    # No word is shorter than one sign, so no more of them need be counted.
    return all(
        max(_length(each.old[:needed]), _length(each.new[:needed])) >= needed
        for each in (left, right)
    )


def _is_word(token: _Token) -> bool:
    return _IS_WORD.match(token.text) is not None


def _length(tokens: Iterable[_Token]) -> int:
    return sum(len(each.text) for each in tokens)


def _space_between(part: _Part) -> str:
    """What stands after the words removed: two words never stick together."""
    last = part.old[-1]
    sticks = part.new and not last.space and _is_word(last) and _is_word(part.new[0])
    return " " if sticks else last.space


def _spelled(tokens: Sequence[_Token], last: str) -> str:
    *others, end = tokens
    return "".join(each.text + each.space for each in others) + end.text + last
