"""Which messages are to be edited after sources changed."""

from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa

from answering.model import Citation
from bot.ledger import Place, Role
from bot.ledger_tables import answers
from bot.marking.changes import Fate
from bot.marking.judge import MARKED_FOR
from tests.marking_desk import DANCE, FLOWERS, MANY_FLOWERS, NEW, ONE, TWO, MarkingDesk, said
from vectorstore.model import SHARED


@pytest.fixture
def desk(database: sa.Engine) -> MarkingDesk:
    return MarkingDesk(database)


def test_an_answer_is_marked_when_a_cited_paragraph_changes(desk: MarkingDesk) -> None:
    desk.shelf.publish("bees", [FLOWERS, DANCE])
    answer = desk.answer(1, 2)
    assert desk.judge.look() == 0
    desk.shelf.publish("bees", [MANY_FLOWERS, DANCE])
    assert desk.judge.look() == 1
    (edit,) = desk.edits()
    assert (edit.answer_id, edit.channel, edit.message) == (answer, "7", "m0")
    assert said([edit]) == [[(0, Fate.CHANGED)]]
    assert (edit.changes[0].before, edit.changes[0].after) == (1, 2)


def test_an_answer_is_edited_once(desk: MarkingDesk) -> None:
    desk.shelf.publish("bees", [FLOWERS])
    desk.answer(1)
    desk.shelf.publish("bees", [MANY_FLOWERS])
    desk.judge.look()
    assert len(desk.edits()) == 1
    assert desk.judge.look() == desk.new_judge().look() == 0
    assert desk.edits() == []


@pytest.mark.parametrize("texts", [[NEW, FLOWERS], [FLOWERS, NEW]])
def test_a_paragraph_that_only_has_another_number_is_no_change(
    desk: MarkingDesk, texts: list[str]
) -> None:
    desk.shelf.publish("bees", [FLOWERS])
    desk.answer(1)
    desk.shelf.publish("bees", texts)
    assert desk.judge.look() == 0


def test_only_the_message_that_cites_the_paragraph_is_edited(desk: MarkingDesk) -> None:
    desk.shelf.publish("bees", [FLOWERS, DANCE])
    desk.answer(1, 2, pages=[(0,), (1,), ()])
    desk.shelf.publish("bees", [FLOWERS])
    desk.judge.look()
    edits = desk.edits()
    assert said(edits) == [[(1, Fate.REMOVED)]]
    assert edits[0].message == "m1"


def test_a_source_that_is_removed_marks_every_answer_from_it(desk: MarkingDesk) -> None:
    desk.shelf.publish("bees", [FLOWERS])
    desk.answer(1)
    desk.shelf.remove("bees")
    assert desk.judge.look() == 1
    assert said(desk.edits()) == [[(0, Fate.SOURCE_REMOVED)]]


@pytest.mark.parametrize("back", ["rollback", "publish"])
def test_the_mark_goes_when_the_words_are_back(desk: MarkingDesk, back: str) -> None:
    desk.shelf.publish("bees", [FLOWERS])
    desk.answer(1)
    desk.shelf.publish("bees", [MANY_FLOWERS])
    desk.judge.look()
    desk.edits()
    if back == "rollback":
        desk.shelf.rollback("bees", 1)
    else:
        desk.shelf.publish("bees", [DANCE, FLOWERS])
    assert desk.judge.look() == 1
    assert said(desk.edits()) == [[]]
    assert desk.rows() == 0


def test_a_revision_that_leaves_the_marked_words_alone_edits_nothing(desk: MarkingDesk) -> None:
    desk.shelf.publish("bees", [FLOWERS])
    desk.answer(1)
    desk.shelf.publish("bees", [MANY_FLOWERS])
    desk.judge.look()
    desk.edits()
    desk.shelf.publish("bees", [NEW, MANY_FLOWERS])
    assert desk.judge.look() == 0


def test_a_message_says_what_became_of_all_its_sources(desk: MarkingDesk) -> None:
    desk.shelf.publish("bees", [FLOWERS])
    desk.shelf.publish("moon", [DANCE], ONE)
    cites = [
        Citation(SHARED, "bees", "About bees", 1, 1, None, ""),
        Citation(ONE, "moon", "About moon", 1, 1, None, ""),
    ]
    place = Place(ONE, "7")
    answer = desk.ledger.record(place, "Why?", confidence=1.0, role=Role.STATEMENT, citations=cites)
    desk.show(answer, (0, 1))
    desk.shelf.remove("moon", ONE)
    desk.judge.look()
    assert said(desk.edits()) == [[(1, Fate.SOURCE_REMOVED)]]
    desk.shelf.publish("bees", [MANY_FLOWERS])
    desk.judge.look()
    assert said(desk.edits()) == [[(0, Fate.CHANGED), (1, Fate.SOURCE_REMOVED)]]
    desk.shelf.rollback("bees", 1)
    desk.judge.look()
    assert said(desk.edits()) == [[(1, Fate.SOURCE_REMOVED)]]


