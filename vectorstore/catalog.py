"""Reads the catalogue: what is live, who may see it, and what it says."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Engine, Row, bindparam, select, union

from vectorstore.errors import UnknownSourceError
from vectorstore.kept import Kept
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

_PARAGRAPHS_KEPT = 10_000  # to twice as many

# Made once: every question asks it twice, and making it takes longer than the answer.
_GENERATIONS = select(scopes.c.scope, scopes.c.generation).where(
    scopes.c.scope.in_(bindparam("readable", expanding=True))
)


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
        self._kept = Kept[int, StoredParagraph](_PARAGRAPHS_KEPT)

    def sources(self, readable: Sequence[Scope]) -> list[Source]:
        """The published sources of the scopes, by title."""
        with self._engine.connect() as connection:
            rows = connection.execute(select_sources(readable)).all()
        return sorted(map(source_from, rows), key=lambda found: (found.title.lower(), found.id))

    def source(self, readable: Sequence[Scope], slug: str) -> Source:
        """The source named `slug`; the first scope wins. Raises `UnknownSourceError`."""
        query = select_sources(readable).where(sources.c.slug == slug)
        with self._engine.connect() as connection:
            found = {row.scope: source_from(row) for row in connection.execute(query)}
        for scope in readable:
            if scope in found:
                return found[scope]
        raise UnknownSourceError(slug, sorted({each.id for each in self.sources(readable)}))

    def scopes(self) -> list[Scope]:
        """Every scope that ever had a source."""
        with self._engine.connect() as connection:
            return [Scope(name) for name in connection.scalars(select(scopes.c.scope))]

    def generations(self, readable: Sequence[Scope]) -> dict[Scope, int]:
        """For each scope a number that grows with every publication in it; 0 before the first."""
        with self._engine.connect() as connection:
            rows = connection.execute(_GENERATIONS, {"readable": readable})
            found = {Scope(name): number for name, number in rows}
        return {scope: found.get(scope, 0) for scope in readable}

    def generation(self, scope: Scope) -> int:
        """The generation of one scope."""
        return self.generations([scope])[scope]

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
        by_key = select(paragraphs.c.id).where(paragraphs.c.id.in_(keys))
        query = (
            select(paragraphs.c.id)
            .select_from(PLACED)
            .where(is_live(readable, of_few=True))
            .where(paragraphs.c.id.in_(union(by_vector, by_key)))
        )
        if source is not None:
            query = query.where(sources.c.slug == source)
        with self._engine.connect() as connection:
            return self._stored(connection, connection.scalars(query).all())

    def paragraph(
        self, readable: Sequence[Scope], scope: Scope, source: str, revision: int, number: int
    ) -> PlacedParagraph | None:
        """One paragraph of any published revision, if its scope is one of the readable ones.

        None for a source that was removed.
        """
        if scope not in readable:
            return None
        query = (
            select(paragraphs.c.id)
            .select_from(PLACED)
            .where(sources.c.scope == scope, sources.c.slug == source)
            .where(sources.c.current.is_not(None))
            .where(revisions.c.number == revision, revisions.c.published_at.is_not(None))
            .where(paragraphs.c.number == number)
        )
        with self._engine.connect() as connection:
            found = self._stored(connection, connection.scalars(query).all())
        return found[0].placed if found else None

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

    def current_revisions(self, scope: Scope) -> dict[int, str]:
        """The row ids of the scope's current revisions, each with its source's id."""
        with self._engine.connect() as connection:
            return _current(connection, scope)

    def lexical_rows(
        self, scope: Scope, among: Iterable[int] | None = None
    ) -> Iterator[tuple[int, str, str, list[str]]]:
        """Of every live paragraph of the scope: its key, its source, its text, its sentences.

        `among` is for these revisions instead, live or not: what a row id stands for never
        changes, while what is live may change and change back between two looks.
        The paragraphs of a source stand together.
        """
        live = is_live([scope]) if among is None else sources.c.scope == scope
        sentences = (
            select(paragraphs.c.id, passages.c.text)
            .select_from(PASSAGES)
            .where(live, passages.c.kind == PassageKind.SENTENCE)
            .order_by(paragraphs.c.id, passages.c.position)
        )
        texts = (
            select(paragraphs.c.id, sources.c.slug, paragraphs.c.text)
            .select_from(PLACED)
            .where(live)
            .order_by(paragraphs.c.id)
        )
        with self._engine.connect() as connection:
            for revision in _current(connection, scope) if among is None else among:
                of_paragraph: dict[int, list[str]] = {}
                found = connection.execute(sentences.where(revisions.c.id == revision)).all()
                for key, text in found:
                    of_paragraph.setdefault(key, []).append(text)
                for key, slug, text in connection.execute(texts.where(revisions.c.id == revision)):
                    yield key, slug, text, of_paragraph.get(key, [])

    def vector_ids(self, scope: Scope, source: str, most: int) -> list[str]:
        """The ids of the vectors of a live source of the scope, at most so many."""
        query = (
            select(passages.c.vector_id)
            .select_from(PASSAGES)
            .where(is_live([scope]), sources.c.slug == source)
            .limit(most)
        )
        with self._engine.connect() as connection:
            return list(dict.fromkeys(connection.scalars(query)))

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

    def _stored(self, connection: Connection, keys: Sequence[int]) -> list[StoredParagraph]:
        """The paragraphs of these rows, in this order; those that aren't kept are read."""
        # The rows of a revision never change, and their ids are never used twice.
        found = {key: stored for key in keys if (stored := self._kept.get(key)) is not None}
        unknown = [key for key in keys if key not in found]
        if unknown:
            of_paragraph: dict[int, list[Row[Any]]] = {key: [] for key in unknown}
            parts = select(passages).where(passages.c.paragraph_id.in_(unknown))
            for row in connection.execute(parts.order_by(passages.c.position)):
                of_paragraph[row.paragraph_id].append(row)
            for row in connection.execute(select_placed().where(paragraphs.c.id.in_(unknown))):
                of_row = of_paragraph[row.id]
                ids = tuple(each.vector_id for each in of_row)
                found[row.id] = StoredParagraph(row.id, placed_from(row, of_row), ids)
                self._kept.put(row.id, found[row.id])
        return [found[key] for key in keys]


def _current(connection: Connection, scope: Scope) -> dict[int, str]:
    query = select(sources.c.current, sources.c.slug).where(
        sources.c.scope == scope, sources.c.current.is_not(None)
    )
    return {row.current: row.slug for row in connection.execute(query)}
