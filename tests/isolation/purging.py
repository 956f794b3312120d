"""Rows for what is left when everything of A is deleted, and what B still has."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
import sqlalchemy as sa

from answering.cache import AnswerCache, AnswerKey
from answering.model import Answer, Retrieved, Statement, WriterName
from bot.ledger import Ledger, Place
from bot.log_channels import LogChannel
from tests.isolation.core import answered, asked, cited
from tests.isolation.rows import Rows
from tests.isolation.town import QUESTION, SECRET, Town
from vectorstore.errors import UnknownDraftError, UnknownSourceError
from vectorstore.model import SHARED, Scope

KEPT = {"scopes", "servers", "alembic_version"}
"""Tables that may name A: one counts on for the caches, one tells that the bot is there."""


@dataclass
class Purged:
    """The town after A was deleted, with what B and the operator had before."""

    town: Town
    before: tuple[Any, Any]
    answers: dict[Scope, str]
    cache: AnswerCache
    key: AnswerKey


def purge(town: Town) -> Purged:
    """Give each server a schedule, a channel, a draft, an answer; then delete A."""
    house, both = town.house, (town.a, town.b)
    for number, scope in enumerate(both):
        house.publish(scope, "isles", f"# Isles\n\nThe {SECRET} isles lie {number} miles away.\n")
        house.publish(scope, "isles", f"# Isles\n\nThe {SECRET} isles lie {number}0 miles away.\n")
        house.offer(scope, "isles", f"# Isles\n\nThe {SECRET} isles lie {number}5 miles away.\n")
        house.publish(scope, "same", f"# Same\n\nThe words of {SECRET} are the same in both.\n")
        house.channels.set_channel(scope, "7")
        house.channels.notify(scope, "isles", error="The page was not found.")
    places = {scope: Place(scope, f"5{scope}") for scope in both}
    answers = {
        town.a: answered(town, places[town.a], cited(town)),
        town.b: answered(town, places[town.b], cited(town, town.b, "isles")),
    }
    key = AnswerKey.of(
        QUESTION, town.a, None, house.search.generations(town.a), model="m", threshold=0.5
    )
    cache, citation = AnswerCache(), cited(town)
    said = Statement("It leaves at seven.", (citation,))
    found = (Retrieved(citation, 0.9),)
    cache.put(key, Answer(QUESTION, (said,), found, 0.9, WriterName.MODEL, 1.0))
    before = town.state(town.b), town.state(SHARED)
    house.keeper.on_purge(Ledger(house.engine).purge)
    house.keeper.purge(town.a)
    return Purged(town, before, answers, cache, key)


PURGE = Rows[Callable[[Purged], None]]()


@PURGE.row("purge of A", "what B and the operator have, to the last vector", "as it was")
def b_stays(purged: Purged) -> None:
    town = purged.town
    assert (town.state(town.b), town.state(SHARED)) == purged.before


@PURGE.row("purge of A", "every row of every table", "A is named nowhere but in its counter")
def no_row(purged: Purged) -> None:
    metadata = sa.MetaData()
    metadata.reflect(purged.town.house.engine)
    with purged.town.house.engine.connect() as connection:
        for table in metadata.sorted_tables:
            rows = connection.execute(sa.select(table)).all()
            mine = [row for row in rows if purged.town.a in map(str, row)]
            assert not mine or table.name in KEPT, (table.name, mine)


@PURGE.row("purge of A", "every text of every table", "no word of A's, though B's words stay")
def no_word(purged: Purged) -> None:
    metadata = sa.MetaData()
    metadata.reflect(purged.town.house.engine)
    texts = []
    with purged.town.house.engine.connect() as connection:
        for table in metadata.sorted_tables:
            texts += [str(row).casefold() for row in connection.execute(sa.select(table))]
    words = "\n".join(texts)
    for gone in ("at six", "at seven", "at eight", "attic", "isles lie 0 miles"):
        assert gone not in words
    assert "isles lie 10 miles" in words
    assert "isles lie 00 miles" not in words


@PURGE.row("purge of A", "its collection in Chroma", "is empty")
def no_vector(purged: Purged) -> None:
    assert purged.town.house.index.ids(purged.town.a) == []


@PURGE.row("purge of A", "a question in A", "the shared sources only")
def no_answer(purged: Purged) -> None:
    town = purged.town
    assert asked(town, town.a) <= {(SHARED, "moon")}
    assert not town.house.search.mentions("ferry", town.a)
    assert town.house.library.paragraph(town.a, cited(town)) is None


@PURGE.row("purge of A", "an answer that was kept in memory", "is not found any more")
def no_kept_answer(purged: Purged) -> None:
    search = purged.town.house.search
    now = AnswerKey.of(
        QUESTION,
        purged.town.a,
        None,
        search.generations(purged.town.a),
        model="m",
        threshold=0.5,
    )
    assert now != purged.key
    assert purged.cache.get(now, QUESTION) is None


@PURGE.row("purge of A", "its answers, and those of B", "gone; B's can be opened and asked again")
def answers(purged: Purged) -> None:
    town, ledger = purged.town, Ledger(purged.town.house.engine)
    gone, stays = (purged.answers[scope] for scope in (town.a, town.b))
    assert ledger.citation(gone, 0, Place(town.a, f"5{town.a}")) is None
    assert ledger.asked(gone, Place(town.a, f"5{town.a}")) is None
    assert ledger.citation(stays, 0, Place(town.b, f"5{town.b}")) is not None
    assert ledger.asked(stays, Place(town.b, f"5{town.b}")) is not None


@PURGE.row("purge of A", "its drafts, revisions, log, removed sources", "gone")
def no_history(purged: Purged) -> None:
    keeper, a = purged.town.house.keeper, purged.town.a
    assert (keeper.waiting(a), keeper.log(a), keeper.removed(a)) == ([], [], [])
    with pytest.raises(UnknownDraftError):
        keeper.publish(a, purged.town.draft, actor="member:1")
    for source in ("harbour", "attic"):
        with pytest.raises(UnknownSourceError):
            keeper.rollback(a, source, 1, actor="member:1")


@PURGE.row("purge of A", "its schedules, log channel, notices", "gone; B's stay")
def no_books(purged: Purged) -> None:
    house, a, b = purged.town.house, purged.town.a, purged.town.b
    assert (house.watches.of(a), house.channels.get(a), house.channels.notices(a)) == ([], None, [])
    assert house.channels.get(b) == LogChannel(b, "7")
    assert len(house.channels.notices(b)) == 1


@PURGE.row("purge of A", "the same words in B, by the same ids of vectors", "are found in B")
def same_words(purged: Purged) -> None:
    town = purged.town
    result = town.house.library.answer("Are the words the same in both?", town.b)
    assert isinstance(result, Answer)
    assert (town.b, "same") in asked_for(result)


@PURGE.row("purge of A", "once more, and a new source in A after it", "begins anew")
def anew(purged: Purged) -> None:
    town = purged.town
    town.house.keeper.purge(town.a)
    town.house.publish(town.a, "harbour", "# Harbour\n\nThe harbour is closed.\n")
    assert (town.a, "harbour") in asked(town, town.a)
    assert town.state(town.b) == purged.before[0]


def asked_for(result: Answer) -> set[tuple[Scope, str]]:
    """The sources that an answer cites."""
    cites = [citation for each in result.statements for citation in each.citations]
    return {(each.scope, each.source) for each in cites}
