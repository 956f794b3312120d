"""How much the language model may be used in a day, counted in SQL.

Only what has a limit is counted. Of a member a keyed hash is kept, never the id: it shows in no
log and no copy of the table. Its key is in the same database, so whoever holds all of that can
still try whether an id they know is among those of the day.
"""

import logging
import secrets
from collections.abc import Callable
from dataclasses import astuple, dataclass, fields
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from functools import cached_property
from hashlib import blake2b
from threading import Lock
from typing import Final, Self

import sqlalchemy as sa

from answering.allowance import Allowance, Reservation, Unlimited
from answering.model import Note
from bot.ledger import Place
from bot.settings import Settings
from vectorstore.database import WRITES

metadata: Final = sa.MetaData()

_use: Final = sa.Table(
    "model_use",
    metadata,
    sa.Column("day", sa.Date, primary_key=True),
    sa.Column("kind", sa.String(16), primary_key=True),
    sa.Column("who", sa.String(32), primary_key=True),
    sa.Column("questions", sa.BigInteger, nullable=False),
    sa.Column("tokens", sa.BigInteger, nullable=False),
)

# SQLite and PostgreSQL say this alike, but SQLAlchemy has a construct of its own for each.
_MAKE_ROW: Final = sa.text(
    "INSERT INTO model_use (day, kind, who, questions, tokens)"
    " VALUES (:day, :kind, :who, 0, 0) ON CONFLICT DO NOTHING"
).bindparams(sa.bindparam("day", type_=sa.Date()))
_MAKE_SECRET: Final = sa.text(
    "INSERT INTO bot_state (key, value) VALUES (:key, :value) ON CONFLICT DO NOTHING"
)
_READ_SECRET: Final = sa.text("SELECT value FROM bot_state WHERE key = :key")
_KEPT_UNDER: Final = "budgets.member_hash_key"

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Limits:
    """The most questions put to the language model, and the most of its tokens, in a day (UTC).

    A member has one count for all servers and direct messages. None is no limit; 0 keeps the
    model away.
    """

    questions_per_member: int | None = None
    questions_per_server: int | None = None
    questions_per_day: int | None = None
    tokens_per_member: int | None = None
    tokens_per_server: int | None = None
    tokens_per_day: int | None = None

    @classmethod
    def of(cls, settings: Settings) -> Self:
        """Those that the operator has set, each as LLM_ and its name."""
        return cls(**{each.name: getattr(settings, f"llm_{each.name}") for each in fields(cls)})


class _Kind(StrEnum):
    MEMBER = "member"
    SERVER = "server"
    EVERYBODY = "everybody"


_NOTES: Final = {
    _Kind.MEMBER: Note.MEMBER_LIMIT,
    _Kind.SERVER: Note.SERVER_LIMIT,
    _Kind.EVERYBODY: Note.DAILY_LIMIT,
}


@dataclass(frozen=True, slots=True)
class _Counter:
    """One row of a day, and how far it may count."""

    kind: _Kind
    who: str
    questions: int | None
    tokens: int | None

    def added(self, day: date, questions: int, tokens: int) -> sa.Update:
        """The statement that adds to the row, whatever the limits."""
        return (
            sa.update(_use)
            .where(_use.c.day == day, _use.c.kind == self.kind, _use.c.who == self.who)
            .values(questions=_use.c.questions + questions, tokens=_use.c.tokens + tokens)
        )

    def take(self, connection: sa.Connection, day: date, tokens: int) -> bool:
        """Add one question and `tokens`, unless that is more than a limit allows."""
        adding = self.added(day, 1, tokens)
        if self.questions is not None:
            adding = adding.where(_use.c.questions + 1 <= self.questions)
        if self.tokens is not None:
            adding = adding.where(_use.c.tokens + tokens <= self.tokens)
        if connection.execute(adding).rowcount:
            return True
        # It is full, or the first of the day.
        connection.execute(_MAKE_ROW, {"day": day, "kind": self.kind, "who": self.who})
        return connection.execute(adding).rowcount == 1


class _Book:
    """The rows in SQL.

    Counters come in the order member, server, everybody: each transaction locks its rows in that
    order, so none waits for another in a circle.
    """

    def __init__(self, engine: sa.Engine) -> None:
        self._engine = engine.execution_options(**{WRITES: True})
        # SQLite lets writers try again and again, and some never get their turn: queue here.
        self._turn = Lock()

    def take(self, counters: tuple[_Counter, ...], day: date, tokens: int) -> _Kind | None:
        """Count for every counter, or for none and tell which is the first that is full."""
        with self._turn, self._engine.connect() as connection:
            for counter in counters:
                if not counter.take(connection, day, tokens):
                    return counter.kind  # what the others took is rolled back on the way out
            connection.commit()
        return None

    def correct(
        self, counters: tuple[_Counter, ...], day: date, questions: int, tokens: int
    ) -> None:
        """Add what may be negative to what was counted on `day`."""
        with self._turn, self._engine.begin() as connection:
            for counter in counters:
                connection.execute(counter.added(day, questions, tokens))

    def forget_before(self, day: date) -> None:
        """Remove the rows of earlier days."""
        # Another process may be removing them too: to wait for it could be a circle.
        key = sa.tuple_(_use.c.day, _use.c.kind, _use.c.who)
        free = sa.select(_use.c.day, _use.c.kind, _use.c.who).where(_use.c.day < day)
        with self._turn, self._engine.begin() as connection:
            connection.execute(
                sa.delete(_use).where(key.in_(free.with_for_update(skip_locked=True)))
            )

    def hashed(self, member: str) -> str:
        """32 signs that stand for a member, and tell the id to nobody without the key."""
        return blake2b(member.encode(), key=self._secret, digest_size=16).hexdigest()

    @cached_property
    def _secret(self) -> bytes:
        """The key of the hashes, made once for a database, whoever else makes it now."""
        with self._turn, self._engine.begin() as connection:
            new = {"key": _KEPT_UNDER, "value": secrets.token_hex(32)}
            connection.execute(_MAKE_SECRET, new)
            kept = connection.execute(_READ_SECRET, {"key": _KEPT_UNDER}).scalar_one()
        return bytes.fromhex(kept)


