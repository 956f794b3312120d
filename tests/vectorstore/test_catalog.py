"""The catalogue's readers: what is live, and who may see it."""

from collections.abc import Callable

import pytest
import sqlalchemy as sa

from tests.drafts import draft, publish
from vectorstore.catalog import Catalog
from vectorstore.errors import UnknownSourceError
from vectorstore.model import SHARED, Scope, passage_id, readable_scopes
from vectorstore.publishing import Publisher

ONE, OTHER = Scope("1001"), Scope("1002")
VECTOR = passage_id("bees", "They dance.")
READS: dict[str, Callable[[Catalog, tuple[Scope, ...], Scope], bool]] = {
    "sources": lambda catalog, readable, owner: bool(catalog.sources(readable)),
    "source": lambda catalog, readable, owner: _knows(catalog, readable),
    "live by vector": lambda catalog, readable, owner: bool(catalog.live(readable, [VECTOR], [])),
    "live by key": lambda catalog, readable, owner: bool(catalog.live(readable, [], range(9))),
    "live in a source": lambda catalog, readable, owner: bool(
        catalog.live(readable, [VECTOR], [], "bees")
    ),
    "paragraph": lambda catalog, readable, owner: (
        catalog.paragraph(readable, owner, "bees", 1, 1) is not None
    ),
    "lexical rows": lambda catalog, readable, owner: any(
        list(catalog.lexical_rows(scope)) for scope in readable
    ),
    "current revisions": lambda catalog, readable, owner: any(
        catalog.current_revisions(scope) for scope in readable
    ),
    "lexical rows of a revision": lambda catalog, readable, owner: any(
        list(catalog.lexical_rows(scope, range(1, 9))) for scope in readable
    ),
    "vector ids": lambda catalog, readable, owner: any(
        catalog.vector_ids(scope, "bees", 9) for scope in readable
    ),
    "live passages": lambda catalog, readable, owner: any(
        catalog.live_passages(scope) for scope in readable
    ),
}


def _knows(catalog: Catalog, readable: tuple[Scope, ...]) -> bool:
    try:
        catalog.source(readable, "bees")
    except UnknownSourceError:
        return False
    return True


@pytest.mark.parametrize("read", READS.values(), ids=READS.keys())
@pytest.mark.parametrize(
    ("reader", "owner", "visible"),
    [
        (ONE, ONE, True),
        (ONE, OTHER, False),
        (ONE, SHARED, True),
        (SHARED, ONE, False),
        (SHARED, SHARED, True),
    ],
)
def test_a_reader_sees_the_sources_of_their_own_scope_and_the_shared_ones(
    catalog: Catalog,
    publisher: Publisher,
    read: Callable[[Catalog, tuple[Scope, ...], Scope], bool],
    reader: Scope,
    owner: Scope,
    visible: bool,
) -> None:
    publish(publisher, "bees", "They dance.", scope=owner)
    assert read(catalog, readable_scopes(reader), owner) is visible


def test_a_vector_of_an_old_revision_brings_nothing(catalog: Catalog, publisher: Publisher) -> None:
    publish(publisher, "bees", "They dance.")
    publish(publisher, "bees", "They sleep.")
    assert catalog.live([SHARED], [VECTOR], []) == []


def test_a_key_of_an_old_revision_brings_nothing(catalog: Catalog, publisher: Publisher) -> None:
    publish(publisher, "bees", "They dance.")
    old = [each.key for each in catalog.live([SHARED], [VECTOR], [])]
    publish(publisher, "bees", "They sleep.")
    assert (len(old), catalog.live([SHARED], [], old)) == (1, [])


def test_a_paragraph_found_twice_comes_once(catalog: Catalog, publisher: Publisher) -> None:
    publish(publisher, "bees", "They dance.")
    [found] = catalog.live([SHARED], [VECTOR], [])
    assert catalog.live([SHARED], [VECTOR, VECTOR], [found.key, found.key]) == [found]


def test_a_vector_that_two_paragraphs_share_brings_both(
    catalog: Catalog, publisher: Publisher
) -> None:
    publish(publisher, "bees", "They dance.", "They sleep.", "They dance.")
    found = catalog.live([SHARED], [VECTOR], [])
    assert [each.placed.paragraph.number for each in found] == [1, 3]


def test_two_sources_with_equal_text_share_no_vector(
    catalog: Catalog, publisher: Publisher
) -> None:
    publish(publisher, "bees", "They dance.")
    publish(publisher, "wasps", "They dance.")
    found = catalog.live([SHARED], [VECTOR], [])
    assert [each.placed.source for each in found] == ["bees"]
    assert len({vector for vector, _slug, _text in catalog.live_passages(SHARED)}) == 2


def test_live_keeps_to_one_source(catalog: Catalog, publisher: Publisher) -> None:
    publish(publisher, "bees", "They dance.")
    publish(publisher, "wasps", "They dance.")
    found = catalog.live([SHARED], [], range(9), "wasps")
    assert [each.placed.source for each in found] == ["wasps"]


