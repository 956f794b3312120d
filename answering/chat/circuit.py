"""Leaves a model alone for a while after it failed several times in a row."""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

FAILURES = 3
SHORTEST_REST = 30.0
LONGEST_REST = 300.0


@dataclass(frozen=True, slots=True)
class Pass:
    """Leave to ask once; to be given back with how it went."""

    round: int
    probe: bool


class Circuit:
    """Counts failures in a row. Safe to use from several threads.

    After `FAILURES` of them the model rests for `SHORTEST_REST` seconds. Then one question at a
    time is a probe: if it succeeds, all is well again, and if it fails, the next rest is twice
    as long, up to `LONGEST_REST`. `clock` gives seconds that only grow.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._failures = 0
        self._rest = SHORTEST_REST
        self._resting_until: float | None = None
        self._probing = False
        # Questions from before a rest say nothing about the model after it.
        self._round = 0

    def enter(self) -> Pass | None:
        """Leave to ask the model now; None while it rests."""
        with self._lock:
            if self._resting_until is None:
                return Pass(self._round, probe=False)
            if self._probing or self._clock() < self._resting_until:
                return None
            self._probing = True
            return Pass(self._round, probe=True)

    @property
    def seconds_left(self) -> float:
        """How long the model will rest; 0 when it may be asked, or is being probed."""
        with self._lock:
            if self._resting_until is None:
                return 0.0
            return max(0.0, self._resting_until - self._clock())

    def succeeded(self, given: Pass) -> None:
        """The model answered."""
        with self._lock:
            if given.round != self._round:
                return
            self._failures = 0
            if given.probe:
                self._rest = SHORTEST_REST
                self._resting_until = None
                self._probing = False
                self._round += 1

    def failed(self, given: Pass) -> None:
        """The model did not answer."""
        with self._lock:
            if given.round != self._round:
                return
            self._failures += 1
            if given.probe:
                self._rest = min(2 * self._rest, LONGEST_REST)
            if given.probe or self._failures >= FAILURES:
                self._failures = 0
                self._resting_until = self._clock() + self._rest
                self._probing = False
                self._round += 1

    def dropped(self, given: Pass) -> None:
        """Nothing was learnt: the question was given up, or was itself the trouble."""
        with self._lock:
            if given.round == self._round and given.probe:
                self._probing = False
