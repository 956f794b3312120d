"""What is remembered of conversations, for how long, and for whom."""

from collections.abc import Callable
from threading import Thread

import pytest
from hypothesis import given
from hypothesis import strategies as st

from answering.conversation.memory import Memory
from answering.conversation.turns import ANSWER_LENGTH, Turn, turn_of
from answering.model import Answer, Citation, NoAnswer, Statement, WriterName
from vectorstore.model import SHARED


class Clock:
    """A time that stands still until it is moved."""

    def __init__(self) -> None:
        self.seconds = 0.0

    def __call__(self) -> float:
        return self.seconds


def _turn(number: int) -> Turn:
    return Turn(f"Question {number}?")


def test_an_unknown_key_gives_no_turns() -> None:
    assert Memory().turns("nobody") == ()


def test_turns_come_back_oldest_first() -> None:
    memory = Memory()
    memory.add("a", _turn(1))
    memory.add("a", _turn(2))
    assert memory.turns("a") == (_turn(1), _turn(2))


def test_only_the_latest_turns_are_kept() -> None:
    memory = Memory(turns=2)
    for number in range(5):
        memory.add("a", _turn(number))
    assert memory.turns("a") == (_turn(3), _turn(4))


def test_the_conversation_that_rested_longest_goes_when_there_are_too_many() -> None:
    memory = Memory(conversations=2)
    for key in ("a", "b", "a", "c"):
        memory.add(key, _turn(1))
    assert [len(memory.turns(key)) for key in "abc"] == [2, 0, 1]


@pytest.mark.parametrize(("seconds", "turns"), [(1799.0, 1), (1800.0, 0), (9000.0, 0)])
def test_a_conversation_is_forgotten_half_an_hour_after_its_last_turn(
    seconds: float, turns: int
) -> None:
    clock = Clock()
    memory = Memory(now=clock)
    memory.add("a", _turn(1))
    clock.seconds += seconds
    assert len(memory.turns("a")) == turns


def test_each_turn_keeps_a_conversation_for_another_half_hour() -> None:
    clock = Clock()
    memory = Memory(now=clock)
    for number in range(3):
        memory.add("a", _turn(number))
        clock.seconds += 1700
    assert len(memory.turns("a")) == 3


def test_reading_does_not_keep_a_conversation() -> None:
    clock = Clock()
    memory = Memory(now=clock)
    memory.add("a", _turn(1))
    clock.seconds = 1000
    memory.turns("a")
    memory.link("message", "a")
    clock.seconds = 1900
    assert memory.turns("a") == ()


def test_a_forgotten_conversation_has_no_turns_and_no_messages() -> None:
    memory = Memory()
    memory.add("a", _turn(1))
    memory.link("message", "a")
    memory.forget("a")
    memory.forget("never seen")
    assert (memory.turns("a"), memory.key_of("message")) == ((), None)


def test_a_message_leads_to_its_conversation() -> None:
    memory = Memory()
    memory.link("first", "a")
    memory.add("a", _turn(1))
    memory.link("second", "a")
    memory.link("other", "b")
    assert [memory.key_of(each) for each in ("first", "second", "other", "none")] == [
        "a",
        "a",
        "b",
        None,
    ]


def test_a_message_leads_to_the_conversation_that_it_was_linked_to_last() -> None:
    memory = Memory()
    memory.link("message", "a")
    memory.link("message", "b")
    memory.forget("a")
    assert memory.key_of("message") == "b"


def test_messages_are_forgotten_with_their_conversation() -> None:
    clock = Clock()
    memory = Memory(now=clock)
    memory.add("a", _turn(1))
    memory.link("message", "a")
    clock.seconds = 1800
    assert memory.key_of("message") is None


def test_a_message_is_known_as_long_as_its_conversation_goes_on() -> None:
    clock = Clock()
    memory = Memory(now=clock)
    memory.link("message", "a")
    for number in range(4):
        memory.add("a", _turn(number))
        clock.seconds += 1000
    assert memory.key_of("message") == "a"


def test_a_conversation_keeps_a_bounded_number_of_messages() -> None:
    memory = Memory(turns=1)
    for number in range(20):
        memory.link(str(number), "a")
    assert [n for n in range(20) if memory.key_of(str(n))] == list(range(12, 20))


