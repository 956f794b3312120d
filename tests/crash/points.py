"""The points at which a scenario is killed, and what each leaves broken."""

import shutil
import signal
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from tests.crash.children import Ended, in_child
from tests.crash.fuse import Fuse
from tests.crash.promises import broken_promises
from tests.crash.scenarios import Scenario
from tests.crash.scene import Seen, asked, asked_of_bees, ingest
from tests.crash.stores import Stores, opened

Choose = Callable[[Sequence[str]], Sequence[int]]
"""Which of the events to kill at, by their places in the list."""

_LASTING = ("commit", "Chroma add", "Chroma delete", "Chroma upsert")


@dataclass(frozen=True)
class Point:
    """A process of `scenario` was killed at its `event`; `broken` should be empty."""

    scenario: str
    at: int
    event: str
    broken: Sequence[str]

    @property
    def kind(self) -> str:
        """The event without the table."""
        words = self.event.split()
        return " ".join(words[:3]) if "SQL" in words else self.event

    def __str__(self) -> str:
        return f"{self.scenario}, event {self.at}, {self.event}: {'; '.join(self.broken)}"


def points(scenario: Scenario, folder: Path, choose: Choose) -> Iterator[Point]:
    """Kill the scenario at the chosen events; of all, the first point is one without a kill."""
    before = arranged(scenario, folder)
    yield from _killed(scenario, before, (scenario.before, scenario.after), choose)


def points_of_recovering(scenario: Scenario, folder: Path, choose: Choose) -> Iterator[Point]:
    """Kill the recovery from each kill of the scenario that leaves something of its own."""
    before = arranged(scenario, folder)
    events = in_child(_act, scenario, copied(before, folder / "run"), None).value
    for at, event in enumerate(events):
        if event.startswith("after") and event.endswith(_LASTING):
            crashed = copied(before, folder / "crashed")
            in_child(_act, scenario, crashed, at)
            seen = in_child(_seen, crashed).value
            name = f"recovering from {scenario.name}, killed {event}"
            recovering = replace(scenario, name=name, act=_recover, embeds=True)
            yield from _killed(recovering, crashed, (seen,), choose)


def _killed(
    scenario: Scenario, before: Path, allowed: Sequence[str | None], choose: Choose
) -> Iterator[Point]:
    """Kill what begins at `before`; answers must then come from an allowed revision."""
    run = before.with_name("run")
    ended = in_child(_act, scenario, copied(before, run), None)
    events: list[str] = ended.value or []
    places = choose(events)
    wrong = failure(ended)
    if not wrong and len(places) == len(events):
        wrong = broken_after(scenario, run, allowed[-1:])
    if not scenario.embeds and any("embedding" in each for each in events):
        wrong.append("something was embedded")
    yield Point(scenario.name, -1, "no kill", wrong)
    for at in places:
        copied(before, run)
        killed = in_child(_act, scenario, run, at)
        broken = broken_after(scenario, run, allowed)
        if killed.signal != signal.SIGKILL:
            broken.append(f"the process was not killed: {killed.error or 'it came to its end'}")
        yield Point(scenario.name, at, events[at], broken)


def arranged(scenario: Scenario, folder: Path) -> Path:
    """The stores before the scenario."""
    before = folder / "before"
    before.mkdir()
    if wrong := failure(in_child(_arrange, scenario, before)):
        raise RuntimeError(f"'{scenario.name}' could not be arranged: {wrong[0]}")
    return before


def _arrange(scenario: Scenario, folder: Path) -> None:
    with opened(folder) as stores:
        scenario.arrange(stores)


def _act(scenario: Scenario, folder: Path, at: int | None) -> list[str]:
    fuse = Fuse(at)
    with opened(folder, fuse, keep=scenario.keep) as stores:
        scenario.act(stores)
    return fuse.events


def _recover(stores: Stores) -> None:
    stores.pipeline.recover()


def _seen(folder: Path) -> str | None:
    with opened(folder) as stores:
        return asked_of_bees(stores)


def broken_after(scenario: Scenario, folder: Path, allowed: Sequence[str | None]) -> list[str]:
    """The same in a process of its own."""
    looked = in_child(look, scenario, folder, allowed)
    return failure(looked) or list(looked.value)


def look(
    scenario: Scenario, folder: Path, allowed: Sequence[str | None], url: str | None = None
) -> list[str]:
    """What is broken after a kill, as a fresh process sees it that starts as the bot does.

    `url` is where Chroma's server is, if there is one.
    """
    with opened(folder, url=url, keep=scenario.keep) as stores:
        seen = asked(stores)
        broken = _unexpected(seen, allowed, ("only", None) if scenario.purges else ("only",))
        stores.pipeline.recover()
        broken += [f"after recovering, {each}" for each in broken_promises(stores)]
        if (now := asked_of_bees(stores)) != seen["shared/bees"]:
            broken.append(f"recovering changed the answers from {seen['shared/bees']} to {now}")
        scenario.again(stores)
        if (now := asked_of_bees(stores)) != scenario.after:
            broken.append(f"doing it again led to {now}")
        broken += [f"after doing it again, {each}" for each in broken_promises(stores)]
        ingest(stores, "third")
        broken += _unexpected(asked(stores), ("third",), (None if scenario.purges else "only",))
        broken += [f"after the next ingest, {each}" for each in broken_promises(stores)]
    return broken


def _unexpected(
    seen: Seen, of_bees: Sequence[str | None], of_server: Sequence[str | None]
) -> list[str]:
    expected = {name: of_server if name.startswith("42/") else ("only",) for name in seen}
    expected["shared/bees"] = of_bees
    return [
        f"{name} answers from {revision}, not from {' or '.join(map(str, expected[name]))}"
        for name, revision in seen.items()
        if revision not in expected[name]
    ]


def failure(ended: Ended) -> list[str]:
    """What went wrong in a child that should have come to its end."""
    if ended.error is not None:
        return [ended.error]
    return [] if ended.signal is None else [f"it was ended by signal {ended.signal}"]


def copied(source: Path, target: Path) -> Path:
    """The target, which is then as the source is."""
    shutil.rmtree(target, ignore_errors=True)
    shutil.copytree(source, target)
    return target
