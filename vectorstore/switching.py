"""Makes another revision of a source the current one, at one moment, and writes it down."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, Row, and_, insert, select, true, update

from vectorstore.changes import Action
from vectorstore.errors import (
    StaleDraftError,
    UnknownDraftError,
    UnknownRevisionError,
    UnknownSourceError,
)
from vectorstore.model import Scope
from vectorstore.rows import FORGOTTEN, is_recoverable
from vectorstore.schema import changes, revisions, scopes, sources
from vectorstore.staging import StagedRevision, is_draft, lock, staged


@dataclass(frozen=True, slots=True)
class Switch:
    """What was switched: the numbers of the revisions that were and are current, if any."""

    scope: Scope
    source: str
    title: str
    action: Action
    before: int | None
    after: int | None


def publish(connection: Connection, scope: Scope, key: int, actor: str, *, anyway: bool) -> Switch:
    """Make a draft the current revision of its source.

    Raises `UnknownDraftError`, and `StaleDraftError` when the source was changed since, which
    doesn't matter with `anyway`.
    """
    lock(connection, scope)
    row = connection.execute(_revision(scope).where(revisions.c.id == key, is_draft())).first()
    if row is None:
        raise UnknownDraftError(key)
    if row.base != row.current and not anyway:
        raise StaleDraftError(row.slug, row.number)
    now = datetime.now(UTC)
    connection.execute(
        update(revisions)
        .where(revisions.c.id == key)
        .values(published_at=now, ready_at=now, touched_at=None)
    )
    return _switch(connection, row, row, Action.PUBLISHED, actor)


def recall(connection: Connection, scope: Scope, source: str, number: int) -> StagedRevision:
    """An older revision, whose vectors are needed from now on, so that it can be restored.

    Raises `UnknownSourceError` or `UnknownRevisionError`.
    """
    lock(connection, scope)
    row = _published(connection, scope, source, number)
    connection.execute(
        update(revisions).where(revisions.c.id == row.key).values(touched_at=datetime.now(UTC))
    )
    return staged(connection, row.key)


def give_back(connection: Connection, key: int) -> None:
    """Say that a published revision is not to be restored after all."""
    connection.execute(
        update(revisions)
        .where(revisions.c.id == key, revisions.c.published_at.is_not(None))
        # Some of its vectors may be in the index: as if it had just ceased to be current.
        .values(touched_at=None, ready_at=datetime.now(UTC))
    )


def restore(connection: Connection, recalled: StagedRevision, actor: str) -> Switch:
    """Make a revision that was recalled the current one again."""
    lock(connection, recalled.scope)
    row = _published(connection, recalled.scope, recalled.source, recalled.number)
    connection.execute(
        update(revisions)
        .where(revisions.c.id == row.key)
        .values(touched_at=None, ready_at=datetime.now(UTC))
    )
    if row.key == row.current:
        title, number = row.title, row.number
        return Switch(row.scope, row.slug, title, Action.ROLLED_BACK, number, number)
    return _switch(connection, row, row, Action.ROLLED_BACK, actor)


def remove(connection: Connection, scope: Scope, source: str, actor: str) -> Switch:
    """Leave the source without a current revision. Raises `UnknownSourceError`."""
    lock(connection, scope)
    current = _revision(scope).where(sources.c.slug == source)
    row = connection.execute(current.where(revisions.c.id == sources.c.current)).first()
    if row is None:
        raise unknown_source(connection, scope, source)
    return _switch(connection, row, None, Action.REMOVED, actor)


def forget(connection: Connection, scope: Scope, source: str | None, actor: str) -> None:
    """Begin to forget a source, or all of the scope: nobody can read them from now on.

    Raises `UnknownSourceError`.
    """
    lock(connection, scope)
    of = and_(sources.c.scope == scope, true() if source is None else sources.c.slug == source)
    found = connection.execute(select(sources.c.slug, sources.c.current).where(of)).all()
    if source is not None and not found:
        raise unknown_source(connection, scope, source)
    for row in found:
        if row.current is not None:
            remove(connection, scope, row.slug, actor)
    raise_generation(connection, scope)
    connection.execute(update(sources).where(of).values(removed_at=FORGOTTEN))
    among = select(sources.c.id).where(of)
    connection.execute(
        update(revisions)
        .where(revisions.c.source_id.in_(among), revisions.c.published_at.is_(None))
        .values(touched_at=None, ready_at=None)
    )


def found_at(connection: Connection, scope: Scope, source: str, origin: str) -> None:
    """Make `origin` that of the source and of its current revision."""
    lock(connection, scope)
    of = and_(sources.c.scope == scope, sources.c.slug == source)
    connection.execute(update(sources).where(of).values(origin=origin))
    current = select(sources.c.current).where(of).scalar_subquery()
    connection.execute(update(revisions).where(revisions.c.id == current).values(origin=origin))


def raise_generation(connection: Connection, scope: Scope) -> None:
    """Tell every reader that what they keep of the scope is old."""
    connection.execute(
        update(scopes).where(scopes.c.scope == scope).values(generation=scopes.c.generation + 1)
    )


def unknown_source(connection: Connection, scope: Scope, source: str) -> UnknownSourceError:
    """What to raise for a source that the scope doesn't have."""
    live = select(sources.c.slug).where(sources.c.scope == scope, sources.c.current.is_not(None))
    return UnknownSourceError(source, sorted(connection.scalars(live)))


def _revision(scope: Scope) -> Any:
    return (
        select(
            revisions.c.id.label("key"),
            revisions.c.source_id,
            revisions.c.number,
            revisions.c.title,
            revisions.c.origin,
            revisions.c.base,
            sources.c.scope,
            sources.c.slug,
            sources.c.current,
        )
        .join(sources, sources.c.id == revisions.c.source_id)
        .where(sources.c.scope == scope)
    )


def _published(connection: Connection, scope: Scope, source: str, number: int) -> Row[Any]:
    published = _revision(scope).where(
        sources.c.slug == source, revisions.c.published_at.is_not(None), is_recoverable()
    )
    found = {row.number: row for row in connection.execute(published)}
    if not found:
        raise unknown_source(connection, scope, source)
    if number not in found:
        raise UnknownRevisionError(source, number, sorted(found))
    return found[number]


def _switch(
    connection: Connection, source: Row[Any], to: Row[Any] | None, action: Action, actor: str
) -> Switch:
    now = datetime.now(UTC)
    before = connection.scalar(select(revisions.c.number).where(revisions.c.id == source.current))
    values = {"current": None, "removed_at": now}
    if to is not None:
        values = {"current": to.key, "origin": to.origin, "removed_at": None}
    connection.execute(update(sources).where(sources.c.id == source.source_id).values(values))
    raise_generation(connection, source.scope)
    after = None if to is None else to.number
    done = Switch(Scope(source.scope), source.slug, source.title, action, before, after)
    connection.execute(
        insert(changes).values(
            scope=done.scope,
            source=done.source,
            title=done.title,
            action=done.action,
            actor=actor,
            before=before,
            after=after,
            at=now,
        )
    )
    return done
