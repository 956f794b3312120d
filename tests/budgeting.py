"""Members, places and a clock for the tests of budgets."""

from dataclasses import dataclass
from datetime import UTC, datetime

import sqlalchemy as sa

from answering.allowance import Reservation
from answering.model import Note
from bot.ledger import Place

SERVER = Place("100", "7")
DIRECT = Place(None, "8")
ANN = "555000111222333444"
BOB = "555000111222333445"
NOON = datetime(2026, 5, 4, 12, tzinfo=UTC)


@dataclass
class Clock:
    """A clock that stands until it is moved."""

    now: datetime = NOON

    def __call__(self) -> datetime:
        return self.now


def granted(outcome: Reservation | Note) -> Reservation:
    assert not isinstance(outcome, Note), outcome
    return outcome


def counted(engine: sa.Engine) -> dict[str, tuple[int, int]]:
    """The questions and tokens of each kind of row, added up."""
    query = sa.text("SELECT kind, sum(questions), sum(tokens) FROM model_use GROUP BY kind")
    with engine.connect() as connection:
        return {kind: (questions, tokens) for kind, questions, tokens in connection.execute(query)}
