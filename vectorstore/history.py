"""Reads what was, what waits, and what was done: old revisions, drafts, the log."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Engine, Select, func, select

from vectorstore.changes import Action, LoggedChange, RemovedSource, RevisionRecord, WaitingDraft
from vectorstore.errors import UnknownDraftError, UnknownRevisionError, UnknownSourceError
from vectorstore.model import Paragraph, PlacedParagraph, Scope
from vectorstore.rows import (
    REVISIONS_OF_SOURCES,
    is_current,
    is_recoverable,
    paragraph_from,
    placed_from,
    select_placed,
    utc,
)
from vectorstore.schema import changes, paragraphs, revisions, sources
from vectorstore.staging import is_waiting


@dataclass(frozen=True, slots=True)
class CurrentRevision:
    """The current revision of a source with its paragraphs, without passages.

    `key` is its row id.
    """

    key: int
    number: int
    title: str
    content_hash: str
    paragraphs: tuple[Paragraph, ...]


class History:
    """The past of the sources of one scope at a time. Safe to use from several threads."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def revisions(self, scope: Scope, source: str) -> list[RevisionRecord]:
        """The published revisions of a source, newest first, also when it was removed.

        Raises `UnknownSourceError`.
        """
        count = (
            select(func.count())
            .where(paragraphs.c.revision_id == revisions.c.id)
            .scalar_subquery()
            .label("paragraphs")
        )
        query = _published(scope, source, revisions, count, is_current().label("is_current"))
        with self._engine.connect() as connection:
            found = connection.execute(query).all()
            if not found:
                raise self._unknown(connection, scope, source)
        return [
            RevisionRecord(
                number=row.number,
                title=row.title,
                author=row.author,
                created_at=utc(row.created_at),
                published_at=utc(row.published_at),
                paragraphs=row.paragraphs,
                is_current=bool(row.is_current),
            )
            for row in found
        ]

    def paragraphs(
        self, scope: Scope, source: str, number: int | None = None
    ) -> list[PlacedParagraph]:
        """The paragraphs of a published revision, the current one by default, without passages.

        Raises `UnknownSourceError` or `UnknownRevisionError`.
        """
        query = _published(
            scope, source, revisions.c.id, revisions.c.number, is_current().label("is_current")
        )
        with self._engine.connect() as connection:
            found = connection.execute(query).all()
            keys = {row.number: row.id for row in found}
            if number is None:
                number = next((row.number for row in found if row.is_current), None)
            if not found or number is None:
                raise self._unknown(connection, scope, source)
            if number not in keys:
                raise UnknownRevisionError(source, number, sorted(keys))
            return _paragraphs(connection, keys[number])

    def removed(self, scope: Scope) -> list[RemovedSource]:
        """The sources of the scope that were taken away and can come back, by their ids."""
        query = (
            select(sources.c.slug, sources.c.removed_at, revisions.c.number, revisions.c.title)
            .join(revisions, revisions.c.source_id == sources.c.id)
            .where(sources.c.scope == scope, sources.c.current.is_(None))
            .where(sources.c.removed_at.is_not(None), is_recoverable())
            .where(revisions.c.published_at.is_not(None))
            .order_by(sources.c.slug, revisions.c.number)
        )
        last = (
            select(changes.c.source, changes.c.before)
            .where(changes.c.scope == scope, changes.c.action == Action.REMOVED)
            .order_by(changes.c.id)
        )
        with self._engine.connect() as connection:
            current = {row.source: row.before for row in connection.execute(last)}
            found: dict[str, RemovedSource] = {}
            for row in connection.execute(query):
                # The revision that was current; failing that, the newest one.
                if row.slug not in found or found[row.slug].number != current.get(row.slug):
                    at = utc(row.removed_at)
                    found[row.slug] = RemovedSource(scope, row.slug, row.title, row.number, at)
        return list(found.values())

    def log(self, scope: Scope, source: str | None = None, limit: int = 50) -> list[LoggedChange]:
        """What was done to the sources of the scope, or to one of them, newest first."""
        query = select(changes).where(changes.c.scope == scope)
        if source is not None:
            query = query.where(changes.c.source == source)
        with self._engine.connect() as connection:
            rows = connection.execute(query.order_by(changes.c.id.desc()).limit(limit)).all()
        return [
            LoggedChange(
                scope=Scope(row.scope),
                source=row.source,
                title=row.title,
                action=Action(row.action),
                actor=row.actor,
                before=row.before,
                after=row.after,
                at=utc(row.at),
            )
            for row in rows
        ]

    def drafts(self, scope: Scope) -> list[WaitingDraft]:
        """The complete drafts of the scope that wait to be published, oldest first."""
        base = revisions.alias("base")
        query = (
            select(revisions, sources.c.slug, base.c.number.label("base_number"))
            .select_from(
                REVISIONS_OF_SOURCES.join(base, base.c.id == revisions.c.base, isouter=True)
            )
            .where(sources.c.scope == scope, is_waiting())
            .order_by(revisions.c.ready_at, revisions.c.id)
        )
        with self._engine.connect() as connection:
            rows = connection.execute(query).all()
        return [
            WaitingDraft(
                key=row.id,
                scope=scope,
                source=row.slug,
                title=row.title,
                number=row.number,
                author=row.author,
                ready_at=utc(row.ready_at),
                base=row.base_number,
            )
            for row in rows
        ]

    def draft_paragraphs(self, scope: Scope, key: int) -> list[Paragraph]:
        """The paragraphs of a draft that waits, without passages. Raises `UnknownDraftError`."""
        query = (
            select(revisions.c.id)
            .select_from(REVISIONS_OF_SOURCES)
            .where(revisions.c.id == key, sources.c.scope == scope, is_waiting())
        )
        with self._engine.connect() as connection:
            if connection.scalar(query) is None:
                raise UnknownDraftError(key)
            return [each.paragraph for each in _paragraphs(connection, key)]

    def current(self, scope: Scope, source: str) -> CurrentRevision | None:
        """The current revision of a source; None if it has none."""
        query = (
            select(revisions.c.id, revisions.c.number, revisions.c.title, revisions.c.content_hash)
            .select_from(REVISIONS_OF_SOURCES)
            .where(sources.c.scope == scope, sources.c.slug == source, is_current())
        )
        with self._engine.connect() as connection:
            row = connection.execute(query).one_or_none()
            if row is None:
                return None
            rows = connection.execute(
                select(paragraphs)
                .where(paragraphs.c.revision_id == row.id)
                .order_by(paragraphs.c.number)
            )
            found = tuple(paragraph_from(each) for each in rows)
        return CurrentRevision(row.id, row.number, row.title, row.content_hash, found)

    def _unknown(self, connection: Connection, scope: Scope, source: str) -> UnknownSourceError:
        known = select(sources.c.slug).where(
            sources.c.scope == scope, sources.c.current.is_not(None)
        )
        return UnknownSourceError(source, sorted(connection.scalars(known)))


def _published(scope: Scope, source: str, *columns: Any) -> Select[Any]:
    return (
        select(*columns)
        .select_from(REVISIONS_OF_SOURCES)
        .where(sources.c.scope == scope, sources.c.slug == source, is_recoverable())
        .where(revisions.c.published_at.is_not(None))
        .order_by(revisions.c.number.desc())
    )


def _select_revision(key: int) -> Select[Any]:
    return select_placed().where(revisions.c.id == key).order_by(paragraphs.c.number)


def _paragraphs(connection: Connection, key: int) -> list[PlacedParagraph]:
    return [placed_from(row) for row in connection.execute(_select_revision(key))]
