"""Kept answers: for the same question, as long as nothing was published."""

from dataclasses import replace
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from answering.cache import AnswerCache, AnswerKey, normalised
from answering.model import NoAnswer, Note, WriterName
from tests.drafts import publish, stage
from tests.kept_answers import ANSWER, HERE, key
from vectorstore.catalog import Catalog
from vectorstore.model import SHARED, Scope, readable_scopes
from vectorstore.publishing import Publisher

DECLINED = NoAnswer("Do bees sing?", (), 0.8, 50.0, writer=WriterName.MODEL, tokens=30)
FAULTS = sorted(set(Note) - {Note.LEFT_OUT})


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Do bees dance?", "do  bees\ndance"),
        ("Do bees dance?", "Do bees dance ??"),
        ("¿Bailan las abejas?", "bailan las abejas"),
        ("Was heißt Straße?", "was heißt Strasse"),
        ("Ｄｏ bees dance？", "Do bees dance?"),
        ("How tall is Cafe\u0301 Noir?", "how tall is caf\u00e9 noir"),
        ("ｶﾞﾗｽとは？", "ガラスとは"),
        ("What is 10\u00a0km?", "what is 10 km"),
    ],
)
def test_one_question_may_be_typed_in_several_ways(one: str, other: str) -> None:
    assert normalised(one) == normalised(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("What is 10²?", "What is 102?"),
        ("What is log₂8?", "What is log28?"),
        ("How many are 5½?", "How many are 51⁄2?"),
        ("How much is 5 mW?", "How much is 5 MW?"),
        ("How far is 5 M?", "How far is 5 m?"),
        ("Who told us?", "Who told US?"),
        ("Do bees dance?", "Do bees not dance?"),
        ("What costs 1.5?", "What costs 15?"),
        ("Is it -5?", "Is it 5?"),
    ],
)
def test_questions_that_mean_something_else_stay_apart(one: str, other: str) -> None:
    assert normalised(one) != normalised(other)


@given(st.text())
def test_white_space_and_question_marks_around_a_question_change_nothing(question: str) -> None:
    assert normalised(f" \t{question} ? ") == normalised(question)


def test_a_kept_answer_is_given_as_one_to_the_question_of_whoever_asks() -> None:
    cache = AnswerCache()
    cache.put(key(), ANSWER)
    assert cache.get(key(), "do bees dance??") == replace(
        ANSWER, question="do bees dance??", understood=None, elapsed_ms=0.0, tokens=0
    )


def test_that_the_model_found_no_answer_is_kept_too() -> None:
    cache = AnswerCache()
    cache.put(key("Do bees sing?"), DECLINED)
    assert cache.get(key("Do bees sing?"), "?") == replace(
        DECLINED, question="?", elapsed_ms=0.0, tokens=0
    )


def test_an_answer_with_sentences_left_out_is_kept() -> None:
    cache = AnswerCache()
    cache.put(key(), replace(ANSWER, note=Note.LEFT_OUT))
    found = cache.get(key(), "")
    assert found is not None
    assert found.note is Note.LEFT_OUT


@pytest.mark.parametrize("note", FAULTS)
@pytest.mark.parametrize("writer", WriterName)
def test_an_answer_with_any_other_note_is_not_kept(note: Note, writer: WriterName) -> None:
    cache = AnswerCache()
    cache.put(key(), replace(ANSWER, note=note, writer=writer))
    assert len(cache) == 0


def test_quotations_are_not_kept() -> None:
    cache = AnswerCache()
    cache.put(key(), replace(ANSWER, writer=WriterName.EXTRACTIVE))
    assert len(cache) == 0


def test_keys_differ_in_everything_an_answer_depends_on() -> None:
    generations = {HERE: 1, SHARED: 1}
    keys = [
        AnswerKey.of("Why?", HERE, None, generations, model="m", threshold=0.5),
        AnswerKey.of("When?", HERE, None, generations, model="m", threshold=0.5),
        AnswerKey.of("Why?", Scope("101"), None, generations, model="m", threshold=0.5),
        AnswerKey.of("Why?", HERE, "bees", generations, model="m", threshold=0.5),
        AnswerKey.of("Why?", HERE, None, {HERE: 2, SHARED: 1}, model="m", threshold=0.5),
        AnswerKey.of("Why?", HERE, None, {HERE: 1, SHARED: 2}, model="m", threshold=0.5),
        AnswerKey.of("Why?", HERE, None, generations, model="n", threshold=0.5),
        AnswerKey.of("Why?", HERE, None, generations, model="m", threshold=0.6),
    ]
    assert not [pair for pair in combinations(keys, 2) if pair[0] == pair[1]]


