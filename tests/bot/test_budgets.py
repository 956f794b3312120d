"""Budgets: whose limits hold where, what is counted and what is kept."""

import logging
from collections.abc import Callable
from pathlib import Path

import pytest
import sqlalchemy as sa

from answering.allowance import Unlimited
from answering.model import Note
from bot.budgets import Budgets, Limits, metadata
from bot.ledger import Place
from tests.budgeting import ANN, BOB, DIRECT, SERVER, Clock, counted, granted
from tests.migrated import migrated_database


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def budgets(database: sa.Engine, clock: Clock) -> Callable[[Limits], Budgets]:
    return lambda limits: Budgets(database, limits, clock)


@pytest.mark.parametrize(
    ("limits", "note"),
    [
        (Limits(questions_per_member=2), Note.MEMBER_LIMIT),
        (Limits(questions_per_server=2), Note.SERVER_LIMIT),
        (Limits(questions_per_day=2), Note.DAILY_LIMIT),
        (Limits(tokens_per_member=29), Note.MEMBER_LIMIT),
        (Limits(tokens_per_server=29), Note.SERVER_LIMIT),
        (Limits(tokens_per_day=29), Note.DAILY_LIMIT),
        (Limits(2, 2, 2, 29, 29, 29), Note.MEMBER_LIMIT),
        (Limits(3, 2, 2, 30, 29, 29), Note.SERVER_LIMIT),
        (Limits(3, 3, 2, 30, 30, 29), Note.DAILY_LIMIT),
    ],
)
def test_the_third_question_of_ten_tokens_meets_the_limit_that_is_named(
    budgets: Callable[[Limits], Budgets], limits: Limits, note: Note
) -> None:
    allowance = budgets(limits).allowance(SERVER, ANN)
    granted(allowance.reserve(10))
    granted(allowance.reserve(10))
    assert allowance.reserve(10) is note


def test_what_exactly_fits_is_granted(budgets: Callable[[Limits], Budgets]) -> None:
    allowance = budgets(Limits(tokens_per_day=30)).allowance(SERVER, ANN)
    granted(allowance.reserve(30))
    granted(allowance.reserve(0))
    assert allowance.reserve(1) is Note.DAILY_LIMIT


@pytest.mark.parametrize("limits", [Limits(questions_per_day=0), Limits(tokens_per_day=0)])
def test_a_limit_of_nothing_keeps_the_model_away(
    budgets: Callable[[Limits], Budgets], limits: Limits
) -> None:
    assert budgets(limits).allowance(SERVER, ANN).reserve(1) is Note.DAILY_LIMIT


def test_a_refusal_counts_for_nobody(
    budgets: Callable[[Limits], Budgets], database: sa.Engine
) -> None:
    full = budgets(Limits(9, 9, 1))
    granted(full.allowance(SERVER, ANN).reserve(10))
    assert full.allowance(SERVER, BOB).reserve(10) is Note.DAILY_LIMIT
    assert counted(database) == {"member": (1, 10), "server": (1, 10), "everybody": (1, 10)}


def test_members_have_a_limit_each_over_all_servers(
    budgets: Callable[[Limits], Budgets],
) -> None:
    limited = budgets(Limits(questions_per_member=1))
    granted(limited.allowance(SERVER, ANN).reserve(10))
    assert limited.allowance(Place("101", "9"), ANN).reserve(10) is Note.MEMBER_LIMIT
    assert limited.allowance(DIRECT, ANN).reserve(10) is Note.MEMBER_LIMIT
    granted(limited.allowance(SERVER, BOB).reserve(10))


def test_servers_have_a_limit_each_and_direct_messages_none(
    budgets: Callable[[Limits], Budgets],
) -> None:
    limited = budgets(Limits(questions_per_server=1))
    granted(limited.allowance(SERVER, ANN).reserve(10))
    assert limited.allowance(Place("100", "9"), BOB).reserve(10) is Note.SERVER_LIMIT
    granted(limited.allowance(Place("101", "7"), ANN).reserve(10))
    for _ in range(3):
        granted(limited.allowance(DIRECT, ANN).reserve(10))


def test_the_terminal_counts_for_the_day_alone_and_ends_with_it(
    budgets: Callable[[Limits], Budgets], database: sa.Engine
) -> None:
    limited = budgets(Limits(1, 1, 2))
    granted(limited.operator().reserve(10))
    granted(limited.operator().reserve(10))
    assert limited.operator().reserve(10) is Note.DAILY_LIMIT
    assert counted(database) == {"everybody": (2, 20)}
    assert limited.allowance(SERVER, ANN).reserve(10) is Note.DAILY_LIMIT


