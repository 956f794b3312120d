"""A pipeline on real stores, and a file for it."""

from pathlib import Path

import pytest
from small_articles import FIRST, write
from sqlalchemy import Engine

from ingest.pipeline import Pipeline
from tests.encoders import PieceEncoder, WordEncoder
from vectorstore.catalog import Catalog
from vectorstore.index import VectorIndex
from vectorstore.piece_store import PieceStore
from vectorstore.publishing import Publisher


@pytest.fixture
def pipeline(
    catalog: Catalog, publisher: Publisher, index: VectorIndex, encoder: WordEncoder
) -> Pipeline:
    return Pipeline(catalog, publisher, index, encoder)


@pytest.fixture
def pieces(database: Engine) -> PieceStore:
    """A store for the pieces of `PieceEncoder`."""
    return PieceStore(database, "words")


@pytest.fixture
def reading(
    catalog: Catalog,
    publisher: Publisher,
    index: VectorIndex,
    encoder: PieceEncoder,
    pieces: PieceStore,
) -> Pipeline:
    """A pipeline that stores pieces."""
    return Pipeline(catalog, publisher, index, encoder, pieces)


@pytest.fixture
def encoder() -> PieceEncoder:
    return PieceEncoder()


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return write(tmp_path / "bees.txt", FIRST)
