"""An answer is made once for all who ask for it at the same time."""

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from threading import Barrier, Event, Lock, Semaphore

import pytest

from answering.cache import AnswerCache
from answering.model import Answer, NoAnswer, Note, Statement, WriterName
from tests.kept_answers import ANSWER, CITED, key

FAULTS = sorted(set(Note) - {Note.LEFT_OUT})


def at_once(count: int, ask: Callable[[int], object]) -> list[object]:
    """What `ask` gives in as many threads, which all begin at the same moment."""
    start = Barrier(count)

    def begin(number: int) -> object:
        start.wait()
        return ask(number)

    with ThreadPoolExecutor(count) as pool:
        return list(pool.map(begin, range(count)))


class Model:
    """Answers a while after `askers` have come, and counts how often it was asked."""

    def __init__(
        self, cache: AnswerCache, askers: int, *answers: Answer | NoAnswer | Exception
    ) -> None:
        self._cache = cache
        self._answers = answers
        self._lock = Lock()
        self._expected = Semaphore(0)
        self._askers = askers
        self.asked = 0

    def answer(self, question: str, timeout: float = 30) -> Answer | NoAnswer:
        self._expected.release()
        with self._cache.once(key(), question, timeout) as lookup:
            if lookup.answer is None:
                lookup.put(self._made())
            found = lookup.answer or lookup.made
        assert found is not None
        return found

    def _made(self) -> Answer | NoAnswer:
        with self._lock:
            made = self._answers[min(self.asked, len(self._answers) - 1)]
            self.asked += 1
            for _ in range(self._askers):
                assert self._expected.acquire(timeout=30)
            self._askers = 0
        time.sleep(0.1)
        if isinstance(made, Exception):
            raise made
        return made


def test_many_who_ask_the_same_at_once_get_one_answer_made() -> None:
    cache = AnswerCache()
    model = Model(cache, 32, ANSWER)
    answers = at_once(32, lambda number: model.answer(f"Question {number}"))
    assert model.asked == 1
    shared = [each for each in answers if isinstance(each, Answer) and each.tokens == 0]
    assert len(shared) == 31
    assert {each.statements for each in shared} == {ANSWER.statements}
    assert len({each.question for each in shared}) == 31


@pytest.mark.parametrize("note", sorted(set(FAULTS) - {Note.MEMBER_LIMIT}))
def test_those_who_wait_share_a_fault_that_is_not_kept(note: Note) -> None:
    cache = AnswerCache()
    fault = replace(ANSWER, note=note, writer=WriterName.EXTRACTIVE)
    model = Model(cache, 8, fault)
    answers = at_once(8, lambda _: model.answer("Why?"))
    assert model.asked == 1
    assert {each.note for each in answers if isinstance(each, Answer)} == {note}
    model.answer("Why?")
    assert model.asked == 2


def test_the_limit_of_one_member_is_not_the_answer_to_another() -> None:
    cache = AnswerCache()
    refused = replace(ANSWER, note=Note.MEMBER_LIMIT, writer=WriterName.EXTRACTIVE)
    model = Model(cache, 8, refused, ANSWER)
    answers = at_once(8, lambda _: model.answer("Why?"))
    notes = [each.note for each in answers if isinstance(each, Answer)]
    assert (model.asked, notes.count(Note.MEMBER_LIMIT), notes.count(None)) == (2, 1, 7)


def test_when_the_first_fails_the_next_one_makes_the_answer() -> None:
    cache = AnswerCache()
    model = Model(cache, 8, RuntimeError("broken"), ANSWER)

    def ask(_: int) -> str:
        try:
            return type(model.answer("Why?")).__name__
        except RuntimeError:
            return "broken"

    outcomes = at_once(8, ask)
    assert (model.asked, outcomes.count("broken"), outcomes.count("Answer")) == (2, 1, 7)


def test_who_waits_in_vain_gets_nothing_at_the_end_of_the_time() -> None:
    cache = AnswerCache()
    begun, end = Event(), Event()

    def make() -> None:
        with cache.once(key(), "Why?", 30) as lookup:
            begun.set()
            end.wait(30)
            lookup.put(ANSWER)

    with ThreadPoolExecutor(1) as pool:
        making = pool.submit(make)
        begun.wait(30)
        started = time.monotonic()
        with cache.once(key(), "Why?", 0.1) as lookup:
            waited = time.monotonic() - started
            assert lookup.answer is None
        assert 0.1 <= waited < 5
        end.set()
        making.result(30)
    assert cache.get(key(), "") is not None


def test_who_gave_up_waiting_does_not_end_the_wait_of_the_others() -> None:
    cache = AnswerCache()
    begun, waiting, end = Event(), Event(), Event()
    asked = []

    def make() -> None:
        with cache.once(key(), "Why?", 30) as lookup:
            begun.set()
            end.wait(30)
            lookup.put(ANSWER)

    def wait() -> Answer | NoAnswer | None:
        waiting.set()
        with cache.once(key(), "Why?", 30) as lookup:
            asked.append(lookup.answer is None)
            return lookup.answer

    with ThreadPoolExecutor(2) as pool:
        making = pool.submit(make)
        begun.wait(30)
        with cache.once(key(), "Why?", 0.01) as lookup:
            assert lookup.answer is None
        other = pool.submit(wait)
        waiting.wait(30)
        time.sleep(0.05)
        assert not asked
        end.set()
        making.result(30)
        assert other.result(30) is not None


def test_different_questions_do_not_wait_for_each_other() -> None:
    cache = AnswerCache()
    with (
        cache.once(key("One?"), "One?", 30) as one,
        cache.once(key("Two?"), "Two?", 30) as two,
    ):
        assert (one.answer, two.answer) == (None, None)


def test_a_kept_answer_is_given_without_waiting() -> None:
    cache = AnswerCache()
    cache.put(key(), ANSWER)
    with cache.once(key(), "Why?", 0) as lookup:
        assert lookup.answer == cache.get(key(), "Why?")


def test_many_threads_use_one_small_cache() -> None:
    """However they interleave, nothing but what was put is found, and the bound holds."""
    cache = AnswerCache(5)

    def ask(thread: int) -> bool:
        right = True
        for step in range(200):
            name = f"Q{(thread * 7 + step) % 11}"
            made = replace(ANSWER, statements=(Statement(name, (CITED,)),))
            with cache.once(key(name, generation=1 + step // 50), name, 30) as lookup:
                if lookup.answer is None:
                    lookup.put(made)
                elif isinstance(lookup.answer, Answer):
                    right = right and lookup.answer.statements == made.statements
            right = right and len(cache) <= 5
        return right

    assert all(at_once(8, ask))
