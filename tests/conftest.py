"""What several folders of tests share."""

from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import Engine

from tests.encoders import WordEncoder
from tests.migrated import migrated_database
from tests.servers import ChromaServer, chroma_server
from vectorstore.catalog import Catalog
from vectorstore.index import VectorIndex, open_embedded
from vectorstore.publishing import Publisher

if TYPE_CHECKING:
    from vectorstore.embedding import SentenceEncoder

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="session")
def repository() -> Path:
    """The root of the checkout."""
    return ROOT


@pytest.fixture(scope="session")
def shared_folder() -> Path:
    """The folder of articles and questions beside the checkout, where there is one."""
    folder = ROOT.parent / "shared"
    if not folder.is_dir():
        pytest.skip("needs the folder ../shared beside the repository")
    return folder


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Engine]:
    """A migrated SQLite file."""
    engine = migrated_database(tmp_path / "pilcrow.db")
    yield engine
    engine.dispose()


@pytest.fixture
def catalog(database: Engine) -> Catalog:
    return Catalog(database)


@pytest.fixture
def publisher(database: Engine) -> Publisher:
    return Publisher(database)


@pytest.fixture
def encoder() -> WordEncoder:
    return WordEncoder()


@pytest.fixture
def index(tmp_path: Path, encoder: WordEncoder) -> VectorIndex:
    """An embedded Chroma store."""
    return VectorIndex(open_embedded(tmp_path / "chroma"), encoder.name)


@pytest.fixture(scope="session")
def sentence_encoder() -> "SentenceEncoder":
    """The bundled model, loaded once."""
    # The import takes seconds, which the tests without a model need not wait for.
    loaded: SentenceEncoder = import_module("vectorstore.embedding").SentenceEncoder()
    return loaded


@pytest.fixture(scope="session")
def chroma(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ChromaServer]:
    """A Chroma server that all tests share; each uses collections of its own."""
    with chroma_server(tmp_path_factory.mktemp("chroma")) as server:
        yield server
