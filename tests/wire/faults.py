"""What a model server can do wrong, one request at a time."""

from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """How it goes wrong."""

    NOTHING = "nothing"
    """It answers well."""
    STATUS = "status"
    """An error status with a JSON body, as the protocol has it."""
    HTML = "html"
    """An error status with a page of HTML, as a proxy gives it."""
    SILENT = "silent"
    """Nothing comes, not even a status, until the client goes."""
    HANG = "hang"
    """The reply stops coming, and the connection stays open until the client goes."""
    CUT = "cut"
    """The connection breaks, as when the process dies."""
    STOP = "stop"
    """The reply ends as if it were whole, without saying why it ended."""
    GARBAGE = "garbage"
    """Bytes that no protocol knows, and then the end."""
    TRICKLE = "trickle"
    """One sign at a time, with pauses of `pause` seconds."""


@dataclass(frozen=True, slots=True)
class Fault:
    """One request's fault.

    `after` is how many characters of the reply go out first, for HANG, CUT, STOP and GARBAGE.
    `retry_after` is sent as the header of that name, with STATUS and HTML.
    """

    kind: Kind
    status: int = 500
    retry_after: str | None = None
    after: int = 0
    pause: float = 0.2


FINE = Fault(Kind.NOTHING)
