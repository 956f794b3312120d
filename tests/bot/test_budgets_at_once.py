"""Limits hold exactly when many threads and processes count at once."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from multiprocessing import get_context
from multiprocessing.queues import Queue
from multiprocessing.synchronize import Barrier as ProcessBarrier
from pathlib import Path
from threading import Barrier

import pytest
import sqlalchemy as sa

from answering.allowance import Reservation
from answering.model import Note
from bot.budgets import Budgets, Limits
from bot.ledger import Place
from tests.budgeting import ANN, SERVER, Clock, counted, granted
from vectorstore.database import WRITES, open_database


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def budgets(database: sa.Engine, clock: Clock) -> Callable[[Limits], Budgets]:
    return lambda limits: Budgets(database, limits, clock)


def test_only_the_first_settlement_counts(
    budgets: Callable[[Limits], Budgets], database: sa.Engine
) -> None:
    reserved = granted(budgets(Limits(questions_per_day=9)).operator().reserve(10))
    start = Barrier(8)

    def settle(_: int) -> None:
        start.wait()
        reserved.settle(4)

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(settle, range(8)))
    reserved.settle(None)
    assert counted(database) == {"everybody": (1, 4)}


def test_several_who_make_the_key_at_once_have_the_same_one(
    database: sa.Engine, clock: Clock
) -> None:
    start = Barrier(8)

    def reserve(_: int) -> Reservation | Note:
        own = Budgets(database, Limits(questions_per_member=8), clock)
        start.wait()
        return own.allowance(SERVER, ANN).reserve(1)

    with ThreadPoolExecutor(8) as pool:
        outcomes = list(pool.map(reserve, range(8)))
    assert not [each for each in outcomes if isinstance(each, Note)]
    last = Budgets(database, Limits(questions_per_member=8), clock).allowance(SERVER, ANN)
    assert last.reserve(1) is Note.MEMBER_LIMIT


@pytest.mark.parametrize(
    "limits", [Limits(questions_per_day=50), Limits(tokens_per_day=509), Limits(64, 50, 64)]
)
def test_of_64_threads_at_once_exactly_50_are_granted(
    database: sa.Engine, clock: Clock, limits: Limits
) -> None:
    limited = Budgets(database, limits, clock)
    start = Barrier(64)

    def reserve(number: int) -> bool:
        start.wait()
        outcome = limited.allowance(SERVER, str(number % 8)).reserve(10)
        return not isinstance(outcome, Note)

    with ThreadPoolExecutor(64) as pool:
        assert sum(pool.map(reserve, range(64))) == 50


def test_threads_that_reserve_and_settle_at_once_lose_nothing(
    database: sa.Engine, clock: Clock
) -> None:
    limited = Budgets(database, Limits(999, 999, 999, 99_999, 99_999, 99_999), clock)

    def use(number: int) -> None:
        place = Place(str(number % 3), "7")
        reserved = granted(limited.allowance(place, str(number % 5)).reserve(100))
        reserved.settle(number if number % 4 else None)

    with ThreadPoolExecutor(16) as pool:
        list(pool.map(use, range(120)))
    used = (90, sum(number for number in range(120) if number % 4))
    assert counted(database) == {"member": used, "server": used, "everybody": used}


def test_a_reservation_waits_while_something_else_is_written(
    database: sa.Engine, budgets: Callable[[Limits], Budgets]
) -> None:
    allowance = budgets(Limits(questions_per_day=9)).operator()
    with ThreadPoolExecutor(1) as pool:
        with database.execution_options(**{WRITES: True}).begin():
            waiting = pool.submit(allowance.reserve, 10)
            with pytest.raises(TimeoutError):
                waiting.result(0.3)
        granted(waiting.result(30))


def reserve_often(url: str, times: int, start: ProcessBarrier, results: "Queue[int]") -> None:
    """Tell how many of so many reservations are granted, in a process of its own."""
    engine = open_database(url)
    limited = Budgets(engine, Limits(questions_per_member=50), Clock())

    def reserve(_: int) -> bool:
        return not isinstance(limited.allowance(SERVER, ANN).reserve(1), Note)

    start.wait(60)
    with ThreadPoolExecutor(8) as pool:
        results.put(sum(pool.map(reserve, range(times))))
    engine.dispose()


def test_two_processes_on_one_file_keep_one_limit(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'a.db'}"
    open_database(url).dispose()
    spawn = get_context("spawn")
    start, results = spawn.Barrier(2), spawn.Queue()
    processes = [
        spawn.Process(target=reserve_often, args=(url, 40, start, results)) for _ in range(2)
    ]
    for process in processes:
        process.start()
    found = [results.get(timeout=60) for _ in processes]
    for process in processes:
        process.join(60)
    assert sum(found) == 50
    assert [process.exitcode for process in processes] == [0, 0]
