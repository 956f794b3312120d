"""The keeper of sources: every change is of one scope, and of nothing else."""

from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import Engine

from bot.keeper import OPERATOR, Keeper
from ingest.differences import Changes
from ingest.document import Document
from ingest.errors import IngestError
from ingest.fetching import NotModified
from ingest.formats import parse
from ingest.given import Given, Validators
from ingest.pipeline import Pipeline
from ingest.report import Ingested, Prepared, Published, Unchanged
from tests.encoders import WordEncoder
from vectorstore.catalog import Catalog
from vectorstore.changes import Action
from vectorstore.errors import (
    StaleDraftError,
    UnknownDraftError,
    UnknownRevisionError,
    UnknownSourceError,
)
from vectorstore.history import History
from vectorstore.index import VectorIndex
from vectorstore.model import SHARED, Scope
from vectorstore.publishing import Publisher

HERE, THERE = Scope("100"), Scope("200")
ANN = "member:7"
ADDRESS = "https://bees.example/dance"

FIRST = "They dance.\n\nThey fly up to three miles.\n\nThey sleep in winter."
SECOND = "They dance.\n\nThey fly up to five miles.\n\nThey sleep in winter.\n\nThey sting."


class Parsing:
    """Reads in this process."""

    def read(self, given: Given) -> Document:
        return parse(given)


class Web:
    """One page, which says FIRST until it is told otherwise."""

    def __init__(self) -> None:
        self.text = FIRST
        self.etag = "1"

    def fetch(self, address: str, validators: Validators | None = None) -> Given | NotModified:
        if address != ADDRESS:
            raise IngestError(address, f"There is nothing at {address}: check the address.")
        if validators and validators.etag == self.etag:
            return NotModified(address)
        found = Validators(etag=self.etag)
        return Given(address, "dance.txt", self.text.encode(), "text/plain", validators=found)


def bees(text: str = FIRST) -> Given:
    """A file with the text."""
    return Given("bees.txt", "bees.txt", text.encode())


@pytest.fixture
def keeper(
    database: Engine,
    catalog: Catalog,
    publisher: Publisher,
    index: VectorIndex,
    tmp_path: Path,
) -> Keeper:
    pipeline = Pipeline(catalog, publisher, index, WordEncoder())
    return Keeper(pipeline, catalog, History(database), Parsing(), Web())


@pytest.fixture
def heard(keeper: Keeper) -> list[Published]:
    """What the keeper told those who listen."""
    told: list[Published] = []
    keeper.on_published(told.append)
    return told


def prepared(keeper: Keeper, text: str, scope: Scope = HERE) -> Prepared:
    found = keeper.prepare(bees(text), scope, actor=ANN)
    assert isinstance(found, Prepared)
    return found


def test_a_draft_is_not_live_before_it_is_published(keeper: Keeper) -> None:
    draft = prepared(keeper, FIRST)
    assert keeper.sources(HERE) == []
    assert [each.key for each in keeper.waiting(HERE)] == [draft.key]
    keeper.publish(HERE, draft.key, actor=ANN)
    assert [(each.id, each.revision.number) for each in keeper.sources(HERE)] == [("bees", 1)]
    assert keeper.waiting(HERE) == []


def test_a_draft_tells_what_it_would_change(keeper: Keeper) -> None:
    keeper.ingest(bees(), HERE, actor=ANN)
    draft = prepared(keeper, SECOND)
    compared = keeper.draft_difference(HERE, draft.key)
    assert (compared.before, compared.after, compared.title) == (1, 2, draft.title)
    assert compared.difference == draft.difference
    assert compared.difference.counts == Changes(1, 1, 0, 0, 2)


def test_the_same_again_is_no_draft(keeper: Keeper) -> None:
    keeper.ingest(bees(), HERE, actor=ANN)
    again = keeper.prepare(bees(), HERE, actor=ANN)
    assert isinstance(again, Unchanged)
    assert (again.number, keeper.waiting(HERE)) == (1, [])


def test_a_cancelled_draft_is_gone(keeper: Keeper) -> None:
    draft = prepared(keeper, FIRST)
    keeper.cancel(HERE, draft.key)
    with pytest.raises(UnknownDraftError):
        keeper.publish(HERE, draft.key, actor=ANN)
    with pytest.raises(UnknownDraftError):
        keeper.draft_difference(HERE, draft.key)


def test_a_draft_of_what_was_changed_meanwhile_is_refused(keeper: Keeper) -> None:
    keeper.ingest(bees(), HERE, actor=ANN)
    draft = prepared(keeper, SECOND)
    keeper.ingest(bees(f"{FIRST}\n\nThey sting."), HERE, actor=ANN)
    with pytest.raises(StaleDraftError):
        keeper.publish(HERE, draft.key, actor=ANN)
    assert keeper.sources(HERE)[0].revision.number != draft.number


