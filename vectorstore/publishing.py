"""Writes the catalogue: a revision is staged whole, then made current in one transaction."""

from sqlalchemy import Engine

from vectorstore import staging, switching
from vectorstore.database import WRITES
from vectorstore.errors import UnknownDraftError
from vectorstore.inserting import Draft
from vectorstore.model import Scope
from vectorstore.staging import StagedRevision
from vectorstore.switching import Switch

__all__ = ["Draft", "Publisher", "StagedRevision", "Switch"]


class Publisher:
    """The writing side of the catalogue. Safe to use from several threads.

    Every method is one transaction. What is not needed any more is for `pruning.Pruner`.
    """

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self._writing = engine.execution_options(**{WRITES: True})

    def stage(self, draft: Draft) -> StagedRevision:
        """Write the revision with its paragraphs and passages, unseen by every reader."""
        with self._writing.begin() as connection:
            return staging.stage(connection, draft)

    def found_at(self, scope: Scope, source: str, origin: str) -> None:
        """Say that what a source says now was found at `origin`, which can be looked at again."""
        with self._writing.begin() as connection:
            switching.found_at(connection, scope, source, origin)

    def touch(self, key: int) -> None:
        """Say that a draft is still being made. Raises `UnknownDraftError` when it was removed."""
        with self._writing.begin() as connection:
            if not staging.touch(connection, key):
                raise UnknownDraftError(key)

    def complete(self, key: int) -> None:
        """Say that the index has all of a draft. Raises `UnknownDraftError`."""
        with self._writing.begin() as connection:
            if not staging.complete(connection, key):
                raise UnknownDraftError(key)

    def waiting(self, scope: Scope, key: int) -> StagedRevision:
        """A complete draft of the scope that waits to be published. Raises `UnknownDraftError`."""
        with self.engine.connect() as connection:
            found = staging.waiting(connection, scope, key)
        if found is None:
            raise UnknownDraftError(key)
        return found

    def publish(
        self, staged: StagedRevision, actor: str = "operator", *, anyway: bool = False
    ) -> Switch:
        """Make the draft the current revision of its source: all of it, at one moment.

        Raises `UnknownDraftError`, and `StaleDraftError` when the source was changed since the
        draft was made, unless it is to be published `anyway`.
        """
        with self._writing.begin() as connection:
            return switching.publish(connection, staged.scope, staged.key, actor, anyway=anyway)

    def recall(self, scope: Scope, source: str, number: int) -> StagedRevision:
        """An older revision, to be restored once the index has all of it again.

        Raises `UnknownSourceError` or `UnknownRevisionError`.
        """
        with self._writing.begin() as connection:
            return switching.recall(connection, scope, source, number)

    def give_back(self, recalled: StagedRevision) -> None:
        """Say that a recalled revision is not to be restored after all."""
        with self._writing.begin() as connection:
            switching.give_back(connection, recalled.key)

    def restore(self, recalled: StagedRevision, actor: str) -> Switch:
        """Make a recalled revision the current one of its source again."""
        with self._writing.begin() as connection:
            return switching.restore(connection, recalled, actor)

    def remove(self, scope: Scope, source: str, actor: str) -> Switch:
        """Leave a source without a current revision. Raises `UnknownSourceError`."""
        with self._writing.begin() as connection:
            return switching.remove(connection, scope, source, actor)

    def forget(self, scope: Scope, source: str | None, actor: str = "operator") -> None:
        """Begin to forget a source for good, or all of the scope. Raises `UnknownSourceError`."""
        with self._writing.begin() as connection:
            switching.forget(connection, scope, source, actor)