def test_the_order_of_the_scopes_makes_no_other_key() -> None:
    one, other = (
        AnswerKey.of("Why?", HERE, None, generations, model="m", threshold=0.5)
        for generations in ({HERE: 1, SHARED: 2}, {SHARED: 2, HERE: 1})
    )
    assert one == other


@pytest.mark.parametrize(
    ("changed", "kept"),
    [
        (HERE, {"101"}),  # a server's revision concerns that server
        (SHARED, set[str]()),  # a shared one concerns all
        (Scope("101"), {"100"}),
    ],
)
def test_publishing_drops_the_answers_of_whoever_reads_the_scope(
    catalog: Catalog, publisher: Publisher, changed: Scope, kept: set[str]
) -> None:
    def asked_in(server: str) -> AnswerKey:
        generations = catalog.generations(readable_scopes(Scope(server)))
        return AnswerKey.of("Why?", Scope(server), None, generations, model="m", threshold=0.5)

    for scope in (HERE, Scope("101"), SHARED):
        publish(publisher, "bees", "They dance.", scope=scope)
    cache = AnswerCache()
    for server in ("100", "101"):
        cache.put(asked_in(server), ANSWER)
    publish(publisher, "bees", "They sleep.", scope=changed)
    found = {server for server in ("100", "101") if cache.get(asked_in(server), "")}
    assert (found, len(cache)) == (kept, len(kept))


def test_a_staged_revision_drops_nothing(catalog: Catalog, publisher: Publisher) -> None:
    def asked() -> AnswerKey:
        generations = catalog.generations([SHARED])
        return AnswerKey.of("Why?", SHARED, None, generations, model="m", threshold=0.5)

    publish(publisher, "bees", "They dance.")
    cache = AnswerCache()
    cache.put(asked(), ANSWER)
    stage(publisher, "bees", "They sleep.")
    assert cache.get(asked(), "") is not None


@pytest.mark.parametrize("change", ["rollback", "removal", "forgetting"])
def test_an_answer_goes_with_what_it_was_made_from(
    catalog: Catalog, publisher: Publisher, change: str
) -> None:
    def asked() -> AnswerKey:
        generations = catalog.generations([SHARED])
        return AnswerKey.of("Why?", SHARED, None, generations, model="m", threshold=0.5)

    publish(publisher, "bees", "They dance.")
    publish(publisher, "bees", "They sleep.")
    cache = AnswerCache()
    cache.put(asked(), ANSWER)
    if change == "rollback":
        publisher.restore(publisher.recall(SHARED, "bees", 1), "operator")
    elif change == "removal":
        publisher.remove(SHARED, "bees", "operator")
    else:
        publisher.forget(SHARED, "bees")
    assert (cache.get(asked(), ""), len(cache)) == (None, 0)


def test_an_answer_made_before_a_revision_that_was_seen_meanwhile_is_not_kept() -> None:
    cache = AnswerCache()
    assert cache.get(key(generation=2), "") is None
    cache.put(key(generation=1), ANSWER)
    assert len(cache) == 0


def test_an_answer_of_an_older_generation_is_gone_when_a_newer_one_is_put() -> None:
    cache = AnswerCache()
    cache.put(key(generation=1), ANSWER)
    cache.put(key(generation=2), ANSWER)
    assert len(cache) == 1
    assert cache.get(key(generation=1), "") is None


def test_the_answer_that_was_used_least_lately_goes_first() -> None:
    cache = AnswerCache(2)
    cache.put(key("One?"), ANSWER)
    cache.put(key("Two?"), ANSWER)
    cache.get(key("One?"), "")
    cache.put(key("Three?"), ANSWER)
    found = [name for name in ("One?", "Two?", "Three?") if cache.get(key(name), "")]
    assert found == ["One?", "Three?"]
