"""The one address of Discord's that the doctor asks for, on loopback."""

from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

RIGHT_TOKEN = "right.token"


class _Discord(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        if self.path != "/api/users/@me":
            self.send_error(404)
        elif self.headers["Authorization"] != f"Bot {RIGHT_TOKEN}":
            self.send_error(401)
        else:
            body = b'{"id": "1", "username": "pilcrow"}'
            self.send_response(200)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

    def log_message(self, *_args: object) -> None:
        """Keeps standard error clean."""


@contextmanager
def token_server() -> Iterator[str]:
    """An API that knows one token; gives its host and port as an address."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Discord)
    thread = Thread(target=server.serve_forever, args=(0.05,))
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
