"""Opens the database and brings its tables to the newest version."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import Engine, create_engine, event, make_url
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import ArgumentError, NoSuchModuleError, SQLAlchemyError
from sqlalchemy.pool import ConnectionPoolEntry

from vectorstore.errors import StoreError

MIGRATIONS = Path(__file__).parent / "migrations"


def open_database(url: str) -> Engine:
    """Connect to `url` and migrate it; raises `StoreError` with what to do."""
    try:
        shown = make_url(url).render_as_string(hide_password=True)
    except ArgumentError as error:
        raise StoreError(
            f"DATABASE_URL has the value '{url}'. It must be an address "
            "like sqlite:///data/pilcrow.db or postgresql+psycopg://user@host/name."
        ) from error
    try:
        engine = create_engine(url)
        if engine.dialect.name == "sqlite":
            _create_folder(engine.url.database)
            event.listen(engine, "connect", _prepare_sqlite)
        migrate(engine)
    except (ImportError, NoSuchModuleError) as error:
        raise StoreError(
            f"The driver of the database {shown} is not installed: "
            "for PostgreSQL run `pip install 'pilcrow[postgres]'`."
        ) from error
    except (SQLAlchemyError, OSError) as error:
        reason = getattr(error, "orig", None) or error
        raise StoreError(f"The database {shown} cannot be opened: {reason}.") from error
    return engine


def migrate(engine: Engine) -> None:
    """Apply every migration that the database has not seen yet."""
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "head")


def _create_folder(database: str | None) -> None:
    if database and database != ":memory:":
        Path(database).parent.mkdir(parents=True, exist_ok=True)


def _prepare_sqlite(connection: DBAPIConnection, _record: ConnectionPoolEntry) -> None:
    cursor = connection.cursor()
    # WAL lets questions read while an ingest writes; a writer waits for another one.
    cursor.execute("PRAGMA journal_mode = WAL")
    cursor.execute("PRAGMA synchronous = NORMAL")
    cursor.execute("PRAGMA foreign_keys = ON")
    cursor.execute("PRAGMA busy_timeout = 10000")
    cursor.close()
