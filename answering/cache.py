"""Checked answers of the language model, kept in memory for who asks the same again."""

import time
import unicodedata
from collections import OrderedDict
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from threading import Event, Lock
from typing import Final, Self

from answering.model import Answer, NoAnswer, Note, WriterName
from vectorstore.model import Scope

_QUESTION_MARKS: Final = "?¿؟⸮՞፧ "
_OTHER_MEANING: Final = ("<super>", "<sub>", "<fraction>")
"""Kinds of compatibility forms that say something else than their plain signs."""
_MAY_BE_KEPT: Final = (None, Note.LEFT_OUT)


@dataclass(frozen=True, slots=True)
class AnswerKey:
    """All that an answer depends on; make it with `of`.

    `generations` are those of every scope that was read. A conversation is no part of it: neither
    look up nor keep an answer whose model was shown earlier turns.
    """

    scope: Scope
    source: str | None
    question: str
    generations: tuple[tuple[Scope, int], ...]
    model: str
    threshold: float

    @classmethod
    def of(
        cls,
        question: str,
        scope: Scope,
        source: str | None,
        generations: Mapping[Scope, int],
        *,
        model: str,
        threshold: float,
    ) -> Self:
        """The key of a question as it was understood.

        `generations` are those of `Catalog.generations`, read before anything is searched: an
        answer from newer paragraphs may then lie under an older key, but never the other way.
        `model` names the language model, `threshold` is the least confidence of an answer.
        """
        ordered = tuple(sorted(generations.items()))
        return cls(scope, source, normalised(question), ordered, model, threshold)


def normalised(question: str) -> str:
    """The question without what makes no other question of it.

    That is white space, question marks around it, compatibility forms (NFKC) and the capitals
    that begin words. Kept apart are 10² and 102, mW and MW, US and us: a question that is not
    recognised costs a call, one that is taken for another costs a wrong answer.
    """
    signs = unicodedata.normalize("NFC", "".join(map(_compatible, question)))
    words = " ".join(signs.split()).strip(_QUESTION_MARKS).split()
    return " ".join(map(_folded, words))


def _compatible(sign: str) -> str:
    if unicodedata.decomposition(sign).startswith(_OTHER_MEANING):
        return sign
    return unicodedata.normalize("NFKC", sign)


def _folded(word: str) -> str:
    rest = word[1:]
    return word.casefold() if rest and rest == rest.lower() else word


class AnswerCache:
    """What the language model answered and the checks let pass; the least used goes first.

    An answer is found only under the generations it was made from, and those of older ones are
    dropped when a newer one is first seen. Safe to use from several threads.
    """

    def __init__(self, entries: int = 512) -> None:
        """`entries` is the most that is kept."""
        self._entries = entries
        self._kept = OrderedDict[AnswerKey, Answer | NoAnswer]()
        self._newest: dict[Scope, int] = {}
        self._flights: dict[AnswerKey, _Flight] = {}
        self._lock = Lock()

    def __len__(self) -> int:
        return len(self._kept)

    def get(self, key: AnswerKey, question: str) -> Answer | NoAnswer | None:
        """The answer, if it is kept, as one to `question`; it took no time and no tokens."""
        with self._lock:
            found = self._find(key)
        return found and _asked_as(question, found)

    def put(self, key: AnswerKey, answer: Answer | NoAnswer) -> None:
        """Keep what the language model answered without a fault; anything else is not kept."""
        if answer.writer is not WriterName.MODEL or answer.note not in _MAY_BE_KEPT:
            return
        with self._lock:
            self._drop_older_than(key)
            if not self._is_old(key):
                self._kept[key] = _asked_as("", answer)
                self._kept.move_to_end(key)
            while len(self._kept) > self._entries:
                self._kept.popitem(last=False)

    @contextmanager
    def once(self, key: AnswerKey, question: str, timeout: float) -> Iterator["Lookup"]:
        """Look the answer up, or wait up to `timeout` seconds for another thread that makes it.

        Where `Lookup.answer` is None the block makes the answer and puts it there. Those who wait
        get it too, also where it may not be kept; if the first fails, or has reached the limit of
        one member, the next of them makes it. Who has waited in vain for `timeout` seconds gets
        None as well, and then has no time left to ask a model.
        """
        mine = _Flight()
        found = self._join(key, mine, time.monotonic() + timeout)
        lookup = Lookup(found and _asked_as(question, found))
        try:
            yield lookup
        finally:
            if lookup.made:
                self.put(key, lookup.made)
                mine.made = None if lookup.made.note is Note.MEMBER_LIMIT else lookup.made
            with self._lock:
                if self._flights.get(key) is mine:
                    del self._flights[key]
            mine.landed.set()

    def _join(self, key: AnswerKey, mine: "_Flight", until: float) -> Answer | NoAnswer | None:
        """What is kept or what another thread makes by then, or None once `mine` is to make it."""
        while True:
            with self._lock:
                found = self._find(key)
                flight = mine if found else self._flights.setdefault(key, mine)
            if flight is mine:
                return found
            in_time = flight.landed.wait(max(0.0, until - time.monotonic()))
            if flight.made or not in_time:
                return flight.made

    def _find(self, key: AnswerKey) -> Answer | NoAnswer | None:
        self._drop_older_than(key)
        if key in self._kept:
            self._kept.move_to_end(key)
        return self._kept.get(key)

    def _drop_older_than(self, key: AnswerKey) -> None:
        newer = {scope: n for scope, n in key.generations if n > self._newest.get(scope, -1)}
        if newer:
            self._newest.update(newer)
            for old in list(filter(self._is_old, self._kept)):
                del self._kept[old]

    def _is_old(self, key: AnswerKey) -> bool:
        return any(number < self._newest.get(scope, 0) for scope, number in key.generations)


class Lookup:
    """What `AnswerCache.once` found, and where to put the answer if that is None."""

    def __init__(self, answer: Answer | NoAnswer | None) -> None:
        self.answer = answer
        self.made: Answer | NoAnswer | None = None

    def put(self, answer: Answer | NoAnswer) -> None:
        """Hand over the answer that was made; it is shared at the end of the block."""
        self.made = answer


class _Flight:
    """One making of an answer, and what came of it once it has landed."""

    def __init__(self) -> None:
        self.landed = Event()
        self.made: Answer | NoAnswer | None = None


def _asked_as(question: str, answer: Answer | NoAnswer) -> Answer | NoAnswer:
    # What somebody else typed, and what it cost, are no part of what is shared.
    return replace(answer, question=question, understood=None, elapsed_ms=0.0, tokens=0)
