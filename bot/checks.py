"""What `pilcrow doctor` found, as values."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum


class Status(StrEnum):
    """How a check ended."""

    OK = "ok"
    WARNING = "warning"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Check:
    """One check and what it found; `message` says what to do unless the status is ok."""

    name: str
    status: Status
    message: str


def is_healthy(checks: Sequence[Check]) -> bool:
    """Whether no check failed."""
    return all(check.status is not Status.FAILED for check in checks)
