"""When a model that fails is left alone, and for how long."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from answering.chat.circuit import FAILURES, LONGEST_REST, SHORTEST_REST, Circuit, Pass


class Clock:
    """Time that passes when it is told to."""

    now = 100.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def circuit(clock: Clock) -> Circuit:
    return Circuit(clock)


def enter(circuit: Circuit) -> Pass:
    given = circuit.enter()
    assert given is not None
    return given


def fail(circuit: Circuit, times: int = FAILURES) -> None:
    for _ in range(times):
        circuit.failed(enter(circuit))


def test_fewer_failures_than_the_limit_change_nothing(circuit: Circuit) -> None:
    fail(circuit, FAILURES - 1)
    assert circuit.enter() is not None
    assert circuit.seconds_left == 0


def test_three_failures_in_a_row_make_it_rest_for_thirty_seconds(
    circuit: Circuit, clock: Clock
) -> None:
    fail(circuit)
    assert circuit.enter() is None
    assert circuit.seconds_left == SHORTEST_REST
    clock.now += SHORTEST_REST - 0.1
    assert circuit.enter() is None
    clock.now += 0.1
    assert circuit.enter() is not None


def test_a_success_between_failures_starts_the_count_again(circuit: Circuit) -> None:
    fail(circuit, FAILURES - 1)
    circuit.succeeded(enter(circuit))
    fail(circuit, FAILURES - 1)
    assert circuit.enter() is not None


def test_after_the_rest_only_one_question_at_a_time_is_let_in(
    circuit: Circuit, clock: Clock
) -> None:
    fail(circuit)
    clock.now += SHORTEST_REST
    probe = enter(circuit)
    assert probe.probe
    assert circuit.enter() is None
    circuit.dropped(probe)
    assert enter(circuit).probe


def test_a_good_probe_ends_the_rest_for_everybody(circuit: Circuit, clock: Clock) -> None:
    fail(circuit)
    clock.now += SHORTEST_REST
    circuit.succeeded(enter(circuit))
    assert not enter(circuit).probe
    assert not enter(circuit).probe
    fail(circuit)
    assert circuit.seconds_left == SHORTEST_REST


def test_each_bad_probe_doubles_the_rest_up_to_five_minutes(circuit: Circuit, clock: Clock) -> None:
    fail(circuit)
    rests = [circuit.seconds_left]
    for _ in range(5):
        clock.now += circuit.seconds_left
        circuit.failed(enter(circuit))
        rests.append(circuit.seconds_left)
    assert rests == [30, 60, 120, 240, LONGEST_REST, LONGEST_REST]


def test_questions_from_before_the_rest_say_nothing_after_it(
    circuit: Circuit, clock: Clock
) -> None:
    old = [enter(circuit) for _ in range(10)]
    for given in old[:FAILURES]:
        circuit.failed(given)
    clock.now += SHORTEST_REST
    probe = enter(circuit)
    circuit.failed(old[3])
    circuit.succeeded(old[4])
    circuit.dropped(old[5])
    assert circuit.enter() is None, "the probe is still under way"
    circuit.succeeded(probe)
    for given in old[6:]:
        circuit.failed(given)
    assert not enter(circuit).probe


def test_what_was_given_up_is_no_failure(circuit: Circuit) -> None:
    for _ in range(10):
        circuit.dropped(enter(circuit))
    assert not enter(circuit).probe


def test_of_many_threads_exactly_one_gets_the_probe(circuit: Circuit, clock: Clock) -> None:
    fail(circuit)
    clock.now += SHORTEST_REST
    with ThreadPoolExecutor(16) as pool:
        given = list(pool.map(lambda _: circuit.enter(), range(200)))
    assert sum(one is not None for one in given) == 1
