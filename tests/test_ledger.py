"""The ledger: what was answered, and who may open it."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import sqlalchemy as sa

from answering.model import Citation
from bot.ledger import Asked, Ledger, Place, Role, Seen, metadata
from tests.migrated import migrated_database
from vectorstore.database import migrate
from vectorstore.model import SHARED, Scope

SERVER = Place("100", "7")
DIRECT = Place(None, "8")
CITED = (
    Citation(Scope("100"), "bees", "About bees", 2, 16, "Habits", "They dance."),
    Citation(SHARED, "tides", "The tides", 1, 3, None, "Twice a day."),
)


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[sa.Engine]:
    engine = migrated_database(tmp_path / "ledger.db")
    yield engine
    engine.dispose()


@pytest.fixture
def ledger(engine: sa.Engine) -> Ledger:
    return Ledger(engine)


def record(ledger: Ledger, place: Place = SERVER) -> str:
    return ledger.record(place, "Why?", confidence=0.9, role=Role.STATEMENT, citations=CITED)


def test_a_citation_is_found_as_it_was_recorded(ledger: Ledger) -> None:
    answer = record(ledger)
    assert [ledger.citation(answer, n, SERVER) for n in (0, 1)] == list(CITED)


@pytest.mark.parametrize(
    ("given", "opened", "found"),
    [
        (SERVER, SERVER, True),
        (SERVER, Place("100", "9"), True),  # another channel of the same server
        (SERVER, Place("101", "7"), False),
        (SERVER, Place(None, "7"), False),
        (DIRECT, DIRECT, True),
        (DIRECT, Place(None, "9"), False),
        (DIRECT, Place("100", "8"), False),
    ],
)
def test_an_answer_opens_only_where_it_was_given(
    ledger: Ledger, given: Place, opened: Place, found: bool
) -> None:
    answer = record(ledger, given)
    assert (ledger.citation(answer, 0, opened) is not None) is found


@pytest.mark.parametrize("position", [-1, 2, 999_999])
def test_a_position_that_was_not_cited_is_nothing(ledger: Ledger, position: int) -> None:
    assert ledger.citation(record(ledger), position, SERVER) is None


@pytest.mark.parametrize("answer", ["", "unknown", "' OR 1=1 --"])
def test_an_unknown_answer_is_nothing(ledger: Ledger, answer: str) -> None:
    record(ledger)
    assert ledger.citation(answer, 0, SERVER) is None


def test_an_answer_without_citations_is_recorded(ledger: Ledger, engine: sa.Engine) -> None:
    ledger.record(DIRECT, "Why?", confidence=0.0, role=Role.NEAREST, citations=())
    with engine.connect() as connection:
        row = connection.execute(sa.text("SELECT scope, server, answered FROM answers")).one()
    assert tuple(row) == ("shared", None, 0)


def test_ids_are_unguessable_and_differ(ledger: Ledger) -> None:
    ids = {record(ledger) for _ in range(20)}
    assert len(ids) == 20
    assert {len(answer) for answer in ids} == {16}


SHOWN = [Seen("7", "m", (0, 1), {"body": "They dance."})]


@pytest.mark.parametrize(
    ("given", "opened", "found"),
    [
        (SERVER, SERVER, True),
        (SERVER, Place("100", "9"), True),  # another channel of the same server
        (SERVER, Place("101", "7"), False),
        (SERVER, Place(None, "7"), False),
        (DIRECT, DIRECT, True),
        (DIRECT, Place(None, "9"), False),
    ],
)
def test_a_question_is_asked_again_only_where_it_was_answered(
    ledger: Ledger, given: Place, opened: Place, found: bool
) -> None:
    answer = record(ledger, given)
    ledger.record_messages(answer, SHOWN)
    assert ledger.asked(answer, opened) == (Asked("Why?", None) if found else None)


def test_what_only_one_member_saw_is_not_asked_again(ledger: Ledger) -> None:
    assert ledger.asked(record(ledger), SERVER) is None
    assert ledger.asked("unknown", SERVER) is None


def test_what_is_asked_again_stands_alone_and_keeps_to_its_source(ledger: Ledger) -> None:
    answer = ledger.record(
        SERVER,
        "And in winter?",
        confidence=0.9,
        role=Role.STATEMENT,
        citations=CITED,
        understood="What do bees do in winter?",
        source="bees",
    )
    ledger.record_messages(answer, SHOWN)
    assert ledger.asked(answer, SERVER) == Asked("What do bees do in winter?", "bees")


def test_purging_a_server_leaves_the_other_one_and_direct_messages(
    ledger: Ledger, engine: sa.Engine
) -> None:
    other = Place("101", "9")
    answers = {place: record(ledger, place) for place in (SERVER, other, DIRECT)}
    for answer in answers.values():
        ledger.record_messages(answer, SHOWN)
    ledger.purge(Scope("100"))
    found = {place: ledger.asked(answer, place) for place, answer in answers.items()}
    assert [found[place] is None for place in (SERVER, other, DIRECT)] == [True, False, False]
    with engine.connect() as connection:
        left = connection.scalars(sa.text("SELECT DISTINCT answer_id FROM answer_citations"))
        assert set(left) == {answers[other], answers[DIRECT]}


def test_a_note_is_kept_and_replaced(ledger: Ledger) -> None:
    assert ledger.state("commands") is None
    ledger.set_state("commands", "first")
    ledger.set_state("commands", "second")
    ledger.set_state("other", "third")
    assert (ledger.state("commands"), ledger.state("other")) == ("second", "third")


def test_what_a_failure_says_never_repeats_the_question(ledger: Ledger, engine: sa.Engine) -> None:
    metadata.drop_all(engine)
    with pytest.raises(sa.exc.OperationalError, match="INSERT INTO answers") as failed:
        ledger.record(SERVER, "My secret?", confidence=0.9, role=Role.STATEMENT, citations=CITED)
    assert "secret" not in str(failed.value)


def test_many_threads_record_at_once(ledger: Ledger) -> None:
    with ThreadPoolExecutor(4) as pool:
        ids = list(pool.map(lambda _: record(ledger), range(20)))
    assert all(ledger.citation(answer, 1, SERVER) == CITED[1] for answer in ids)


def test_the_migrations_make_the_tables_that_the_code_uses(tmp_path: Path) -> None:
    engine = sa.create_engine(f"sqlite:///{tmp_path / 'migrated.db'}")
    migrate(engine)
    inspector = sa.inspect(engine)
    for table in metadata.sorted_tables:
        migrated = inspector.get_columns(table.name)
        assert [
            (column["name"], column["nullable"], str(column["type"])) for column in migrated
        ] == [(column.name, column.nullable, str(column.type)) for column in table.columns]
        assert {index["name"] for index in inspector.get_indexes(table.name)} == {
            index.name for index in table.indexes
        }
    engine.dispose()
