"""Servers A and B with what each has, and what the operator gives to all."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from bot.schedules import Delivery, Every
from tests.keeping import House
from vectorstore.model import SHARED, Scope

SECRET = "zanzibar"
"""Stands in every text of A and nowhere else."""

QUESTION = "When does the ferry leave the harbour?"
"""Only A's sources answer it."""

HARBOUR = "# The {secret} harbour\n\nThe {secret} ferry leaves the harbour at {time}.\n"
ATTIC = "# The {secret} attic\n\nThe attic of the harbour keeps the {secret} lamp.\n"
BEES = "# Bees\n\nThe bees of the meadow fly by day.\n"
MOON = "# The moon\n\nThe moon is far away from the {rest}.\n"


@dataclass
class Town:
    """A has a source with two revisions and a draft, one that was removed, a schedule, a log.

    B has a source of its own. The operator's source has two revisions and a draft.
    """

    house: House
    a: Scope
    b: Scope
    draft: int
    shared_draft: int

    def state(self, scope: Scope) -> Any:
        """All that a scope has, to be compared with itself later."""
        keeper = self.house.keeper
        ids = [each.id for each in keeper.sources(scope)]
        removed = keeper.removed(scope)
        return (
            keeper.sources(scope),
            removed,
            [keeper.revisions(scope, each) for each in ids + [gone.id for gone in removed]],
            [keeper.paragraphs(scope, each) for each in ids],
            keeper.waiting(scope),
            keeper.log(scope),
            self.house.watches.of(scope),
            self.house.channels.get(scope),
            sorted(self.house.index.ids(scope)),
        )

    @contextmanager
    def untouched(self) -> Iterator[None]:
        """Fail unless A and what is shared stay as they are."""
        before = self.state(self.a), self.state(SHARED)
        yield
        assert (self.state(self.a), self.state(SHARED)) == before


def settle(house: House, a: Scope, b: Scope) -> Town:
    """The town over these stores."""
    at = "https://example.org/harbour.md"
    for time in ("six", "seven"):
        house.publish(a, "harbour", HARBOUR.format(secret=SECRET, time=time), origin=at)
    house.publish(a, "attic", ATTIC.format(secret=SECRET))
    house.keeper.remove(a, "attic", actor="member:1")
    house.schedules.watch(a, "harbour", Every.WEEKLY, Delivery.OFFER)
    house.channels.set_channel(a, "1")
    house.publish(b, "bees", BEES)
    for rest in ("sea", "meadow"):
        house.publish(SHARED, "moon", MOON.format(rest=rest))
    return Town(
        house,
        a,
        b,
        house.offer(a, "harbour", HARBOUR.format(secret=SECRET, time="eight")),
        house.offer(SHARED, "moon", MOON.format(rest="roof")),
    )


def tells_nothing(*said: object) -> None:
    """Fail if a word of A's stands in what was said."""
    assert SECRET not in repr(said).casefold(), said
