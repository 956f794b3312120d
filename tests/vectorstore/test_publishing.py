"""Publishing: a revision is unseen until it is current, and then whole."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Event

import pytest
import sqlalchemy as sa

from tests.drafts import publish, stage
from vectorstore.catalog import Catalog
from vectorstore.model import SHARED, Scope, passage_id
from vectorstore.pruning import Pruner
from vectorstore.publishing import Publisher

EVERY_KEY = range(1, 1000)
SEEN: dict[str, Callable[[Catalog], list[object]]] = {
    "sources": lambda catalog: list(catalog.sources([SHARED])),
    "live by vector": lambda catalog: list(
        catalog.live([SHARED], [passage_id("bees", "They dance.")], [])
    ),
    "live by key": lambda catalog: list(catalog.live([SHARED], [], EVERY_KEY)),
    "paragraph": lambda catalog: list(
        filter(None, [catalog.paragraph([SHARED], SHARED, "bees", 1, 1)])
    ),
    "lexical rows": lambda catalog: list(catalog.lexical_rows(SHARED)),
    "live passages": lambda catalog: list(catalog.live_passages(SHARED)),
}


@pytest.mark.parametrize("read", SEEN.values(), ids=SEEN.keys())
def test_a_staged_revision_is_seen_by_no_reader_until_it_is_published(
    catalog: Catalog, publisher: Publisher, read: Callable[[Catalog], list[object]]
) -> None:
    staged = stage(publisher, "bees", "They dance.")
    assert read(catalog) == []
    publisher.publish(staged)
    assert len(read(catalog)) == 1


def test_staging_a_second_revision_changes_nothing_of_the_first(
    database: sa.Engine, publisher: Publisher
) -> None:
    def seen() -> list[object]:
        catalog = Catalog(database)
        return [catalog.source([SHARED], "bees"), *catalog.live([SHARED], [], EVERY_KEY)]

    publish(publisher, "bees", "They dance.")
    before = seen()
    stage(publisher, "bees", "They sleep.", title="Another title", origin="elsewhere.md")
    assert seen() == before


def test_publishing_brings_the_title_and_the_origin_up_to_date(
    catalog: Catalog, publisher: Publisher
) -> None:
    publish(publisher, "bees", "They dance.")
    publisher.publish(stage(publisher, "bees", "They sleep.", title="New", origin="elsewhere.md"))
    source = catalog.source([SHARED], "bees")
    assert (source.title, source.origin, source.revision.number) == ("New", "elsewhere.md", 2)


def test_a_reader_never_sees_two_revisions_at_once(catalog: Catalog, publisher: Publisher) -> None:
    def texts(number: int) -> list[str]:
        return [f"Revision {number}, paragraph {at}." for at in range(8)]

    def poll() -> list[set[str]]:
        seen = []
        while True:
            last = done.is_set()
            live = catalog.live([SHARED], [], EVERY_KEY)
            rows = list(catalog.lexical_rows(SHARED))
            for words in (
                [each.placed.paragraph.text for each in live],
                [text for _key, _source, text, _sentences in rows],
                [
                    each.paragraph.text
                    for each in catalog.paragraphs(catalog.source([SHARED], "bees"))
                ],
            ):
                assert len(words) == 8
                seen.append({word.partition(",")[0] for word in words})
            if last:
                return seen

    done = Event()
    publish(publisher, "bees", *texts(1))
    with ThreadPoolExecutor(2) as pool:
        readers = [pool.submit(poll) for _ in range(2)]
        try:
            for number in range(2, 22):
                publish(publisher, "bees", *texts(number))
        finally:
            done.set()
        for reader in readers:
            seen = reader.result()
            assert all(len(revisions) == 1 for revisions in seen)
            assert seen[-1] == {"Revision 21"}


def test_an_old_revision_can_still_be_read(catalog: Catalog, publisher: Publisher) -> None:
    publish(publisher, "bees", "They dance.", title="First")
    publish(publisher, "bees", "They sleep.", title="Second")
    found = [catalog.paragraph([SHARED], SHARED, "bees", number, 1) for number in (1, 2)]
    assert [each and (each.paragraph.text, each.title, each.revision.number) for each in found] == [
        ("They dance.", "First", 1),
        ("They sleep.", "Second", 2),
    ]


def test_each_publication_makes_the_generation_of_its_scope_grow(
    catalog: Catalog, publisher: Publisher
) -> None:
    seen = [catalog.generation(SHARED)]
    staged = stage(publisher, "bees", "They dance.")
    seen.append(catalog.generation(SHARED))
    publisher.publish(staged)
    seen.append(catalog.generation(SHARED))
    publish(publisher, "bees", "They sleep.", scope=Scope("7"))
    seen.append(catalog.generation(SHARED))
    publish(publisher, "tides", "They turn.")
    seen.append(catalog.generation(SHARED))
    assert (seen, catalog.generation(Scope("7"))) == ([0, 0, 1, 1, 2], 1)


def test_no_row_id_is_used_again_after_a_discard(publisher: Publisher, database: sa.Engine) -> None:
    def ids() -> dict[str, set[int]]:
        with database.connect() as connection:
            return {
                table: set(connection.scalars(sa.text(f"SELECT id FROM {table}")))
                for table in ("sources", "revisions", "paragraphs", "passages")
            }

    staged = stage(publisher, "bees", "They dance.", "They sleep.")
    before = ids()
    pruner = Pruner(database)
    assert pruner.give_up(SHARED, staged.key)
    pruner.drop(staged.key)
    stage(publisher, "bees", "They dance.", "They sleep.")
    after = ids()
    assert all(min(after[table]) > max(before[table]) for table in before)


def test_a_staged_revision_lists_equal_passages_once(publisher: Publisher) -> None:
    staged = stage(publisher, "bees", "They dance.", "They sleep.", "They dance.")
    assert staged.passages == {
        passage_id("bees", text): text for text in ("They dance.", "They sleep.")
    }


def test_two_writers_at_once_get_different_numbers(publisher: Publisher) -> None:
    with ThreadPoolExecutor(4) as pool:
        staged = list(pool.map(lambda n: stage(publisher, "bees", f"Text {n}."), range(12)))
    assert sorted(each.number for each in staged) == list(range(1, 13))
