"""Sources in a catalogue without vectors: revisions of a few paragraphs, for what only reads."""

from collections.abc import Sequence
from datetime import UTC, datetime

import sqlalchemy as sa

from vectorstore.database import WRITES
from vectorstore.model import SHARED, Scope
from vectorstore.schema import paragraphs, revisions, scopes, sources


class Shelf:
    """Makes revisions current, as a publication, a rollback or a removal does."""

    def __init__(self, engine: sa.Engine) -> None:
        # It reads before it writes, beside the bot: the write lock must be its own from the start.
        self._engine = engine.execution_options(**{WRITES: True})

    def publish(self, source: str, texts: Sequence[str], scope: Scope = SHARED) -> int:
        """A new revision with these paragraphs; its number."""
        now = datetime.now(UTC)
        with self._engine.begin() as connection:
            key = self._key(connection, source, scope)
            newest = sa.select(sa.func.max(revisions.c.number)).where(revisions.c.source_id == key)
            number = (connection.scalar(newest) or 0) + 1
            row = {
                "source_id": key,
                "number": number,
                "title": f"About {source}",
                "text": "\n\n".join(texts),
                "content_hash": str(number),
                "author": "operator",
                "created_at": now,
                "published_at": now,
            }
            made = connection.execute(sa.insert(revisions), row).inserted_primary_key
            assert made is not None
            rows = [_paragraph(made[0], at, text) for at, text in enumerate(texts, 1)]
            connection.execute(sa.insert(paragraphs), rows)
            self._switch(connection, key, scope, made[0])
        return number

    def rollback(self, source: str, number: int, scope: Scope = SHARED) -> None:
        """Make an older revision the current one."""
        with self._engine.begin() as connection:
            key = self._key(connection, source, scope)
            wanted = sa.select(revisions.c.id).where(
                revisions.c.source_id == key, revisions.c.number == number
            )
            self._switch(connection, key, scope, connection.scalar(wanted))

    def remove(self, source: str, scope: Scope = SHARED) -> None:
        """Leave the source without a current revision."""
        with self._engine.begin() as connection:
            self._switch(connection, self._key(connection, source, scope), scope, None)

    def forget(self, source: str, scope: Scope = SHARED, number: int | None = None) -> None:
        """Delete the source for good, or one revision of it."""
        with self._engine.begin() as connection:
            key = self._key(connection, source, scope)
            if number is None:
                self._switch(connection, key, scope, None)
                connection.execute(sa.delete(sources).where(sources.c.id == key))
                return
            this = (revisions.c.source_id == key) & (revisions.c.number == number)
            connection.execute(sa.delete(revisions).where(this))

    def _key(self, connection: sa.Connection, source: str, scope: Scope) -> int:
        query = sa.select(sources.c.id).where(sources.c.scope == scope, sources.c.slug == source)
        if (found := connection.scalar(query)) is not None:
            return int(found)
        if connection.scalar(sa.select(scopes.c.scope).where(scopes.c.scope == scope)) is None:
            connection.execute(sa.insert(scopes), {"scope": scope, "generation": 0})
        row = {"scope": scope, "slug": source, "origin": f"{source}.md"}
        made = connection.execute(sa.insert(sources), row).inserted_primary_key
        assert made is not None
        return int(made[0])

    def _switch(
        self, connection: sa.Connection, key: int, scope: Scope, current: int | None
    ) -> None:
        removed = datetime.now(UTC) if current is None else None
        values = {"current": current, "removed_at": removed}
        connection.execute(sa.update(sources).where(sources.c.id == key).values(values))
        raised = {"generation": scopes.c.generation + 1}
        connection.execute(sa.update(scopes).where(scopes.c.scope == scope).values(raised))


def _paragraph(revision: int, number: int, text: str) -> dict[str, object]:
    return {
        "revision_id": revision,
        "number": number,
        "kind": "prose",
        "headings": [],
        "raw": text,
        "text": text,
        "start": 0,
        "end": len(text),
    }
