"""Watches a store from outside, and lets something happen at the n-th thing that is done to it."""

import os
import signal
from collections.abc import Callable
from threading import Lock
from typing import Any

import chromadb
from sqlalchemy import Engine, event

from vectorstore.encoder import Encoder, Pieces, Vectors


def kill_this_process() -> None:
    """End at once: nothing is flushed, closed or rolled back."""
    os.kill(os.getpid(), signal.SIGKILL)


class Fuse:
    """Counts what is done; `burn` is called at the event numbered `at`, counted from 0.

    `only` keeps to the events whose names have these words.
    """

    def __init__(
        self, at: int | None = None, burn: Callable[[], object] = kill_this_process, only: str = ""
    ) -> None:
        self.events: list[str] = []
        self._at = at
        self._burn = burn
        self._only = only
        self._lock = Lock()

    def light(self, at: int | None, burn: Callable[[], object]) -> None:
        """Count anew, and call `burn` at the event numbered `at`."""
        self.events, self._at, self._burn = [], at, burn

    def touch(self, name: str) -> None:
        """One more event."""
        if self._only not in name:
            return
        with self._lock:
            self.events.append(name)
            is_it = len(self.events) - 1 == self._at
        if is_it:
            self._burn()


def watch_database(engine: Engine, fuse: Fuse) -> None:
    """Every statement, and every commit."""

    def before(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        fuse.touch(f"before SQL {_first_words(statement)}")

    def after(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        fuse.touch(f"after SQL {_first_words(statement)}")

    dialect: Any = engine.dialect
    commit = dialect.do_commit

    def watched_commit(connection: Any) -> None:
        fuse.touch("before commit")
        commit(connection)
        fuse.touch("after commit")

    event.listen(engine, "before_cursor_execute", before)
    event.listen(engine, "after_cursor_execute", after)
    dialect.do_commit = watched_commit


class WatchedChroma:
    """A client of Chroma, or a collection, every call of which is an event."""

    def __init__(self, real: Any, fuse: Fuse) -> None:
        self._real = real
        self._fuse = fuse

    def __getattr__(self, name: str) -> Any:
        value = getattr(self._real, name)
        # That one asks no store.
        return self._watched(name, value) if callable(value) and "batch" not in name else value

    def _watched(self, name: str, method: Callable[..., Any]) -> Callable[..., Any]:
        def called(*args: Any, **kwargs: Any) -> Any:
            self._fuse.touch(f"before Chroma {name}")
            result = method(*args, **kwargs)
            self._fuse.touch(f"after Chroma {name}")
            is_collection = isinstance(result, chromadb.Collection)
            return WatchedChroma(result, self._fuse) if is_collection else result

        return called


class WatchedEncoder:
    """An encoder every batch of which is an event."""

    def __init__(self, real: Encoder, fuse: Fuse) -> None:
        self._real = real
        self._fuse = fuse
        self.name = real.name
        self.max_tokens = real.max_tokens
        self.piece_map = real.piece_map

    def count(self, texts: list[str]) -> list[int]:
        """What the real one counts."""
        return list(self._real.count(texts))

    def encode(self, texts: list[str]) -> Vectors:
        """What the real one gives."""
        self._fuse.touch("before embedding")
        vectors = self._real.encode(texts)
        self._fuse.touch("after embedding")
        return vectors

    def read(self, texts: list[str]) -> tuple[Vectors, list[Pieces] | None]:
        """What the real one gives."""
        self._fuse.touch("before embedding")
        read = self._real.read(texts)
        self._fuse.touch("after embedding")
        return read


def _first_words(statement: str) -> str:
    words = statement.split()
    named = {"INSERT": 3, "DELETE": 3, "UPDATE": 2, "BEGIN": 2}
    return " ".join(words[: named.get(words[0].upper(), 1)])
