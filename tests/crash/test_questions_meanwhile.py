"""Questions that are asked while a source changes: each is answered from one revision of it."""

import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import cycle, islice
from pathlib import Path
from threading import Event

import pytest

from answering.model import Answer, NoAnswer
from tests.crash.scene import QUESTIONS, ingest, ingest_others
from tests.crash.stores import Stores, opened
from vectorstore.history import History
from vectorstore.model import SHARED

_AT_ONCE = 50
_LONGEST = 30.0  # seconds, for fifty at once on a busy machine
_PUBLISHED = ("second", "many", "third")


@dataclass(frozen=True)
class _Told:
    answer: Answer | NoAnswer
    seconds: float


def _ask(stores: Stores, ended: Event, question: str) -> list[_Told]:
    """Ask until all changes are made."""
    told = []
    while not ended.is_set():
        started = time.monotonic()
        answer = stores.library.answer(question, SHARED)
        told.append(_Told(answer, time.monotonic() - started))
    return told


def _change(stores: Stores, ended: Event) -> None:
    """Publish one revision after the other, then go back to the first."""
    try:
        for name in _PUBLISHED:
            ingest(stores, name)
        stores.pipeline.rollback(SHARED, "bees", 1, actor="operator")
    finally:
        ended.set()


def _revisions(stores: Stores) -> dict[int, Sequence[str]]:
    """What each revision says that was ever published, by its number."""
    history = History(stores.database)
    return {
        each.number: [
            placed.paragraph.text for placed in history.paragraphs(SHARED, "bees", each.number)
        ]
        for each in history.revisions(SHARED, "bees")
    }


def _all_told(stores: Stores) -> list[_Told]:
    """What fifty who ask all the time are told while the source changes."""
    ended = Event()
    asked = islice(cycle(QUESTIONS), _AT_ONCE)
    with ThreadPoolExecutor(_AT_ONCE + 1) as pool:
        asking = [pool.submit(_ask, stores, ended, question) for question in asked]
        pool.submit(_change, stores, ended).result()
        return [each for one in asking for each in one.result()]


@pytest.mark.parametrize("kept", [50_000, 1], ids=["much kept in memory", "nothing kept"])
def test_fifty_questions_at_once_are_answered_from_one_revision_each(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kept: int
) -> None:
    monkeypatch.setattr("vectorstore.index._VECTORS_KEPT", kept)
    monkeypatch.setattr("vectorstore.catalog._PARAGRAPHS_KEPT", kept)
    with opened(tmp_path) as stores:
        ingest_others(stores)
        ingest(stores, "first")
        told = _all_told(stores)
        said = _revisions(stores)
        answered_from = set()
        for each in told:
            assert isinstance(each.answer, Answer)
            cited = [one for statement in each.answer.statements for one in statement.citations]
            cited += [one.citation for one in each.answer.retrieved]
            of_source = [one for one in cited if one.source == "bees"]
            assert len({one.revision for one in of_source}) == 1
            assert all(one.quote in said[one.revision][one.paragraph - 1] for one in of_source)
            answered_from |= {one.revision for one in of_source}
        assert len(told) >= _AT_ONCE
        assert len(answered_from) > 1
        assert max(each.seconds for each in told) < _LONGEST
