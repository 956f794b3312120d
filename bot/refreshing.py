"""Looks at watched sources again: what is new there is published or offered, by their schedule."""

from collections.abc import Callable, Collection
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from hashlib import sha256
from typing import Final
from urllib.parse import urlsplit

import structlog

from bot.keeper import Keeper
from bot.log_channels import LogChannels
from bot.schedules import Delivery, Every, Looked, Outcome, Seen, Watch
from bot.scheduling import Schedules
from bot.watches import Watches
from ingest.differences import Changes
from ingest.errors import IngestError
from ingest.fetching import NotModified
from ingest.given import Validators
from ingest.report import Prepared, Unchanged
from vectorstore.catalog import Catalog
from vectorstore.errors import StaleDraftError, StoreError, UnknownDraftError, UnknownSourceError
from vectorstore.model import Scope, Source
from vectorstore.staging import DRAFT_LIFE

ACTOR: Final = "schedule"
"""Who changes a source that is looked at on a schedule."""

_SEVERAL: Final = 5
_LEFT: Final = 0.1
"""Part of at least `_SEVERAL` paragraphs; with less left, nothing is published unseen."""

_BROKEN: Final = "Something went wrong here, not at the address: the operator's log tells more."

_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Claimed:
    """A source that is ours to look at, and the host that will be asked, in lower case."""

    watch: Watch
    host: str


class EndingError(Exception):
    """Raised in the middle of the work when it is to end."""


