"""Finds what no revision needs any more, and takes it out of the catalogue.

In an order that a crash can't break: while a vector is in the index, the catalogue has a revision
that tells of it.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import (
    ColumnElement,
    Connection,
    Engine,
    Select,
    and_,
    delete,
    not_,
    or_,
    select,
    update,
)

from vectorstore.batches import batches
from vectorstore.database import WRITES
from vectorstore.model import Scope
from vectorstore.rows import FORGOTTEN, PASSAGES, is_current, is_needed, is_recoverable
from vectorstore.schema import (
    changes,
    kept_vectors,
    paragraphs,
    passages,
    pieces,
    revisions,
    sources,
)
from vectorstore.staging import DRAFT_LIFE, lock


@dataclass(frozen=True, slots=True)
class Leftover:
    """A revision that is not current, and whose vectors may still be in the index.

    `stays` tells that it was published and can come back; any other is to be removed.
    """

    key: int
    scope: Scope
    stays: bool


class Pruner:
    """The side of the catalogue that forgets. Safe to use from several threads."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._writing = engine.execution_options(**{WRITES: True})

    def give_up(self, scope: Scope, key: int) -> bool:
        """Say that a draft of the scope is to be removed; False if there is none."""
        of_scope = select(sources.c.id).where(sources.c.scope == scope)
        with self._writing.begin() as connection:
            return _give_up(
                connection, and_(revisions.c.id == key, revisions.c.source_id.in_(of_scope))
            )

    def give_up_unfinished(self, silent_since: datetime | None) -> None:
        """Give up the drafts that are not complete, and the revisions that were to come back.

        With a time, only those that nobody spoke of since.
        """
        silent: ColumnElement[bool] = revisions.c.touched_at.is_not(None)
        if silent_since is not None:
            silent = revisions.c.touched_at < silent_since
        with self._writing.begin() as connection:
            _give_up(connection, and_(silent, revisions.c.ready_at.is_(None)))
            connection.execute(
                update(revisions)
                .where(silent, revisions.c.published_at.is_not(None))
                .values(touched_at=None, ready_at=datetime.now(UTC))
            )

    def give_up_expired(self) -> None:
        """Give up the drafts that nobody published in time."""
        with self._writing.begin() as connection:
            _give_up(connection, revisions.c.ready_at < datetime.now(UTC) - DRAFT_LIFE)

    def leftovers(self, scope: Scope | None = None) -> list[Leftover]:
        """The drafts that were given up, and what was published and is not current any more."""
        published = revisions.c.published_at.is_not(None)
        stays = and_(published, is_recoverable()).label("stays")
        query = (
            select(revisions.c.id, sources.c.scope, stays)
            .join(sources, sources.c.id == revisions.c.source_id)
            .where(not_(is_current()), revisions.c.touched_at.is_(None))
            .where(or_(not_(stays.element), revisions.c.ready_at.is_not(None)))
            .order_by(revisions.c.id)
        )
        if scope is not None:
            query = query.where(sources.c.scope == scope)
        with self._engine.connect() as connection:
            rows = connection.execute(query).all()
        return [Leftover(key, Scope(of), bool(it_stays)) for key, of, it_stays in rows]

    def unneeded(self, key: int) -> list[str]:
        """The vectors of a revision that the index need not have."""
        of_source = select(revisions.c.source_id).where(revisions.c.id == key).scalar_subquery()
        needed = (
            select(passages.c.vector_id)
            .select_from(PASSAGES)
            .where(sources.c.id == of_source, is_needed())
        )
        query = (
            select(passages.c.vector_id)
            .join(paragraphs, paragraphs.c.id == passages.c.paragraph_id)
            .where(paragraphs.c.revision_id == key, passages.c.vector_id.not_in(needed))
        )
        with self._engine.connect() as connection:
            return list(dict.fromkeys(connection.scalars(query)))

    @contextmanager
    def removing(self, scope: Scope, ids: Sequence[str]) -> Iterator[list[str]]:
        """Those of a few `ids` that the index need not have, which stays so until the end.

        Nobody can stage a revision of the scope meanwhile, so remove them from the index here.
        """
        with self._writing.begin() as connection:
            lock(connection, scope)
            query = (
                select(passages.c.vector_id)
                .select_from(PASSAGES)
                .where(sources.c.scope == scope, passages.c.vector_id.in_(ids), is_needed())
            )
            needed = set(connection.scalars(query))
            yield [each for each in ids if each not in needed]

    def drop_kept(self, scope: Scope, ids: Sequence[str]) -> None:
        """Drop what is kept of those of `ids`, pieces and vectors, that no revision has."""
        with self._writing.begin() as connection:
            lock(connection, scope)
            _drop_kept(connection, scope, ids)

    def settle(self, key: int) -> None:
        """Say that an old revision has no vector in the index any more that only it needs."""
        at_rest = and_(revisions.c.id == key, revisions.c.touched_at.is_(None))
        with self._writing.begin() as connection:
            connection.execute(
                update(revisions)
                .where(at_rest, revisions.c.id.not_in(_current_keys()))
                .values(ready_at=None)
            )

    def drop(self, key: int) -> None:
        """Forget a revision that is not needed, and its source if that was its last one.

        What is kept of its passages, their pieces and vectors, goes with the last revision that
        has them.
        """
        with self._writing.begin() as connection:
            where = and_(revisions.c.id == key, revisions.c.touched_at.is_(None))
            row = connection.execute(
                select(revisions.c.source_id, sources.c.scope)
                .join(sources, sources.c.id == revisions.c.source_id)
                .where(where, not_(is_current()))
            ).one_or_none()
            if row is None:
                return
            lock(connection, Scope(row.scope))
            ids = connection.scalars(
                select(passages.c.vector_id)
                .join(paragraphs, paragraphs.c.id == passages.c.paragraph_id)
                .where(paragraphs.c.revision_id == key)
                .distinct()
            ).all()
            gone = delete(revisions).where(where, revisions.c.id.not_in(_current_keys()))
            if connection.execute(gone).rowcount:
                _drop_kept(connection, Scope(row.scope), ids)
                _drop_empty(connection, sources.c.id == row.source_id)

    def surplus(self, most: int, scope: Scope | None = None) -> list[Leftover]:
        """The published revisions beyond the newest `most` of each source, the current one first.

        With `most` 1, all but the current one; of a source that was removed one stays as well.
        """
        query = (
            select(revisions.c.id, revisions.c.source_id, sources.c.scope)
            .join(sources, sources.c.id == revisions.c.source_id)
            .where(revisions.c.published_at.is_not(None))
            .order_by(revisions.c.source_id, is_current().desc(), revisions.c.number.desc())
        )
        if scope is not None:
            query = query.where(sources.c.scope == scope)
        seen: dict[int, int] = {}
        found = []
        with self._engine.connect() as connection:
            for key, source_key, of in connection.execute(query):
                seen[source_key] = seen.get(source_key, 0) + 1
                if seen[source_key] > most:
                    found.append(Leftover(key, Scope(of), stays=False))
        return found

    def forget_removed(self, before: datetime) -> None:
        """Let the sources go for good that were removed before a time."""
        with self._writing.begin() as connection:
            connection.execute(
                update(sources)
                .where(sources.c.current.is_(None), sources.c.removed_at < before)
                .values(removed_at=FORGOTTEN)
            )

    @contextmanager
    def erasing(self, scope: Scope) -> Iterator[None]:
        """Delete all that is known of the scope's sources that are being forgotten, and its log.

        At the end of the block, in which nobody can stage a revision of the scope: clear the
        index here.
        """
        with self._writing.begin() as connection:
            lock(connection, scope)
            yield
            _erase(connection, scope)


