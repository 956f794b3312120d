"""The latest value is shown, one at a time, with a rest after each."""

import asyncio
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.discord.throttle import Throttle


class Clock:
    """Time that passes only while somebody sleeps; `slept` wakes whoever does."""

    def __init__(self) -> None:
        self.now = 0.0
        self.sleepers: list[tuple[float, asyncio.Future[None]]] = []

    def read(self) -> float:
        return self.now

    async def sleep(self, seconds: float) -> None:
        woken = asyncio.get_running_loop().create_future()
        self.sleepers.append((self.now + seconds, woken))
        await woken

    async def pass_to(self, moment: float) -> None:
        """Wake who sleeps until `moment` at the latest, each at its time."""
        await settle()
        while due := sorted((at, id(woken)) for at, woken in self._asleep() if at <= moment):
            self.now = max(self.now, due[0][0])
            next(woken for at, woken in self._asleep() if id(woken) == due[0][1]).set_result(None)
            await settle()
        self.now = moment

    def _asleep(self) -> list[tuple[float, asyncio.Future[None]]]:
        self.sleepers = [(at, woken) for at, woken in self.sleepers if not woken.done()]
        return self.sleepers


class Screen:
    """Keeps what was shown, and when; each showing takes `seconds`."""

    def __init__(self, clock: Clock, seconds: float = 0.0, failing: str | None = None) -> None:
        self.clock = clock
        self.seconds = seconds
        self.failing = failing
        self.shown: list[tuple[float, str]] = []
        self.at_once = 0
        self.most_at_once = 0

    async def show(self, value: str) -> None:
        self.at_once += 1
        self.most_at_once = max(self.most_at_once, self.at_once)
        try:
            self.shown.append((self.clock.now, value))
            if self.seconds:
                await self.clock.sleep(self.seconds)
            if value == self.failing:
                raise RuntimeError("Discord does not like it")
        finally:
            self.at_once -= 1


async def settle() -> None:
    for _ in range(10):
        await asyncio.sleep(0)


def throttle(screen: Screen) -> Throttle[str]:
    return Throttle(screen.show, interval=1.0, clock=screen.clock.read, sleep=screen.clock.sleep)


@pytest.fixture
def clock() -> Clock:
    return Clock()


async def test_the_first_value_is_shown_at_once(clock: Clock) -> None:
    screen = Screen(clock)
    throttle(screen).offer("a")
    await settle()
    assert screen.shown == [(0.0, "a")]


async def test_of_many_values_only_the_latest_is_shown_after_the_rest(clock: Clock) -> None:
    screen = Screen(clock)
    drafts = throttle(screen)
    for value in "abcd":
        drafts.offer(value)
        await settle()
    await clock.pass_to(5.0)
    assert screen.shown == [(0.0, "a"), (1.0, "d")]


async def test_the_rest_begins_when_a_showing_ends(clock: Clock) -> None:
    screen = Screen(clock, seconds=0.4)
    drafts = throttle(screen)
    drafts.offer("a")
    await clock.pass_to(0.1)
    drafts.offer("b")
    await clock.pass_to(5.0)
    assert screen.shown == [(0.0, "a"), (1.4, "b")]


async def test_a_value_after_a_long_silence_is_shown_at_once(clock: Clock) -> None:
    screen = Screen(clock)
    drafts = throttle(screen)
    drafts.offer("a")
    await clock.pass_to(7.0)
    drafts.offer("b")
    await settle()
    assert screen.shown == [(0.0, "a"), (7.0, "b")]


async def test_the_same_value_is_not_shown_again(clock: Clock) -> None:
    screen = Screen(clock)
    drafts = throttle(screen)
    for moment in (1.0, 2.0, 3.0):
        drafts.offer("a")
        await clock.pass_to(moment)
    assert screen.shown == [(0.0, "a")]


async def test_nothing_is_shown_after_a_failure(clock: Clock) -> None:
    screen = Screen(clock, failing="b")
    drafts = throttle(screen)
    for moment, value in enumerate("abcd", 1):
        drafts.offer(value)
        await clock.pass_to(2.0 * moment)
    await drafts.end()
    assert [value for _, value in screen.shown] == ["a", "b"]


async def test_the_end_waits_for_what_is_under_way_and_its_rest(clock: Clock) -> None:
    screen = Screen(clock, seconds=3.0)
    drafts = throttle(screen)
    drafts.offer("a")
    await settle()
    drafts.offer("b")
    ending = asyncio.create_task(drafts.end())
    await clock.pass_to(3.9)
    assert not ending.done()
    await clock.pass_to(4.0)
    assert ending.done()
    assert screen.shown == [(0.0, "a")]


async def test_the_end_drops_what_still_waits_for_its_turn(clock: Clock) -> None:
    screen = Screen(clock)
    drafts = throttle(screen)
    drafts.offer("a")
    await settle()
    drafts.offer("b")
    await settle()
    ending = asyncio.create_task(drafts.end())
    await clock.pass_to(9.0)
    await ending
    drafts.offer("c")
    await clock.pass_to(20.0)
    assert screen.shown == [(0.0, "a")]


async def test_the_end_comes_at_once_where_nothing_was_offered(clock: Clock) -> None:
    await throttle(Screen(clock)).end()
    assert clock.sleepers == []


async def test_who_is_cancelled_while_waiting_for_the_end_is_cancelled(clock: Clock) -> None:
    drafts = throttle(Screen(clock, seconds=3.0))
    drafts.offer("a")
    await settle()
    ending = asyncio.create_task(drafts.end())
    await settle()
    ending.cancel()
    with pytest.raises(asyncio.CancelledError):
        await ending
    await clock.pass_to(9.0)


@settings(max_examples=60, deadline=None)
@given(
    offers=st.lists(st.tuples(st.floats(0, 2), st.text("abc", max_size=2)), max_size=20),
    seconds=st.floats(0, 2),
)
async def test_any_values_are_shown_one_at_a_time_a_second_apart_and_the_last_one_is(
    offers: list[tuple[float, str]], seconds: float
) -> None:
    clock = Clock()
    screen = Screen(clock, seconds)
    drafts = throttle(screen)
    for pause, value in offers:
        await clock.pass_to(clock.now + pause)
        drafts.offer(value)
    await clock.pass_to(clock.now + 10)
    moments = [at for at, _ in screen.shown]
    gaps = [later - at for at, later in pairwise(moments)]
    assert all(gap >= seconds + 1 - 1e-9 for gap in gaps)
    assert screen.most_at_once <= 1
    assert [value for _, value in screen.shown][-1:] == [value for _, value in offers][-1:]
