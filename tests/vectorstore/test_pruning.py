"""What the index need not have, and what the catalogue may forget."""

from datetime import UTC, datetime, timedelta

import numpy as np
import pytest
from sqlalchemy import Engine, func, select

from tests.drafts import publish, stage
from vectorstore.archive import Archive
from vectorstore.model import SHARED, Scope, passage_id
from vectorstore.pruning import Leftover, Pruner
from vectorstore.publishing import Publisher
from vectorstore.schema import kept_vectors, paragraphs, passages, pieces, revisions, sources


@pytest.fixture
def pruner(database: Engine) -> Pruner:
    return Pruner(database)


def bee(*texts: str) -> list[str]:
    return [passage_id("bees", text) for text in texts]


def counts(database: Engine) -> dict[str, int]:
    tables = (sources, revisions, paragraphs, passages, kept_vectors, pieces)
    with database.connect() as connection:
        return {
            table.name: connection.scalar(select(func.count()).select_from(table)) or 0
            for table in tables
        }


def test_the_index_need_not_have_what_only_old_revisions_say(
    publisher: Publisher, pruner: Pruner
) -> None:
    first = publish(publisher, "bees", "They dance.", "They sleep.")
    assert pruner.leftovers() == []
    publish(publisher, "bees", "They dance.")
    assert pruner.leftovers() == [Leftover(first.key, SHARED, stays=True)]
    assert pruner.unneeded(first.key) == bee("They sleep.")
    pruner.settle(first.key)
    assert pruner.leftovers() == []


@pytest.mark.parametrize("complete", [True, False])
def test_drafts_need_their_vectors(publisher: Publisher, pruner: Pruner, complete: bool) -> None:
    first = publish(publisher, "bees", "They dance.", "They sleep.", "They sing.")
    publish(publisher, "bees", "They dance.")
    draft = stage(publisher, "bees", "They sleep.")
    if complete:
        publisher.complete(draft.key)
    assert pruner.unneeded(first.key) == bee("They sing.")
    with pruner.removing(SHARED, bee("They sleep.", "They sing.")) as rest:
        assert rest == bee("They sing.")


def test_what_is_to_come_back_needs_its_vectors(publisher: Publisher, pruner: Pruner) -> None:
    first = publish(publisher, "bees", "They sleep.")
    publish(publisher, "bees", "They dance.")
    pruner.settle(first.key)
    recalled = publisher.recall(SHARED, "bees", 1)
    assert (recalled.passages, pruner.unneeded(first.key)) == (
        {bee("They sleep.")[0]: "They sleep."},
        [],
    )
    publisher.give_back(recalled)
    assert pruner.leftovers() == [Leftover(first.key, SHARED, stays=True)]


def test_a_draft_that_was_given_up_is_a_leftover_and_then_gone(
    publisher: Publisher, pruner: Pruner, database: Engine
) -> None:
    publish(publisher, "bees", "They dance.")
    before = counts(database)
    draft = stage(publisher, "bees", "They dance.", "They wake.")
    other = stage(publisher, "bees", "They wake.", "They sing.")
    assert not pruner.give_up(Scope("7"), draft.key)
    assert pruner.give_up(SHARED, draft.key)
    assert pruner.leftovers() == [Leftover(draft.key, SHARED, stays=False)]
    assert pruner.unneeded(draft.key) == []
    pruner.drop(draft.key)
    assert pruner.give_up(SHARED, other.key)
    assert sorted(pruner.unneeded(other.key)) == sorted(bee("They wake.", "They sing."))
    pruner.drop(other.key)
    assert counts(database) == before


def test_the_first_draft_takes_its_source_along(
    publisher: Publisher, pruner: Pruner, database: Engine
) -> None:
    draft = stage(publisher, "bees", "They dance.")
    pruner.give_up(SHARED, draft.key)
    pruner.drop(draft.key)
    assert set(counts(database).values()) == {0}


