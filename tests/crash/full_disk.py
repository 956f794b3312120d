"""Lets writes fail for want of room, and looks at what that leaves.

`python -m tests.crash.full_disk` prints one JSON document: for each try what was raised, and what
is broken; with `--quick` fewer, of a shorter update.
It is a process of its own because it forks one for each step.
"""

import json
import resource
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, event

from tests.crash.children import in_child
from tests.crash.kill_loop import warm
from tests.crash.points import arranged, broken_after, copied, failure
from tests.crash.scenarios import LONG_UPDATE, UPDATE, Scenario
from tests.crash.scene import asked_of_bees
from tests.crash.stores import opened
from vectorstore.errors import StoreError

_FILE_BYTES = [2**power for power in range(13, 22)]
_MORE_PAGES = (0, 1, 2, 4, 8, 16, 24, 32, 48, 64)

Limit = Callable[[Engine], None]


@dataclass(frozen=True)
class Try:
    """An update with little room: what it raised, None where it came to its end."""

    room: str
    raised: str | None
    broken: Sequence[str]


def tries(scenario: Scenario, step: int) -> Iterator[Try]:
    """Files that may not grow beyond a size, and a database that may not have more pages."""
    limits: dict[str, Limit] = {
        f"files to {size} bytes": partial(_limit_files, size) for size in _FILE_BYTES[::step]
    }
    limits |= {f"{more} pages more": partial(_limit_pages, more) for more in _MORE_PAGES[::step]}
    with tempfile.TemporaryDirectory() as folder:
        before = arranged(scenario, Path(folder))
        run = before.with_name("run")
        for room, limit in limits.items():
            copied(before, run)
            ended = in_child(_act, scenario, run, limit)
            wrong = failure(ended)
            raised, answers = ended.value or (None, None)
            after = scenario.before if raised else scenario.after
            if not wrong and answers != after:
                wrong = [f"the process that failed answers from {answers}"]
            yield Try(room, raised, [*wrong, *broken_after(scenario, run, (after,))])


def _act(scenario: Scenario, folder: Path, limit: Limit) -> tuple[str | None, str | None]:
    """What was raised, and what the same process answers from afterwards."""
    raised = None
    with opened(folder) as stores:
        asked_of_bees(stores)
        limit(stores.database)
        try:
            scenario.act(stores)
        except StoreError as error:
            raised = str(error)
        return raised, asked_of_bees(stores)


def _limit_files(size: int, _database: Engine) -> None:
    # Python ignores the signal for it: the write fails, as on a full disk.
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, resource.RLIM_INFINITY))


def _limit_pages(more: int, database: Engine) -> None:
    def limit(connection: Any, _record: Any) -> None:
        pages = connection.execute("PRAGMA page_count").fetchone()[0]
        connection.execute(f"PRAGMA max_page_count = {pages + more}")

    event.listen(database, "connect", limit)
    database.dispose()  # the next connections are new ones


def main() -> None:
    """Print the tries."""
    warm()
    found = tries(UPDATE, 8) if "--quick" in sys.argv else tries(LONG_UPDATE, 1)
    print(json.dumps([asdict(each) for each in found]))  # noqa: T201


if __name__ == "__main__":
    main()
