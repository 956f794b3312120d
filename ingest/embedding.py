"""Sees to it that the index has the vectors, and the store of pieces the pieces, of passages."""

from collections.abc import Callable, Mapping, Set

import numpy as np

from vectorstore.archive import Archive
from vectorstore.encoder import Encoder
from vectorstore.index import VectorIndex
from vectorstore.model import Scope
from vectorstore.piece_store import PieceStore
from vectorstore.pieces import pack

Progress = Callable[[int, int], None]
"""Is told how many passages are embedded, and of how many."""

_BATCH = 256  # passages embedded between two reports of progress


def _silent() -> None:
    """Nobody needs to know."""


class Embedding:
    """Embeds what nobody embedded yet. Safe to use from several threads."""

    def __init__(
        self, index: VectorIndex, encoder: Encoder, pieces: PieceStore | None, archive: Archive
    ) -> None:
        self._index = index
        self._encoder = encoder
        self._pieces = pieces
        self._archive = archive

    def fill(
        self,
        scope: Scope,
        source: str,
        texts: Mapping[str, str],
        whole: Set[str],
        progress: Progress | None = None,
        alive: Callable[[], None] = _silent,
    ) -> int:
        """Embed those of a source's passages whose vectors or pieces are nowhere.

        `texts` are the passages by the ids of their vectors, and those of `whole` have pieces.
        What the archive has is brought back from there. `alive` is called between two batches.
        Gives how many were embedded.
        """
        new = set(self._index.missing(scope, texts))
        unread = set(self._pieces.missing(scope, whole)) if self._pieces else set()
        new.difference_update(self._brought_back(scope, source, new))
        # Alike lengths side by side: a batch is padded to its longest text.
        missing = sorted(
            (each for each in texts if each in new or each in unread),
            key=lambda each: len(texts[each]),
        )
        for start in range(0, len(missing), _BATCH):
            alive()
            batch = missing[start : start + _BATCH]
            vectors, pieces = self._encoder.read([texts[each] for each in batch])
            rows = [row for row, each in enumerate(batch) if each in new]
            self._index.add(scope, source, [batch[row] for row in rows], vectors[rows])
            if self._pieces and pieces is not None:
                read = zip(batch, pieces, strict=True)
                packed = {e: pack(p.vectors, p.starts) for e, p in read if e in unread}
                self._pieces.add(scope, packed)
            if progress is not None:
                progress(start + len(batch), len(missing))
        return len(missing)

    def _brought_back(self, scope: Scope, source: str, ids: Set[str]) -> Set[str]:
        kept = self._archive.vectors(scope, ids)
        if kept:
            order = sorted(kept)
            self._index.add(scope, source, order, np.stack([kept[each] for each in order]))
        return kept.keys()
