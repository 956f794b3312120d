"""What may become current, what becomes of drafts that are too late, and what is written down."""

from dataclasses import replace

import pytest
from sqlalchemy import Engine

from tests.drafts import draft, publish, stage
from vectorstore.catalog import Catalog
from vectorstore.changes import Action
from vectorstore.errors import (
    StaleDraftError,
    UnknownDraftError,
    UnknownRevisionError,
    UnknownSourceError,
)
from vectorstore.history import History
from vectorstore.model import SHARED, Scope
from vectorstore.publishing import Publisher, Switch


@pytest.fixture
def history(database: Engine) -> History:
    return History(database)


def said(catalog: Catalog) -> list[str]:
    return [each.placed.paragraph.text for each in catalog.live([SHARED], [], range(1, 100))]


def roll_back(publisher: Publisher, number: int) -> Switch:
    return publisher.restore(publisher.recall(SHARED, "bees", number), "ann")


def test_a_draft_of_a_source_that_was_changed_since_is_not_published(
    catalog: Catalog, publisher: Publisher
) -> None:
    publish(publisher, "bees", "One.")
    early, late = stage(publisher, "bees", "Two."), stage(publisher, "bees", "Three.")
    publisher.publish(late)
    with pytest.raises(StaleDraftError, match=r"^The source 'bees' was changed after revision 2 "):
        publisher.publish(early)
    assert said(catalog) == ["Three."]
    publisher.publish(early, anyway=True)
    assert said(catalog) == ["Two."]


def test_a_draft_fits_again_once_what_it_was_made_from_is_back(
    catalog: Catalog, publisher: Publisher
) -> None:
    publish(publisher, "bees", "One.")
    waiting = stage(publisher, "bees", "Two.")
    publish(publisher, "bees", "Three.")
    roll_back(publisher, 1)
    publisher.publish(waiting)
    assert said(catalog) == ["Two."]


def test_a_draft_is_not_staged_on_a_revision_that_is_not_current(publisher: Publisher) -> None:
    first = publish(publisher, "bees", "One.")
    publish(publisher, "bees", "Two.")
    with pytest.raises(StaleDraftError):
        publisher.stage(replace(draft("bees", "Three."), base=first.key))


def test_a_draft_is_published_once(publisher: Publisher) -> None:
    staged = publish(publisher, "bees", "One.")
    with pytest.raises(UnknownDraftError, match=r"^That draft is not there any more: "):
        publisher.publish(staged)


def test_a_draft_of_another_scope_cannot_be_published(publisher: Publisher) -> None:
    staged = replace(stage(publisher, "bees", "One."), scope=Scope("7"))
    with pytest.raises(UnknownDraftError):
        publisher.publish(staged)


def test_an_older_revision_becomes_current_again(
    catalog: Catalog, publisher: Publisher, history: History
) -> None:
    publish(publisher, "bees", "One.", title="First")
    publish(publisher, "bees", "Two.", title="Second")
    before = catalog.generation(SHARED)
    done = roll_back(publisher, 1)
    assert done == Switch(SHARED, "bees", "First", Action.ROLLED_BACK, before=2, after=1)
    assert (said(catalog), catalog.source([SHARED], "bees").title) == (["One."], "First")
    assert catalog.generation(SHARED) == before + 1
    assert stage(publisher, "bees", "Three.").number == 3


def test_going_back_to_what_is_current_changes_nothing(
    catalog: Catalog, publisher: Publisher, history: History
) -> None:
    publish(publisher, "bees", "One.")
    before = (catalog.generation(SHARED), history.log(SHARED))
    assert roll_back(publisher, 1).after == 1
    assert (catalog.generation(SHARED), history.log(SHARED)) == before


def test_a_revision_that_is_not_there_is_told_with_those_that_are(publisher: Publisher) -> None:
    publish(publisher, "bees", "One.")
    publish(publisher, "bees", "Two.")
    stage(publisher, "bees", "Three.")
    with pytest.raises(UnknownRevisionError) as error:
        publisher.recall(SHARED, "bees", 3)
    assert str(error.value) == "The source 'bees' has no revision 3. Known revisions: 1, 2."
    with pytest.raises(UnknownSourceError):
        publisher.recall(Scope("7"), "bees", 1)


def test_a_source_that_was_removed_cannot_be_read(catalog: Catalog, publisher: Publisher) -> None:
    publish(publisher, "bees", "One.")
    done = publisher.remove(SHARED, "bees", "ann")
    assert done == Switch(SHARED, "bees", "A title", Action.REMOVED, before=1, after=None)
    assert (said(catalog), catalog.sources([SHARED])) == ([], [])
    assert catalog.paragraph([SHARED], SHARED, "bees", 1, 1) is None
    with pytest.raises(UnknownSourceError):
        publisher.remove(SHARED, "bees", "ann")


def test_a_source_that_was_removed_comes_back(catalog: Catalog, publisher: Publisher) -> None:
    publish(publisher, "bees", "One.")
    publisher.remove(SHARED, "bees", "ann")
    assert roll_back(publisher, 1).before is None
    assert said(catalog) == ["One."]
    assert catalog.paragraph([SHARED], SHARED, "bees", 1, 1) is not None


def test_each_revision_keeps_its_own_origin(catalog: Catalog, publisher: Publisher) -> None:
    publisher.publish(stage(publisher, "bees", "One.", origin="https://example.org/a"))
    publisher.publish(stage(publisher, "bees", "Two.", origin="b.md"))
    found = catalog.paragraph([SHARED], SHARED, "bees", 1, 1)
    assert found is not None
    assert found.origin == "https://example.org/a"
    assert catalog.source([SHARED], "bees").origin == "b.md"
    roll_back(publisher, 1)
    assert catalog.source([SHARED], "bees").address == "https://example.org/a"


def test_every_change_is_logged_newest_first(publisher: Publisher, history: History) -> None:
    publisher.publish(stage(publisher, "bees", "One."), "member:7")
    publisher.publish(stage(publisher, "bees", "Two.", title="New"), "schedule")
    roll_back(publisher, 1)
    publisher.remove(SHARED, "bees", "operator")
    publish(publisher, "tides", "They turn.", scope=Scope("7"))
    found = [(e.action, e.actor, e.before, e.after, e.title) for e in history.log(SHARED)]
    assert found == [
        (Action.REMOVED, "operator", 1, None, "A title"),
        (Action.ROLLED_BACK, "ann", 2, 1, "A title"),
        (Action.PUBLISHED, "schedule", 1, 2, "New"),
        (Action.PUBLISHED, "member:7", None, 1, "A title"),
    ]
    assert [each.source for each in history.log(Scope("7"))] == ["tides"]
    assert len(history.log(SHARED, "bees", limit=2)) == 2
    assert history.log(SHARED, "tides") == []


def test_numbers_of_what_is_forgotten_are_not_given_again(
    publisher: Publisher, catalog: Catalog
) -> None:
    publish(publisher, "bees", "One.")
    publish(publisher, "bees", "Two.")
    publisher.forget(SHARED, "bees")
    assert catalog.paragraph([SHARED], SHARED, "bees", 2, 1) is None
    assert stage(publisher, "bees", "Three.").number == 3