def test_linking_many_messages_keeps_no_more_conversations() -> None:
    memory = Memory(conversations=3)
    for number in range(10):
        memory.link(str(number), f"key {number}")
    assert [n for n in range(10) if memory.key_of(str(n))] == [7, 8, 9]


@pytest.mark.parametrize("bounds", [(0, 6, 1.0), (1, 0, 1.0), (1, 1, 0.0)])
def test_a_memory_that_could_hold_nothing_is_refused(bounds: tuple[int, int, float]) -> None:
    with pytest.raises(ValueError, match="holds nothing"):
        Memory(*bounds)


_KEYS = st.sampled_from("abcdef")
_MESSAGES = st.sampled_from("123456789")
_STEPS = st.one_of(
    st.tuples(st.just("add"), _KEYS, st.just("")),
    st.tuples(st.just("link"), _KEYS, _MESSAGES),
    st.tuples(st.just("forget"), _KEYS, st.just("")),
    st.tuples(st.just("wait"), st.just(""), st.just("")),
)


@given(st.lists(_STEPS, max_size=60))
def test_what_is_added_under_one_key_never_shows_under_another(
    steps: list[tuple[str, str, str]],
) -> None:
    """Nor does a message ever lead to a conversation that it was not linked to last."""
    clock = Clock()
    memory = Memory(conversations=3, turns=2, seconds=10, now=clock)
    linked: dict[str, str] = {}
    for action, key, message in steps:
        if action == "add":
            memory.add(key, Turn(key))
        elif action == "link":
            memory.link(message, key)
            linked[message] = key
        elif action == "forget":
            memory.forget(key)
        else:
            clock.seconds += 4
        for each in "abcdef":
            turns = memory.turns(each)
            assert len(turns) <= 2
            assert {turn.question for turn in turns} <= {each}
        assert sum(bool(memory.turns(each)) for each in "abcdef") <= 3
        for each in "123456789":
            assert memory.key_of(each) in (None, linked.get(each))


def _together(work: Callable[[int], None], threads: int) -> None:
    running = [Thread(target=work, args=(number,)) for number in range(threads)]
    for each in running:
        each.start()
    for each in running:
        each.join()


def test_threads_that_use_a_memory_at_once_lose_nothing_of_each_other() -> None:
    memory = Memory(conversations=8)

    def work(number: int) -> None:
        for turn in range(300):
            memory.add(str(number), _turn(turn))
            memory.link(f"{number}-{turn}", str(number))
            assert memory.key_of(f"{number}-{turn}") == str(number)

    _together(work, 8)
    assert [memory.turns(str(n)) for n in range(8)] == [tuple(map(_turn, range(294, 300)))] * 8


def _citation(title: str, heading: str | None) -> Citation:
    return Citation(SHARED, "reefs", title, 1, 1, heading, "Corals build reefs.")


def _answer(text: str, *citations: Citation) -> Answer:
    return Answer(
        question="What builds them?",
        statements=(Statement(text, citations),),
        retrieved=(),
        confidence=0.9,
        writer=WriterName.EXTRACTIVE,
        elapsed_ms=1.0,
        understood="What builds reefs?",
    )


def test_a_turn_holds_the_understood_question_the_words_and_what_they_rest_on() -> None:
    answer = _answer(
        "Corals build reefs.",
        _citation("Reefs", "How reefs grow"),
        _citation("Reefs", None),
        _citation("Corals", "How reefs grow"),
    )
    assert turn_of(answer) == Turn(
        "What builds reefs?", "Corals build reefs.", ("Reefs", "How reefs grow", "Corals")
    )


def test_a_turn_without_an_answer_holds_the_question() -> None:
    assert turn_of(NoAnswer("Do reefs sing?", (), 0.1, 1.0)) == Turn("Do reefs sing?")


@given(st.text(min_size=1, max_size=3000), st.text(min_size=1, max_size=300))
def test_a_turn_is_bounded(text: str, heading: str) -> None:
    turn = turn_of(_answer(text, *(_citation(f"{n}{heading}", heading) for n in range(9))))
    assert len(turn.answer) <= ANSWER_LENGTH
    assert len(turn.about) <= 6
    assert max(map(len, turn.about)) <= 200


def test_a_long_reply_is_cut_after_a_word() -> None:
    assert turn_of(_answer("word " * 500, _citation("Reefs", None))).answer.endswith("word…")
