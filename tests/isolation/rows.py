"""The matrix: each row is one way to reach what belongs to another server, and what came of it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

T = TypeVar("T", bound=Callable[..., Any])


@dataclass(frozen=True)
class Row:
    """`came` says in words what `check` asserts."""

    path: str
    tried: str
    came: str
    check: Callable[..., Any]

    def __str__(self) -> str:
        return f"{self.path} | {self.tried} | {self.came}"


class Rows(list[Row], Generic[T]):
    """Rows in the order in which they were written."""

    def row(self, path: str, tried: str, came: str) -> Callable[[T], T]:
        """Make a row of the function that asserts it."""

        def add(check: T) -> T:
            self.append(Row(path, tried, came, check))
            return check

        return add
