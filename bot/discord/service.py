"""What the Discord side needs from the rest of the house."""

from collections.abc import Callable, Sequence
from typing import Protocol

from answering.allowance import Allowance
from answering.conversation.turns import Turn
from answering.model import Answer, Citation, NoAnswer, Statement
from bot.records import Compared
from bot.schedules import Delivery, Every, Watch
from ingest.fetching import NotModified
from ingest.given import Given, Validators
from ingest.report import Prepared, Published, Unchanged
from vectorstore.changes import LoggedChange, RemovedSource, RevisionRecord, WaitingDraft
from vectorstore.model import PlacedParagraph, Scope, Source


class AnswerService(Protocol):
    """Questions in, answers out; every method blocks, and is called from worker threads."""

    def answer(
        self,
        question: str,
        scope: Scope,
        source: str | None,
        *,
        turns: Sequence[Turn] = (),
        allowance: Allowance | None = None,
        watch: Callable[[Sequence[Statement]], None] | None = None,
    ) -> Answer | NoAnswer:
        """Answer from what `scope` may read, or from its one source with the id `source`.

        `turns` are the earlier ones of the conversation, oldest first; `allowance` is asked
        before a language model is. `watch` is called on this thread each time there are more
        checked statements, with all of them.
        """

    def sources(self, scope: Scope) -> list[Source]:
        """All sources that `scope` may read."""

    def paragraph(self, scope: Scope, citation: Citation) -> PlacedParagraph | None:
        """The cited paragraph of that very revision, if `scope` may read it."""


class SourceService(Protocol):
    """The writing side: sources of one scope, which every call names and never leaves.

    Every method blocks, is called from worker threads, and raises `LookupError` for what the
    scope does not have, `IngestError` for what cannot be read, `StoreError` for a failing store.
    """

    def fetch(self, address: str, validators: Validators | None = None) -> Given | NotModified:
        """What stands at a web address."""

    def prepare(
        self,
        given: Given,
        scope: Scope,
        *,
        source: str | None = None,
        actor: str,
        progress: Callable[[int, int], None] | None = None,
    ) -> Prepared | Unchanged:
        """A draft that waits to be published, unless nothing changed.

        `progress` is called on this thread with the passages embedded so far, and all; what it
        raises ends the work, and leaves nothing.
        """

    def publish(self, scope: Scope, key: int, *, actor: str) -> Published:
        """Make a draft the current revision; raises `StaleDraftError` or `UnknownDraftError`."""

    def cancel(self, scope: Scope, key: int) -> None:
        """Drop a draft; raises `UnknownDraftError`."""

    def sources(self, scope: Scope) -> list[Source]:
        """The scope's own sources."""

    def removed(self, scope: Scope) -> list[RemovedSource]:
        """The sources that were taken away and can come back."""

    def revisions(self, scope: Scope, source: str) -> list[RevisionRecord]:
        """Published revisions, newest first, also those of a source that was taken away."""

    def paragraphs(
        self, scope: Scope, source: str, number: int | None = None
    ) -> list[PlacedParagraph]:
        """All paragraphs of a revision, of the current one by default."""

    def difference(
        self, scope: Scope, source: str, before: int | None = None, after: int | None = None
    ) -> Compared:
        """Two revisions compared, by default the current one with the one before it."""

    def waiting(self, scope: Scope) -> list[WaitingDraft]:
        """The drafts that wait to be published."""

    def draft_difference(self, scope: Scope, key: int) -> Compared:
        """A draft compared with the revision that it began from."""

    def rollback(self, scope: Scope, source: str, number: int, *, actor: str) -> Published:
        """Make an older revision the current one again."""

    def remove(self, scope: Scope, source: str, *, actor: str) -> Published:
        """Take a source away."""

    def purge(self, scope: Scope) -> None:
        """Delete everything of a scope for good."""

    def log(self, scope: Scope, source: str | None = None, limit: int = 50) -> list[LoggedChange]:
        """What was done, newest first."""


class LogChannels(Protocol):
    """Where the changes of a server's sources are posted; every method blocks."""

    def channel(self, scope: Scope) -> str | None:
        """The id of the channel, if one is set."""

    def set_channel(self, scope: Scope, channel: str | None) -> None:
        """Post there from now on, or nowhere."""

    def problem(self, scope: Scope) -> str | None:
        """Why posting stopped, in one sentence, if it did."""


class Schedules(Protocol):
    """When the sources of one scope are looked at again; every method blocks."""

    def watch(self, scope: Scope, source: str, every: Every, delivery: Delivery) -> Watch:
        """Look at a source from now on; raises `NoAddressError` if it is not from the web."""

    def unwatch(self, scope: Scope, source: str) -> bool:
        """Look at a source no more; whether it was looked at."""

    def watched(self, scope: Scope) -> list[Watch]:
        """The schedules of the scope."""
