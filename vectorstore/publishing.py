"""Writes the catalogue: a revision is staged whole, then made current in one transaction."""

from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import Connection, Engine, delete, func, insert, select, update

from vectorstore.database import WRITES
from vectorstore.model import Paragraph, Scope, passage_id
from vectorstore.rows import PASSAGES
from vectorstore.schema import paragraphs, passages, revisions, scopes, sources


@dataclass(frozen=True, slots=True)
class Draft:
    """A revision before it has a number: what was read, by whom, from where."""

    scope: Scope
    source: str
    origin: str
    author: str
    title: str
    text: str
    content_hash: str
    paragraphs: tuple[Paragraph, ...]


@dataclass(frozen=True, slots=True)
class StagedRevision:
    """A revision in the catalogue that no question sees yet.

    `passages` gives the text of each passage by the id of its vector.
    """

    key: int
    scope: Scope
    source: str
    origin: str
    number: int
    passages: dict[str, str]


@dataclass(frozen=True, slots=True)
class Leftover:
    """A revision whose ingest ended before it was published, and the vectors only it needs."""

    key: int
    scope: Scope
    vector_ids: tuple[str, ...]


class Publisher:
    """The writing side of the catalogue."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine.execution_options(**{WRITES: True})

    def stage(self, draft: Draft) -> StagedRevision:
        """Write the revision with its paragraphs and passages, in one transaction, unseen."""
        with self._engine.begin() as connection:
            source_key = _source_key(connection, draft)
            key, number = _insert_revision(connection, source_key, draft)
            _insert_paragraphs(connection, key, draft)
        texts = {
            passage_id(draft.source, passage.text): passage.text
            for paragraph in draft.paragraphs
            for passage in paragraph.passages
        }
        return StagedRevision(key, draft.scope, draft.source, draft.origin, number, texts)

    def publish(self, staged: StagedRevision) -> None:
        """Make the staged revision the current one of its source: all of it, at one moment."""
        source_key = (
            select(revisions.c.source_id).where(revisions.c.id == staged.key).scalar_subquery()
        )
        with self._engine.begin() as connection:
            connection.execute(
                update(revisions)
                .where(revisions.c.id == staged.key)
                .values(published_at=datetime.now(UTC))
            )
            connection.execute(
                update(sources)
                .where(sources.c.id == source_key)
                .values(current=staged.key, origin=staged.origin)
            )
            connection.execute(
                update(scopes)
                .where(scopes.c.scope == staged.scope)
                .values(generation=scopes.c.generation + 1)
            )

    def leftovers(self) -> list[Leftover]:
        """The staged revisions that nobody will publish. Call it only as the sole writer."""
        unpublished = (
            select(revisions.c.id, sources.c.scope)
            .join(sources)
            .where(revisions.c.published_at.is_(None))
        )
        with self._engine.connect() as connection:
            return [
                Leftover(key, Scope(scope), tuple(_needed_by_none_but(connection, key)))
                for key, scope in connection.execute(unpublished).all()
            ]

    def discard(self, key: int) -> None:
        """Forget a revision that was not published, and its source if it was the first."""
        with self._engine.begin() as connection:
            source_key = connection.scalar(
                delete(revisions)
                .where(revisions.c.id == key, revisions.c.published_at.is_(None))
                .returning(revisions.c.source_id)
            )
            still_there = select(revisions.c.source_id)
            connection.execute(
                delete(sources).where(sources.c.id == source_key, sources.c.id.not_in(still_there))
            )


def _source_key(connection: Connection, draft: Draft) -> int:
    """The row id of the draft's source, made when it is new."""
    if connection.scalar(select(scopes.c.scope).where(scopes.c.scope == draft.scope)) is None:
        connection.execute(insert(scopes).values(scope=draft.scope, generation=0))
    key = connection.scalar(
        select(sources.c.id).where(sources.c.scope == draft.scope, sources.c.slug == draft.source)
    )
    if key is None:
        key = connection.scalar(
            insert(sources)
            .values(scope=draft.scope, slug=draft.source, origin=draft.origin)
            .returning(sources.c.id)
        )
    return int(key)


def _insert_revision(connection: Connection, source_key: int, draft: Draft) -> tuple[int, int]:
    """Insert the revision with the next number; gives its row id and that number."""
    last = select(func.max(revisions.c.number)).where(revisions.c.source_id == source_key)
    number = 1 + (connection.scalar(last) or 0)
    key = connection.execute(
        insert(revisions)
        .values(
            source_id=source_key,
            number=number,
            title=draft.title,
            text=draft.text,
            content_hash=draft.content_hash,
            author=draft.author,
            created_at=datetime.now(UTC),
        )
        .returning(revisions.c.id)
    ).scalar_one()
    return key, number


def _insert_paragraphs(connection: Connection, revision_key: int, draft: Draft) -> None:
    keys = connection.scalars(
        insert(paragraphs).returning(paragraphs.c.id, sort_by_parameter_order=True),
        [
            {
                "revision_id": revision_key,
                "number": paragraph.number,
                "kind": paragraph.kind,
                "headings": list(paragraph.headings),
                "raw": paragraph.raw,
                "text": paragraph.text,
                "start": paragraph.start,
                "end": paragraph.end,
                "page": paragraph.page,
            }
            for paragraph in draft.paragraphs
        ],
    ).all()
    connection.execute(
        insert(passages),
        [
            {
                "paragraph_id": key,
                "position": position,
                "vector_id": passage_id(draft.source, passage.text),
                "kind": passage.kind,
                "text": passage.text,
                "start": passage.start,
                "end": passage.end,
            }
            for key, paragraph in zip(keys, draft.paragraphs, strict=True)
            for position, passage in enumerate(paragraph.passages)
        ],
    )


def _needed_by_none_but(connection: Connection, revision_key: int) -> list[str]:
    """The vectors of a revision that no published revision of its source has."""
    of_source = select(revisions.c.source_id).where(revisions.c.id == revision_key)
    published = (
        select(passages.c.vector_id)
        .select_from(PASSAGES)
        .where(sources.c.id == of_source.scalar_subquery(), revisions.c.published_at.is_not(None))
    )
    mine = (
        select(passages.c.vector_id)
        .select_from(PASSAGES)
        .where(revisions.c.id == revision_key, passages.c.vector_id.not_in(published))
    )
    return list(connection.scalars(mine.distinct()))
