"""A process that ingests and stops for good at one point, to be killed there.

Its arguments: the folder of the stores, the file to ingest, and where to stop.
"""

import sys
import time
from collections.abc import Sequence
from pathlib import Path

from ingest.pipeline import Pipeline
from tests.encoders import WordEncoder
from vectorstore.catalog import Catalog
from vectorstore.database import open_database
from vectorstore.encoder import Vectors
from vectorstore.index import VectorIndex, open_embedded
from vectorstore.model import SHARED
from vectorstore.publishing import Publisher, StagedRevision, Switch


def hang() -> None:
    """Say that the point is reached, and stay there."""
    sys.stdout.write("here\n")
    sys.stdout.flush()
    time.sleep(600)


class HangingEncoder(WordEncoder):
    """Embeds the first batch only."""

    def encode(self, texts: Sequence[str]) -> Vectors:
        if self.embedded:
            hang()
        return super().encode(texts)


class HangingPublisher(Publisher):
    """Stages, and never publishes."""

    def publish(
        self, staged: StagedRevision, actor: str = "operator", *, anyway: bool = False
    ) -> Switch:
        hang()
        raise AssertionError


def main(folder: Path, file: Path, point: str) -> None:
    """Ingest the file into the stores of the folder."""
    encoder = HangingEncoder() if point == "embed" else WordEncoder()
    database = open_database(f"sqlite:///{folder / 'pilcrow.db'}")
    publisher = HangingPublisher(database) if point == "publish" else Publisher(database)
    index = VectorIndex(open_embedded(folder / "chroma"), encoder.name)
    Pipeline(Catalog(database), publisher, index, encoder).ingest(file, SHARED)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3])
