"""A pipeline on real stores, and a file for it."""

from pathlib import Path

import pytest
from small_articles import FIRST, write

from ingest.pipeline import Pipeline
from tests.encoders import WordEncoder
from vectorstore.catalog import Catalog
from vectorstore.index import VectorIndex
from vectorstore.publishing import Publisher


@pytest.fixture
def pipeline(
    catalog: Catalog, publisher: Publisher, index: VectorIndex, encoder: WordEncoder
) -> Pipeline:
    return Pipeline(catalog, publisher, index, encoder)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return write(tmp_path / "bees.txt", FIRST)
