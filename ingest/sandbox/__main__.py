"""The child: `python -m ingest.sandbox` reads documents from its input until that ends."""

import os
import sys
import traceback
from collections.abc import Mapping
from typing import Any, BinaryIO

from ingest.errors import IngestError
from ingest.formats import parse
from ingest.reading import check_size
from ingest.sandbox import frames, limits

_LOGGED = 4_000  # characters of a traceback


def main() -> None:
    """Answer each question with a document, a sentence, or what failed, until the input ends.

    The first argument is the seconds that a document may take. After a failure that may have
    left something behind in this process it ends, and the parent starts another.
    """
    seconds = float(sys.argv[1])
    questions, answers = _pipes()
    limits.confine()
    frames.send(answers, {"status": "ready"})
    while True:
        try:
            frame = frames.receive(questions)
        except frames.FrameError:
            return
        with limits.working(questions.fileno(), seconds):
            header, data = _answer(frame)
        frames.send(answers, header, data)
        if header["status"] == "failed":
            return


def _pipes() -> tuple[BinaryIO, BinaryIO]:
    """The pipes to the parent; what a library prints goes nowhere, and it can read nothing."""
    questions = os.fdopen(os.dup(0), "rb")
    answers = os.fdopen(os.dup(1), "wb")
    nowhere = os.open(os.devnull, os.O_RDWR)
    for standard in (0, 1, 2):
        os.dup2(nowhere, standard)
    return questions, answers


def _answer(frame: frames.Frame) -> frames.Frame:
    given = frames.asked(frame)
    try:
        document = parse(given)
        check_size(document, given.origin)
        header, data = frames.document_frame(document)
    except IngestError as error:
        return {"status": "refused", "origin": error.origin, "message": str(error)}, b""
    except MemoryError:
        return _failure("memory", "")
    except RecursionError:
        return _failure("depth", "")
    except Exception:
        return _failure("error", traceback.format_exc()[-_LOGGED:])
    return {"status": "read", **header}, data


def _failure(reason: str, details: str) -> tuple[dict[str, Any], bytes]:
    header: Mapping[str, Any] = {"status": "failed", "reason": reason, "details": details}
    return dict(header), b""


if __name__ == "__main__":
    main()