def test_a_shared_source_concerns_every_server_and_its_own_only_one(desk: MarkingDesk) -> None:
    desk.shelf.publish("bees", [FLOWERS])
    desk.shelf.publish("bees", [FLOWERS], ONE)
    shared = {desk.answer(1, server=ONE), desk.answer(1, server=TWO)}
    own = {desk.answer(1, scope=ONE, server=ONE)}
    desk.shelf.publish("bees", [MANY_FLOWERS])
    desk.judge.look()
    assert {edit.answer_id for edit in desk.edits()} == shared
    desk.shelf.publish("bees", [MANY_FLOWERS], ONE)
    desk.judge.look()
    assert {edit.answer_id for edit in desk.edits()} == own


def test_the_nearest_paragraphs_of_a_refusal_are_not_marked(desk: MarkingDesk) -> None:
    desk.shelf.publish("bees", [FLOWERS])
    desk.answer(1, role=Role.NEAREST)
    desk.shelf.publish("bees", [MANY_FLOWERS])
    assert desk.judge.look() == 0


def test_an_answer_that_nobody_else_sees_is_not_marked(desk: MarkingDesk) -> None:
    desk.shelf.publish("bees", [FLOWERS])
    cites = [Citation(SHARED, "bees", "About bees", 1, 1, None, "")]
    desk.ledger.record(
        Place(ONE, "7"), "Why?", confidence=1.0, role=Role.STATEMENT, citations=cites
    )
    desk.shelf.publish("bees", [MANY_FLOWERS])
    assert desk.judge.look() == 0


def test_an_answer_that_is_sent_while_its_source_changes_is_marked(desk: MarkingDesk) -> None:
    desk.shelf.publish("bees", [FLOWERS])
    desk.answer(1)
    desk.judge.look()
    desk.shelf.publish("bees", [MANY_FLOWERS])
    desk.judge.look()
    desk.edits()
    late = desk.answer(1, revision=1)  # it was searched for before, and sent after
    assert desk.judge.look() == 1
    assert [edit.answer_id for edit in desk.edits()] == [late]


def test_an_answer_from_the_newest_revision_needs_no_other_look(desk: MarkingDesk) -> None:
    desk.shelf.publish("bees", [FLOWERS])
    desk.answer(1)
    desk.judge.look()
    desk.answer(1)
    assert not any(source.stale for source in desk.marks.cited_sources())


def test_what_was_published_while_the_bot_was_away_is_marked_after_its_start(
    desk: MarkingDesk,
) -> None:
    desk.shelf.publish("bees", [FLOWERS])
    desk.answer(1)
    desk.judge.look()
    desk.shelf.publish("bees", [MANY_FLOWERS])
    assert desk.new_judge().look() == 1


def test_old_answers_are_left_alone_but_their_marks_stay_true(desk: MarkingDesk) -> None:
    desk.shelf.publish("bees", [FLOWERS])
    marked = desk.answer(1)
    desk.shelf.publish("bees", [MANY_FLOWERS])
    desk.judge.look()
    desk.edits()
    desk.answer(1)
    with desk.engine.begin() as connection:
        old = datetime.now(UTC) - MARKED_FOR - timedelta(days=1)
        connection.execute(sa.update(answers).values(created_at=old))
    # Both are older than their revisions now, so the quoted words decide: they are gone.
    desk.shelf.publish("bees", [NEW])
    desk.judge.look()
    desk.edits()
    desk.shelf.rollback("bees", 1)
    assert desk.judge.look() == 1
    edits = desk.edits()
    assert said(edits) == [[]]
    assert edits[0].answer_id == marked


@pytest.mark.parametrize(("texts", "edits"), [([NEW, FLOWERS], 0), ([MANY_FLOWERS], 1)])
def test_where_the_cited_revision_was_pruned_the_quoted_words_decide(
    desk: MarkingDesk, texts: list[str], edits: int
) -> None:
    desk.shelf.publish("bees", [FLOWERS])
    desk.answer(1)
    desk.shelf.publish("bees", texts)
    desk.shelf.forget("bees", number=1)
    assert desk.judge.look() == edits


def test_a_source_that_was_forgotten_and_given_again_is_not_taken_for_the_old_one(
    desk: MarkingDesk,
) -> None:
    desk.shelf.publish("bees", [FLOWERS])
    desk.answer(1)
    desk.judge.look()
    desk.shelf.forget("bees")
    desk.shelf.publish("bees", [DANCE])  # its first revision again
    assert desk.judge.look() == 1
    assert said(desk.edits()) == [[(0, Fate.CHANGED)]]


def test_what_fails_is_looked_at_again_the_next_time(
    desk: MarkingDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.shelf.publish("bees", [FLOWERS])
    desk.answer(1)
    desk.shelf.publish("bees", [MANY_FLOWERS])
    with monkeypatch.context() as patch:

        def fails(*_: object) -> None:
            raise sa.exc.OperationalError("SELECT", {}, Exception("locked"))

        patch.setattr(desk.judge._history, "paragraphs", fails)
        assert desk.judge.look() == 0
    assert desk.judge.look() == 1
