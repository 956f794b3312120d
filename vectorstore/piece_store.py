"""The word pieces of the passages that the model read whole, packed in the catalogue's database."""

from collections.abc import Iterable, Mapping, Sequence

from sqlalchemy import ColumnElement, Engine, and_, delete, exists, func, insert, or_, select

from vectorstore.batches import batches
from vectorstore.catalog import StoredParagraph
from vectorstore.database import WRITES
from vectorstore.kept import Kept
from vectorstore.model import PassageKind, Scope
from vectorstore.pieces import Window, read_whole, window
from vectorstore.rows import PASSAGES, is_live
from vectorstore.schema import paragraphs, passages, pieces
from vectorstore.staging import lock

_PARAGRAPHS_KEPT = 500  # to twice as many: 20 to 40 MB of usual paragraphs, unpacked


class PieceStore:
    """The packed pieces of one map of pieces (`Encoder.piece_map`), by the ids of vectors.

    Only the passages of `read_whole` have pieces. Safe to use from several threads.
    """

    def __init__(self, engine: Engine, model: str) -> None:
        self._engine = engine
        self._writing = engine.execution_options(**{WRITES: True})
        self._model = model
        self._kept = Kept[int, tuple[Window, ...]](_PARAGRAPHS_KEPT)

    def missing(self, scope: Scope, ids: Iterable[str]) -> list[str]:
        """Those of `ids` that have no pieces in the scope, in the order given."""
        wanted = list(dict.fromkeys(ids))
        there: set[str] = set()
        with self._engine.connect() as connection:
            for batch in batches(wanted):
                own = and_(self._of(scope), pieces.c.vector_id.in_(batch))
                there.update(connection.scalars(select(pieces.c.vector_id).where(own)))
        return [each for each in wanted if each not in there]

    def lacking(self, scope: Scope) -> list[tuple[int, str]]:
        """The live passages that should have pieces and have none.

        Of each the row id of its paragraph and the id of its vector.
        """
        others = passages.alias()
        alone = ~exists().where(
            others.c.paragraph_id == passages.c.paragraph_id, others.c.position > 0
        )
        stored = select(pieces.c.vector_id).where(self._of(scope))
        query = (
            select(paragraphs.c.id, passages.c.vector_id)
            .select_from(PASSAGES)
            .where(is_live([scope]), or_(passages.c.kind == PassageKind.WINDOW, alone))
            .where(passages.c.vector_id.not_in(stored))
        )
        with self._engine.connect() as connection:
            return [(key, vector_id) for key, vector_id in connection.execute(query)]

    def add(self, scope: Scope, packed: Mapping[str, bytes]) -> None:
        """Keep the packed pieces of each id, in place of those that it has."""
        rows = [
            {"scope": scope, "model": self._model, "vector_id": each, "data": data}
            for each, data in packed.items()
        ]
        if not rows:
            return
        with self._writing.begin() as connection:
            lock(connection, scope)
            for batch in batches(packed):
                own = and_(self._of(scope), pieces.c.vector_id.in_(batch))
                connection.execute(delete(pieces).where(own))
            connection.execute(insert(pieces), rows)

    def remove(self, scope: Scope, ids: Iterable[str]) -> None:
        """Remove the pieces of `ids`, those of other maps too; ids without any are passed over."""
        with self._writing.begin() as connection:
            for batch in batches(dict.fromkeys(ids)):
                found = and_(pieces.c.scope == scope, pieces.c.vector_id.in_(batch))
                connection.execute(delete(pieces).where(found))

    def remove_others(self, scope: Scope) -> None:
        """Remove what other maps of pieces left in the scope."""
        with self._writing.begin() as connection:
            others = and_(pieces.c.scope == scope, pieces.c.model != self._model)
            connection.execute(delete(pieces).where(others))

    def count(self, scope: Scope) -> int:
        """How many passages of the scope have pieces."""
        with self._engine.connect() as connection:
            query = select(func.count()).select_from(pieces).where(self._of(scope))
            return connection.scalar(query) or 0

    def windows(self, stored: Sequence[StoredParagraph]) -> list[tuple[Window, ...] | None]:
        """The windows of each paragraph, in their order; None for one that lacks pieces."""
        # What a row id stands for never changes, nor do the pieces of a text under one map.
        found = {each.key: kept for each in stored if (kept := self._kept.get(each.key))}
        unknown = [each for each in stored if each.key not in found]
        packed = self._packed(unknown) if unknown else {}
        for each in unknown:
            read = _windows(each, packed)
            if read:
                found[each.key] = read
                self._kept.put(each.key, read)
        return [found.get(each.key) for each in stored]

    def _packed(self, stored: Sequence[StoredParagraph]) -> dict[tuple[Scope, str], bytes]:
        """What is stored for the paragraphs, by scope and vector."""
        wanted: dict[Scope, list[str]] = {}
        for each in stored:
            positions = read_whole(each.placed.paragraph.passages)
            ids = [each.vector_ids[position] for position in positions]
            wanted.setdefault(each.placed.scope, []).extend(ids)
        with self._engine.connect() as connection:
            return {
                (scope, vector_id): data
                for scope, ids in wanted.items()
                for batch in batches(ids)
                for vector_id, data in connection.execute(
                    select(pieces.c.vector_id, pieces.c.data).where(
                        self._of(scope), pieces.c.vector_id.in_(batch)
                    )
                )
            }

    def _of(self, scope: Scope) -> ColumnElement[bool]:
        return and_(pieces.c.scope == scope, pieces.c.model == self._model)


def _windows(
    stored: StoredParagraph, packed: Mapping[tuple[Scope, str], bytes]
) -> tuple[Window, ...]:
    """The windows of the paragraph that have pieces; none when one is not stored."""
    of_paragraph = stored.placed.paragraph.passages
    sentences = [each for each in of_paragraph if each.kind is PassageKind.SENTENCE]
    windows: list[Window] = []
    for position in read_whole(of_paragraph):
        whole = of_paragraph[position]
        data = packed.get((stored.placed.scope, stored.vector_ids[position]))
        if data is None:
            return ()
        inside = [
            (number, each.text)
            for number, each in enumerate(sentences)
            if whole.start <= each.start and each.end <= whole.end
        ]
        windows.append(window(data, whole.text, inside))
    return tuple(each for each in windows if each.sentences)