@pytest.mark.parametrize(
    ("used", "kept"),
    [
        (4, (1, 4)),
        (10, (1, 10)),
        (0, (1, 0)),
        (25, (1, 25)),  # a model that wrote more than it was told
        (None, (0, 0)),  # the model was not asked
    ],
)
def test_settling_counts_what_was_used(
    budgets: Callable[[Limits], Budgets],
    database: sa.Engine,
    used: int | None,
    kept: tuple[int, int],
) -> None:
    allowance = budgets(Limits(9, 9, 9)).allowance(SERVER, ANN)
    granted(allowance.reserve(10)).settle(used)
    assert counted(database) == {"member": kept, "server": kept, "everybody": kept}


def test_tokens_given_back_can_be_used_again(budgets: Callable[[Limits], Budgets]) -> None:
    allowance = budgets(Limits(tokens_per_day=10)).operator()
    first = granted(allowance.reserve(10))
    assert allowance.reserve(1) is Note.DAILY_LIMIT
    first.settle(9)
    granted(allowance.reserve(1))


def test_more_than_the_limit_used_leaves_nothing_for_the_next(
    budgets: Callable[[Limits], Budgets],
) -> None:
    allowance = budgets(Limits(tokens_per_day=10)).operator()
    granted(allowance.reserve(5)).settle(50)
    assert allowance.reserve(0) is Note.DAILY_LIMIT


def test_without_limits_the_database_is_not_touched() -> None:
    engine = sa.create_engine("sqlite:////nowhere/at/all.db")
    limited = Budgets(engine, Limits())
    assert isinstance(limited.operator(), Unlimited)
    granted(limited.allowance(SERVER, ANN).reserve(10)).settle(5)


def test_an_allowance_is_made_without_the_database() -> None:
    engine = sa.create_engine("sqlite:////nowhere/at/all.db")
    Budgets(engine, Limits(1, 1, 1)).allowance(SERVER, ANN)


def test_what_has_no_limit_is_not_counted(
    budgets: Callable[[Limits], Budgets], database: sa.Engine
) -> None:
    limited = budgets(Limits(questions_per_server=9))
    granted(limited.allowance(SERVER, ANN).reserve(10))
    granted(limited.allowance(DIRECT, ANN).reserve(10))
    assert counted(database) == {"server": (1, 10)}


def test_the_id_of_a_member_is_nowhere_in_the_database(
    budgets: Callable[[Limits], Budgets], database: sa.Engine
) -> None:
    granted(budgets(Limits(9, 9, 9)).allowance(SERVER, ANN).reserve(10))
    with database.connect() as connection:
        who = connection.scalars(sa.text("SELECT who FROM model_use WHERE kind = 'member'")).one()
    assert len(who) == 32
    file = database.url.database
    assert file is not None
    kept = [part.read_bytes() for part in Path(file).parent.glob("pilcrow.db*")]
    assert not [part for part in kept if ANN.encode() in part]
    assert [part for part in kept if who.encode() in part]


def test_another_database_has_another_hash_of_the_same_member(tmp_path: Path, clock: Clock) -> None:
    hashes = set()
    for name in ("a.db", "b.db"):
        engine = migrated_database(tmp_path / name)
        granted(Budgets(engine, Limits(9), clock).allowance(DIRECT, ANN).reserve(1))
        with engine.connect() as connection:
            hashes.add(connection.scalar(sa.text("SELECT who FROM model_use")))
        engine.dispose()
    assert len(hashes) == 2


def test_a_database_that_fails_grants_nothing_and_is_logged(
    database: sa.Engine, clock: Clock, caplog: pytest.LogCaptureFixture
) -> None:
    allowance = Budgets(database, Limits(questions_per_day=9), clock).operator()
    metadata.drop_all(database)
    with caplog.at_level(logging.ERROR):
        assert allowance.reserve(10) is Note.MODEL_RESTING
    assert "not counted" in caplog.text


def test_a_settlement_that_fails_is_logged_and_does_no_harm(
    database: sa.Engine, clock: Clock, caplog: pytest.LogCaptureFixture
) -> None:
    allowance = Budgets(database, Limits(9, 9, 9), clock).allowance(SERVER, ANN)
    reserved = granted(allowance.reserve(10))
    metadata.drop_all(database)
    with caplog.at_level(logging.ERROR):
        reserved.settle(4)
    assert "not settled" in caplog.text
    assert ANN not in caplog.text


def test_less_than_no_tokens_cannot_be_reserved(budgets: Callable[[Limits], Budgets]) -> None:
    with pytest.raises(ValueError, match="tokens has the value -1"):
        budgets(Limits(questions_per_day=9)).operator().reserve(-1)
