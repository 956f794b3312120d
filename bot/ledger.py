"""What the bot has answered, so that its buttons work for as long as the answer is seen."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Final

import sqlalchemy as sa

from answering.model import Citation
from vectorstore.model import SHARED, Scope

metadata: Final = sa.MetaData()

_answers: Final = sa.Table(
    "answers",
    metadata,
    sa.Column("id", sa.String(32), primary_key=True),
    sa.Column("scope", sa.String(64), nullable=False),
    sa.Column("server", sa.String(32)),
    sa.Column("channel", sa.String(32), nullable=False),
    sa.Column("question", sa.Text, nullable=False),
    sa.Column("answered", sa.Boolean, nullable=False),
    sa.Column("confidence", sa.Float, nullable=False),
    sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
    sa.Index("ix_answers_scope_created_at", "scope", "created_at"),
)

_citations: Final = sa.Table(
    "answer_citations",
    metadata,
    sa.Column(
        "answer_id",
        sa.String(32),
        sa.ForeignKey("answers.id", ondelete="CASCADE"),
        primary_key=True,
    ),
    sa.Column("position", sa.Integer, primary_key=True),
    sa.Column("scope", sa.String(64), nullable=False),
    sa.Column("source", sa.String(255), nullable=False),
    sa.Column("title", sa.Text, nullable=False),
    sa.Column("revision", sa.Integer, nullable=False),
    sa.Column("paragraph", sa.Integer, nullable=False),
    sa.Column("heading", sa.Text),
    sa.Column("quote", sa.Text, nullable=False),
    sa.Column("role", sa.String(16), nullable=False),
    sa.Index("ix_answer_citations_source", "scope", "source", "paragraph"),
)

_state: Final = sa.Table(
    "bot_state",
    metadata,
    sa.Column("key", sa.String(128), primary_key=True),
    sa.Column("value", sa.Text, nullable=False),
)


class Role(StrEnum):
    """What a cited paragraph is to its answer."""

    STATEMENT = "statement"
    NEAREST = "nearest"


@dataclass(frozen=True, slots=True)
class Place:
    """Where a question was asked: a channel of a server, or a direct message.

    A direct message has no server; its channel belongs to one person and the bot, so nobody's
    own id needs to be kept.
    """

    server: str | None
    channel: str

    @property
    def scope(self) -> Scope:
        """Whose sources may answer here."""
        return SHARED if self.server is None else Scope(self.server)


class Ledger:
    """Keeps answers and the bot's own small notes in SQL.

    Every method blocks for as long as the database takes, and raises
    `sqlalchemy.exc.SQLAlchemyError` when it fails; what that says never repeats a question.
    """

    def __init__(self, engine: sa.Engine) -> None:
        self._engine = engine

    def record(
        self,
        place: Place,
        question: str,
        *,
        confidence: float,
        role: Role,
        citations: Sequence[Citation],
    ) -> str:
        """Keep an answer given in `place`, and return its new id of 16 URL-safe characters.

        `citations[n]` is what `citation(id, n)` finds. `Role.NEAREST` says that the sources did
        not answer and that these are the nearest paragraphs.
        """
        answer_id = secrets.token_urlsafe(12)
        answer = {
            "id": answer_id,
            "scope": place.scope,
            "server": place.server,
            "channel": place.channel,
            "question": question,
            "answered": role is Role.STATEMENT,
            "confidence": confidence,
            "created_at": datetime.now(UTC),
        }
        rows = [
            {
                "answer_id": answer_id,
                "position": position,
                "scope": citation.scope,
                "source": citation.source,
                "title": citation.title,
                "revision": citation.revision,
                "paragraph": citation.paragraph,
                "heading": citation.heading,
                "quote": citation.quote,
                "role": role.value,
            }
            for position, citation in enumerate(citations)
        ]
        with self._engine.begin() as connection:
            connection.execute(sa.insert(_answers), answer)
            if rows:
                connection.execute(sa.insert(_citations), rows)
        return answer_id

    def citation(self, answer_id: str, position: int, place: Place) -> Citation | None:
        """What the answer cites at `position`, if the answer was given in `place`.

        This is the one check that an answer is opened where it was given: anywhere in the same
        server, or in the same direct message.
        """
        here = (
            (_answers.c.server.is_(None) & (_answers.c.channel == place.channel))
            if place.server is None
            else (_answers.c.server == place.server)
        )
        query = (
            sa.select(_citations)
            .join(_answers, _answers.c.id == _citations.c.answer_id)
            .where(_answers.c.id == answer_id, _citations.c.position == position, here)
        )
        with self._engine.begin() as connection:
            row = connection.execute(query).one_or_none()
        if row is None:
            return None
        return Citation(
            scope=Scope(row.scope),
            source=row.source,
            title=row.title,
            revision=row.revision,
            paragraph=row.paragraph,
            heading=row.heading,
            quote=row.quote,
        )

    def state(self, key: str) -> str | None:
        """The note kept under `key`."""
        query = sa.select(_state.c.value).where(_state.c.key == key)
        with self._engine.begin() as connection:
            return connection.execute(query).scalar_one_or_none()

    def set_state(self, key: str, value: str) -> None:
        """Keep `value` under `key` in place of what was there."""
        with self._engine.begin() as connection:
            updated = connection.execute(
                sa.update(_state).where(_state.c.key == key).values(value=value)
            )
            if not updated.rowcount:
                connection.execute(sa.insert(_state).values(key=key, value=value))
