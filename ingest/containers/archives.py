"""Documents in a zip archive; their names are labels only, and nothing is written to disk."""

import re
import stat
import struct
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import BinaryIO

from ingest.containers.files import too_large
from ingest.errors import IngestError
from ingest.formats import ENDINGS, listed_endings
from ingest.given import Given
from ingest.inflating import TooLargeError, joined
from ingest.names import file_name, shown

MOST_MEMBERS = 10_000
"""The most files and folders of one archive."""

_MOST_TOTAL = 20  # how often the bytes of one document, over all members of an archive
_MOST_RATIO = 100  # text packs to a third or a tenth of itself; bombs to a thousandth
_SMALL = 1_000_000  # bytes that may unpack from any few
_CHUNK = 64 * 1024
_MOST_DIRECTORY = 8_000_000  # bytes for the list of members, so that no list of millions is made
_END = struct.Struct("<4s4H2LH")  # "End of central directory record" of PKWARE's APPNOTE.TXT
_TAIL = _END.size + 0xFFFF
_STARTS = (b"PK\x03\x04", b"PK\x05\x06")
_PARTS = (b"[Content_Types].xml", b"META-INF/container.xml")  # of DOCX and its like, and of EPUB
_METHODS = frozenset({zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED})
_BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    EOFError,
    OSError,
    RuntimeError,
    NotImplementedError,
    ValueError,
    OverflowError,
)


def is_zip(given: Given) -> bool:
    """Whether these bytes are a zip archive of documents, and not one document in a zip."""
    if not given.data.startswith(_STARTS):
        return False
    ending = PurePosixPath(given.name).suffix.lower()
    if ending in ENDINGS | {".zip"}:
        return ending == ".zip"
    return not any(part in given.data for part in _PARTS)


def members(file: BinaryIO, label: str, most_bytes: int) -> Iterator[Given | IngestError]:
    """The documents in an archive, each as it is reached, and an error for each that is none.

    Their origin is `label/inner/name`. Files of other kinds and hidden ones are left out, as in a
    folder. Sizes are counted while unpacking; what the archive says about them is not believed.
    Raises IngestError if the archive as a whole cannot be used.
    """
    try:
        _check_directory(file, label)
        with zipfile.ZipFile(file) as archive:
            yield from _members(archive, label, most_bytes)
    except _BROKEN as error:
        raise IngestError(
            label, f"The archive {shown(label)} is damaged ({shown(str(error))}): pack it anew."
        ) from error


def _members(
    archive: zipfile.ZipFile, label: str, most_bytes: int
) -> Iterator[Given | IngestError]:
    infos = archive.infolist()
    if len(infos) > MOST_MEMBERS:
        raise _too_many(label)
    left = most_bytes * _MOST_TOTAL
    found = False
    for info in infos:
        inner = _inner(info.filename)
        ending = PurePosixPath(inner).suffix.lower()
        if _is_left_out(info, inner) or ending not in ENDINGS | {".zip"}:
            continue
        found = True
        origin = f"{label}/{inner}"
        try:
            given = Given(origin, file_name(inner), _unpacked(archive, info, origin, most_bytes))
        except IngestError as error:
            yield error
            continue
        left -= len(given.data)
        if left < 0:
            raise IngestError(
                label,
                f"The archive {shown(label)} unpacks to more than "
                f"{most_bytes * _MOST_TOTAL / 1e6:,.0f} MB: split it into several.",
            )
        yield given
    if not found:
        raise IngestError(
            label,
            f"The archive {shown(label)} has no file that can be read ({listed_endings()}).",
        )


def _unpacked(
    archive: zipfile.ZipFile, info: zipfile.ZipInfo, origin: str, most_bytes: int
) -> bytes:
    name = shown(origin)
    if origin.lower().endswith(".zip"):
        raise IngestError(origin, f"{name} is an archive in an archive: unpack the outer one.")
    if info.flag_bits & 0x1:
        raise IngestError(origin, f"{name} is encrypted: pack it without a password.")
    if info.compress_type not in _METHODS:
        raise IngestError(origin, f"{name} is packed in an unusual way: pack it with Deflate.")
    most = min(most_bytes, max(_SMALL, info.compress_size * _MOST_RATIO))
    try:
        with archive.open(info) as member:
            return joined(iter(lambda: member.read(_CHUNK), b""), most)
    except TooLargeError as error:
        if most < most_bytes:
            raise IngestError(
                origin,
                f"{name} unpacks to more than {_MOST_RATIO} times its size, as no document does: "
                "give it unpacked.",
            ) from error
        raise IngestError(origin, too_large(name, most_bytes)) from error
    except _BROKEN as error:
        raise IngestError(
            origin, f"{name} is damaged in its archive ({shown(str(error))}): pack it anew."
        ) from error


def _inner(name: str) -> str:
    """A member's name as a plain label: no drive, no root, no way up, no hidden signs."""
    parts = [part.strip() for part in re.split(r"[/\\]", name)]
    plain = [part for part in parts if part not in {"", ".", ".."} and not part.endswith(":")]
    return shown("/".join(plain))


def _is_left_out(info: zipfile.ZipInfo, inner: str) -> bool:
    parts = inner.split("/")
    hidden = any(part.startswith(".") or part == "__MACOSX" for part in parts)
    return info.is_dir() or hidden or not inner or stat.S_ISLNK(info.external_attr >> 16)


def _check_directory(file: BinaryIO, label: str) -> None:
    """Refuse a list of members that alone would fill the memory."""
    size = file.seek(0, 2)
    file.seek(max(0, size - _TAIL))
    tail = file.read(_TAIL)
    file.seek(0)
    at = tail.rfind(b"PK\x05\x06")
    if at < 0 or len(tail) - at < _END.size:
        raise zipfile.BadZipFile("its end is missing")
    _, _, _, _, count, directory, _, _ = _END.unpack_from(tail, at)
    if count > MOST_MEMBERS or directory > _MOST_DIRECTORY:
        raise _too_many(label)


def _too_many(label: str) -> IngestError:
    return IngestError(
        label,
        f"The archive {shown(label)} has more than {MOST_MEMBERS:,} files: split it into several.",
    )
