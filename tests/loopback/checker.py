"""Judges recorded requests: known calls, Discord's OpenAPI description, Discord's limits."""

from collections.abc import Sequence
from pathlib import Path

from .journal import RecordedRequest
from .limits import callback_problems, command_problems, message_problems
from .openapi import OpenApi

_CALLBACK = "/interactions/{id}/{token}/callback"
_COMMANDS = "/commands"
_MESSAGES = ("/channels/{channel}/messages", "/webhooks/{application}/{token}")


class Checker:
    """Judges each request once; without a description it checks the rest."""

    def __init__(self, description: Path | None) -> None:
        self._openapi = OpenApi(description) if description is not None else None
        self._judged = 0
        self._violations: list[str] = []

    def judge(self, requests: Sequence[RecordedRequest]) -> list[str]:
        """Every violation in `requests`, which only ever grows between two calls."""
        for request in requests[self._judged :]:
            self._violations += [f"{request}: {problem}" for problem in self.problems(request)]
        self._judged = len(requests)
        return list(self._violations)

    def problems(self, request: RecordedRequest) -> list[str]:
        """What is wrong with one request."""
        if request.route is None:
            return ["is a call that the loopback Discord does not know"]
        try:
            found = _limit_problems(request)
        except (AttributeError, KeyError, TypeError) as error:
            found = [f"has a body of the wrong shape ({error})"]
        if self._openapi is not None:
            found += self._openapi.problems(
                request.method, request.path, request.body, multipart=bool(request.files)
            )
        return found


def _limit_problems(request: RecordedRequest) -> list[str]:
    assert request.route is not None
    if request.method not in {"POST", "PUT", "PATCH"} or request.body is None:
        return []
    if request.route == _CALLBACK:
        return callback_problems(request.body)
    if request.route.startswith("/applications/") and _COMMANDS in request.route:
        commands = request.body if isinstance(request.body, list) else [request.body]
        return [problem for command in commands for problem in command_problems(command)]
    if request.route.startswith(_MESSAGES):
        return message_problems(request.body)
    return []
