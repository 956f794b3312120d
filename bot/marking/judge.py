"""Holds answers against what their sources say now."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Final

import structlog

from bot.marking.changes import Judgement, by_quote, compared, source_removed, untouched
from bot.marking.marks import Choose, CitedSource, Marks
from ingest.differences import differ
from vectorstore.catalog import Catalog
from vectorstore.history import History
from vectorstore.model import Paragraph, Scope

MARKED_FOR: Final = timedelta(days=90)
"""Older answers are not marked any more; a mark that they have is kept true."""

_log = structlog.get_logger(__name__)


class Judge:
    """Finds the answers whose sources changed, by whichever process. For one thread at a time."""

    def __init__(
        self,
        catalog: Catalog,
        history: History,
        marks: Marks,
        *,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._catalog = catalog
        self._history = history
        self._marks = marks
        self._clock = clock
        self._seen: dict[Scope, int] = {}

    def look(self) -> int:
        """Judge what changed since the last look; how many messages are to be edited for it.

        What fails is logged, and looked at again the next time.
        """
        by_scope: dict[Scope, list[CitedSource]] = {}
        for each in self._marks.cited_sources():
            by_scope.setdefault(each.scope, []).append(each)
        # Read before the revisions: what is published in between is seen the next time.
        generations = self._catalog.generations(list(by_scope))
        edits = 0
        for scope, cited in by_scope.items():
            if self._seen.get(scope) == generations[scope] and not any(c.stale for c in cited):
                continue
            found = self._look_into(scope, cited)
            edits += sum(each or 0 for each in found)
            if None not in found:
                self._seen[scope] = generations[scope]
        return edits

    def _look_into(self, scope: Scope, cited: list[CitedSource]) -> list[int | None]:
        """For each source that changed, how many messages are to be edited; None if it failed."""
        current = {source: key for key, source in self._catalog.current_revisions(scope).items()}
        return [
            self._tried(scope, each.source, current.get(each.source))
            for each in cited
            if each.stale or each.current != current.get(each.source)
        ]

    def _tried(self, scope: Scope, source: str, current: int | None) -> int | None:
        try:
            edits = self._judge(scope, source, current)
        except Exception:
            _log.exception("answers not judged", scope=scope, source=source)
            return None
        if edits:
            _log.info("answers judged", scope=scope, source=source, edits=edits)
        return edits

    def _judge(self, scope: Scope, source: str, current: int | None) -> int:
        since = self._clock() - MARKED_FOR
        revisions = self._marks.cited_revisions(scope, source)
        number, choose = (
            (None, _gone)
            if current is None
            else self._against_current(scope, source, frozenset(revisions))
        )
        return self._marks.judge(
            scope, source, choose, current=current, revision=number, since=since
        )

    def _against_current(
        self, scope: Scope, source: str, cited: frozenset[int]
    ) -> tuple[int | None, Choose]:
        known = {each.number: each for each in self._history.revisions(scope, source)}
        number = next((each.number for each in known.values() if each.is_current), None)
        if number is None:  # removed in this very moment; the next look sees it
            return None, _gone
        after = number

        def paragraphs(revision: int) -> list[Paragraph]:
            found = self._history.paragraphs(scope, source, revision)
            return [placed.paragraph for placed in found]

        new = cache(lambda: paragraphs(after))
        by_words = cache(lambda: by_quote(new(), after))
        judgements: dict[int, Judgement] = {
            revision: untouched
            if revision == after
            else compared(differ(paragraphs(revision), new()), after)
            for revision in cited & known.keys()
        }

        def choose(revision: int, answered: datetime) -> Judgement | None:
            if revision not in cited:
                return None
            # A source that was forgotten and given again counts from 1 again.
            if revision not in known or known[revision].created_at > answered:
                return by_words()
            return judgements[revision]

        return number, choose


def _gone(revision: int, answered: datetime) -> Judgement | None:
    return source_removed
