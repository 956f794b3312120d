"""What the errors of the providers' libraries mean, without importing any of those libraries.

They all keep the response, or its status, somewhere on the error or on what caused it. Their
texts are not for us: some hold the request, and some a part of the key.
"""

from collections.abc import Iterator
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from math import isfinite

_PASSING_STATUS = {408, 429}
_BAD_REQUEST = {400, 413, 422}
_CONNECTION_CLASSES = {"TransportError", "APIConnectionError", "ClientConnectionError"}


class BrokenOffError(Exception):
    """The reply ended, and the model did not say that it had ended."""


def status_of(error: BaseException) -> int | None:
    """The HTTP status behind an error; None where no response came."""
    for link in _chain(error):
        response = getattr(link, "response", None)
        for holder, name in ((link, "status_code"), (link, "code"), (response, "status_code")):
            status = getattr(holder, name, None)
            if isinstance(status, int) and 100 <= status < 600:
                return status
    return None


def is_passing(error: BaseException) -> bool:
    """Whether the same request may well succeed a moment later."""
    status = status_of(error)
    if status is not None:
        return status in _PASSING_STATUS or status >= 500
    return is_connection(error)


def is_connection(error: BaseException) -> bool:
    """Whether the server could not be reached, or the connection to it broke."""
    return any(
        isinstance(link, OSError)
        or any(kind.__name__ in _CONNECTION_CLASSES for kind in type(link).__mro__)
        for link in _chain(error)
    )


def is_our_fault(error: BaseException) -> bool:
    """Whether this one request was refused, such as one that is too long for the model."""
    return status_of(error) in _BAD_REQUEST


def retry_after(error: BaseException) -> float | None:
    """The seconds that the server asks to wait; None where it doesn't say."""
    for link in _chain(error):
        headers = getattr(getattr(link, "response", None), "headers", None)
        if headers is not None and (value := headers.get("retry-after")):
            return _seconds(str(value))
    return None


def told(error: BaseException) -> str:
    """The error for a log: its class and the status, and nothing of what was sent."""
    status = status_of(error)
    name = type(error).__name__
    return name if status is None else f"{name} {status}"


def _chain(error: BaseException) -> Iterator[BaseException]:
    """The error and what led to it; a cause may be hidden by `raise … from None`."""
    seen: set[int] = set()
    link: BaseException | None = error
    while link is not None and id(link) not in seen:
        seen.add(id(link))
        yield link
        link = link.__cause__ or link.__context__


def _seconds(value: str) -> float | None:
    try:
        seconds = float(value)
        return max(0.0, seconds) if isfinite(seconds) else None
    except ValueError:
        pass
    try:
        date = parsedate_to_datetime(value)
    except ValueError:
        return None
    aware = date if date.tzinfo else date.replace(tzinfo=UTC)
    return max(0.0, (aware - datetime.now(UTC)).total_seconds())
