"""Documents from bytes that nobody has vouched for, read in child processes."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from threading import BoundedSemaphore, Lock
from types import TracebackType
from typing import Self

from ingest.document import Document
from ingest.errors import IngestError
from ingest.given import Given
from ingest.names import shown
from ingest.reading import check_size
from ingest.sandbox import frames
from ingest.sandbox.child import Child, ChildError
from ingest.sandbox.limits import MEMORY

_MOST_SERVED = 200  # documents; a leak of a parser stays small
_log = logging.getLogger(__name__)


class SandboxedReader:
    """Reads each document in a child process with limits of time, memory and output.

    A child serves one document at a time and many in a row; one that fails is replaced.
    Nothing is started before the first document. Objects may be used by several threads at once:
    `children` documents are read at a time, the others wait.
    """

    def __init__(self, seconds: float = 60, children: int = 2) -> None:
        """`seconds` is how long one document may take."""
        self._seconds = seconds
        self._turns = BoundedSemaphore(children)
        self._lock = Lock()
        self._idle: list[Child] = []
        self._closed = False

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    @property
    def waiting(self) -> list[int]:
        """The ids of the processes that wait for a document; the last one gets the next."""
        with self._lock:
            return [child.id for child in self._idle]

    def read(self, given: Given) -> Document:
        """The document in `given`; raises IngestError for what cannot be read."""
        try:
            with self._child(given) as child:
                frame = child.ask(frames.question(given))
                document = self._document(frame, given)
        except ChildError as error:
            _log.warning(
                "a reader of documents was lost",
                extra={"origin": given.origin, "reason": error.reason, "error": str(error)},
            )
            raise self._lost(given, error.reason) from error
        return document

    def close(self) -> None:
        """End the children that wait; one that works is ended when it is done."""
        with self._lock:
            self._closed = True
            idle, self._idle = self._idle, []
        for child in idle:
            child.close()

    @contextmanager
    def _child(self, given: Given) -> Iterator[Child]:
        """A child for one document, which goes back if it is as good as before."""
        with self._turns:
            child = self._taken() or self._started(given)
            try:
                yield child
            except IngestError:
                self._put_back(child)
                raise
            except BaseException:
                child.kill()
                raise
            else:
                self._put_back(child)

    def _taken(self) -> Child | None:
        with self._lock:
            while self._idle:
                child = self._idle.pop()
                if child.alive:
                    return child
                child.close()
        return None

    def _started(self, given: Given) -> Child:
        try:
            return Child(self._seconds)
        except (OSError, ChildError) as error:
            _log.exception("no reader of documents could be started")
            raise IngestError(
                given.origin,
                f"{shown(given.origin)} was not read, as no process could be started to read it: "
                "see to the log and the memory of the machine.",
            ) from error

    def _put_back(self, child: Child) -> None:
        with self._lock:
            kept = not self._closed and child.served < _MOST_SERVED
            if kept:
                self._idle.append(child)
        if not kept:
            child.close()

    def _document(self, frame: frames.Frame, given: Given) -> Document:
        """The document in an answer; raises what the answer says."""
        header, _ = frame
        if header.get("status") == "refused":
            raise IngestError(str(header["origin"]), str(header["message"]))
        if header.get("status") == "failed":
            raise ChildError(str(header["reason"]), str(header["details"]))
        try:
            document = frames.document_of(frame)
        except frames.FrameError as error:
            raise ChildError("crash", str(error)) from error
        check_size(document, given.origin)
        return document

    def _lost(self, given: Given, reason: str) -> IngestError:
        said = {
            "time": f"takes longer than {self._seconds:g} seconds to read: split it into several",
            "memory": f"takes more than {MEMORY >> 20} MiB of memory to read: "
            "split it into several",
            "depth": "is nested too deeply to be read: save it in a simpler form",
        }.get(reason, "is damaged or made to break its reader: save it anew, or as plain text")
        return IngestError(given.origin, f"{shown(given.origin)} {said}.")
