"""A web server on the loopback whose pages change, with the validators that servers send."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Thread
from typing import Any


@dataclass
class Web:
    """`pages` are the texts by path; a status other than 200 is what every page answers.

    Without `etags` nothing tells one version of a page from another. While `gate` is not set,
    answers wait.
    """

    host: str
    port: int = 0
    pages: dict[str, str] = field(default_factory=dict)
    status: int = 200
    etags: bool = True
    asked: list[tuple[str, int]] = field(default_factory=list)
    gate: Event = field(default_factory=Event)
    waiting: int = 0
    most_waiting: int = 0

    def address(self, path: str) -> str:
        """Where a page stands."""
        return f"http://{self.host}:{self.port}{path}"

    @property
    def answers(self) -> list[int]:
        """The statuses that were answered, in order."""
        return [status for _, status in self.asked]


@contextmanager
def web(host: str = "127.0.0.1") -> Iterator[Web]:
    """A server, until the end of the block."""
    served = Web(host)
    served.gate.set()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            served.waiting += 1
            served.most_waiting = max(served.most_waiting, served.waiting)
            served.gate.wait(10)
            served.waiting -= 1
            text = served.pages.get(self.path)
            status = served.status if text is not None else 404
            body = ("none" if text is None else text).encode()
            tag = f'"{sha256(body).hexdigest()[:16]}"'
            if status == 200 and self.headers["If-None-Match"] == tag:
                status, body = 304, b""
            served.asked.append((self.path, status))
            self.send_response(status)
            kind = "html" if self.path.endswith(".html") else "markdown"
            self.send_header("Content-Type", f"text/{kind}; charset=utf-8")
            self.send_header("Content-Length", str(len(body)))
            if served.etags:
                self.send_header("ETag", tag)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *about: Any) -> None:
            pass

    server = ThreadingHTTPServer((host, 0), Handler)
    served.port = server.server_address[1]
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield served
    finally:
        served.gate.set()
        server.shutdown()
        server.server_close()
        thread.join(5)
