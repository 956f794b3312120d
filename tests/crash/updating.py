"""A process that updates the source `bees` again and again, on a Chroma server.

Its arguments: the folder of the database, the server's address, how often, and the revisions.
"""

import sys
from pathlib import Path

from tests.crash.scene import ingest
from tests.crash.stores import opened


def main(folder: Path, url: str, rounds: int, names: list[str]) -> None:
    """Ingest one revision after the other."""
    with opened(folder, url=url) as stores:
        for _ in range(rounds):
            for name in names:
                ingest(stores, name)


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2], int(sys.argv[3]), sys.argv[4:])
