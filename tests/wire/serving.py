"""A model server on loopback that speaks OpenAI's chat completions and Ollama's chat.

What it says is a callable from the messages of a request to a text; what goes wrong is a script
of faults, one for each request, after which everything goes well.

    with running(Serving(lambda messages: "Yes. [k1]")) as server:
        ...  # server.openai_url, server.ollama_url, server.serving.received
"""

import asyncio
import re
import threading
import time
from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

from tests.wire.faults import FINE, Fault, Kind
from tests.wire.protocols import JSON, OllamaWire, OpenAiWire, Told, Wire

Reply = Callable[[list[dict[str, Any]]], str]

_WORD = re.compile(r"\s*\S+")


@dataclass
class Received:
    """One request as it came, and how it went.

    `outcome` is `open` while it is being answered, then `whole`, `fault` for what the script
    made of it, or `gone` when the connection was closed before the end.
    """

    path: str
    headers: dict[str, str]
    body: JSON
    at: float
    fault: Fault
    outcome: str = "open"
    sent: int = 0
    ended: float | None = None


@dataclass
class Serving:
    """What one server does.

    `delay` are seconds before the first byte of a reply, `pace` those between its parts, and
    `chunk` the characters of a part. `refuses` names fields of a request's body that get the
    status 400, as with servers that don't know them. `key` is the only key it takes.
    """

    reply: Reply
    faults: Iterable[Fault] = ()
    delay: float = 0.0
    chunk: int = 12
    pace: float = 0.0
    refuses: Collection[str] = ()
    key: str | None = None
    received: list[Received] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._script = iter(self.faults)

    @property
    def under_way(self) -> int:
        """How many requests are being answered at this moment."""
        return sum(request.outcome == "open" for request in self.received)

    def application(self) -> web.Application:
        """The server's routes."""
        application = web.Application(client_max_size=16_000_000)
        application.router.add_post("/v1/chat/completions", self._openai)
        application.router.add_post("/api/chat", self._ollama)
        return application

    async def _openai(self, request: web.Request) -> web.StreamResponse:
        return await self._record(request, OpenAiWire)

    async def _ollama(self, request: web.Request) -> web.StreamResponse:
        return await self._record(request, OllamaWire)

    async def _record(self, request: web.Request, wire: type[Wire]) -> web.StreamResponse:
        body: JSON = await request.json()
        fault = next(self._script, FINE)
        received = Received(request.path, dict(request.headers), body, time.monotonic(), fault)
        self.received.append(received)
        try:
            response = await self._answer(request, received, wire(body))
        except (asyncio.CancelledError, ConnectionError):
            received.outcome = "gone"
            raise
        else:
            received.outcome = "whole" if fault.kind in (Kind.NOTHING, Kind.TRICKLE) else "fault"
            return response
        finally:
            received.ended = time.monotonic()

    async def _answer(
        self, request: web.Request, received: Received, wire: Wire
    ) -> web.StreamResponse:
        if refusal := self._refusal(request, received.body):
            return web.json_response(wire.error(*refusal), status=refusal[0])
        fault = received.fault
        if fault.kind is Kind.SILENT:
            await asyncio.Event().wait()
        if fault.kind in (Kind.STATUS, Kind.HTML):
            return _error(fault, wire)
        await asyncio.sleep(self.delay)
        told = self._told(received.body, wire)
        if not wire.streamed:
            return web.json_response(wire.whole(told))
        return await self._stream(request, received, wire, told)

    def _refusal(self, request: web.Request, body: JSON) -> tuple[int, str] | None:
        if self.key is not None and request.headers.get("Authorization") != f"Bearer {self.key}":
            return 401, "This key is not known here."
        if unknown := sorted(set(self.refuses) & body.keys()):
            return 400, f"Unknown field: {unknown[0]}"
        return None

    def _told(self, body: JSON, wire: Wire) -> Told:
        text = self.reply(body["messages"])
        words = _WORD.findall(text)
        most = wire.most_tokens
        cut = most is not None and len(words) > most
        if cut:
            words = words[:most]
            text = "".join(words)
        prompt = sum(len(str(message["content"]).split()) for message in body["messages"])
        return Told(str(body.get("model")), text, cut, prompt, len(words))

    async def _stream(
        self, request: web.Request, received: Received, wire: Wire, told: Told
    ) -> web.StreamResponse:
        fault = received.fault
        response = web.StreamResponse(headers={"Content-Type": wire.content_type})
        await response.prepare(request)
        broken = fault.kind in (Kind.HANG, Kind.CUT, Kind.STOP, Kind.GARBAGE)
        text = told.text[: fault.after] if broken else told.text
        trickle = fault.kind is Kind.TRICKLE
        size, pause = (1, fault.pause) if trickle else (self.chunk, self.pace)
        for start in range(0, len(text), size):
            part = text[start : start + size]
            await response.write(wire.part(told, part))
            received.sent += len(part)
            await asyncio.sleep(pause)
        if broken:
            await _break(request, response, fault)
        else:
            await response.write(wire.end(told))
        await response.write_eof()
        return response


def _error(fault: Fault, wire: Wire) -> web.Response:
    headers = {} if fault.retry_after is None else {"Retry-After": fault.retry_after}
    if fault.kind is Kind.STATUS:
        body = wire.error(fault.status, "It does not work at the moment.")
        return web.json_response(body, status=fault.status, headers=headers)
    page = "<!doctype html><html><body><h1>Bad gateway</h1></body></html>"
    return web.Response(text=page, status=fault.status, content_type="text/html", headers=headers)


async def _break(request: web.Request, response: web.StreamResponse, fault: Fault) -> None:
    if fault.kind is Kind.HANG:
        await asyncio.Event().wait()
    if fault.kind is Kind.CUT and request.transport is not None:
        request.transport.abort()
        await asyncio.Event().wait()
    if fault.kind is Kind.GARBAGE:
        await response.write(b"\x00\xff\xfe{]not json\r\n\r\ndata: {broken\n\n")


@dataclass(frozen=True)
class Running:
    """A server that runs in a thread of this process."""

    serving: Serving
    port: int

    @property
    def ollama_url(self) -> str:
        """What `LLM_BASE_URL` would be for `ollama:…`."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def openai_url(self) -> str:
        """What `LLM_BASE_URL` would be for `openai:…`."""
        return f"{self.ollama_url}/v1"


@contextmanager
def running(serving: Serving) -> Iterator[Running]:
    """A server in a thread of its own, ended with the block, whatever it is doing."""
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, name="model-server", daemon=True)
    thread.start()
    runner = web.AppRunner(
        serving.application(), handler_cancellation=True, access_log=None, shutdown_timeout=0.1
    )

    def wait(action: Any) -> Any:
        return asyncio.run_coroutine_threadsafe(action, loop).result(10)

    try:
        yield Running(serving, wait(listen(runner)))
    finally:
        wait(runner.cleanup())
        loop.call_soon_threadsafe(loop.stop)
        thread.join(10)
        loop.close()


async def listen(runner: web.AppRunner) -> int:
    """Start to listen on a free port of loopback, and say which."""
    await runner.setup()
    # Hundreds of connections may come at once.
    await web.TCPSite(runner, "127.0.0.1", 0, backlog=1024).start()
    port: int = runner.addresses[0][1]
    return port
