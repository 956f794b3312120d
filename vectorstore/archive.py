"""The vectors that only old revisions need, out of the index's way, in the catalogue's database."""

from collections.abc import Iterable, Mapping

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import ColumnElement, Engine, and_, insert, select

from vectorstore.batches import batches
from vectorstore.database import WRITES
from vectorstore.model import Scope
from vectorstore.schema import kept_vectors
from vectorstore.staging import lock


class Archive:
    """Vectors of one embedding model by their ids. Safe to use from several threads.

    They come back as they were, bit by bit. What no revision needs any more is removed with the
    last one that did (`vectorstore/pruning.py`).
    """

    def __init__(self, engine: Engine, model: str) -> None:
        self._engine = engine
        self._writing = engine.execution_options(**{WRITES: True})
        self._model = model

    def missing(self, scope: Scope, ids: Iterable[str]) -> list[str]:
        """Those of `ids` that are not here, in the order given."""
        wanted = list(dict.fromkeys(ids))
        there: set[str] = set()
        with self._engine.connect() as connection:
            for batch in batches(wanted):
                query = select(kept_vectors.c.vector_id).where(self._are(scope, batch))
                there.update(connection.scalars(query))
        return [each for each in wanted if each not in there]

    def vectors(self, scope: Scope, ids: Iterable[str]) -> dict[str, NDArray[np.float32]]:
        """The vectors of those of `ids` that are here, each of shape (dimensions,)."""
        found: dict[str, NDArray[np.float32]] = {}
        columns = (kept_vectors.c.vector_id, kept_vectors.c.data)
        with self._engine.connect() as connection:
            for batch in batches(dict.fromkeys(ids)):
                rows = connection.execute(select(*columns).where(self._are(scope, batch)))
                found.update({each: np.frombuffer(data, "<f4") for each, data in rows})
        return found

    def keep(self, scope: Scope, vectors: Mapping[str, NDArray[np.float32]]) -> None:
        """Keep the vectors of ids; one that is here already stays."""
        for batch in batches(vectors):
            with self._writing.begin() as connection:
                lock(connection, scope)
                known = select(kept_vectors.c.vector_id).where(self._are(scope, batch))
                there = set(connection.scalars(known))
                rows = [
                    {
                        "scope": scope,
                        "model": self._model,
                        "vector_id": each,
                        "data": vectors[each].astype("<f4").tobytes(),
                    }
                    for each in batch
                    if each not in there
                ]
                if rows:
                    connection.execute(insert(kept_vectors), rows)

    def _are(self, scope: Scope, ids: list[str]) -> ColumnElement[bool]:
        return and_(
            kept_vectors.c.scope == scope,
            kept_vectors.c.model == self._model,
            kept_vectors.c.vector_id.in_(ids),
        )
