"""The transport compressions that a gateway client can ask for."""

import importlib
import importlib.util
import zlib
from typing import Any, Protocol


class Encoder(Protocol):
    """Turns one gateway message into the frame that carries it."""

    def encode(self, text: str) -> bytes | str:
        """The frame: text as it is, or compressed bytes that end with a flush."""


class Plain:
    """No compression: text frames."""

    def encode(self, text: str) -> str:
        return text


class ZlibStream:
    """One zlib stream for the whole connection, flushed after each message."""

    def __init__(self) -> None:
        self._stream = zlib.compressobj()

    def encode(self, text: str) -> bytes:
        return self._stream.compress(text.encode()) + self._stream.flush(zlib.Z_SYNC_FLUSH)


class ZstdStream:
    """One Zstandard stream for the whole connection, flushed after each message."""

    def __init__(self, zstandard: Any) -> None:
        self._stream = zstandard.ZstdCompressor().compressobj()
        self._flush_block = zstandard.COMPRESSOBJ_FLUSH_BLOCK

    def encode(self, text: str) -> bytes:
        data: bytes = self._stream.compress(text.encode()) + self._stream.flush(self._flush_block)
        return data


def encoder(asked: str | None) -> Encoder:
    """The encoder for the `compress` parameter of a gateway address.

    A client asks for zstd-stream only if it has a library for it.
    The test process may lack that library: then plain text frames, which clients read as well.
    """
    if asked == "zlib-stream":
        return ZlibStream()
    if asked == "zstd-stream" and importlib.util.find_spec("zstandard") is not None:
        return ZstdStream(importlib.import_module("zstandard"))
    return Plain()
