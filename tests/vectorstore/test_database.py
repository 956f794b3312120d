"""The database: its tables, its pragmas, and what is said when it cannot be opened."""

import sqlite3
import sys
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from bot.budgets import metadata as budgets
from bot.departures import metadata as departures
from bot.ledger import metadata as ledger
from bot.log_channels import metadata as log_channels
from bot.watches import metadata as watches
from vectorstore import database as module
from vectorstore.database import WRITES, migrate, open_database
from vectorstore.errors import StoreError
from vectorstore.schema import metadata as catalogue

BROKEN = '''"""A step that fails in its middle."""
import sqlalchemy as sa
from alembic import op
revision = "0001"
down_revision = None
def upgrade() -> None:
    op.create_table("half", sa.Column("id", sa.Integer, primary_key=True))
    op.execute("INSERT INTO half VALUES (1)")
    op.execute("INSERT INTO nowhere VALUES (1)")
'''


def test_the_migrations_make_exactly_the_tables_that_the_code_knows(database: sa.Engine) -> None:
    known = sa.MetaData()
    for some in (catalogue, ledger, budgets, watches, log_channels, departures):
        for table in some.sorted_tables:
            table.to_metadata(known)
    with database.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, known) == []


def test_row_ids_are_never_used_twice_in_any_table_of_the_catalogue(database: sa.Engine) -> None:
    with database.connect() as connection:
        made = connection.execute(sa.text("SELECT name, sql FROM sqlite_master")).all()
    numbered = {name for name, sql in made if "AUTOINCREMENT" in (sql or "")}
    assert numbered >= {"sources", "revisions", "paragraphs", "passages", "changes"}


def test_migrating_twice_changes_nothing(database: sa.Engine) -> None:
    before = _schema(database)
    migrate(database)
    assert _schema(database) == before


def test_opening_a_database_again_keeps_its_rows(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'a.db'}"
    first = open_database(url)
    with first.begin() as connection:
        connection.execute(sa.text("INSERT INTO scopes VALUES ('shared', 7)"))
    first.dispose()
    second = open_database(url)
    with second.connect() as connection:
        assert connection.scalar(sa.text("SELECT generation FROM scopes")) == 7
    second.dispose()


@pytest.mark.parametrize(
    ("pragma", "value"), [("foreign_keys", 1), ("journal_mode", "wal"), ("busy_timeout", 10_000)]
)
def test_every_connection_is_prepared(database: sa.Engine, pragma: str, value: object) -> None:
    with database.connect() as one, database.connect() as other:
        for connection in (one, other):
            assert connection.scalar(sa.text(f"PRAGMA {pragma}")) == value


def test_a_row_that_refers_to_nothing_is_refused(database: sa.Engine) -> None:
    with (
        pytest.raises(sa.exc.IntegrityError, match="FOREIGN KEY"),
        database.begin() as connection,
    ):
        connection.execute(
            sa.text("INSERT INTO sources (scope, slug, origin) VALUES ('none', 'a', 'a.txt')")
        )


def test_a_migration_that_fails_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    script = tmp_path / "migrations"
    (script / "versions").mkdir(parents=True)
    (script / "env.py").write_text((module.MIGRATIONS / "env.py").read_text())
    (script / "versions" / "0001.py").write_text(BROKEN)
    monkeypatch.setattr(module, "MIGRATIONS", script)
    file = tmp_path / "a.db"
    with pytest.raises(StoreError, match="nowhere"):
        open_database(f"sqlite:///{file}")
    connection = sqlite3.connect(file)
    assert connection.execute("SELECT name FROM sqlite_master").fetchall() == []
    connection.close()


def test_a_reader_sees_the_old_rows_while_a_writer_writes(database: sa.Engine) -> None:
    writer = database.execution_options(**{WRITES: True})
    count = sa.text("SELECT count(*) FROM scopes")
    with writer.begin() as writing:
        writing.execute(sa.text("INSERT INTO scopes VALUES ('shared', 0)"))
        with database.connect() as reading:
            assert reading.scalar(count) == 0
    with database.connect() as reading:
        assert reading.scalar(count) == 1


@pytest.mark.parametrize(
    ("url", "said"),
    [
        (
            "nonsense",
            "DATABASE_URL has the value 'nonsense'. It must be an address like "
            "sqlite:///data/pilcrow.db or postgresql+psycopg://user@host/name.",
        ),
        (
            "postgresql//ann:swordfish@host/name",
            "DATABASE_URL has the value '…@host/name'. It must be an address like "
            "sqlite:///data/pilcrow.db or postgresql+psycopg://user@host/name.",
        ),
        (
            "postgresql://ann:swordfish@host:port/name",
            "DATABASE_URL has the value '…@host:port/name'. It must be an address like "
            "sqlite:///data/pilcrow.db or postgresql+psycopg://user@host/name.",
        ),
        (
            "sqlite://ann:swordfish@/name",
            "DATABASE_URL has the value 'sqlite://ann:***@/name'. It must be an address like "
            "sqlite:///data/pilcrow.db or postgresql+psycopg://user@host/name.",
        ),
        (
            "nosuch://ann:swordfish@host/name",
            "The driver of the database nosuch://ann:***@host/name is not installed: "
            "for PostgreSQL run `pip install 'pilcrow[postgres]'`.",
        ),
        (
            "postgresql+nosuch://ann@host/name?password=swordfish",
            "The driver of the database postgresql+nosuch://ann@host/name is not installed: "
            "for PostgreSQL run `pip install 'pilcrow[postgres]'`.",
        ),
    ],
)
def test_an_address_that_cannot_be_used_is_told_without_its_password(url: str, said: str) -> None:
    with pytest.raises(StoreError) as raised:
        open_database(url)
    assert str(raised.value) == said


def test_a_missing_driver_of_postgresql_says_how_to_install_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(sys.modules, "psycopg", None)
    with pytest.raises(StoreError, match=r"run `pip install 'pilcrow\[postgres\]'`\.$"):
        open_database("postgresql+psycopg://ann:swordfish@127.0.0.1:1/name")


def test_a_file_that_is_no_database_is_told(tmp_path: Path) -> None:
    file = tmp_path / "a.db"
    file.write_bytes(b"not a database, but long enough to be looked at " * 50)
    with pytest.raises(StoreError) as raised:
        open_database(f"sqlite:///{file}")
    assert str(raised.value) == (
        f"The database sqlite:///{file} cannot be opened: file is not a database."
    )


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(StoreError, match=r"a\.db cannot be opened: .*Not a directory"):
        open_database(f"sqlite:///{tmp_path / 'file' / 'folder' / 'a.db'}")


def test_a_database_of_a_newer_version_is_left_alone(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'a.db'}"
    engine = open_database(url)
    with engine.begin() as connection:
        connection.execute(sa.text("UPDATE alembic_version SET version_num = '9999'"))
    engine.dispose()
    with pytest.raises(StoreError) as raised:
        open_database(url)
    assert str(raised.value) == (
        f"The database {url} was made by a newer version of Pilcrow: install that version."
    )


def _schema(database: sa.Engine) -> list[tuple[str, ...]]:
    with database.connect() as connection:
        rows = connection.execute(
            sa.text("SELECT name, sql FROM sqlite_master ORDER BY name")
        ).all()
    return [tuple(row) for row in rows]
