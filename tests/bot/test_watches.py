"""Schedules in SQL: when a source is due, who takes it, and what is known of it."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random

import pytest
import sqlalchemy as sa

from bot.schedules import Delivery, Every, Seen, Watch
from bot.watches import LEASE, Watches
from ingest.given import Validators
from vectorstore.database import open_database
from vectorstore.model import SHARED, Scope

ONE, TWO = Scope("100"), Scope("200")
NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
SEEN = Seen("https://example.org/bees", "d" * 64, "c" * 64, Validators('"v1"', "Sun, 01 Mar"))


class Clock:
    """A time that stands still until it is moved."""

    def __init__(self) -> None:
        self.now = NOON

    def __call__(self) -> datetime:
        return self.now

    def pass_by(self, **time: float) -> None:
        self.now += timedelta(**time)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def watches(database: sa.Engine, clock: Clock) -> Watches:
    return Watches(database, clock, Random(1))


def due_watch(watches: Watches, clock: Clock, every: Every = Every.DAILY) -> Watch:
    """A source that is due and was claimed."""
    watches.watch(ONE, "bees", every, Delivery.NOW)
    clock.pass_by(seconds=every.interval.total_seconds())
    claimed = watches.claim(watches.due()[0])
    assert claimed is not None
    return claimed


@pytest.mark.parametrize("every", list(Every))
def test_a_hundred_new_watches_come_due_all_over_their_first_interval(
    watches: Watches, every: Every
) -> None:
    due = [watches.watch(ONE, f"s{n}", every, Delivery.NOW).due_at for n in range(100)]
    assert NOON <= min(due) < NOON + every.interval / 10
    assert NOON + 0.9 * every.interval < max(due) <= NOON + every.interval
    seconds = Counter(moment.replace(microsecond=0) for moment in due)
    assert max(seconds.values()) <= 3


def test_a_source_is_due_from_its_time_on_the_longest_due_first(
    watches: Watches, clock: Clock
) -> None:
    first = watches.watch(ONE, "bees", Every.WEEKLY, Delivery.NOW)
    second = watches.watch(TWO, "bees", Every.HOURLY, Delivery.OFFER)
    assert watches.due() == []
    clock.now = second.due_at
    assert watches.due() == [second]
    clock.now = first.due_at
    assert watches.due() == [second, first]


def test_one_of_many_takes_a_source_that_is_due(watches: Watches, clock: Clock) -> None:
    watches.watch(ONE, "bees", Every.HOURLY, Delivery.NOW)
    clock.pass_by(hours=1)
    (due,) = watches.due()
    with ThreadPoolExecutor(8) as pool:
        taken = [each for each in pool.map(watches.claim, [due] * 16) if each is not None]
    assert [each.due_at for each in taken] == [clock.now + LEASE]
    assert watches.due() == []


def test_a_source_whose_taker_died_comes_due_again(watches: Watches, clock: Clock) -> None:
    due_watch(watches, clock)
    clock.now += LEASE
    assert [each.source for each in watches.due()] == ["bees"]


def test_a_success_notes_what_was_seen_and_waits_for_about_an_interval(
    watches: Watches, clock: Clock
) -> None:
    claimed = due_watch(watches, clock)
    watches.succeed(claimed, SEEN)
    found = watches.get(ONE, "bees")
    assert found is not None
    assert (found.seen, found.checked_at, found.failures) == (SEEN, clock.now, 0)
    assert 0.95 <= (found.due_at - clock.now) / Every.DAILY.interval <= 1.05


def test_nothing_new_keeps_what_was_seen(watches: Watches, clock: Clock) -> None:
    watches.succeed(due_watch(watches, clock), SEEN)
    found = watches.get(ONE, "bees")
    assert found is not None
    watches.succeed(found, None)
    again = watches.get(ONE, "bees")
    assert again is not None
    assert again.seen == SEEN


def test_failures_wait_twice_as_long_each_time_up_to_the_interval(
    watches: Watches, clock: Clock
) -> None:
    watch = due_watch(watches, clock, Every.HOURLY)
    waits = []
    for number in range(1, 8):
        waits.append(watches.fail(watch, "The page was not found.") / timedelta(minutes=1))
        found = watches.get(ONE, "bees")
        assert found is not None
        assert (found.failures, found.error) == (number, "The page was not found.")
        watch = found
    for wait, most in zip(waits, (5, 10, 20, 40, 60, 60, 60), strict=True):
        assert 0.95 * most <= wait <= most


def test_a_failure_forgets_nothing_and_a_success_ends_it(watches: Watches, clock: Clock) -> None:
    watches.succeed(due_watch(watches, clock), SEEN)
    found = watches.get(ONE, "bees")
    assert found is not None
    watches.fail(found, "The page was not found.")
    failed = watches.get(ONE, "bees")
    assert failed is not None
    assert failed.seen == SEEN
    watches.succeed(failed, None)
    well = watches.get(ONE, "bees")
    assert well is not None
    assert (well.failures, well.error, well.seen) == (0, None, SEEN)


def test_a_schedule_that_was_changed_meanwhile_says_when_it_is_due(
    watches: Watches, clock: Clock
) -> None:
    claimed = due_watch(watches, clock)
    changed = watches.watch(ONE, "bees", Every.WEEKLY, Delivery.OFFER)
    watches.succeed(claimed, SEEN)
    found = watches.get(ONE, "bees")
    assert found is not None
    assert (found.every, found.delivery, found.due_at) == (
        Every.WEEKLY,
        Delivery.OFFER,
        changed.due_at,
    )
    assert found.seen == SEEN


def test_a_watch_that_was_ended_meanwhile_stays_ended(watches: Watches, clock: Clock) -> None:
    claimed = due_watch(watches, clock)
    assert watches.end(ONE, "bees")
    watches.succeed(claimed, SEEN)
    watches.fail(claimed, "The page was not found.")
    assert watches.get(ONE, "bees") is None
    assert not watches.end(ONE, "bees")


@pytest.mark.parametrize(("again", "seen"), [(False, SEEN), (True, None)])
def test_an_offer_that_is_over_is_made_again_only_if_what_was_seen_is_forgotten(
    watches: Watches, clock: Clock, again: bool, seen: Seen | None
) -> None:
    claimed = due_watch(watches, clock)
    watches.succeed(replace(claimed, offer=7, offered_at=clock.now), SEEN)
    (offered,) = watches.offered()
    assert (offered.offer, offered.offered_at) == (7, clock.now)
    watches.close_offer(offered, again=again)
    found = watches.get(ONE, "bees")
    assert found is not None
    assert (found.offer, found.offered_at, found.seen) == (None, None, seen)
    assert watches.offered() == []


def test_one_scope_knows_nothing_of_another(watches: Watches) -> None:
    mine = watches.watch(ONE, "bees", Every.DAILY, Delivery.NOW)
    shared = watches.watch(SHARED, "bees", Every.DAILY, Delivery.NOW)
    watches.watch(TWO, "bees", Every.DAILY, Delivery.NOW)
    assert not watches.end(ONE, "tides")
    watches.purge(TWO)
    assert watches.of(TWO) == []
    assert watches.of(ONE) == [mine]
    assert watches.of(SHARED) == [shared]


def test_schedules_survive_a_restart(tmp_path: Path, clock: Clock) -> None:
    before, after = (open_database(f"sqlite:///{tmp_path / 'a.db'}") for _ in range(2))
    made = Watches(before, clock).watch(ONE, "bees", Every.DAILY, Delivery.OFFER)
    before.dispose()
    assert Watches(after, clock).of(ONE) == [made]
    after.dispose()