def test_a_published_revision_cannot_be_given_up(publisher: Publisher, pruner: Pruner) -> None:
    staged = publish(publisher, "bees", "They dance.")
    assert not pruner.give_up(SHARED, staged.key)


def test_a_current_revision_cannot_be_dropped(
    publisher: Publisher, pruner: Pruner, database: Engine
) -> None:
    staged = publish(publisher, "bees", "They dance.")
    before = counts(database)
    pruner.drop(staged.key)
    assert counts(database) == before


def test_only_the_unfinished_is_given_up_at_a_start(publisher: Publisher, pruner: Pruner) -> None:
    publish(publisher, "bees", "They dance.")
    unfinished, waiting = stage(publisher, "bees", "A."), stage(publisher, "bees", "B.")
    publisher.complete(waiting.key)
    pruner.give_up_unfinished(datetime.now(UTC) - timedelta(minutes=1))
    assert pruner.leftovers() == []
    pruner.give_up_unfinished(None)
    assert [each.key for each in pruner.leftovers()] == [unfinished.key]
    publisher.publish(publisher.waiting(SHARED, waiting.key))


def test_what_was_to_come_back_is_settled_again_after_a_crash(
    publisher: Publisher, pruner: Pruner
) -> None:
    first = publish(publisher, "bees", "They sleep.")
    publish(publisher, "bees", "They dance.")
    pruner.settle(first.key)
    publisher.recall(SHARED, "bees", 1)
    assert pruner.leftovers() == []
    pruner.give_up_unfinished(None)
    assert pruner.leftovers() == [Leftover(first.key, SHARED, stays=True)]


def test_what_is_kept_goes_with_the_last_revision_that_has_it(
    publisher: Publisher, pruner: Pruner, database: Engine
) -> None:
    archive = Archive(database, "model")
    first = publish(publisher, "bees", "A.", "B.", "C.")
    second = publish(publisher, "bees", "B.")
    publish(publisher, "bees", "C.")
    archive.keep(SHARED, {each: np.ones(2, np.float32) for each in bee("A.", "B.")})
    pruner.drop(first.key)
    assert archive.missing(SHARED, bee("A.", "B.")) == bee("A.")
    pruner.drop(second.key)
    assert archive.missing(SHARED, bee("B.")) == bee("B.")


@pytest.mark.parametrize(("most", "gone"), [(1, [1, 3]), (2, [1]), (3, []), (9, [])])
def test_the_current_revision_and_the_newest_others_stay(
    publisher: Publisher, pruner: Pruner, most: int, gone: list[int]
) -> None:
    keys = [publish(publisher, "bees", f"Text {number}.").key for number in (1, 2, 3)]
    stage(publisher, "bees", "A draft.")
    publisher.restore(publisher.recall(SHARED, "bees", 2), "ann")
    found = sorted(keys.index(each.key) + 1 for each in pruner.surplus(most))
    assert found == gone


def test_a_removed_source_is_forgotten_in_time(publisher: Publisher, pruner: Pruner) -> None:
    first = publish(publisher, "bees", "They dance.")
    publisher.remove(SHARED, "bees", "ann")
    now = datetime.now(UTC)
    pruner.settle(first.key)
    pruner.forget_removed(now - timedelta(days=1))
    assert pruner.leftovers() == []
    pruner.forget_removed(now + timedelta(days=1))
    assert pruner.leftovers() == [Leftover(first.key, SHARED, stays=False)]


def test_erasing_a_scope_leaves_the_others(
    publisher: Publisher, pruner: Pruner, database: Engine
) -> None:
    for scope in (Scope("7"), Scope("8")):
        publish(publisher, "bees", "They dance.", scope=scope)
        Archive(database, "model").keep(scope, {"x": np.ones(2, np.float32)})
    publisher.forget(Scope("7"), None)
    with pruner.erasing(Scope("7")):
        pass
    assert counts(database) == {
        "sources": 1, "revisions": 1, "paragraphs": 1, "passages": 1, "kept_vectors": 1, "pieces": 0
    }  # fmt: skip
