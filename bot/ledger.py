"""What the bot has answered, so that its buttons work for as long as the answer is seen."""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Final

import sqlalchemy as sa

from answering.model import Citation
from bot import ledger_tables as tables
from vectorstore.database import WRITES
from vectorstore.model import SHARED, Scope

metadata: Final = tables.metadata


# SQLite and PostgreSQL say this alike, but SQLAlchemy has a construct of its own for each.
_MAKE_CITED: Final = sa.text(
    "INSERT INTO cited_sources (scope, source, stale) VALUES (:scope, :source, :stale)"
    " ON CONFLICT DO NOTHING"
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


@dataclass(frozen=True, slots=True)
class Seen:
    """A message in which an answer is seen.

    `cites` are the positions of the citations that it shows, `page` is what it shows, as JSON.
    """

    channel: str
    message: str
    cites: tuple[int, ...]
    page: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked when an answer is asked for again: a question that stands alone.

    `source` is the id of the one source that was to be searched.
    """

    question: str
    source: str | None


class Ledger:
    """Keeps answers and the bot's own small notes in SQL.

    Every method blocks for as long as the database takes, and raises
    `sqlalchemy.exc.SQLAlchemyError` when it fails; what that says never repeats a question.
    """

    def __init__(self, engine: sa.Engine) -> None:
        self._engine = engine
        self._writing = engine.execution_options(**{WRITES: True})

    def record(
        self,
        place: Place,
        question: str,
        *,
        confidence: float,
        role: Role,
        citations: Sequence[Citation],
        understood: str | None = None,
        source: str | None = None,
    ) -> str:
        """Keep an answer given in `place`, and return its new id of 16 URL-safe characters.

        `citations[n]` is what `citation(id, n)` finds. `Role.NEAREST` says that the sources did
        not answer and that these are the nearest paragraphs.
        `understood` is the question that was answered, where a conversation made it another one,
        `source` the id of the only source that was searched.
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
            "understood": understood,
            "source": source,
        }
        rows = [
            _citation_row(answer_id, position, role, citation)
            for position, citation in enumerate(citations)
        ]
        with self._engine.begin() as connection:
            connection.execute(sa.insert(tables.answers), answer)
            if rows:
                connection.execute(sa.insert(tables.citations), rows)
        return answer_id

    def record_messages(self, answer_id: str, seen: Sequence[Seen]) -> None:
        """Keep in which messages, in order, an answer is seen by all who are there.

        From then on it is marked when its sources change, also where they changed meanwhile.
        """
        rows = [
            {
                "answer_id": answer_id,
                "position": position,
                "channel": each.channel,
                "message": each.message,
                "cites": list(each.cites),
                "page": dict(each.page),
            }
            for position, each in enumerate(seen)
        ]
        if not rows:
            return
        with self._writing.begin() as connection:
            connection.execute(sa.insert(tables.messages), rows)
            _watch_sources(connection, answer_id)

    def citation(self, answer_id: str, position: int, place: Place) -> Citation | None:
        """What the answer cites at `position`, if the answer was given in `place`.

        This is the one check that an answer is opened where it was given: anywhere in the same
        server, or in the same direct message.
        """
        query = (
            sa.select(tables.citations)
            .join(tables.answers, tables.answers.c.id == tables.citations.c.answer_id)
            .where(tables.answers.c.id == answer_id, tables.citations.c.position == position)
            .where(_given_in(place))
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

    def asked(self, answer_id: str, place: Place) -> Asked | None:
        """What was asked, if the answer was given in `place` for all to see."""
        answers, messages = tables.answers.c, tables.messages.c
        query = (
            sa.select(answers.question, answers.understood, answers.source)
            .where(answers.id == answer_id, _given_in(place))
            .where(sa.exists().where(messages.answer_id == answers.id))
        )
        with self._engine.begin() as connection:
            row = connection.execute(query).one_or_none()
        return Asked(row.understood or row.question, row.source) if row else None

    def purge(self, scope: Scope) -> None:
        """Forget every answer that was given in `scope`, and what rests on its sources."""
        with self._writing.begin() as connection:
            # Their citations, messages and marks go with them.
            connection.execute(sa.delete(tables.answers).where(tables.answers.c.scope == scope))
            cited = tables.cited_sources
            connection.execute(sa.delete(cited).where(cited.c.scope == scope))

    def state(self, key: str) -> str | None:
        """The note kept under `key`."""
        query = sa.select(tables.state.c.value).where(tables.state.c.key == key)
        with self._engine.begin() as connection:
            return connection.execute(query).scalar_one_or_none()

    def set_state(self, key: str, value: str) -> None:
        """Keep `value` under `key` in place of what was there."""
        with self._engine.begin() as connection:
            updated = connection.execute(
                sa.update(tables.state).where(tables.state.c.key == key).values(value=value)
            )
            if not updated.rowcount:
                connection.execute(sa.insert(tables.state).values(key=key, value=value))


def _citation_row(
    answer_id: str, position: int, role: Role, citation: Citation
) -> dict[str, object]:
    return {
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


def _given_in(place: Place) -> sa.ColumnElement[bool]:
    """Whether an answer may be opened in `place`: the one rule, see `Ledger.citation`."""
    answers = tables.answers.c
    if place.server is None:
        return answers.server.is_(None) & (answers.channel == place.channel)
    return answers.server == place.server


def _watch_sources(connection: sa.Connection, answer_id: str) -> None:
    """Note the sources that the answer rests on, where they are not known to be as it cites."""
    cites, cited = tables.citations.c, tables.cited_sources
    query = (
        sa.select(cites.scope, cites.source)
        .outerjoin(cited, (cited.c.scope == cites.scope) & (cited.c.source == cites.source))
        .where(cites.answer_id == answer_id, cites.role == Role.STATEMENT)
        .where(cited.c.revision.is_distinct_from(cites.revision))
        .distinct()
    )
    for row in connection.execute(query).all():
        connection.execute(_MAKE_CITED, {"scope": row.scope, "source": row.source, "stale": True})
        this = (cited.c.scope == row.scope) & (cited.c.source == row.source)
        connection.execute(sa.update(cited).where(this).values(stale=True))
