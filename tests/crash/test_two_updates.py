"""Two updates of one source at once: each is whole, and one of them is the current one."""

import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from threading import Barrier

import pytest

from ingest.formats import parse
from ingest.given import Given
from ingest.report import Prepared
from tests.crash.promises import broken_promises
from tests.crash.scene import asked, asked_of_bees, file_of, ingest, ingest_others
from tests.crash.stores import Stores, opened
from tests.servers import chroma_server
from vectorstore.errors import StaleDraftError
from vectorstore.history import History
from vectorstore.model import SHARED


def _together(*work: Callable[[], object]) -> list[object]:
    """What each gives or raises, all begun at one moment."""
    barrier = Barrier(len(work))

    def begin(one: Callable[[], object]) -> object:
        barrier.wait()
        try:
            return one()
        except Exception as error:
            return error

    with ThreadPoolExecutor(len(work)) as pool:
        return list(pool.map(begin, work))


def _prepared(stores: Stores, name: str) -> int:
    given = Given(f"{name}.txt", "bees.txt", file_of(stores, name).read_bytes())
    made = stores.pipeline.prepare(parse(given), given, SHARED, actor=name)
    assert isinstance(made, Prepared)
    return made.key


def _numbers(stores: Stores) -> list[int]:
    return [each.number for each in History(stores.database).revisions(SHARED, "bees")]


def test_two_threads_that_update_one_source_both_publish(tmp_path: Path) -> None:
    with opened(tmp_path) as stores:
        ingest_others(stores)
        ingest(stores, "first")
        for _ in range(4):
            done = _together(lambda: ingest(stores, "second"), lambda: ingest(stores, "many"))
            assert done == [None, None]
            assert asked_of_bees(stores) in ("second", "many")
            assert broken_promises(stores) == []
        assert _numbers(stores) == list(range(len(_numbers(stores)), 0, -1))


def test_of_two_drafts_made_at_once_the_second_is_refused(tmp_path: Path) -> None:
    with opened(tmp_path) as stores:
        ingest_others(stores)
        ingest(stores, "first")
        keys = [_prepared(stores, name) for name in ("second", "many")]
        publish = partial(stores.pipeline.publish, SHARED, actor="operator")
        done = _together(*(partial(publish, key) for key in keys))
        refused = [each for each in done if isinstance(each, Exception)]
        assert [type(each) for each in refused] == [StaleDraftError]
        assert asked_of_bees(stores) in ("second", "many")
        assert broken_promises(stores) == []


def test_an_update_a_rollback_and_a_removal_at_once_leave_one_revision_or_none(
    tmp_path: Path,
) -> None:
    with opened(tmp_path) as stores:
        ingest_others(stores)
        for name in ("first", "second", "many"):
            ingest(stores, name)
        _together(
            lambda: stores.pipeline.rollback(SHARED, "bees", 1, actor="operator"),
            lambda: stores.pipeline.rollback(SHARED, "bees", 2, actor="operator"),
            lambda: stores.pipeline.remove(SHARED, "bees", actor="operator"),
            lambda: ingest(stores, "third"),
        )
        assert asked(stores)["shared/bees"] in ("first", "second", "third", None)
        assert broken_promises(stores) == []


@pytest.mark.slow
def test_two_processes_that_update_one_source_on_a_server_leave_it_whole(
    tmp_path: Path, repository: Path
) -> None:
    (tmp_path / "server").mkdir()
    with chroma_server(tmp_path / "server") as server, opened(tmp_path, url=server.url) as stores:
        ingest_others(stores)
        ingest(stores, "first")
        command = [sys.executable, "-m", "tests.crash.updating", str(tmp_path), server.url, "10"]
        processes = [
            subprocess.Popen([*command, *names], cwd=repository, stderr=subprocess.PIPE, text=True)
            for names in (("second", "many"), ("third", "more"))
        ]
        errors = [process.communicate(timeout=300)[1] for process in processes]
        assert errors == ["", ""]
        assert asked(stores)["shared/bees"] in ("many", "more")
        assert broken_promises(stores) == []
        assert len(_numbers(stores)) == 41
