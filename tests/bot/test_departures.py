"""Servers that the bot left: noticed, waited for, forgotten."""

from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa

from bot.departures import Departures

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
WEEK = timedelta(days=7)


class Clock:
    """A time that stands still until it is moved."""

    def __init__(self) -> None:
        self.now = NOON

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def departures(database: sa.Engine, clock: Clock) -> Departures:
    return Departures(database, clock)


def test_a_server_is_due_when_its_grace_is_over_and_not_before(
    departures: Departures, clock: Clock
) -> None:
    departures.joined("100")
    departures.left("100")
    clock.now += WEEK - timedelta(seconds=1)
    assert departures.due(WEEK) == []
    clock.now += timedelta(seconds=1)
    assert departures.due(WEEK) == ["100"]
    departures.forget("100")
    assert departures.due(WEEK) == []


def test_without_grace_a_server_is_due_at_once(departures: Departures) -> None:
    departures.left("100")
    assert departures.due(timedelta(0)) == ["100"]


def test_being_told_twice_of_a_departure_gives_no_second_grace(
    departures: Departures, clock: Clock
) -> None:
    departures.left("100")
    clock.now += WEEK
    departures.left("100")
    departures.present([])
    assert departures.due(WEEK) == ["100"]


def test_who_comes_back_in_time_is_not_due(departures: Departures, clock: Clock) -> None:
    assert not departures.joined("100")
    departures.left("100")
    clock.now += timedelta(days=6)
    assert departures.joined("100")
    clock.now += WEEK
    assert departures.due(WEEK) == []


def test_a_second_departure_has_a_grace_of_its_own(departures: Departures, clock: Clock) -> None:
    departures.left("100")
    clock.now += timedelta(days=6)
    departures.joined("100")
    departures.left("100")
    clock.now += timedelta(days=6)
    assert departures.due(WEEK) == []


def test_what_was_left_while_the_bot_was_away_is_noticed_at_the_next_start(
    departures: Departures, clock: Clock
) -> None:
    assert departures.present(["100", "200", "300"]) == []
    assert departures.present(["200"]) == ["100", "300"]
    assert departures.present(["200"]) == []
    clock.now += WEEK
    assert departures.due(WEEK) == ["100", "300"]


def test_who_is_there_again_at_the_next_start_has_come_back(
    departures: Departures, clock: Clock
) -> None:
    departures.present(["100"])
    departures.present([])
    assert departures.present(["100"]) == []
    clock.now += WEEK
    assert departures.due(WEEK) == []


def test_a_server_that_the_bot_was_never_in_is_not_left(
    departures: Departures, clock: Clock
) -> None:
    """The operator may prepare the sources of a server before the bot is invited."""
    departures.present(["100"])
    clock.now += WEEK
    assert departures.due(timedelta(0)) == []


def test_who_comes_back_while_being_forgotten_is_still_known(departures: Departures) -> None:
    departures.left("100")
    departures.joined("100")
    departures.forget("100")
    assert departures.present([]) == ["100"]


def test_twenty_thousand_servers_are_compared_at_once(departures: Departures) -> None:
    servers = [str(number) for number in range(20_000)]
    assert departures.present(servers) == []
    assert departures.present(servers[:-1]) == ["19999"]
    assert len(departures.present([])) == 19_999


def test_another_bot_on_the_same_data_has_left_no_server(departures: Departures) -> None:
    """As when the operator puts the token of another application into the settings."""
    departures.present({"1", "2"}, "ann")
    assert departures.present({"3"}, "ben") == []
    assert departures.present({"1", "3"}, "ann") == ["2"]
