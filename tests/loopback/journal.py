"""What a bot asked of the REST API, and the faults that a test puts in its way."""

from dataclasses import dataclass, field
from typing import Any

from .changes import Changes
from .wire import Payload


@dataclass(frozen=True)
class RecordedRequest:
    """One request as it came in; `path` is without the /api/v10 before it.

    `at` is in seconds of the monotonic clock; `body` is the JSON body, or the payload_json part.
    """

    method: str
    path: str
    route: str | None
    query: dict[str, str]
    body: Any
    files: tuple[str, ...]
    at: float
    status: int

    def __str__(self) -> str:
        return f"{self.method} {self.path} -> {self.status}"


@dataclass
class Fault:
    """Makes the next `times` requests of a route slow, or answers them with an error.

    `delay` and `retry_after` are in seconds; without a status the request is only slow.
    A 429 that is `everywhere` speaks for all routes.
    With `lost`, the request is carried out, but the connection breaks before the answer.
    """

    method: str
    route: str
    status: int | None = None
    times: int = 1
    delay: float = 0.0
    retry_after: float = 1.0
    lost: bool = False
    everywhere: bool = False

    @property
    def headers(self) -> dict[str, str]:
        """The headers of the error; discord.py takes a 429 without Via for a ban."""
        if self.status != 429:
            return {}
        return {"Retry-After": f"{self.retry_after:g}", "Via": "1.1 loopback"}

    @property
    def body(self) -> Payload:
        """The JSON body of the error."""
        if self.status == 429:
            message = "You are being rate limited."
            return {"message": message, "retry_after": self.retry_after, "global": self.everywhere}
        return {"message": f"{self.status}: injected by the test", "code": 0}


@dataclass
class Journal:
    """Every request so far, in the order of the answers."""

    changes: Changes
    requests: list[RecordedRequest] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)

    def add(self, request: RecordedRequest) -> None:
        """Keep the request and wake those who wait for it."""
        self.requests.append(request)
        self.changes.notify()

    def fault_for(self, method: str, route: str | None) -> Fault | None:
        """The fault that strikes this request, one of its times used up."""
        for fault in self.faults:
            if fault.times > 0 and (fault.method, fault.route) == (method, route):
                fault.times -= 1
                return fault
        return None

    def to(self, method: str, route: str) -> list[RecordedRequest]:
        """The requests to one route, such as `POST`, `/channels/{channel}/messages`."""
        return [r for r in self.requests if (r.method, r.route) == (method, route)]
