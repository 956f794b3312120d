"""The HTTP side: token, faults, recording, and JSON as Discord sends it."""

import asyncio
import json
import time
from dataclasses import dataclass
from typing import Any

from aiohttp import web

from .calls import RefusalError
from .journal import Fault, Journal, RecordedRequest
from .routes import Answer, Handler, Routes

BASE = "/api/v10"
_OPEN_WITHOUT_TOKEN = ("/interactions/", "/webhooks/", "/gateway")


@dataclass(frozen=True)
class _Incoming:
    """A request, read whole."""

    method: str
    path: str
    route: str | None
    query: dict[str, str]
    body: Any
    files: tuple[str, ...]
    at: float


class Rest:
    """Answers REST requests by a table of handlers and writes all down in the journal."""

    def __init__(self, routes: Routes, journal: Journal, token: str) -> None:
        self._journal = journal
        self._token = token
        self._table = routes.table()

    def add_to(self, app: web.Application) -> None:
        """Put every known call on the application, and one place for all others."""
        for method, route in self._table:
            app.router.add_route(method, BASE + route, self._serve)
        app.router.add_route("*", "/{unknown:.*}", self._serve)

    async def _serve(self, request: web.Request) -> web.Response:
        incoming = await _read(request)
        fault = self._journal.fault_for(incoming.method, incoming.route)
        if fault is not None:
            await asyncio.sleep(fault.delay)
        headers = fault.headers if fault is not None else {}
        status, body = await self._answer(request, incoming, fault)
        self._journal.add(RecordedRequest(**vars(incoming), status=status))
        if fault is not None and fault.lost and request.transport is not None:
            request.transport.abort()
        return _json_response(status, body, headers)

    async def _answer(
        self, request: web.Request, incoming: _Incoming, fault: Fault | None
    ) -> Answer:
        if fault is not None and fault.status is not None:
            return fault.status, fault.body
        if not self._may_enter(request, incoming.path):
            return 401, {"message": "401: Unauthorized", "code": 0}
        handler = self._handler(incoming)
        if handler is None:
            return 404, {"message": "404: Not Found", "code": 0}
        try:
            return await handler(dict(request.match_info), incoming.query, incoming.body)
        except RefusalError as refused:
            return refused.status, {"message": refused.message, "code": refused.code}
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            missing = f"{type(error).__name__}: {error}"
            return 400, {"message": "Invalid Form Body", "code": 50035, "errors": missing}

    def _handler(self, incoming: _Incoming) -> Handler | None:
        if incoming.route is None:
            return None
        return self._table[incoming.method, incoming.route]

    def _may_enter(self, request: web.Request, path: str) -> bool:
        given = request.headers.get("Authorization")
        if given is None:
            return path.startswith(_OPEN_WITHOUT_TOKEN)
        return given == f"Bot {self._token}"


async def _read(request: web.Request) -> _Incoming:
    at = time.monotonic()
    assert request.match_info.route.resource is not None
    template = request.match_info.route.resource.canonical
    body: Any = None
    files: list[str] = []
    if request.content_type == "multipart/form-data":
        form = await request.post()
        body = json.loads(str(form["payload_json"])) if "payload_json" in form else None
        files = [name for name in form if name.startswith("files[")]
    elif request.can_read_body:
        body = json.loads(await request.read())
    return _Incoming(
        method=request.method,
        path=request.path.removeprefix(BASE),
        route=template.removeprefix(BASE) if template.startswith(BASE) else None,
        query=dict(request.query),
        body=body,
        files=tuple(files),
        at=at,
    )


def _json_response(status: int, body: Any, headers: dict[str, str]) -> web.Response:
    if body is None:
        return web.Response(status=status, headers=headers)
    # discord.py parses a body only if the content type says nothing but application/json.
    return web.Response(
        status=status,
        body=json.dumps(body).encode(),
        headers={**headers, "Content-Type": "application/json"},
    )