def test_a_paragraph_comes_back_as_it_was_staged(catalog: Catalog, publisher: Publisher) -> None:
    given = draft("bees", "They dance.", "They sleep.", title="About bees", origin="bees.md")
    publisher.publish(publisher.stage(given))
    found = catalog.live([SHARED], [], range(9))
    assert [each.placed.paragraph for each in found] == list(given.paragraphs)
    placed = found[0].placed
    assert (placed.scope, placed.source, placed.origin, placed.title, placed.revision.author) == (
        SHARED,
        "bees",
        "bees.md",
        "About bees",
        "somebody",
    )
    assert found[0].vector_ids == (VECTOR,)


def test_times_are_given_in_utc(catalog: Catalog, publisher: Publisher) -> None:
    publish(publisher, "bees", "They dance.")
    offset = catalog.source([SHARED], "bees").revision.created_at.utcoffset()
    assert offset is not None
    assert not offset


@pytest.mark.parametrize(("revision", "number"), [(0, 1), (2, 1), (1, 0), (1, 2), (1, -1)], ids=str)
def test_a_paragraph_that_is_not_there_is_nothing(
    catalog: Catalog, publisher: Publisher, revision: int, number: int
) -> None:
    publish(publisher, "bees", "They dance.")
    assert catalog.paragraph([SHARED], SHARED, "bees", revision, number) is None


def test_the_own_source_wins_over_a_shared_one_of_the_same_name(
    catalog: Catalog, publisher: Publisher
) -> None:
    publish(publisher, "bees", "Shared.")
    publish(publisher, "bees", "Own.", scope=ONE)
    assert catalog.source(readable_scopes(ONE), "bees").scope == ONE


def test_sources_come_by_title_and_count_their_paragraphs(
    catalog: Catalog, publisher: Publisher
) -> None:
    publish(publisher, "a", "One.", "Two.", title="Zebras")
    publish(publisher, "b", "One.", title="ants")
    publish(publisher, "c", "One.", title="Bees")
    assert [(each.id, each.paragraphs) for each in catalog.sources([SHARED])] == [
        ("b", 1),
        ("c", 1),
        ("a", 2),
    ]


def test_scopes_are_those_that_ever_had_a_source(catalog: Catalog, publisher: Publisher) -> None:
    publish(publisher, "bees", "They dance.", scope=ONE)
    publish(publisher, "bees", "They dance.")
    assert sorted(catalog.scopes()) == [ONE, SHARED]


@pytest.mark.parametrize(
    ("known", "said"),
    [
        ((), "There is no source named 'moths'. There are no sources yet."),
        (("wasps", "bees"), "There is no source named 'moths'. Known sources: bees, wasps."),
    ],
)
def test_an_unknown_source_is_told_with_the_known_ones(
    catalog: Catalog, publisher: Publisher, known: tuple[str, ...], said: str
) -> None:
    publish(publisher, "secret", "Hidden.", scope=OTHER)
    for source in known:
        publish(publisher, source, "They fly.")
    with pytest.raises(UnknownSourceError) as raised:
        catalog.source(readable_scopes(ONE), "moths")
    assert str(raised.value) == said


def test_the_vectors_of_a_source_are_those_of_its_current_revision(
    catalog: Catalog, publisher: Publisher
) -> None:
    publish(publisher, "bees", "They sleep.")
    publish(publisher, "bees", "They dance.", "They eat.", "They dance.")
    ids = catalog.vector_ids(SHARED, "bees", 9)
    assert sorted(ids) == sorted([VECTOR, passage_id("bees", "They eat.")])
    assert len(catalog.vector_ids(SHARED, "bees", 1)) == 1
    assert catalog.vector_ids(SHARED, "wasps", 9) == []


def test_the_words_of_one_revision_only(catalog: Catalog, publisher: Publisher) -> None:
    publish(publisher, "bees", "They dance.")
    publish(publisher, "tides", "They turn.")
    keys = {source: key for key, source in catalog.current_revisions(SHARED).items()}
    rows = list(catalog.lexical_rows(SHARED, [keys["tides"]]))
    assert [(source, text, parts) for _, source, text, parts in rows] == [
        ("tides", "They turn.", ["They turn."])
    ]


@pytest.mark.parametrize("source", [None, "bees"])
def test_a_few_paragraphs_cost_alike_in_a_small_scope_and_in_a_large_one(
    catalog: Catalog, publisher: Publisher, database: sa.Engine, source: str | None
) -> None:
    publish(publisher, "bees", "They dance.")
    keys = [each.key for each in catalog.live([SHARED], [VECTOR], [])]

    def steps() -> int:
        """The instructions of SQLite's machine, in tens."""
        done = []
        with database.connect() as connection:
            driver = connection.connection.driver_connection
            assert driver is not None
            driver.set_progress_handler(lambda: done.append(1), 10)
        assert len(catalog.live([SHARED], [VECTOR], keys, source)) == 1
        driver.set_progress_handler(None, 0)
        return len(done)

    small = steps()
    publish(publisher, "crowd", *(f"They turn {number} times." for number in range(500)))
    assert 0 < steps() <= small + 5
