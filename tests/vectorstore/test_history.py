"""What was, what waits, and what may be read of it."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Engine, update

from tests.drafts import publish, stage
from vectorstore.errors import UnknownDraftError, UnknownRevisionError, UnknownSourceError
from vectorstore.history import History
from vectorstore.model import SHARED, Scope
from vectorstore.publishing import Publisher
from vectorstore.schema import revisions
from vectorstore.staging import DRAFT_LIFE


@pytest.fixture
def history(database: Engine) -> History:
    return History(database)


def texts(history: History, number: int | None = None) -> list[str]:
    return [each.paragraph.text for each in history.paragraphs(SHARED, "bees", number)]


def test_revisions_come_newest_first(publisher: Publisher, history: History) -> None:
    publish(publisher, "bees", "One.")
    publish(publisher, "bees", "Two.", "More.", title="New")
    stage(publisher, "bees", "Three.")
    found = [
        (each.number, each.title, each.paragraphs, each.is_current, each.author)
        for each in history.revisions(SHARED, "bees")
    ]
    assert found == [(2, "New", 2, True, "somebody"), (1, "A title", 1, False, "somebody")]
    assert all(each.published_at.tzinfo for each in history.revisions(SHARED, "bees"))


def test_paragraphs_of_any_published_revision(publisher: Publisher, history: History) -> None:
    publish(publisher, "bees", "One.")
    publish(publisher, "bees", "Two.", "More.")
    assert (texts(history), texts(history, 1)) == (["Two.", "More."], ["One."])
    with pytest.raises(UnknownRevisionError):
        texts(history, 3)


@pytest.mark.parametrize("scope", [SHARED, Scope("7")])
def test_a_draft_alone_is_no_source(publisher: Publisher, history: History, scope: Scope) -> None:
    stage(publisher, "bees", "One.")
    for read in (history.revisions, history.paragraphs):
        with pytest.raises(UnknownSourceError, match="There are no sources yet"):
            read(scope, "bees")


def test_a_removed_source_has_revisions_and_none_that_is_current(
    publisher: Publisher, history: History
) -> None:
    publish(publisher, "bees", "One.")
    publish(publisher, "bees", "Two.", title="New")
    publisher.restore(publisher.recall(SHARED, "bees", 1), "ann")
    publisher.remove(SHARED, "bees", "ann")
    assert [each.is_current for each in history.revisions(SHARED, "bees")] == [False, False]
    assert texts(history, 2) == ["Two."]
    with pytest.raises(UnknownSourceError):
        texts(history)
    found = [(each.id, each.title, each.number) for each in history.removed(SHARED)]
    assert found == [("bees", "A title", 1)]


def test_only_what_was_removed_is_listed_as_removed(publisher: Publisher, history: History) -> None:
    publish(publisher, "bees", "One.")
    publish(publisher, "tides", "One.")
    stage(publisher, "wasps", "One.")
    publisher.remove(SHARED, "bees", "ann")
    publisher.remove(SHARED, "tides", "ann")
    publisher.forget(SHARED, "tides")
    assert [each.id for each in history.removed(SHARED)] == ["bees"]
    assert history.removed(Scope("7")) == []


def test_a_draft_waits_once_it_is_complete(publisher: Publisher, history: History) -> None:
    publish(publisher, "bees", "One.")
    staged = stage(publisher, "bees", "Two.", title="New")
    assert history.drafts(SHARED) == []
    publisher.complete(staged.key)
    [draft] = history.drafts(SHARED)
    assert (draft.key, draft.source, draft.title, draft.number, draft.base, draft.author) == (
        staged.key, "bees", "New", 2, 1, "somebody",
    )  # fmt: skip
    assert [each.text for each in history.draft_paragraphs(SHARED, staged.key)] == ["Two."]
    assert history.drafts(Scope("7")) == []


def test_a_draft_that_waited_too_long_is_gone(
    publisher: Publisher, history: History, database: Engine
) -> None:
    staged = stage(publisher, "bees", "Two.")
    publisher.complete(staged.key)
    publisher.waiting(SHARED, staged.key)
    with database.begin() as connection:
        old = datetime.now(UTC) - DRAFT_LIFE - timedelta(seconds=1)
        connection.execute(update(revisions).values(ready_at=old))
    assert history.drafts(SHARED) == []
    with pytest.raises(UnknownDraftError):
        publisher.waiting(SHARED, staged.key)


def test_only_drafts_of_the_scope_can_be_read(publisher: Publisher, history: History) -> None:
    published = publish(publisher, "bees", "One.")
    staged = stage(publisher, "bees", "Two.")
    publisher.complete(staged.key)
    for scope, key in ((Scope("7"), staged.key), (SHARED, published.key), (SHARED, 99)):
        with pytest.raises(UnknownDraftError):
            history.draft_paragraphs(scope, key)
