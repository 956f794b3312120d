"""A revision is published in the middle of a question, at each of its steps in turn."""

from collections.abc import Callable
from contextlib import suppress
from itertools import cycle
from pathlib import Path

import pytest

from answering.model import Answer
from tests.crash.fuse import Fuse
from tests.crash.scene import QUESTIONS, REVISIONS, ingest, ingest_others
from tests.crash.stores import Stores, opened
from vectorstore.errors import UnknownSourceError
from vectorstore.history import History
from vectorstore.model import SHARED

_NAMES = ("second", "first", "third")


def _nothing() -> None:
    """For a question that nothing happens to."""


def _answer(stores: Stores, question: str, source: str | None) -> set[int]:
    """The revisions of `bees` that an answer comes from, each citation checked."""
    answer = stores.library.answer(question, SHARED, source)
    assert isinstance(answer, Answer)
    cited = [each for statement in answer.statements for each in statement.citations]
    cited += [each.citation for each in answer.retrieved]
    history = History(stores.database)
    for each in cited:
        if each.source == "bees":
            placed = history.paragraphs(SHARED, "bees", each.revision)
            assert each.quote in placed[each.paragraph - 1].paragraph.text
    return {each.revision for each in cited if each.source == "bees"}


@pytest.mark.parametrize(
    ("source", "every"),
    [("bees", 7), *(pytest.param(s, 1, marks=pytest.mark.slow) for s in (None, "bees"))],
)
def test_a_publication_at_any_step_of_a_question_leaves_its_answer_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, source: str | None, every: int
) -> None:
    monkeypatch.setattr("vectorstore.index._VECTORS_KEPT", 1)  # so that all is asked for
    monkeypatch.setattr("vectorstore.catalog._PARAGRAPHS_KEPT", 1)
    fuse = Fuse(None)
    with opened(tmp_path, fuse) as stores:
        ingest_others(stores)
        for name in (*REVISIONS, "first"):
            ingest(stores, name)
        _answer(stores, QUESTIONS[1], source)
        steps = _steps(fuse, lambda: _answer(stores, QUESTIONS[1], source))
        names = cycle(_NAMES)
        for at in range(0, steps, every):
            fuse.light(at, lambda: ingest(stores, next(names)))
            assert len(_answer(stores, QUESTIONS[1], source)) == 1, f"at step {at}"


@pytest.mark.slow
def test_a_removal_at_any_step_of_a_question_ends_in_an_answer_or_in_no_such_source(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("vectorstore.index._VECTORS_KEPT", 1)
    fuse = Fuse(None)
    with opened(tmp_path, fuse) as stores:
        ingest_others(stores)
        ingest(stores, "first")
        steps = _steps(fuse, lambda: _answer(stores, QUESTIONS[1], "bees"))
        for at in range(steps):
            fuse.light(at, lambda: stores.pipeline.remove(SHARED, "bees", actor="operator"))
            with suppress(UnknownSourceError):
                stores.library.answer(QUESTIONS[1], SHARED, "bees")
            stores.pipeline.rollback(SHARED, "bees", 1, actor="operator")


def _steps(fuse: Fuse, work: Callable[[], object]) -> int:
    """How many events something has."""
    fuse.light(None, _nothing)
    work()
    return len(fuse.events)
