"""Between the rows of the catalogue and the values of the model."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, and_, func, or_, select

from vectorstore.model import (
    Paragraph,
    ParagraphKind,
    Passage,
    PassageKind,
    PlacedParagraph,
    Revision,
    Scope,
    Source,
)
from vectorstore.schema import paragraphs, passages, revisions, sources

REVISIONS_OF_SOURCES = revisions.join(sources, sources.c.id == revisions.c.source_id)
"""All revisions, with their source."""
PLACED = paragraphs.join(REVISIONS_OF_SOURCES, revisions.c.id == paragraphs.c.revision_id)
"""Paragraphs of all revisions, with their revision and source."""
PASSAGES = passages.join(PLACED, paragraphs.c.id == passages.c.paragraph_id)
"""Passages of all revisions, with their paragraph, revision and source."""

_REVISION_COLUMNS = (
    sources.c.scope,
    sources.c.slug,
    revisions.c.origin,
    revisions.c.number.label("revision"),
    revisions.c.title,
    revisions.c.content_hash,
    revisions.c.created_at,
    revisions.c.author,
)

FORGOTTEN = datetime(1970, 1, 1, tzinfo=UTC)
"""When a source was removed that is to be forgotten at once."""


def is_recoverable() -> ColumnElement[bool]:
    """Whether a source is not being forgotten for good."""
    return or_(sources.c.removed_at.is_(None), sources.c.removed_at > FORGOTTEN)


def is_live(scopes: Sequence[Scope], *, of_few: bool = False) -> ColumnElement[bool]:
    """Whether a revision is the current one of a source in one of the scopes.

    With `of_few`, for a few paragraphs whose ids are known: the database then begins with these.
    """
    # SQLite would rather begin with the scopes' sources, and go through all their paragraphs;
    # it cannot when the scope is an expression, for which there is no index.
    scope = sources.c.scope.concat("") if of_few else sources.c.scope
    return and_(sources.c.current == revisions.c.id, scope.in_(scopes))


def is_current() -> ColumnElement[bool]:
    """Whether a revision is the current one of its source."""
    # Not only `current = id`: that is neither true nor false for a source without one.
    return and_(sources.c.current.is_not(None), sources.c.current == revisions.c.id)


def is_needed() -> ColumnElement[bool]:
    """Whether the vectors of a revision must be in the index.

    It is current, or somebody makes it, waits to publish it, or brings it back.
    """
    return or_(is_current(), revisions.c.touched_at.is_not(None))


def select_sources(scopes: Sequence[Scope]) -> Select[Any]:
    """The live sources of the scopes, each with the count of its paragraphs."""
    count = (
        select(func.count())
        .where(paragraphs.c.revision_id == revisions.c.id)
        .scalar_subquery()
        .label("paragraphs")
    )
    return (
        select(*_REVISION_COLUMNS, count).select_from(REVISIONS_OF_SOURCES).where(is_live(scopes))
    )


def select_placed() -> Select[Any]:
    """Paragraphs with all that `placed_from` reads."""
    return select(paragraphs, *_REVISION_COLUMNS).select_from(PLACED)


def source_from(row: Row[Any]) -> Source:
    """The source that a row of `select_sources` describes."""
    return Source(
        scope=Scope(row.scope),
        id=row.slug,
        origin=row.origin,
        revision=_revision_from(row),
        paragraphs=row.paragraphs,
    )


def placed_from(row: Row[Any], found: Sequence[Row[Any]] = ()) -> PlacedParagraph:
    """The paragraph of a row of `select_placed`, with the passages of the rows `found`."""
    return PlacedParagraph(
        scope=Scope(row.scope),
        source=row.slug,
        origin=row.origin,
        revision=_revision_from(row),
        paragraph=paragraph_from(row, found),
    )


def paragraph_from(row: Row[Any], found: Sequence[Row[Any]] = ()) -> Paragraph:
    """The paragraph of a row of `paragraphs`, with the passages of the rows `found`."""
    return Paragraph(
        number=row.number,
        kind=ParagraphKind(row.kind),
        headings=tuple(row.headings),
        raw=row.raw,
        text=row.text,
        start=row.start,
        end=row.end,
        passages=tuple(Passage(PassageKind(p.kind), p.text, p.start, p.end) for p in found),
        page=row.page,
    )


def _revision_from(row: Row[Any]) -> Revision:
    return Revision(
        number=row.revision,
        title=row.title,
        content_hash=row.content_hash,
        created_at=utc(row.created_at),
        author=row.author,
    )


def utc(moment: datetime) -> datetime:
    """SQLite gives times without their zone; all that we store are in UTC."""
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