def test_an_id_may_be_given(keeper: Keeper) -> None:
    done = keeper.ingest(bees(), HERE, source="dances", actor=ANN)
    assert isinstance(done, Ingested)
    assert [each.id for each in keeper.sources(HERE)] == ["dances"]


def test_revisions_are_listed_compared_and_gone_back_to(keeper: Keeper) -> None:
    keeper.ingest(bees(), HERE, actor=ANN)
    keeper.ingest(bees(SECOND), HERE, actor=OPERATOR)
    assert [(e.number, e.author, e.is_current) for e in keeper.revisions(HERE, "bees")] == [
        (2, OPERATOR, True),
        (1, ANN, False),
    ]
    assert len(keeper.paragraphs(HERE, "bees")) == 4
    assert len(keeper.paragraphs(HERE, "bees", 1)) == 3
    keeper.rollback(HERE, "bees", 1, actor=ANN)
    assert len(keeper.paragraphs(HERE, "bees")) == 3


@pytest.mark.parametrize(
    ("asked", "before", "after", "counts"),
    [
        ((None, None), 2, 3, Changes(0, 0, 0, 1, 3)),
        ((1, None), 1, 3, Changes(0, 1, 0, 0, 2)),
        ((None, 2), 1, 2, Changes(1, 1, 0, 0, 2)),
        ((2, 1), 2, 1, Changes(0, 1, 0, 1, 2)),
        ((None, 1), None, 1, Changes(3, 0, 0, 0, 0)),
    ],
)
def test_by_default_the_current_revision_is_compared_with_the_one_before_it(
    keeper: Keeper,
    asked: tuple[int | None, int | None],
    before: int | None,
    after: int,
    counts: Changes,
) -> None:
    for text in (FIRST, SECOND, SECOND.removesuffix("\n\nThey sting.")):
        keeper.ingest(bees(text), HERE, actor=ANN)
    compared = keeper.difference(HERE, "bees", *asked)
    assert (compared.before, compared.after) == (before, after)
    assert compared.difference.counts == counts


def test_after_a_rollback_the_comparison_shows_what_it_did(keeper: Keeper) -> None:
    keeper.ingest(bees(FIRST), HERE, actor=ANN)
    keeper.ingest(bees(SECOND), HERE, actor=ANN)
    keeper.rollback(HERE, "bees", 1, actor=ANN)
    compared = keeper.difference(HERE, "bees")
    assert (compared.before, compared.after) == (2, 1)


def test_a_removed_source_can_be_looked_at_and_brought_back(keeper: Keeper) -> None:
    keeper.ingest(bees(), HERE, actor=ANN)
    keeper.ingest(bees(SECOND), HERE, actor=ANN)
    keeper.remove(HERE, "bees", actor=ANN)
    assert keeper.sources(HERE) == []
    assert [(each.id, each.number) for each in keeper.removed(HERE)] == [("bees", 2)]
    assert keeper.difference(HERE, "bees").after == 2
    keeper.rollback(HERE, "bees", 1, actor=ANN)
    assert [each.revision.number for each in keeper.sources(HERE)] == [1]
    assert keeper.removed(HERE) == []


def test_every_change_is_in_the_log_and_told_to_those_who_listen(
    keeper: Keeper, heard: list[Published]
) -> None:
    keeper.ingest(bees(), HERE, actor=ANN)
    keeper.publish(HERE, prepared(keeper, SECOND).key, actor=ANN)
    keeper.rollback(HERE, "bees", 1, actor=OPERATOR)
    keeper.remove(HERE, "bees", actor=ANN)
    expected = [
        (Action.PUBLISHED, None, 1),
        (Action.PUBLISHED, 1, 2),
        (Action.ROLLED_BACK, 2, 1),
        (Action.REMOVED, 1, None),
    ]
    assert [(each.action, each.before, each.after) for each in heard] == expected
    log = keeper.log(HERE)
    assert [(each.action, each.before, each.after) for each in reversed(log)] == expected
    assert [each.actor for each in reversed(log)] == [ANN, ANN, OPERATOR, ANN]


def test_nobody_is_told_of_what_did_not_change(keeper: Keeper, heard: list[Published]) -> None:
    keeper.ingest(bees(), HERE, actor=ANN)
    keeper.ingest(bees(), HERE, actor=ANN)
    draft = prepared(keeper, SECOND)
    keeper.cancel(HERE, draft.key)
    assert len(heard) == 1


def test_a_listener_that_fails_does_not_undo_the_change(
    keeper: Keeper, heard: list[Published]
) -> None:
    def fail(_published: Published) -> None:
        raise RuntimeError

    keeper.on_published(fail)
    keeper.on_published(heard.append)
    keeper.ingest(bees(), HERE, actor=ANN)
    assert len(keeper.sources(HERE)) == 1
    assert len(heard) == 2


