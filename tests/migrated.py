"""A migrated SQLite file for each test, copied from one that was migrated once."""

import atexit
import shutil
import tempfile
from functools import cache
from pathlib import Path

from sqlalchemy import Engine

from vectorstore.database import open_database


def migrated_database(file: Path) -> Engine:
    """The database in `file`, which is made if it is not there."""
    if not file.exists():
        shutil.copy(_template(), file)
    return open_database(f"sqlite:///{file}")


@cache
def _template() -> Path:
    # With the last connection SQLite puts its log into the file, which then is all there is.
    folder = tempfile.mkdtemp(prefix="pilcrow-tests-")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    file = Path(folder, "template.db")
    open_database(f"sqlite:///{file}").dispose()
    return file
