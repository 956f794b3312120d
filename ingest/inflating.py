"""Compressed bytes, unpacked no further than they may grow."""

import zlib
from collections.abc import Iterable

_EITHER = 32 + zlib.MAX_WBITS  # gzip or zlib, as the first bytes say
_BARE = -zlib.MAX_WBITS  # what some servers send for `deflate`


class TooLargeError(Exception):
    """There is more than may be read."""


class DamagedError(Exception):
    """The bytes are no whole compressed stream."""


def joined(chunks: Iterable[bytes], most_bytes: int) -> bytes:
    """All chunks in one; raises TooLargeError as soon as they are more than `most_bytes`."""
    found = bytearray()
    for chunk in chunks:
        found += chunk
        if len(found) > most_bytes:
            raise TooLargeError
    return bytes(found)


def inflated(chunks: Iterable[bytes], most_bytes: int) -> bytes:
    """What chunks in gzip, zlib or bare deflate unpack to, streams one behind the other included.

    Never holds more than `most_bytes` and one chunk: raises TooLargeError instead, and
    DamagedError for what is not compressed so, or ends too early.
    """
    inflater = _Inflater(most_bytes)
    for chunk in chunks:
        inflater.feed(chunk)
    return inflater.whole()


class _Inflater:
    def __init__(self, most_bytes: int) -> None:
        self._most = most_bytes
        self._found = bytearray()
        self._stream = zlib.decompressobj(_EITHER)
        self._started = False

    def feed(self, data: bytes) -> None:
        while data:
            if self._stream.eof:  # gzip files may stand one behind the other; zeros pad them
                data = data.lstrip(b"\0")
                self._stream, self._started = zlib.decompressobj(_EITHER), False
                continue
            self._found += self._step(data)
            if len(self._found) > self._most:
                raise TooLargeError
            data = self._stream.unused_data or self._stream.unconsumed_tail

    def whole(self) -> bytes:
        if not self._stream.eof and (self._started or not self._found):
            raise DamagedError("it ends too early")
        return bytes(self._found)

    def _step(self, data: bytes) -> bytes:
        room = self._most - len(self._found) + 1
        try:
            unpacked = self._stream.decompress(data, room)
        except zlib.error as error:
            if self._started or self._found:
                raise DamagedError(str(error)) from error
            self._stream, self._started = zlib.decompressobj(_BARE), True
            return self._step(data)
        self._started = True
        return unpacked
