"""Which files are meant, and what to call them."""

import hashlib
import os
import re
import unicodedata
from collections.abc import Iterator, Sequence
from pathlib import Path

from ingest.errors import IngestError
from ingest.formats import ENDINGS, listed_endings

_SLUG_LENGTH = 64


def find(paths: Sequence[str]) -> tuple[list[Path], list[IngestError]]:
    """The files that `paths` mean, each once, and an error for each path that means none.

    A file is taken as it is given, whatever its ending; the reader judges it.
    A folder is walked in sorted order for the supported endings; hidden files and folders
    are left out, and so are links to folders.
    """
    found: dict[Path, Path] = {}
    errors: list[IngestError] = []
    for given in paths:
        try:
            for file in _files(given):
                found.setdefault(file.resolve(), file)
        except IngestError as error:
            errors.append(error)
    return list(found.values()), errors


def slug(path: str | Path) -> str:
    """A source id from the name of a file without its ending.

    Lower-case ASCII words joined by `-`, at most 64 characters, never empty:
    a name without any such word gives a short hash of it.
    """
    name = unicodedata.normalize("NFC", Path(path).stem)
    ascii_name = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    words = "-".join(re.findall(r"[a-z0-9]+", ascii_name.lower()))
    return words[:_SLUG_LENGTH].strip("-") or _digest(name)


def _digest(name: str) -> str:
    return hashlib.sha256(name.encode("utf-8", "surrogateescape")).hexdigest()[:12]


def _files(given: str) -> list[Path]:
    path = Path(given)
    try:
        if not given:  # it would mean the working folder
            raise IngestError(given, "A path is empty: name a file or a folder.")
        if path.is_dir():
            files = list(_walk(path, given))
        elif path.exists():
            return [path]
        else:
            raise IngestError(given, f"There is no file or folder {given}: check the path.")
    except (OSError, ValueError) as error:
        raise IngestError(
            given, f"The path {given!r} cannot be read ({error}): check the path."
        ) from error
    if not files:
        raise IngestError(
            given, f"The folder {given} has no file that can be read ({listed_endings()})."
        )
    return files


def _walk(folder: Path, given: str) -> Iterator[Path]:
    def refuse(error: OSError) -> None:
        raise IngestError(
            given, f"The folder {error.filename} cannot be read: check its permissions."
        )

    for parent, folders, names in os.walk(folder, onerror=refuse):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(names):
            file = Path(parent, name)
            if not name.startswith(".") and file.suffix.lower() in ENDINGS and file.is_file():
                yield file
