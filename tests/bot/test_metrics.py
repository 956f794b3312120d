"""The counters over HTTP."""

import httpx
import pytest

from answering.counters import DROPPED
from bot.errors import StartError
from bot.metrics import serve_counters


def test_what_was_counted_is_served_to_this_machine() -> None:
    port = serve_counters(0)
    before = _dropped(port)
    DROPPED.inc(3)
    assert _dropped(port) == before + 3


def test_a_port_that_is_taken_is_told() -> None:
    port = serve_counters(0)
    with pytest.raises(StartError, match=f"HTTP_PORT has the value '{port}'"):
        serve_counters(port)


def _dropped(port: int) -> float:
    lines = httpx.get(f"http://127.0.0.1:{port}/metrics").text.splitlines()
    name = "pilcrow_dropped_sentences_total "
    return next(float(line.removeprefix(name)) for line in lines if line.startswith(name))
