"""Kills a process at every event of every scenario, and looks at what each leaves behind.

`python -m tests.crash.kill_loop` tries all points, `--quick` some of each kind, and says how many
there were and which failed. It is a process of its own because it forks one for each step: it has
imported everything and opened nothing.
"""

import argparse
import json
import random
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from importlib import import_module
from itertools import groupby
from pathlib import Path

from tests.crash.children import in_child
from tests.crash.points import Choose, Point, look, points, points_of_recovering
from tests.crash.scenarios import RECOVERED, SCENARIOS, UPDATE, Scenario
from tests.crash.stores import opened

_Points = Callable[[Scenario, Path, Choose], Iterator[Point]]


def tried(
    scenarios: Sequence[Scenario], recovered: Sequence[Scenario], choose: Choose
) -> Iterator[Point]:
    """Kill each scenario at the chosen events, and the recovery from each of `recovered`."""
    warm()
    work: list[tuple[_Points, Scenario]] = [(points, each) for each in scenarios]
    work += [(points_of_recovering, each) for each in recovered]
    for make, scenario in work:
        with tempfile.TemporaryDirectory() as folder:
            yield from make(scenario, Path(folder), choose)


def warm() -> None:
    """Import what the children will, and open nothing."""
    known = set(sys.modules)

    def imported() -> list[str]:
        with tempfile.TemporaryDirectory() as folder:
            with opened(Path(folder)) as stores:
                UPDATE.arrange(stores)
            look(UPDATE, Path(folder), ())
        return [name for name in sys.modules if name not in known]

    for name in in_child(imported).value or []:
        with suppress(ImportError):  # a name that is an alias inside a package
            import_module(name)
    tasks = Path("/proc/self/task")
    if tasks.exists() and len(list(tasks.iterdir())) > 1:
        raise SystemExit("An import has started a thread: a fork of this process would hang.")


def every_event(events: Sequence[str]) -> Sequence[int]:
    """All of them."""
    return range(len(events))


class SomeEvents:
    """So many of each list of events, first of the kinds that were chosen least before."""

    def __init__(self, each: int) -> None:
        self._each = each
        self._chosen = Counter[str]()
        self._chance = random.Random(7)

    def __call__(self, events: Sequence[str]) -> Sequence[int]:
        """Their places, in order."""
        left = list(range(len(events)))
        self._chance.shuffle(left)
        places = []
        for _ in range(min(self._each, len(left))):
            place = min(left, key=lambda at: self._chosen[events[at]])
            left.remove(place)
            self._chosen[events[place]] += 1
            places.append(place)
        return sorted(places)


def summary(tried: Sequence[Point], seconds: float) -> str:
    """How many points there were, of which kinds, and how many failed."""
    killed = [each for each in tried if each.at >= 0]
    failed = [each for each in tried if each.broken]
    of = Counter(each.scenario.partition(", killed")[0] for each in killed)
    kinds = Counter(each.kind for each in killed)
    return "\n".join(
        [
            f"{len(killed)} points, {len(failed)} failures, {seconds:.0f} s",
            *(f"  {name}: {count}" for name, count in of.items()),
            *(f"  {kind}: {count}" for kind, count in sorted(kinds.items())),
        ]
    )


def told(found: Iterable[Point]) -> list[Point]:
    """The points; each failure is told as it comes, and each scenario when it is through."""
    kept: list[Point] = []
    for name, of_scenario in groupby(found, key=lambda point: point.scenario):
        started = len(kept)
        for each in of_scenario:
            kept.append(each)
            if each.broken:
                print(each, file=sys.stderr, flush=True)  # noqa: T201
        failed = sum(bool(each.broken) for each in kept[started:])
        line = f"{name}: {len(kept) - started - 1} points, {failed} failures"
        print(line, file=sys.stderr, flush=True)  # noqa: T201
    return kept


def main(given: Sequence[str] | None = None) -> int:
    """Try the points and print how many there were; the exit status is 1 when one failed.

    `given` stands for the arguments of the command line.
    """
    options = argparse.ArgumentParser(description="Kill a process at every step of an update.")
    options.add_argument("--quick", type=int, help="so many events of each scenario")
    options.add_argument("--only", default="", help="scenarios whose names have these words")
    options.add_argument("--json", action="store_true", help="print one JSON document")
    arguments = options.parse_args(given)
    choose = SomeEvents(arguments.quick) if arguments.quick else every_event
    started = time.monotonic()
    scenarios = [each for each in SCENARIOS if arguments.only in each.name]
    recovered = [each for each in RECOVERED if arguments.only in each.name]
    found = told(tried(scenarios, () if arguments.quick else recovered, choose))
    if arguments.json:
        failures = [str(each) for each in found if each.broken]
        killed = sum(each.at >= 0 for each in found)
        print(json.dumps({"points": killed, "failures": failures}))  # noqa: T201
    else:
        print(summary(found, time.monotonic() - started))  # noqa: T201
    return any(each.broken for each in found)


if __name__ == "__main__":
    sys.exit(main())
