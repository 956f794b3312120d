"""The edits that wait: claimed, settled, postponed, given up, the newest answer first."""

import time
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa

from bot.ledger_tables import marks, messages
from bot.marking.changes import Fate
from tests.marking_desk import FLOWERS, MANY_FLOWERS, ONE, TWO, MarkingDesk, said
from vectorstore.model import SHARED


@pytest.fixture
def desk(database: sa.Engine) -> MarkingDesk:
    return MarkingDesk(database)


def test_a_mark_that_was_never_shown_is_dropped_without_an_edit(desk: MarkingDesk) -> None:
    desk.shelf.publish("bees", [FLOWERS])
    desk.answer(1)
    desk.shelf.publish("bees", [MANY_FLOWERS])
    desk.judge.look()
    desk.shelf.rollback("bees", 1)
    assert desk.judge.look() == 0
    assert desk.edits() == []
    assert desk.rows() == 0


def test_a_mark_of_which_nobody_knows_whether_it_is_shown_is_taken_away(desk: MarkingDesk) -> None:
    desk.shelf.publish("bees", [FLOWERS])
    desk.answer(1)
    desk.shelf.publish("bees", [MANY_FLOWERS])
    desk.judge.look()
    assert desk.marks.claim() is not None  # the bot ends before it knows
    desk.shelf.rollback("bees", 1)
    assert desk.judge.look() == 1
    assert said(desk.edits()) == [[]]


def test_what_is_wanted_while_an_edit_is_under_way_is_edited_after_it(desk: MarkingDesk) -> None:
    desk.shelf.publish("bees", [FLOWERS])
    desk.answer(1)
    desk.shelf.publish("bees", [MANY_FLOWERS])
    desk.judge.look()
    under_way = desk.marks.claim()
    assert under_way is not None
    desk.shelf.remove("bees")
    desk.judge.look()
    desk.marks.settle(under_way)
    assert said(desk.edits()) == [[(0, Fate.SOURCE_REMOVED)]]


def test_the_newest_answers_are_edited_first_and_their_pages_in_order(desk: MarkingDesk) -> None:
    desk.shelf.publish("bees", [FLOWERS])
    desk.answer(1, messages="old")
    desk.answer(1, pages=[(0,), (0,)], messages="new")
    desk.shelf.publish("bees", [MANY_FLOWERS])
    desk.judge.look()
    assert [edit.message for edit in desk.edits()] == ["new0", "new1", "old0"]


def test_an_edit_that_was_cut_off_is_done_again_after_a_while(
    desk: MarkingDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.shelf.publish("bees", [FLOWERS])
    desk.answer(1)
    desk.shelf.publish("bees", [MANY_FLOWERS])
    desk.judge.look()
    first = desk.marks.claim()
    assert first is not None
    assert desk.marks.claim() is None
    with desk.engine.begin() as connection:
        past = datetime.now(UTC) - timedelta(seconds=1)
        connection.execute(sa.update(marks).values(due_at=past))
    again = desk.marks.claim()
    assert again is not None
    assert (again.message, again.attempts) == (first.message, 2)


def test_a_postponed_edit_waits_and_a_given_up_one_comes_with_the_next_change(
    desk: MarkingDesk,
) -> None:
    desk.shelf.publish("bees", [FLOWERS])
    desk.answer(1)
    desk.shelf.publish("bees", [MANY_FLOWERS])
    desk.judge.look()
    edit = desk.marks.claim()
    assert edit is not None
    desk.marks.postpone(edit, 60)
    assert desk.marks.claim() is None
    due = desk.marks.next_due()
    assert due is not None
    assert 55 < (due - datetime.now(UTC)).total_seconds() < 60
    desk.marks.postpone(edit, None)
    assert desk.marks.next_due() is None
    desk.shelf.remove("bees")
    assert desk.judge.look() == 1


def test_a_deleted_message_is_never_edited_again(desk: MarkingDesk) -> None:
    desk.shelf.publish("bees", [FLOWERS])
    desk.answer(1)
    desk.shelf.publish("bees", [MANY_FLOWERS])
    desk.judge.look()
    edit = desk.marks.claim()
    assert edit is not None
    desk.marks.forget(edit)
    assert desk.rows() == 0
    desk.shelf.remove("bees")
    assert desk.judge.look() == 0


def test_a_channel_that_rests_is_passed_over(desk: MarkingDesk) -> None:
    desk.shelf.publish("bees", [FLOWERS])
    desk.answer(1)
    desk.shelf.publish("bees", [MANY_FLOWERS])
    desk.judge.look()
    assert desk.marks.claim(but={"7"}) is None
    assert desk.marks.claim(but={"8"}) is not None


def test_a_purged_server_is_left_without_a_trace(desk: MarkingDesk) -> None:
    desk.shelf.publish("bees", [FLOWERS])
    desk.shelf.publish("own", [FLOWERS], ONE)
    desk.answer(1, server=ONE)
    desk.answer(1, source="own", scope=ONE, server=ONE)
    kept = desk.answer(1, server=TWO)
    desk.shelf.publish("bees", [MANY_FLOWERS])
    desk.judge.look()
    desk.ledger.purge(ONE)
    assert [edit.answer_id for edit in desk.edits()] == [kept]
    with desk.engine.connect() as connection:
        left = connection.execute(sa.text("SELECT DISTINCT answer_id FROM answer_citations")).all()
        assert left == [(kept,)]
        assert connection.scalars(sa.select(messages.c.answer_id)).all() == [kept]
    assert [source.scope for source in desk.marks.cited_sources()] == [SHARED]


def test_five_hundred_answers_are_judged_within_seconds(desk: MarkingDesk) -> None:
    """Ten thousand answers in the ledger, 500 of them from the source that changes."""
    texts = [f"Paragraph {number} speaks of the matter {number * 7}." for number in range(2_000)]
    desk.shelf.publish("bees", texts)
    desk.shelf.publish("moon", texts)
    with desk.engine.begin() as connection:
        _many_answers(connection, 9_500, "moon")
        _many_answers(connection, 500, "bees")
    desk.judge.look()
    desk.shelf.publish(
        "bees", [f"{text} Yes." if n < 300 else text for n, text in enumerate(texts)]
    )
    started = time.perf_counter()
    assert desk.judge.look() == 300
    seconds = time.perf_counter() - started
    print(f"\n500 of 10,000 answers judged in {seconds:.2f} s")  # noqa: T201
    assert seconds < 5


def _many_answers(connection: sa.Connection, count: int, source: str) -> None:
    now = datetime.now(UTC)
    ids = [f"{source}{number}" for number in range(count)]
    tables = {
        "answers": [
            {
                "id": i,
                "scope": "100",
                "server": "100",
                "channel": "7",
                "question": "Why?",
                "answered": True,
                "confidence": 1.0,
                "created_at": now,
            }
            for i in ids
        ],
        "answer_citations": [
            {
                "answer_id": i,
                "position": p,
                "scope": "shared",
                "source": source,
                "title": "T",
                "revision": 1,
                "paragraph": (n + p * 500) + 1,
                "quote": "q",
                "role": "statement",
            }
            for n, i in enumerate(ids)
            for p in range(3)
        ],
        "answer_messages": [
            {
                "answer_id": i,
                "position": 0,
                "channel": "7",
                "message": i,
                "cites": [0, 1, 2],
                "page": {"body": "b" * 800, "footer": "", "choices": []},
            }
            for i in ids
        ],
        "cited_sources": [{"scope": "shared", "source": source, "stale": True}],
    }
    known = messages.metadata.tables
    for name, rows in tables.items():
        connection.execute(sa.insert(known[name]), rows)
