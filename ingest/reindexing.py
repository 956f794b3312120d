"""Makes the index whole again from the catalogue."""

from ingest.embedding import Embedding, Progress
from vectorstore.catalog import Catalog
from vectorstore.errors import DamagedIndexError
from vectorstore.index import VectorIndex
from vectorstore.model import Scope
from vectorstore.piece_store import PieceStore


def reindex(
    scope: Scope,
    catalog: Catalog,
    index: VectorIndex,
    embedding: Embedding,
    pieces: PieceStore | None,
    progress: Progress | None,
) -> int:
    """Embed every live passage of the scope that lacks its vector or its pieces; gives how many.

    An index that Chroma cannot read any more is made anew.
    """
    try:
        index.count(scope)
    except DamagedIndexError:
        index.clear(scope)
    by_source: dict[str, dict[str, str]] = {}
    for vector_id, source, text in catalog.live_passages(scope):
        by_source.setdefault(source, {})[vector_id] = text
    unread = {each for _, each in pieces.lacking(scope)} if pieces else set()
    embedded = sum(
        embedding.fill(scope, source, texts, unread & texts.keys(), progress)
        for source, texts in by_source.items()
    )
    if pieces:
        pieces.remove_others(scope)
    return embedded
