"""The real stores in a folder, with all that reads and writes them."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import BoundedSemaphore
from typing import Any

from chromadb.api import ClientAPI
from sqlalchemy import Engine as Database

from answering.engine import Engine
from answering.judging import Judge
from bot.library import Library
from bot.parts import COMPUTING_AT_ONCE
from ingest.pipeline import Pipeline
from ingest.tidying import Keep
from tests.crash.fuse import Fuse, WatchedChroma, WatchedEncoder, watch_database
from tests.encoders import PieceEncoder
from vectorstore.catalog import Catalog
from vectorstore.database import open_database
from vectorstore.encoder import Encoder
from vectorstore.index import VectorIndex, open_embedded, open_server
from vectorstore.piece_store import PieceStore
from vectorstore.publishing import Publisher
from vectorstore.search import Search


@dataclass(frozen=True)
class Stores:
    """One process's view of the stores; `chroma` is not watched."""

    folder: Path
    database: Database
    chroma: ClientAPI
    catalog: Catalog
    pipeline: Pipeline
    search: Search
    library: Library


@contextmanager
def opened(
    folder: Path,
    fuse: Fuse | None = None,
    *,
    url: str | None = None,
    encoder: Encoder | None = None,
    keep: Keep | None = None,
) -> Iterator[Stores]:
    """The stores of the folder, with Chroma's server at `url` if there is one."""
    database = open_database(f"sqlite:///{folder / 'pilcrow.db'}")
    chroma = open_server(url) if url else open_embedded(folder / "chroma")
    client: Any = chroma
    real: Any = encoder or PieceEncoder()
    used: Any = real
    if fuse is not None:
        watch_database(database, fuse)
        client, used = WatchedChroma(chroma, fuse), WatchedEncoder(real, fuse)
    index = VectorIndex(client, used.name)
    catalog = Catalog(database)
    pieces = PieceStore(database, used.piece_map) if used.piece_map else None
    search = Search(catalog, index, used, pieces)
    kept = {} if keep is None else {"keep": keep}
    pipeline = Pipeline(catalog, Publisher(database), index, used, pieces, **kept)
    library = Library(Engine(Judge(search, 0.0, BoundedSemaphore(COMPUTING_AT_ONCE))), catalog)
    try:
        yield Stores(folder, database, chroma, catalog, pipeline, search, library)
    finally:
        database.dispose()