class Budgets:
    """The limits, and what was used of them today; other processes may count in the same database.

    Safe to use from several threads.
    """

    def __init__(
        self,
        engine: sa.Engine,
        limits: Limits,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        """`now` gives a time with its zone; days are those of UTC."""
        self._book = _Book(engine)
        self._limits = limits
        self._now = now
        self._day: date | None = None

    def allowance(self, place: Place, member: str) -> Allowance:
        """What the member with this id may use in `place`. Doesn't touch the database.

        A direct message counts for no server.
        """
        return self._allowance(place.server, member)

    def operator(self) -> Allowance:
        """What may be used in the terminal: it counts for the day alone, and ends with it.

        The operator is no member and in no server, but those limits bound the bill, whoever asks.
        """
        return self._allowance(None, None)

    def _allowance(self, server: str | None, member: str | None) -> Allowance:
        if all(limit is None for limit in astuple(self._limits)):
            return Unlimited()
        return _Allowance(self, server, member)

    def reserve(self, server: str | None, member: str | None, tokens: int) -> Reservation | Note:
        """Set one question and `tokens` aside for all whom it concerns, or for none of them.

        The note tells whose limit is met: the member's, then the server's, then that of the day.
        Blocks as long as the database takes; raises `sqlalchemy.exc.SQLAlchemyError` when that
        fails, and then nothing is counted and the language model must not be asked.
        """
        if tokens < 0:
            raise ValueError(f"tokens has the value {tokens}. It must be 0 or more.")
        day = self._now().astimezone(UTC).date()
        if day != self._day:
            # At midnight, or by another clock, questions of the day before may still be counted.
            self._book.forget_before(day - timedelta(days=1))
            self._day = day
        counters = self._counters(server, member)
        full = self._book.take(counters, day, tokens) if counters else None
        return _Reserved(self._book, counters, day, tokens) if full is None else _NOTES[full]

    def _counters(self, server: str | None, member: str | None) -> tuple[_Counter, ...]:
        """The rows that have a limit; of members without one, not even the hash is kept."""
        most = self._limits
        of_member = (most.questions_per_member, most.tokens_per_member)
        of_server = (most.questions_per_server, most.tokens_per_server)
        of_day = (most.questions_per_day, most.tokens_per_day)
        counters = []
        if member is not None and of_member != (None, None):
            counters.append(_Counter(_Kind.MEMBER, self._book.hashed(member), *of_member))
        if server is not None and of_server != (None, None):
            counters.append(_Counter(_Kind.SERVER, server, *of_server))
        if of_day != (None, None):
            counters.append(_Counter(_Kind.EVERYBODY, "", *of_day))
        return tuple(counters)


@dataclass(frozen=True, slots=True)
class _Allowance:
    """Who asks, and where."""

    budgets: Budgets
    server: str | None
    member: str | None

    def reserve(self, tokens: int) -> Reservation | Note:
        """See `Budgets.reserve`; where the database fails, the language model is not asked."""
        try:
            return self.budgets.reserve(self.server, self.member, tokens)
        except sa.exc.SQLAlchemyError:
            _log.exception("use of the language model not counted")
            return Note.MODEL_RESTING


class _Reserved:
    """A question and tokens that were counted before they are used.

    One that is never settled, since the process ended, stays counted for its day: the model may
    have been asked and may cost money, and counting too much only means quotations until
    midnight, while counting too little would break the limit.
    """

    def __init__(self, book: _Book, counters: tuple[_Counter, ...], day: date, tokens: int) -> None:
        self._book = book
        self._counters = counters
        self._day = day
        self._tokens = tokens
        self._open = True
        self._lock = Lock()

    def settle(self, tokens: int | None) -> None:
        """Count what was used on the day of the reservation, also where it is more.

        An answer must not be lost over this: a database that fails is logged, and what was set
        aside stays counted.
        """
        with self._lock:
            first, self._open = self._open, False
        questions, more = (-1, -self._tokens) if tokens is None else (0, tokens - self._tokens)
        if not first or not self._counters or not (questions or more):
            return
        try:
            self._book.correct(self._counters, self._day, questions, more)
        except sa.exc.SQLAlchemyError:
            _log.exception("use of the language model not settled")