def _erase(connection: Connection, scope: Scope) -> None:
    forgotten = select(sources.c.id).where(sources.c.scope == scope, not_(is_recoverable()))
    connection.execute(
        delete(revisions).where(
            revisions.c.source_id.in_(forgotten), revisions.c.touched_at.is_(None)
        )
    )
    _drop_empty(connection, sources.c.scope == scope)
    left = select(passages.c.vector_id).select_from(PASSAGES).where(sources.c.scope == scope)
    for table in (pieces, kept_vectors):
        connection.execute(
            delete(table).where(table.c.scope == scope, table.c.vector_id.not_in(left))
        )
    connection.execute(delete(changes).where(changes.c.scope == scope))


def _give_up(connection: Connection, where: ColumnElement[bool]) -> bool:
    said = connection.execute(
        update(revisions)
        .where(where, revisions.c.published_at.is_(None), revisions.c.touched_at.is_not(None))
        .values(touched_at=None, ready_at=None)
    )
    return bool(said.rowcount)


def _current_keys() -> Select[tuple[int]]:
    return select(sources.c.current).where(sources.c.current.is_not(None))


def _drop_kept(connection: Connection, scope: Scope, ids: Sequence[str]) -> None:
    """Drop what is kept of those of `ids` that no revision has."""
    for batch in batches(ids):
        still = set(
            connection.scalars(
                select(passages.c.vector_id)
                .select_from(PASSAGES)
                .where(sources.c.scope == scope, passages.c.vector_id.in_(batch))
            )
        )
        gone = [each for each in batch if each not in still]
        for table in (pieces, kept_vectors):
            connection.execute(
                delete(table).where(table.c.scope == scope, table.c.vector_id.in_(gone))
            )


def _drop_empty(connection: Connection, where: ColumnElement[bool]) -> None:
    still_there = select(revisions.c.source_id)
    connection.execute(delete(sources).where(where, sources.c.id.not_in(still_there)))
