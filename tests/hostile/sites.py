"""A web server on the loopback that answers as badly as a test wants."""

import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from types import TracebackType
from typing import Self

Answer = bytes | Iterable[bytes] | Callable[["Request"], bytes | Iterable[bytes]]


class Request:
    """What was asked: the path, and the headers with their names in lower case."""

    def __init__(self, head: bytes) -> None:
        lines = head.decode("latin-1").split("\r\n")
        self.path = lines[0].split(" ")[1]
        pairs = (line.partition(":") for line in lines[1:] if line)
        self.headers = {name.lower(): value.strip() for name, _, value in pairs}


class Site:
    """Answers each path with the bytes it was given, slowly or endlessly if they say so."""

    def __init__(self, pages: dict[str, Answer], tls: ssl.SSLContext | None = None) -> None:
        self.pages = pages
        self.requests: list[Request] = []
        self._tls = tls
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._socket.getsockname()[1]
        self._stopped = threading.Event()
        threading.Thread(target=self._serve, daemon=True).start()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._stopped.set()
        with suppress(OSError):  # wakes the thread that waits for a caller
            socket.create_connection(("127.0.0.1", self.port), 1).close()
        self._socket.close()

    def address(self, path: str = "/", host: str = "127.0.0.1") -> str:
        return f"http://{host}:{self.port}{path}"

    def _serve(self) -> None:
        while not self._stopped.is_set():
            with suppress(OSError):
                connection, _ = self._socket.accept()
                threading.Thread(target=self._answer, args=(connection,), daemon=True).start()

    def _answer(self, connection: socket.socket) -> None:
        with suppress(OSError), connection:
            if self._tls is not None:
                connection = self._tls.wrap_socket(connection, server_side=True)
            head = b""
            while b"\r\n\r\n" not in head:
                part = connection.recv(65_536)
                if not part:
                    return
                head += part
            request = Request(head)
            self.requests.append(request)
            answer = self.pages.get(request.path, response(b"none", status="404 Not Found"))
            if callable(answer):
                answer = answer(request)
            for part in [answer] if isinstance(answer, bytes) else answer:
                if self._stopped.is_set():
                    return
                connection.sendall(part)
            if self._tls is not None:
                connection.unwrap()


def response(
    body: bytes,
    *headers: str,
    status: str = "200 OK",
    kind: str | None = "text/html; charset=utf-8",
    length: bool = True,
) -> bytes:
    """The bytes of an answer."""
    lines = [f"HTTP/1.1 {status}", *headers]
    if kind is not None:
        lines.append(f"Content-Type: {kind}")
    if length:
        lines.append(f"Content-Length: {len(body)}")
    return "\r\n".join([*lines, "", ""]).encode() + body


def redirect(to: str, status: str = "302 Found") -> bytes:
    return response(b"", f"Location: {to}", status=status)


def dripping(answer: bytes, pause: float) -> Iterator[bytes]:
    """The answer byte by byte."""
    for at in range(len(answer)):
        yield answer[at : at + 1]
        time.sleep(pause)


def endless(head: bytes, chunk: bytes) -> Iterator[bytes]:
    """The head, then the chunk without end."""
    yield head
    while True:
        yield chunk


@contextmanager
def sites(*pages: dict[str, Answer]) -> Iterator[tuple[Site, ...]]:
    """Several sites at once."""
    opened = [Site(each) for each in pages]
    try:
        yield tuple(opened)
    finally:
        for site in opened:
            site.__exit__(None, None, None)
