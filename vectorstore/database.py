"""Opens the database and brings its tables to the newest version."""

import sqlite3
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.util import CommandError
from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError, NoSuchModuleError, SQLAlchemyError
from sqlalchemy.pool import ConnectionPoolEntry

from vectorstore.errors import StoreError

WRITES = "pilcrow_writes"
"""The execution option of connections whose transactions read and then write."""

MIGRATIONS = Path(__file__).parent / "migrations"


def open_database(url: str) -> Engine:
    """Connect to `url` and migrate it; raises `StoreError` with what to do."""
    try:
        parsed = make_url(url)
    except (ArgumentError, ValueError) as error:
        raise _wrong_address(_without_user(url)) from error
    # Drivers also take a password among the options behind the question mark.
    shown = parsed.set(query={}).render_as_string(hide_password=True)
    try:
        return _migrated(parsed)
    except (ImportError, NoSuchModuleError) as error:
        raise StoreError(
            f"The driver of the database {shown} is not installed: "
            "for PostgreSQL run `pip install 'pilcrow[postgres]'`."
        ) from error
    except CommandError as error:
        raise StoreError(
            f"The database {shown} was made by a newer version of Pilcrow: install that version."
        ) from error
    except ArgumentError as error:  # what it says repeats the address with its password
        raise _wrong_address(shown) from error
    except (SQLAlchemyError, OSError) as error:
        reason = getattr(error, "orig", None) or error
        raise StoreError(f"The database {shown} cannot be opened: {reason}.") from error


def _migrated(url: URL) -> Engine:
    engine = create_engine(url, hide_parameters=True)  # texts stay out of errors and logs
    if engine.dialect.name == "sqlite":
        _create_folder(engine.url.database)
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
    try:
        migrate(engine)
    except BaseException:
        engine.dispose()
        raise
    return engine


def _wrong_address(shown: str) -> StoreError:
    return StoreError(
        f"DATABASE_URL has the value '{shown}'. It must be an address "
        "like sqlite:///data/pilcrow.db or postgresql+psycopg://user@host/name."
    )


def _without_user(url: str) -> str:
    """An address that cannot be parsed, without what may be a password."""
    before, at, host = url.rpartition("@")
    return f"…@{host}" if at and before else url


def migrate(engine: Engine) -> None:
    """Apply every migration that the database has not seen yet."""
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    with engine.execution_options(**{WRITES: True}).begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "head")


def _create_folder(database: str | None) -> None:
    if database and database != ":memory:":
        Path(database).parent.mkdir(parents=True, exist_ok=True)


def _prepare_sqlite(connection: sqlite3.Connection, _record: ConnectionPoolEntry) -> None:
    # The driver begins no transaction before a SELECT or a CREATE; `_begin_sqlite` does.
    connection.isolation_level = None
    cursor = connection.cursor()
    # WAL lets questions read while an ingest writes; a writer waits for another one.
    cursor.execute("PRAGMA journal_mode = WAL")
    cursor.execute("PRAGMA synchronous = NORMAL")
    cursor.execute("PRAGMA foreign_keys = ON")
    cursor.execute("PRAGMA busy_timeout = 10000")
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    # A transaction that reads before it writes must hold the write lock from the start:
    # SQLite refuses to upgrade it when another one wrote in between.
    writes = connection.get_execution_options().get(WRITES, False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
