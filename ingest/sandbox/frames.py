"""What goes through the pipes between the bot and a child: one frame asks, one answers.

A frame is two lengths of four bytes each, a header in JSON and bytes.
"""

import json
import struct
from collections.abc import Mapping
from typing import IO, Any

from ingest.document import Document
from ingest.given import Given
from vectorstore.model import Paragraph, ParagraphKind

_LENGTHS = struct.Struct("!II")
MOST_BYTES = 1 << 30
"""The longest frame that is read; what a child says is no more trusted than what it read."""

Frame = tuple[dict[str, Any], bytes]


class FrameError(Exception):
    """The other side is gone or sent something that is no frame."""


def send(pipe: IO[bytes], header: Mapping[str, Any], data: bytes = b"") -> None:
    """Write one frame; raises OSError if the other side is gone."""
    head = json.dumps(header).encode()
    pipe.write(_LENGTHS.pack(len(head), len(data)) + head)
    pipe.write(data)
    pipe.flush()


def receive(pipe: IO[bytes]) -> Frame:
    """Read one frame; raises FrameError at the end, and for what is none."""
    head_bytes, data_bytes = _LENGTHS.unpack(_exactly(pipe, _LENGTHS.size))
    if head_bytes + data_bytes > MOST_BYTES:
        raise FrameError(f"a frame of {head_bytes + data_bytes} bytes is too long")
    try:
        header = json.loads(_exactly(pipe, head_bytes))
    except (ValueError, RecursionError) as error:
        raise FrameError("a frame's header is no JSON") from error
    if not isinstance(header, dict):
        raise FrameError("a frame's header is no object")
    return header, _exactly(pipe, data_bytes)


def question(given: Given) -> Frame:
    """The frame that asks for a document."""
    header = {
        "origin": given.origin,
        "name": given.name,
        "media_type": given.media_type,
        "charset": given.charset,
    }
    return header, given.data


def asked(frame: Frame) -> Given:
    """What a frame of `question` asks for; the child needs no validators."""
    header, data = frame
    return Given(header["origin"], header["name"], data, header["media_type"], header["charset"])


def document_frame(document: Document) -> Frame:
    """The frame that holds a document; a paragraph's raw text is a slice of the whole text."""
    paragraphs = [
        [each.kind.value, each.headings, each.text, each.start, each.end, each.page]
        for each in document.paragraphs
    ]
    header = {"title": document.title, "paragraphs": paragraphs}
    return header, document.text.encode("utf-8", "surrogatepass")


def document_of(frame: Frame) -> Document:
    """The document in a frame; raises FrameError for what is none."""
    header, data = frame
    try:
        text = data.decode("utf-8", "surrogatepass")
        paragraphs = tuple(
            Paragraph(
                number,
                ParagraphKind(kind),
                tuple(map(str, headings)),
                text[int(start) : int(end)],
                str(words),
                int(start),
                int(end),
                page=None if page is None else int(page),
            )
            for number, (kind, headings, words, start, end, page) in enumerate(
                header["paragraphs"], 1
            )
        )
        return Document(str(header["title"]), text, paragraphs)
    except (KeyError, TypeError, ValueError) as error:
        raise FrameError(f"an answer is no document: {error}") from error


def _exactly(pipe: IO[bytes], length: int) -> bytes:
    data = pipe.read(length)
    if len(data) < length:
        raise FrameError("the other side is gone")
    return data
