"""The counters over HTTP, for this machine only."""

import structlog
from prometheus_client import start_http_server

from bot.errors import StartError

_log = structlog.get_logger(__name__)


def serve_counters(port: int) -> int:
    """Serve `/metrics` on loopback from a thread, and return the port; 0 means any free one.

    Raises `StartError` when the port cannot be had.
    """
    try:
        server, _thread = start_http_server(port, addr="127.0.0.1")
    except OSError as error:
        raise StartError(
            f"HTTP_PORT has the value '{port}', and that port cannot be used ({error.strerror}): "
            "choose another, or leave it empty."
        ) from error
    _log.info("counters served", address=f"http://127.0.0.1:{server.server_port}/metrics")
    return int(server.server_port)
