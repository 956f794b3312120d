"""What the stores hold, told in texts, for the tests of the pipeline."""

from sqlalchemy import Column, Engine, select

from vectorstore.index import VectorIndex
from vectorstore.model import SHARED, Scope
from vectorstore.rows import PASSAGES
from vectorstore.schema import kept_vectors, passages, pieces, sources


class Stores:
    """The index, the archive and the pieces of one scope."""

    def __init__(self, database: Engine, index: VectorIndex, scope: Scope = SHARED) -> None:
        self._database = database
        self._index = index
        self._scope = scope

    def _texts(self) -> dict[str, str]:
        query = select(passages.c.vector_id, passages.c.text).select_from(PASSAGES)
        with self._database.connect() as connection:
            rows = connection.execute(query.where(sources.c.scope == self._scope))
            return {row.vector_id: row.text for row in rows}

    @property
    def indexed(self) -> list[str]:
        """The texts that Chroma has vectors of; what no revision has is `orphan`."""
        known = self._texts()
        return sorted(known.get(each, "orphan") for each in self._index.ids(self._scope))

    @property
    def kept(self) -> list[str]:
        """The texts that the archive has vectors of."""
        return self._rows(kept_vectors.c.vector_id)

    @property
    def read(self) -> list[str]:
        """The texts that have pieces."""
        return self._rows(pieces.c.vector_id)

    def _rows(self, column: Column[str]) -> list[str]:
        known = self._texts()
        with self._database.connect() as connection:
            ids = connection.scalars(select(column).where(column.table.c.scope == self._scope))
            return sorted(known.get(each, "orphan") for each in ids)
