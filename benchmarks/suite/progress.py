"""What runs now, how much of it is done and since when, on standard error."""

import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Self

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    SpinnerColumn,
    TextColumn,
    TimeElapsedColumn,
)

from benchmarks.suite.outcomes import Progress as Report

_EVERY = 30.0  # seconds between two lines where no terminal shows a bar


class Shown(AbstractContextManager["Shown"]):
    """Bars on a terminal; elsewhere, as in a log file, a line now and then."""

    def __init__(self) -> None:
        self._console = Console(stderr=True)
        self._bars = Progress(
            SpinnerColumn(),
            TextColumn("{task.description:34}"),
            BarColumn(),
            MofNCompleteColumn(),
            TimeElapsedColumn(),
            console=self._console,
            disable=not self._console.is_terminal,
        )
        self._started = time.monotonic()

    def __enter__(self) -> Self:
        self._bars.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._bars.stop()

    def say(self, words: str) -> None:
        """One line that stays."""
        self._console.print(words, markup=False, highlight=False)

    @contextmanager
    def work(self, name: str, total: int) -> Iterator[Report]:
        """Gives what to report to; the bar is full when the work is done."""
        bar = self._bars.add_task(name, total=total)
        told = time.monotonic()
        self._plain(name, "begins")

        def report(done: int, of: int) -> None:
            nonlocal told
            self._bars.update(bar, completed=done, total=of)
            if time.monotonic() - told > _EVERY:
                told = time.monotonic()
                self._plain(name, f"{done:,} of {of:,}")

        yield report
        self._bars.update(bar, completed=total, total=total)
        self._plain(name, "done")

    def _plain(self, name: str, words: str) -> None:
        if not self._console.is_terminal:
            self.say(f"{time.monotonic() - self._started:6.0f} s  {name}: {words}")