class Refresher:
    """Looks at one source at a time; every method blocks. Safe to use from several threads.

    Whatever fails, the source stays as it is.
    """

    def __init__(
        self,
        watches: Watches,
        keeper: Keeper,
        catalog: Catalog,
        channels: LogChannels,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        """`now` gives a time in UTC."""
        self._watches = watches
        self._keeper = keeper
        self._catalog = catalog
        self._schedules = Schedules(watches, catalog)
        self._channels = channels
        self._now = now

    def claim(self, busy: Collection[str]) -> Claimed | None:
        """Take the source that is due longest, unless its host is one of those that are busy."""
        for watch in self._watches.due():
            host = self._host(watch)
            if host in busy:
                continue
            claimed = self._watches.claim(watch)
            if claimed is not None:
                return Claimed(claimed, host)
        return None

    def look(self, watch: Watch, is_ending: Callable[[], bool] = lambda: False) -> Looked:
        """Look at a source that was claimed, and note what came of it. Raises nothing foreseen.

        Once `is_ending` says so, it is left for another time.
        """
        try:
            source = self._catalog.source([watch.scope], watch.source)
        except UnknownSourceError:
            source = None
        if source is None or source.address is None:
            self._watches.end(watch.scope, watch.source)
            return _looked(watch, Outcome.ENDED)
        try:
            return self._look_at(watch, source, source.address, is_ending)
        except IngestError as error:
            return self._failed(watch, str(error))
        except (StaleDraftError, UnknownDraftError, EndingError):
            self._watches.retry(watch)
            return _looked(watch, Outcome.LATER)
        except StoreError as error:
            _log.warning("source not refreshed", source=watch.source, error=str(error))
            return self._failed(watch, _BROKEN)
        except Exception:
            _log.exception("source not refreshed", source=watch.source)
            return self._failed(watch, _BROKEN)

    def look_now(self, scope: Scope, source: str) -> Looked:
        """Look at the scope's own source at once; a change of one without a schedule is published.

        Raises `UnknownSourceError` or `NoAddressError`.
        """
        self._schedules.source(scope, source)
        watch = self._watches.get(scope, source)
        if watch is None:
            return self.look(Watch(scope, source, Every.DAILY, Delivery.NOW, self._now()))
        claimed = self._watches.claim(watch)
        return _looked(watch, Outcome.LATER) if claimed is None else self.look(claimed)

    def close_offers(self) -> None:
        """Note which offers were taken or refused, and which nobody answered in time.

        What was refused is not offered again; what nobody answered is.
        """
        for watch in self._watches.offered():
            waiting = {draft.key for draft in self._keeper.waiting(watch.scope)}
            if watch.offer not in waiting:
                assert watch.offered_at is not None
                over = self._now() >= watch.offered_at + DRAFT_LIFE
                self._watches.close_offer(watch, again=over)

    def _look_at(
        self, watch: Watch, source: Source, address: str, is_ending: Callable[[], bool]
    ) -> Looked:
        seen = watch.seen if watch.seen and watch.seen.address == address else None
        given = self._keeper.fetch(address, seen.validators if seen else None)
        if isinstance(given, NotModified):
            self._watches.succeed(watch, None)
            return _looked(watch, Outcome.UNCHANGED)
        validators = given.validators or Validators()
        data_hash = sha256(given.data).hexdigest()
        if seen is not None and seen.data_hash == data_hash:
            self._watches.succeed(watch, replace(seen, validators=validators))
            return _looked(watch, Outcome.UNCHANGED)

        def go_on(_done: int, _of: int) -> None:
            if is_ending():
                raise EndingError

        go_on(0, 0)
        made = self._keeper.prepare(
            given, watch.scope, source=watch.source, actor=ACTOR, progress=go_on
        )
        if isinstance(made, Unchanged):
            # The address went back to what is current: what it said meanwhile is no offer any more.
            watch = self._withdraw(watch)
            current = self._catalog.source([watch.scope], watch.source).revision.content_hash
            self._watches.succeed(watch, Seen(address, data_hash, current, validators))
            return _looked(watch, Outcome.UNCHANGED)
        if made.base is None:
            # It was removed, or everything of its server was deleted, while it was fetched.
            self._cancel(watch.scope, made.key)
            self._watches.retry(watch)
            return _looked(watch, Outcome.LATER)
        content_hash = self._watches.content_hash(made.key) or ""
        found = Seen(address, data_hash, content_hash, validators)
        if seen is not None and seen.content_hash == content_hash:
            # As it was last time: who took that back or refused it is not asked again.
            self._cancel(watch.scope, made.key)
            self._watches.succeed(watch, found)
            return _looked(watch, Outcome.UNCHANGED)
        return self._deliver(self._withdraw(watch), made, found)

    def _deliver(self, watch: Watch, made: Prepared, found: Seen) -> Looked:
        # Servers answer with a page for a log-in or for repairs too, as if it were the text.
        if watch.delivery is Delivery.OFFER or _is_another_text(made.difference.counts):
            offering = replace(watch, offer=made.key, offered_at=self._now())
            self._watches.succeed(offering, found)
            self._channels.notify(watch.scope, watch.source, draft=made.key)
            return _looked(watch, Outcome.OFFERED, made.number)
        try:
            self._keeper.publish(watch.scope, made.key, actor=ACTOR)
        except BaseException:
            self._cancel(watch.scope, made.key)
            raise
        self._watches.succeed(watch, found)
        return _looked(watch, Outcome.PUBLISHED, made.number)

    def _withdraw(self, watch: Watch) -> Watch:
        """The watch without its offer, which has been overtaken."""
        if watch.offer is not None:
            self._cancel(watch.scope, watch.offer)
        return replace(watch, offer=None, offered_at=None)

    def _cancel(self, scope: Scope, draft: int) -> None:
        # It may be gone, and if the store fails, the draft is removed when its time is over.
        with suppress(UnknownDraftError, StoreError):
            self._keeper.cancel(scope, draft)

    def _failed(self, watch: Watch, error: str) -> Looked:
        self._watches.fail(watch, error)
        if not watch.failures:
            self._channels.notify(watch.scope, watch.source, error=error)
        return Looked(watch.scope, watch.source, Outcome.FAILED, error=error)

    def _host(self, watch: Watch) -> str:
        try:
            address = self._catalog.source([watch.scope], watch.source).address
        except UnknownSourceError:
            return ""
        return (urlsplit(address or "").hostname or "").lower()


def _is_another_text(counts: Changes) -> bool:
    """Whether hardly anything of a text that was longer than a note is left."""
    left = counts.unchanged + counts.changed + counts.moved
    before = left + counts.removed
    return before >= _SEVERAL and left < _LEFT * before


def _looked(watch: Watch, outcome: Outcome, revision: int | None = None) -> Looked:
    return Looked(watch.scope, watch.source, outcome, revision)
