"""Tables in Markdown, from figures."""

from collections.abc import Sequence
from dataclasses import dataclass

from benchmarks.suite.figures import Figure

NOTHING = "–"


@dataclass(frozen=True, slots=True)
class Table:
    """A head and rows of cells, all of the same length."""

    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]

    def __post_init__(self) -> None:
        for row in self.rows:
            if len(row) != len(self.head):
                raise ValueError(f"The row {row[0]!r} has {len(row)} cells, not {len(self.head)}.")

    def __str__(self) -> str:
        lines = [self.head, ("---",) * len(self.head), *self.rows]
        return "\n".join(f"| {' | '.join(map(_cell, line))} |" for line in lines)


@dataclass(frozen=True, slots=True)
class Section:
    """A heading, sentences and tables in their order; `command` makes the figures again."""

    title: str
    blocks: tuple[Table | str, ...]
    command: str | None = None

    def __str__(self) -> str:
        made = [f"Made by `{self.command}`."] if self.command else []
        return "\n\n".join([f"## {self.title}", *map(str, self.blocks), *made])


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")


def cell(figure: Figure | None, places: int = 2) -> str:
    """A figure with its interval, such as `0.87 (0.84–0.90)`."""
    if figure is None:
        return NOTHING
    value = f"{figure.value:.{places}f}"
    if figure.low is None or figure.high is None:
        return value
    return f"{value} ({figure.low:.{places}f}–{figure.high:.{places}f})"


def best_in_bold(cells: Sequence[str], figures: Sequence[Figure | None]) -> list[str]:
    """The cells with the highest figure in bold; the rounded value decides, so ties share it."""
    values = [None if figure is None else round(figure.value, 2) for figure in figures]
    most = max((value for value in values if value is not None), default=None)
    return [
        f"**{text}**" if value is not None and value == most else text
        for text, value in zip(cells, values, strict=True)
    ]
