"""Questions and clicks become replies, without Discord's library; every method blocks."""

import time
from collections.abc import Callable, Sequence
from threading import Lock
from typing import Final

import structlog

from answering.allowance import Allowance
from answering.conversation.memory import Memory
from answering.conversation.turns import turn_of
from answering.model import Answer, NoAnswer, Statement
from answering.questions import QuestionError, checked_question
from bot.discord.escaping import escape
from bot.discord.limits import CHOICE, CHOICES
from bot.discord.marks import cited
from bot.discord.pages import Page, Reply
from bot.discord.replies import (
    answer_reply,
    draft_page,
    no_answer_reply,
    paragraph_reply,
    plain_reply,
)
from bot.discord.service import AnswerService
from bot.discord.splitting import shorten
from bot.ledger import Asked, Ledger, Place, Role, Seen
from bot.visible import one_line, visible
from vectorstore.model import Scope, Source

SUGGESTIONS_AGE: Final = 5.0
"""For how many seconds the suggestions of a scope may be old."""

NOT_AVAILABLE: Final = (
    "That paragraph is not available here: the answer is unknown to me, was given somewhere else, "
    "or its source has been removed. Ask again to see what the sources say now."
)
NOT_KNOWN: Final = (
    "I don’t know that answer here, so I cannot ask its question again. "
    "Ask it yourself, with `/ask` or after my name."
)
NO_QUESTION: Final = (
    "Write your question in the same message, after my name, or use `/ask`. "
    "I answer from the sources of this place and show the paragraph behind every statement."
)

_log = structlog.get_logger(__name__)


class Desk:
    """Answers, keeps what was answered in the ledger, and shows what an answer rests on.

    `allowances` says what the member with that id may still use in a place.
    """

    def __init__(
        self,
        service: AnswerService,
        ledger: Ledger,
        memory: Memory | None = None,
        allowances: Callable[[Place, str], Allowance] | None = None,
    ) -> None:
        self.ledger: Final = ledger
        self.memory: Final = memory or Memory()
        self._service = service
        self._allowances = allowances
        self._known: dict[Scope, tuple[float, list[Source]]] = {}
        self._lock = Lock()

    def ask(
        self,
        place: Place,
        question: str,
        source: str | None = None,
        *,
        member: str | None = None,
        conversation: str | None = None,
        show_question: bool = False,
        watch: Callable[[Page], None] | None = None,
    ) -> Reply:
        """The reply to a question, recorded so that its controls work from now on.

        `conversation` is the key of the turns that it follows, and to which it is added.
        `watch` is called on this thread with the first page of an answer that is still being
        written, each time there is more of it.
        """
        try:
            question = _asked(question)
        except QuestionError as error:
            return plain_reply(str(error))
        chosen = self._chosen(place, source) if source is not None else None
        if source is not None and chosen is None:
            return plain_reply(_unknown_source(source))
        shown = question if show_question else None
        result = self._service.answer(
            question,
            place.scope,
            chosen.id if chosen else None,
            turns=self.memory.turns(conversation) if conversation else (),
            allowance=self._allowances(place, member) if self._allowances and member else None,
            watch=_drawn(watch, shown) if watch else None,
        )
        answer_id = self._record(place, question, chosen, result)
        if conversation:
            self.memory.add(conversation, turn_of(result))
        if isinstance(result, Answer):
            return answer_reply(result, answer_id, question=shown)
        searched = [chosen] if chosen else self._service.sources(place.scope)
        return no_answer_reply(result, answer_id, searched, question=shown)

    def _chosen(self, place: Place, source: str) -> Source | None:
        known = self._service.sources(place.scope)
        return next((one for one in known if source in (one.id, one.title)), None)

    def _record(
        self, place: Place, question: str, chosen: Source | None, result: Answer | NoAnswer
    ) -> str:
        answered = isinstance(result, Answer)
        answer_id = self.ledger.record(
            place,
            question,
            confidence=result.confidence,
            role=Role.STATEMENT if answered else Role.NEAREST,
            citations=cited(result),
            understood=result.understood,
            source=chosen.id if chosen else None,
        )
        _log.info(
            "question answered",
            answer=answer_id,
            answered=answered,
            writer=result.writer.value,
            note=result.note.value if result.note else None,
            dropped=len(result.dropped),
            confidence=round(result.confidence, 3),
            elapsed_ms=round(result.elapsed_ms, 1),
        )
        return answer_id

    def paragraph(self, place: Place, answer_id: str, position: int) -> Reply:
        """The paragraph that an answer given in `place` cites at `position`, in full."""
        citation = self.ledger.citation(answer_id, position, place)
        if citation is None:
            return plain_reply(NOT_AVAILABLE)
        placed = self._service.paragraph(place.scope, citation)
        return paragraph_reply(placed, citation.quote) if placed else plain_reply(NOT_AVAILABLE)

    def again(self, place: Place, answer_id: str) -> Asked | None:
        """What to ask again, if that answer was given in `place` for all to see."""
        return self.ledger.asked(answer_id, place)

    def show(self, answer_id: str, seen: Sequence[Seen]) -> None:
        """Remember where an answer is seen; what fails costs its marks, never the answer."""
        try:
            self.ledger.record_messages(answer_id, seen)
        except Exception:
            _log.exception("messages of an answer not recorded", answer=answer_id)

    def suggestions(self, place: Place, typed: str) -> list[tuple[str, str]]:
        """Titles and ids of the sources that match what was typed so far, best first."""
        wanted = typed.casefold().strip()
        matches = [
            (not source.title.casefold().startswith(wanted), source.title, source.id)
            for source in self._recent_sources(place.scope)
            if wanted in source.title.casefold() or wanted in source.id.casefold()
        ]
        return [
            (shorten(one_line(title), CHOICE) or source_id, source_id)
            for _, title, source_id in sorted(matches)
            if len(source_id) <= CHOICE
        ][:CHOICES]

    def _recent_sources(self, scope: Scope) -> list[Source]:
        """The sources of `scope`, not read again for every letter that somebody types."""
        now = time.monotonic()
        with self._lock:
            read_at, sources = self._known.get(scope, (0.0, []))
        if read_at and now - read_at < SUGGESTIONS_AGE:
            return sources
        sources = self._service.sources(scope)
        with self._lock:
            self._known = {
                known: (at, kept)
                for known, (at, kept) in self._known.items()
                if now - at < SUGGESTIONS_AGE
            }
            self._known[scope] = (now, sources)
        return sources


def _asked(text: str) -> str:
    """The question in what a member wrote; raises `QuestionError` if there is none."""
    seen = visible(text)
    if not seen.strip():
        raise QuestionError(NO_QUESTION)
    return checked_question(seen)


def _drawn(
    watch: Callable[[Page], None], question: str | None
) -> Callable[[Sequence[Statement]], None]:
    """Turns statements into pages for `watch`; what fails costs the drafts, never the answer."""

    def draw(statements: Sequence[Statement]) -> None:
        try:
            if statements:
                watch(draft_page(statements, question=question))
        except Exception:
            _log.exception("draft not made")

    return draw


def _unknown_source(source: str) -> str:
    name = escape(shorten(one_line(source), CHOICE))
    return f"There is no source “{name}” here. Choose one of the suggestions, or leave it out."
