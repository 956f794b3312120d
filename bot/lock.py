"""One process at a time on an embedded store."""

import os
from pathlib import Path

from filelock import FileLock, Timeout

from bot.errors import SettingsError, StoreBusyError

_PATIENCE = 3.0  # seconds; a question in another terminal is done by then


class StoreLock:
    """A lock on the data folder that ends with the process that holds it."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._owner = folder / "store.owner"
        self._lock = FileLock(folder / "store.lock")

    def acquire(self, purpose: str) -> None:
        """Take the lock for `purpose`, such as `pilcrow run`.

        Raises `StoreBusyError` when another process keeps it, and `SettingsError` when the
        folder cannot be written.
        """
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            self._lock.acquire(timeout=_PATIENCE)
            self._owner.write_text(f"`{purpose}`, process {os.getpid()}", encoding="utf-8")
        except Timeout:
            raise StoreBusyError(
                f"Another process ({self._owner_text()}) is using the store in {self._folder}. "
                "Stop it first, or run a Chroma server and set CHROMA_URL for both."
            ) from None
        except OSError as error:
            raise SettingsError(
                f"DATA_DIR has the value '{self._folder}'. "
                f"It must be a folder that can be written: {error.strerror}."
            ) from error

    def release(self) -> None:
        """Give the lock back."""
        self._lock.release(force=True)

    def _owner_text(self) -> str:
        try:
            return self._owner.read_text(encoding="utf-8")
        except OSError:
            return "of unknown purpose"
