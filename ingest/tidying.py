"""Moves out of the index what is no longer live, and removes what nobody needs."""

from collections.abc import Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from vectorstore.archive import Archive
from vectorstore.batches import batches
from vectorstore.index import VectorIndex
from vectorstore.model import Scope
from vectorstore.pruning import Leftover, Pruner
from vectorstore.staging import LEASE

_AT_ONCE = 1_000  # vectors removed while other writers wait


@dataclass(frozen=True, slots=True)
class Keep:
    """How much of the past is kept: so many published revisions of a source, None for all.

    A source that was removed can be brought back for `removed_days`.
    """

    revisions: int | None = None
    removed_days: int = 30


class Tidying:
    """Brings the index in line with the catalogue. Safe to use from several threads.

    Whatever is cut off is done again by the next call: the catalogue knows what is left to do.
    """

    def __init__(
        self,
        pruner: Pruner,
        index: VectorIndex,
        archive: Archive,
        keep: Keep,
        turn: AbstractContextManager[object],
    ) -> None:
        """`turn` is held while others must not write."""
        self._pruner = pruner
        self._index = index
        self._archive = archive
        self._keep = keep
        self._turn = turn

    def tidy(self, scope: Scope | None = None) -> int:
        """See to all that is left over in a scope, or in every one; gives how many drafts went."""
        leftovers = self._pruner.leftovers(scope)
        for each in leftovers:
            self._clear(each)
        return sum(not each.stays for each in leftovers)

    def discard(self, scope: Scope, key: int) -> bool:
        """Remove a draft; False if there is none."""
        if not self._pruner.give_up(scope, key):
            return False
        self._clear(Leftover(key, scope, stays=False))
        return True

    def disown(self, scope: Scope, ids: Sequence[str]) -> None:
        """Remove what was stored for a draft that another process removed meanwhile."""
        self.retract(scope, ids)
        self._pruner.drop_kept(scope, ids)

    def retract(self, scope: Scope, ids: Sequence[str]) -> None:
        """Take out of the index those of `ids` that it need not have."""
        for batch in batches(ids, _AT_ONCE):
            with self._turn, self._pruner.removing(scope, batch) as rest:
                self._index.remove(scope, rest)

    def recover(self, *, alone: bool) -> int:
        """Remove what was cut off; gives how many revisions.

        `alone` tells that no other process writes: else only what nobody spoke of lately goes.
        """
        self._pruner.give_up_unfinished(None if alone else datetime.now(UTC) - LEASE)
        return self.tidy()

    def prune(self) -> int:
        """Remove what has been kept for long enough; gives how many revisions."""
        now = datetime.now(UTC)
        self._pruner.give_up_expired()
        self._pruner.forget_removed(now - timedelta(days=self._keep.removed_days))
        return self.tidy() + self.prune_revisions()

    def prune_revisions(self, scope: Scope | None = None) -> int:
        """Remove the published revisions that are too many; gives how many."""
        if self._keep.revisions is None:
            return 0
        surplus = self._pruner.surplus(self._keep.revisions, scope)
        for each in surplus:
            self._clear(each)
        return len(surplus)

    def purge(self, scope: Scope) -> None:
        """Remove all of a scope whose sources are being forgotten."""
        with self._turn, self._pruner.erasing(scope):
            self._index.clear(scope)

    def _clear(self, leftover: Leftover) -> None:
        scope = leftover.scope
        ids = self._pruner.unneeded(leftover.key)
        if leftover.stays:
            homeless = self._archive.missing(scope, ids)
            self._archive.keep(scope, self._index.stored(scope, homeless))
        self.retract(scope, ids)
        if leftover.stays:
            self._pruner.settle(leftover.key)
        else:
            self._pruner.drop(leftover.key)
