"""Files and folders."""

import os
from collections.abc import Iterator
from pathlib import Path

from ingest.errors import IngestError
from ingest.formats import ENDINGS, listed_endings
from ingest.given import Given
from ingest.names import file_name, shown


def is_archive(path: Path) -> bool:
    """Whether a file is an archive of documents, by its name."""
    return path.suffix.lower() == ".zip"


def files(path: str) -> Iterator[Path]:
    """The files that a path means: itself, or what of a folder can be read, in sorted order.

    A file is taken as it is given, whatever its ending; the reader judges it.
    Of a folder hidden files and folders are left out, and so are links to folders.
    Raises IngestError for a path that means no file.
    """
    try:
        yield from _files(path)
    except (OSError, ValueError) as error:
        raise IngestError(
            path, f"The path {shown(path)!r} cannot be read ({error}): check the path."
        ) from error


def load(path: Path, most_bytes: int) -> Given:
    """The bytes of a file; raises IngestError if it has more than `most_bytes` or can't be read."""
    origin, name = str(path), shown(str(path))
    try:
        if not path.is_file():
            raise IngestError(origin, f"{name} is not a file: name a file or a folder.")
        with path.open("rb") as file:
            data = file.read(most_bytes + 1)
    except PermissionError as error:
        raise IngestError(
            origin, f"The file {name} cannot be opened: check its permissions."
        ) from error
    except (OSError, ValueError) as error:
        raise IngestError(
            origin, f"The file {name} cannot be read ({error}): check the disk and the path."
        ) from error
    if len(data) > most_bytes:
        raise IngestError(origin, too_large(name, most_bytes))
    return Given(shown(origin), file_name(path.name), data)


def too_large(name: str, most_bytes: int) -> str:
    """The sentence for something that has more than `most_bytes`."""
    return (
        f"{name} is larger than {most_bytes / 1e6:.3g} MB: split it, or let the operator set "
        "SOURCE_MB higher."
    )


def _files(path: str) -> Iterator[Path]:
    place = Path(path)
    if not path:  # it would mean the working folder
        raise IngestError(path, "A path is empty: name a file or a folder.")
    if not place.is_dir():
        if not place.exists():
            raise IngestError(path, f"There is no file or folder {shown(path)}: check the path.")
        yield place
        return
    found = False
    for file in _walk(place, path):
        found = True
        yield file
    if not found:
        raise IngestError(
            path,
            f"The folder {shown(path)} has no file that can be read ({listed_endings()}, .zip).",
        )


def _walk(folder: Path, path: str) -> Iterator[Path]:
    def refuse(error: OSError) -> None:
        raise IngestError(
            path, f"The folder {shown(error.filename)} cannot be read: check its permissions."
        )

    for parent, folders, names in os.walk(folder, onerror=refuse):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(names):
            file = Path(parent, name)
            readable = file.suffix.lower() in ENDINGS or is_archive(file)
            if not name.startswith(".") and readable and file.is_file():
                yield file
