"""Reads the catalogue: what is live, who may see it, and what it says."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from sqlalchemy import Engine, or_, select

from vectorstore.errors import UnknownSourceError
from vectorstore.model import PassageKind, PlacedParagraph, Scope, Source
from vectorstore.rows import (
    PASSAGES,
    PLACED,
    is_live,
    placed_from,
    select_placed,
    select_sources,
    source_from,
)
from vectorstore.schema import paragraphs, passages, revisions, scopes, sources

_PARAGRAPHS_KEPT = 20_000


@dataclass(frozen=True, slots=True)
class StoredParagraph:
    """A paragraph with its row id and the ids of its passages' vectors, in their order."""

    key: int
    placed: PlacedParagraph
    vector_ids: tuple[str, ...]


class Catalog:
    """The readable side of the catalogue. Safe to use from several threads."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        # The rows of a revision never change, and their ids are never used twice.
        self._read = lru_cache(_PARAGRAPHS_KEPT)(self._read_paragraph)

    def sources(self, readable: Sequence[Scope]) -> list[Source]:
        """The published sources of the scopes, by title."""
        with self._engine.connect() as connection:
            rows = connection.execute(select_sources(readable)).all()
        return sorted(map(source_from, rows), key=lambda found: (found.title.lower(), found.id))

    def source(self, readable: Sequence[Scope], slug: str) -> Source:
        """The source named `slug`; the first scope wins. Raises `UnknownSourceError`."""
        found = self.sources(readable)
        for scope in readable:
            for source in found:
                if (source.scope, source.id) == (scope, slug):
                    return source
        raise UnknownSourceError(slug, sorted({source.id for source in found}))

    def scopes(self) -> list[Scope]:
        """Every scope that ever had a source."""
        with self._engine.connect() as connection:
            return [Scope(name) for name in connection.scalars(select(scopes.c.scope))]

    def generation(self, scope: Scope) -> int:
        """A number that grows with every publication in the scope; 0 before the first."""
        query = select(scopes.c.generation).where(scopes.c.scope == scope)
        with self._engine.connect() as connection:
            return connection.execute(query).scalar() or 0

    def live(
        self,
        readable: Sequence[Scope],
        vector_ids: Sequence[str],
        keys: Sequence[int],
        source: str | None = None,
    ) -> list[StoredParagraph]:
        """The paragraphs found by the vectors of their passages or by their row ids.

        This join alone decides what is live (paragraphs of current revisions) and who may
        see it (paragraphs of the given scopes); what the indexes return besides is dropped.
        """
        by_vector = select(passages.c.paragraph_id).where(passages.c.vector_id.in_(vector_ids))
        query = (
            select(paragraphs.c.id)
            .select_from(PLACED)
            .where(is_live(readable))
            .where(or_(paragraphs.c.id.in_(by_vector), paragraphs.c.id.in_(keys)))
        )
        if source is not None:
            query = query.where(sources.c.slug == source)
        with self._engine.connect() as connection:
            found = connection.scalars(query).all()
        return [self._read(key) for key in found]

    def paragraph(
        self, readable: Sequence[Scope], scope: Scope, source: str, revision: int, number: int
    ) -> PlacedParagraph | None:
        """One paragraph of any published revision, if its scope is one of the readable ones."""
        if scope not in readable:
            return None
        query = (
            select(paragraphs.c.id)
            .select_from(PLACED)
            .where(sources.c.scope == scope, sources.c.slug == source)
            .where(revisions.c.number == revision, revisions.c.published_at.is_not(None))
            .where(paragraphs.c.number == number)
        )
        with self._engine.connect() as connection:
            key = connection.execute(query).scalar()
        return None if key is None else self._read(key).placed

    def paragraphs(self, source: Source) -> list[PlacedParagraph]:
        """The paragraphs of a source's revision, in order, without their passages."""
        query = (
            select_placed()
            .where(sources.c.scope == source.scope, sources.c.slug == source.id)
            .where(revisions.c.number == source.revision.number)
            .order_by(paragraphs.c.number)
        )
        with self._engine.connect() as connection:
            return [placed_from(row) for row in connection.execute(query)]

    def lexical_rows(self, scope: Scope) -> Iterator[tuple[int, str, str, list[str]]]:
        """Of every live paragraph of the scope: its key, its source, its text, its sentences."""
        sentences = (
            select(paragraphs.c.id, passages.c.text)
            .select_from(PASSAGES)
            .where(is_live([scope]), passages.c.kind == PassageKind.SENTENCE)
            .order_by(paragraphs.c.id, passages.c.position)
        )
        texts = (
            select(paragraphs.c.id, sources.c.slug, paragraphs.c.text)
            .select_from(PLACED)
            .where(is_live([scope]))
            .order_by(paragraphs.c.id)
        )
        with self._engine.connect() as connection:
            of_paragraph: dict[int, list[str]] = {}
            for key, text in connection.execute(sentences):
                of_paragraph.setdefault(key, []).append(text)
            for key, slug, text in connection.execute(texts):
                yield key, slug, text, of_paragraph.get(key, [])

    def live_passages(self, scope: Scope) -> list[tuple[str, str, str]]:
        """Of every live passage of the scope: the id of its vector, its source, its text."""
        query = (
            select(passages.c.vector_id, sources.c.slug, passages.c.text)
            .select_from(PASSAGES)
            .where(is_live([scope]))
            .distinct()
        )
        with self._engine.connect() as connection:
            return [(vector, slug, text) for vector, slug, text in connection.execute(query)]

    def _read_paragraph(self, key: int) -> StoredParagraph:
        with self._engine.connect() as connection:
            row = connection.execute(select_placed().where(paragraphs.c.id == key)).one()
            found = connection.execute(
                select(passages).where(passages.c.paragraph_id == key).order_by(passages.c.position)
            ).all()
        return StoredParagraph(key, placed_from(row, found), tuple(p.vector_id for p in found))
