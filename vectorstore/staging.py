"""Writes revisions that nobody sees yet."""

from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import (
    ColumnElement,
    Connection,
    Row,
    Select,
    and_,
    exists,
    func,
    insert,
    or_,
    select,
    update,
)
from sqlalchemy.exc import IntegrityError

from vectorstore.errors import StaleDraftError
from vectorstore.inserting import Draft, carry, insert_paragraphs, insert_revision
from vectorstore.model import PassageKind, Scope, passage_id
from vectorstore.pieces import read_whole
from vectorstore.schema import changes, paragraphs, passages, revisions, scopes, sources

DRAFT_LIFE = timedelta(hours=24)
"""How long a complete draft waits to be published."""

LEASE = timedelta(minutes=10)
"""How long whoever makes a draft, or brings a revision back, may be silent."""


@dataclass(frozen=True, slots=True)
class StagedRevision:
    """A revision in the catalogue that is not the current one of its source.

    `passages` are those that the current one may not have: their texts by the ids of their
    vectors. Those of `whole` have word pieces.
    """

    key: int
    scope: Scope
    source: str
    number: int
    passages: dict[str, str]
    whole: frozenset[str]


def lock(connection: Connection, scope: Scope) -> None:
    """Make other writers of the scope wait for the end of the transaction.

    SQLite has one writer at a time anyway; other databases lock the scope's row.
    """
    row = select(scopes.c.scope).where(scopes.c.scope == scope).with_for_update()
    while connection.scalar(row) is None:
        # Another process may make the same row at the same moment.
        with suppress(IntegrityError), connection.begin_nested():
            connection.execute(insert(scopes).values(scope=scope, generation=0))


def stage(connection: Connection, draft: Draft) -> StagedRevision:
    """Write the revision with its paragraphs and passages.

    Raises `StaleDraftError` when the base is not the current revision any more.
    """
    lock(connection, draft.scope)
    source = _source(connection, draft)
    number = _next_number(connection, source.id, draft)
    if draft.base != source.current:
        raise StaleDraftError(draft.source, number)
    key = insert_revision(connection, source.id, number, draft)
    insert_paragraphs(connection, key, draft)
    carry(connection, key, draft)
    own = [each for each in draft.paragraphs if each.passages]
    return StagedRevision(
        key,
        draft.scope,
        draft.source,
        number,
        passages={
            passage_id(draft.source, passage.text): passage.text
            for each in own
            for passage in each.passages
        },
        whole=frozenset(
            passage_id(draft.source, each.passages[at].text)
            for each in own
            for at in read_whole(each.passages)
        ),
    )


def touch(connection: Connection, key: int) -> bool:
    """Say that a draft, or a revision that is brought back, is still wanted; False if it's gone."""
    said = connection.execute(
        update(revisions)
        .where(revisions.c.id == key, revisions.c.touched_at.is_not(None))
        .values(touched_at=datetime.now(UTC))
    )
    return bool(said.rowcount)


def complete(connection: Connection, key: int) -> bool:
    """Say that all vectors of a draft are in the index; False if it's gone."""
    now = datetime.now(UTC)
    said = connection.execute(
        update(revisions)
        .where(revisions.c.id == key, is_draft())
        .values(touched_at=now, ready_at=now)
    )
    return bool(said.rowcount)


def waiting(connection: Connection, scope: Scope, key: int) -> StagedRevision | None:
    """A complete draft of the scope that may still be published; None if there is none."""
    query = (
        select(revisions.c.id)
        .join(sources, sources.c.id == revisions.c.source_id)
        .where(revisions.c.id == key, sources.c.scope == scope, is_waiting())
    )
    return None if connection.scalar(query) is None else staged(connection, key)


def staged(connection: Connection, key: int) -> StagedRevision:
    """A revision by its row id, with the passages that the current one doesn't have."""
    row = connection.execute(
        select(
            sources.c.scope,
            sources.c.slug,
            sources.c.current,
            revisions.c.number,
        )
        .join(sources, sources.c.id == revisions.c.source_id)
        .where(revisions.c.id == key)
    ).one()
    others = passages.alias()
    alone = ~exists().where(others.c.paragraph_id == passages.c.paragraph_id, others.c.position > 0)
    is_whole = or_(passages.c.kind == PassageKind.WINDOW, alone).label("is_whole")
    found = connection.execute(
        select(passages.c.vector_id, passages.c.text, is_whole)
        .join(paragraphs, paragraphs.c.id == passages.c.paragraph_id)
        .where(
            paragraphs.c.revision_id == key,
            passages.c.vector_id.not_in(vectors_of(paragraphs.c.revision_id == row.current)),
        )
    ).all()
    return StagedRevision(
        key,
        Scope(row.scope),
        row.slug,
        row.number,
        passages={each.vector_id: each.text for each in found},
        whole=frozenset(each.vector_id for each in found if each.is_whole),
    )


def vectors_of(which: ColumnElement[bool]) -> Select[tuple[str]]:
    """The ids of the vectors of some paragraphs' passages."""
    return (
        select(passages.c.vector_id)
        .join(paragraphs, paragraphs.c.id == passages.c.paragraph_id)
        .where(which)
    )


def is_draft() -> ColumnElement[bool]:
    """Whether a revision is not published, and nobody has given it up."""
    return and_(revisions.c.published_at.is_(None), revisions.c.touched_at.is_not(None))


def is_waiting() -> ColumnElement[bool]:
    """Whether a revision is a complete draft that may still be published."""
    return and_(is_draft(), revisions.c.ready_at > datetime.now(UTC) - DRAFT_LIFE)


def _source(connection: Connection, draft: Draft) -> Row[int, int | None]:
    """The row of the draft's source, made when it is new."""
    query = select(sources.c.id, sources.c.current).where(
        sources.c.scope == draft.scope, sources.c.slug == draft.source
    )
    row = connection.execute(query).one_or_none()
    if row is None:
        connection.execute(
            insert(sources).values(scope=draft.scope, slug=draft.source, origin=draft.origin)
        )
        row = connection.execute(query).one()
    return row


def _next_number(connection: Connection, source_key: int, draft: Draft) -> int:
    there = select(func.max(revisions.c.number)).where(revisions.c.source_id == source_key)
    # Numbers of revisions that are forgotten are not given again: old answers name them.
    logged = select(func.max(changes.c.after)).where(
        changes.c.scope == draft.scope, changes.c.source == draft.source
    )
    return 1 + max(connection.scalar(there) or 0, connection.scalar(logged) or 0)