def test_what_cannot_be_read_changes_nothing(keeper: Keeper) -> None:
    keeper.ingest(bees(), HERE, actor=ANN)
    with pytest.raises(IngestError):
        keeper.ingest(bees("\0\1\2" * 50), HERE, actor=ANN)
    with pytest.raises(IngestError):
        keeper.prepare(bees(""), HERE, actor=ANN)
    assert len(keeper.paragraphs(HERE, "bees")) == 3
    assert keeper.waiting(HERE) == []


def test_pages_are_fetched_unless_they_are_as_they_were(keeper: Keeper) -> None:
    given = keeper.fetch(ADDRESS)
    assert isinstance(given, Given)
    assert keeper.fetch(ADDRESS, given.validators) == NotModified(ADDRESS)
    keeper.ingest(given, HERE, actor=ANN)
    assert keeper.sources(HERE)[0].address == ADDRESS
    with pytest.raises(IngestError):
        keeper.fetch("https://bees.example/gone")


CHANGES: list[Callable[[Keeper, Scope, int], object]] = [
    lambda keeper, scope, key: keeper.publish(scope, key, actor=ANN),
    lambda keeper, scope, key: keeper.cancel(scope, key),
    lambda keeper, scope, key: keeper.draft_difference(scope, key),
    lambda keeper, scope, _: keeper.rollback(scope, "bees", 1, actor=ANN),
    lambda keeper, scope, _: keeper.remove(scope, "bees", actor=ANN),
    lambda keeper, scope, _: keeper.revisions(scope, "bees"),
    lambda keeper, scope, _: keeper.paragraphs(scope, "bees"),
    lambda keeper, scope, _: keeper.difference(scope, "bees"),
]


@pytest.mark.parametrize("change", CHANGES)
def test_another_server_can_neither_change_nor_read_a_source(
    keeper: Keeper, change: Callable[[Keeper, Scope, int], object]
) -> None:
    keeper.ingest(bees(), HERE, actor=ANN)
    draft = prepared(keeper, SECOND)
    with pytest.raises((UnknownSourceError, UnknownDraftError)):
        change(keeper, THERE, draft.key)
    assert [each.key for each in keeper.waiting(HERE)] == [draft.key]
    assert keeper.sources(HERE)[0].revision.number == 1
    assert (keeper.sources(THERE), keeper.waiting(THERE), keeper.log(THERE)) == ([], [], [])


SHARED_CHANGES: list[Callable[[Keeper], object]] = [
    lambda keeper: keeper.prepare(bees(SECOND), SHARED, actor=ANN),
    lambda keeper: keeper.ingest(bees(SECOND), SHARED, actor=ANN),
    lambda keeper: keeper.publish(SHARED, 1, actor=ANN),
    lambda keeper: keeper.rollback(SHARED, "bees", 1, actor=ANN),
    lambda keeper: keeper.remove(SHARED, "bees", actor=ANN),
    lambda keeper: keeper.purge(SHARED),
]


@pytest.mark.parametrize("change", SHARED_CHANGES)
def test_what_is_shared_is_changed_by_the_operator_only(
    keeper: Keeper, change: Callable[[Keeper], object]
) -> None:
    keeper.ingest(bees(), SHARED, actor=OPERATOR)
    with pytest.raises(PermissionError):
        change(keeper)
    assert [each.revision.number for each in keeper.sources(SHARED)] == [1]
    assert keeper.waiting(SHARED) == []


def test_an_unknown_revision_names_those_that_are_known(keeper: Keeper) -> None:
    keeper.ingest(bees(), HERE, actor=ANN)
    with pytest.raises(UnknownRevisionError) as raised:
        keeper.difference(HERE, "bees", 5)
    assert str(raised.value) == "The source 'bees' has no revision 5. Known revisions: 1."


def test_purging_deletes_a_server_whole_and_leaves_the_others(keeper: Keeper) -> None:
    purged: list[Scope] = []

    def fail(_scope: Scope) -> None:
        raise RuntimeError("a book cannot be opened")

    keeper.on_purge(fail)
    keeper.on_purge(purged.append)
    for scope in (HERE, THERE):
        keeper.ingest(bees(), scope, actor=ANN)
    prepared(keeper, SECOND)
    with pytest.raises(RuntimeError, match="a book cannot be opened"):
        keeper.purge(HERE)
    assert purged == [HERE]
    assert (keeper.sources(HERE), keeper.waiting(HERE), keeper.removed(HERE)) == ([], [], [])
    assert (keeper.log(HERE), len(keeper.sources(THERE))) == ([], 1)


def test_progress_is_told(keeper: Keeper) -> None:
    told: list[tuple[int, int]] = []
    keeper.ingest(bees(), HERE, actor=ANN, progress=lambda done, of: told.append((done, of)))
    assert told
    assert told[-1][0] == told[-1][1]
