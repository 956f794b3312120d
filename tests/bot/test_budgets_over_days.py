"""What is counted outlives the process, but not the day."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
import sqlalchemy as sa
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from answering.allowance import Reservation
from answering.model import Note
from bot.budgets import Budgets, Limits
from bot.ledger import Place
from tests.budgeting import ANN, BOB, DIRECT, NOON, SERVER, Clock, counted, granted
from vectorstore.database import open_database


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def budgets(database: sa.Engine, clock: Clock) -> Callable[[Limits], Budgets]:
    return lambda limits: Budgets(database, limits, clock)


def test_a_reservation_that_was_never_settled_stays_counted_after_a_restart(
    tmp_path: Path, clock: Clock
) -> None:
    limits = Limits(questions_per_member=2)
    for _ in range(2):
        engine = open_database(f"sqlite:///{tmp_path / 'a.db'}")
        granted(Budgets(engine, limits, clock).allowance(SERVER, ANN).reserve(10))
        engine.dispose()
    engine = open_database(f"sqlite:///{tmp_path / 'a.db'}")
    assert Budgets(engine, limits, clock).allowance(DIRECT, ANN).reserve(10) is Note.MEMBER_LIMIT
    engine.dispose()


@pytest.mark.parametrize(
    ("before", "after", "is_new"),
    [
        (NOON, NOON.replace(hour=23, minute=59, second=59), False),
        (NOON, datetime(2026, 5, 5, tzinfo=UTC), True),
        # Midnight is that of UTC: half past one in the morning, two hours east of it, is before.
        (NOON, datetime(2026, 5, 5, 1, 30, tzinfo=timezone(timedelta(hours=2))), False),
        (NOON, datetime(2026, 5, 4, 22, tzinfo=timezone(-timedelta(hours=3))), True),
    ],
)
def test_a_day_ends_at_midnight_utc(
    budgets: Callable[[Limits], Budgets],
    clock: Clock,
    before: datetime,
    after: datetime,
    is_new: bool,
) -> None:
    allowance = budgets(Limits(questions_per_day=1)).operator()
    clock.now = before
    granted(allowance.reserve(10))
    clock.now = after
    assert (allowance.reserve(10) is not Note.DAILY_LIMIT) is is_new


def test_what_was_reserved_before_midnight_is_settled_for_its_day(
    budgets: Callable[[Limits], Budgets], clock: Clock
) -> None:
    allowance = budgets(Limits(tokens_per_day=10)).operator()
    late = granted(allowance.reserve(10))
    clock.now += timedelta(days=1)
    granted(allowance.reserve(10))
    late.settle(0)
    assert allowance.reserve(1) is Note.DAILY_LIMIT
    clock.now -= timedelta(days=1)
    granted(allowance.reserve(10))


def test_the_rows_before_yesterday_are_removed_by_the_first_question_of_a_day(
    budgets: Callable[[Limits], Budgets], clock: Clock, database: sa.Engine
) -> None:
    limited = budgets(Limits(9, 9, 9))
    for _ in range(4):
        granted(limited.allowance(SERVER, ANN).reserve(10))
        clock.now += timedelta(days=1)
    assert counted(database) == {"member": (2, 20), "server": (2, 20), "everybody": (2, 20)}


def test_a_settlement_of_a_day_that_was_removed_makes_no_row(
    budgets: Callable[[Limits], Budgets], clock: Clock, database: sa.Engine
) -> None:
    allowance = budgets(Limits(questions_per_day=9)).operator()
    late = granted(allowance.reserve(10))
    clock.now += timedelta(days=3)
    granted(allowance.reserve(1))
    late.settle(7)
    assert counted(database) == {"everybody": (1, 1)}


LIMITS = Limits(5, 8, 12, 60, 90, 150)
PEOPLE = [(SERVER, ANN), (SERVER, BOB), (Place("101", "1"), ANN), (DIRECT, BOB)]


class Days(RuleBasedStateMachine):
    """Members who ask and settle in any order: no limit is ever passed, nothing gets lost."""

    def __init__(self) -> None:
        super().__init__()
        self.engine = open_database("sqlite://")
        self.clock = Clock()
        self.budgets = Budgets(self.engine, LIMITS, self.clock)
        self.open: list[tuple[Reservation, dict[str, int], int]] = []
        self.used: list[dict[str, int]] = []

    @rule(who=st.sampled_from(PEOPLE), tokens=st.integers(0, 40))
    def reserve(self, who: tuple[Place, str], tokens: int) -> None:
        place, member = who
        outcome = self.budgets.allowance(place, member).reserve(tokens)
        entry = {"day": self.clock.now.toordinal(), "tokens": tokens, "questions": 1}
        entry |= {"member": int(member), "server": int(place.server or 0)}
        assert outcome is self._refusal(entry) or not isinstance(outcome, Note)
        if not isinstance(outcome, Note):
            assert self._refusal(entry) is None
            self.used.append(entry)
            self.open.append((outcome, entry, tokens))

    @rule(data=st.data())
    def settle(self, data: st.DataObject) -> None:
        if not self.open:
            return
        reserved, entry, most = self.open.pop(data.draw(st.integers(0, len(self.open) - 1)))
        used = data.draw(st.none() | st.integers(0, most))
        reserved.settle(used)
        entry["tokens"] = used or 0
        entry["questions"] = used is not None

    @rule()
    def pass_midnight(self) -> None:
        self.clock.now += timedelta(days=1)

    @rule()
    def restart(self) -> None:
        self.budgets = Budgets(self.engine, LIMITS, self.clock)

    @invariant()
    def what_is_counted_is_what_was_used_and_within_the_limits(self) -> None:
        today = self.clock.now.toordinal()
        assert LIMITS.questions_per_day is not None
        assert LIMITS.tokens_per_day is not None
        questions, tokens = self._sums({"day": today})
        assert questions <= LIMITS.questions_per_day
        assert tokens <= LIMITS.tokens_per_day
        query = sa.text(
            "SELECT coalesce(sum(questions), 0), coalesce(sum(tokens), 0) FROM model_use"
            " WHERE kind = 'everybody' AND day = :day"
        )
        with self.engine.connect() as connection:
            row = connection.execute(query, {"day": self.clock.now.date().isoformat()}).one()
        assert tuple(row) == (questions, tokens)

    def teardown(self) -> None:
        self.engine.dispose()

    def _sums(self, wanted: dict[str, int]) -> tuple[int, int]:
        rows = [each for each in self.used if wanted.items() <= each.items()]
        return sum(each["questions"] for each in rows), sum(each["tokens"] for each in rows)

    def _refusal(self, entry: dict[str, int]) -> Note | None:
        most = LIMITS
        limits = [
            ("member", most.questions_per_member, most.tokens_per_member, Note.MEMBER_LIMIT),
            ("server", most.questions_per_server, most.tokens_per_server, Note.SERVER_LIMIT),
            ("day", most.questions_per_day, most.tokens_per_day, Note.DAILY_LIMIT),
        ]
        for name, of_questions, of_tokens, note in limits:
            if name == "server" and not entry["server"]:
                continue
            questions, tokens = self._sums({"day": entry["day"], name: entry[name]})
            assert of_questions is not None
            assert of_tokens is not None
            if questions + 1 > of_questions or tokens + entry["tokens"] > of_tokens:
                return note
        return None


TestDays = Days.TestCase
TestDays.settings = settings(max_examples=25, stateful_step_count=30, deadline=None)
