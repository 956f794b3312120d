"""The words of a scope follow its publications, by what has changed."""

from concurrent.futures import ThreadPoolExecutor
from threading import Event

import pytest

from tests.drafts import publish
from vectorstore import lexicons as module
from vectorstore.catalog import Catalog
from vectorstore.lexical import LexicalIndex
from vectorstore.lexicons import Lexicons
from vectorstore.model import SHARED, Scope
from vectorstore.publishing import Publisher

BUSY = Scope("1001")


def at_newest(lexicons: Lexicons, catalog: Catalog, scope: Scope = SHARED) -> LexicalIndex:
    return lexicons.at(scope, catalog.generation(scope))


def test_a_scope_without_sources_has_no_words(catalog: Catalog) -> None:
    assert at_newest(Lexicons(catalog), catalog).size == 0


def test_each_publication_is_followed(catalog: Catalog, publisher: Publisher) -> None:
    lexicons = Lexicons(catalog)
    publish(publisher, "bees", "They dance.", "They sleep.")
    assert at_newest(lexicons, catalog).frequency("danc") == 1
    publish(publisher, "bees", "They sleep.")
    publish(publisher, "tides", "They dance too.", "They dance again.")
    index = at_newest(lexicons, catalog)
    fresh = LexicalIndex.build(catalog.lexical_rows(SHARED))
    assert (index.size, index.frequency("danc"), index.frequency("sleep")) == (3, 2, 1)
    assert index.search("dance sleep", 9) == fresh.search("dance sleep", 9)


def test_without_a_publication_the_index_is_the_same(
    catalog: Catalog, publisher: Publisher
) -> None:
    publish(publisher, "bees", "They dance.")
    lexicons = Lexicons(catalog)
    assert at_newest(lexicons, catalog) is at_newest(lexicons, catalog)


def test_scopes_have_words_of_their_own(catalog: Catalog, publisher: Publisher) -> None:
    lexicons = Lexicons(catalog)
    publish(publisher, "bees", "They dance.", scope=Scope("7"))
    assert at_newest(lexicons, catalog, Scope("7")).size == 1
    assert at_newest(lexicons, catalog).size == 0


class SlowCatalog(Catalog):
    """A catalogue whose rows of one scope are long in coming once it is told so."""

    slow = False

    def current_revisions(self, scope: Scope) -> dict[int, str]:
        if self.slow and scope == BUSY:
            self.reading.set()
            assert self.go_on.wait(30)
        return super().current_revisions(scope)

    reading = Event()
    go_on = Event()


def test_while_a_long_update_runs_others_read_the_words_before(
    catalog: Catalog, publisher: Publisher, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And another scope waits for nothing; afterwards all see the new words."""
    monkeypatch.setattr(module, "_PATIENCE", 0.01)
    slow = SlowCatalog(catalog._engine)
    lexicons = Lexicons(slow)
    publish(publisher, "bees", "They dance.", scope=BUSY)
    before = at_newest(lexicons, slow, BUSY)
    publish(publisher, "bees", "They sleep.", "They eat.", scope=BUSY)
    slow.slow = True
    with ThreadPoolExecutor(1) as pool:
        updating = pool.submit(at_newest, lexicons, slow, BUSY)
        assert slow.reading.wait(30)
        assert at_newest(lexicons, slow, BUSY) is before
        assert at_newest(lexicons, slow).size == 0
        slow.go_on.set()
        assert updating.result().size == 2
    assert at_newest(lexicons, slow, BUSY).size == 2
