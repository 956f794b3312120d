"""The writer with a language model: only sentences that passed their check leave it."""

import time
from collections.abc import Callable, Iterable, Sequence
from contextlib import AbstractContextManager, closing
from dataclasses import dataclass

import structlog

from answering.chat.protocol import ChatModel, ModelError, Usage
from answering.counters import DROPPED, TOKENS
from answering.evidence import Evidence
from answering.generative.checking import Checker
from answering.generative.offer import Offer, offer
from answering.generative.reading import Drafted, Reader
from answering.model import Dropped, Note, Statement

MOST_TOKENS = 700
"""Tokens of a reply: about twice what the longest useful answer takes."""

Watch = Callable[[Sequence[Statement]], None]
"""Told, on the thread that asks, of all checked statements so far, each time there is a new one."""

_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Written:
    """What a language model wrote, after the check.

    `declined` means that it said itself that the paragraphs don't answer.
    `failure` tells why the reply is not whole; its statements are no answer then.
    """

    statements: tuple[Statement, ...]
    dropped: tuple[Dropped, ...]
    usage: Usage
    declined: bool = False
    failure: Note | None = None


class Writer:
    """Has answers written from evidence. Safe to use from several threads."""

    def __init__(
        self, model: ChatModel, checker: Checker, gate: AbstractContextManager[object]
    ) -> None:
        """`gate` is held while a sentence is checked: it bounds what computes at the same time."""
        self.model = model
        self._checker = checker
        self._gate = gate

    def write(
        self,
        question: str,
        evidence: Evidence,
        *,
        deadline: float,
        watch: Watch | None = None,
    ) -> Written:
        """An answer to `question`; never raises what the model does wrong.

        `deadline` is a time of `time.monotonic()`.
        """
        offered = offer(question, evidence.found)
        draft = _Draft(self._checker, self._gate, offered, evidence, watch)
        started = time.monotonic()
        failure: ModelError | None = None
        usage = Usage()
        try:
            stream = self.model.stream(offered.messages, deadline=deadline, most_tokens=MOST_TOKENS)
            try:
                with closing(stream):
                    draft.read(stream)
            finally:
                usage = stream.usage
        except ModelError as error:
            failure = error
        TOKENS.inc(usage.total)
        self._tell(draft, failure, usage, time.monotonic() - started)
        return Written(
            tuple(draft.statements),
            tuple(draft.dropped),
            usage,
            declined=draft.declined,
            failure=failure.note if failure else None,
        )

    def _tell(
        self, draft: "_Draft", failure: ModelError | None, usage: Usage, seconds: float
    ) -> None:
        DROPPED.inc(len(draft.dropped))
        _log.info(
            "answer written" if failure is None else "no whole answer written",
            model=self.model.name,
            statements=len(draft.statements),
            dropped=[each.reason for each in draft.dropped],
            declined=draft.declined,
            tokens=usage.total,
            seconds=round(seconds, 2),
            **({} if failure is None else {"failure": failure.note, "because": str(failure)}),
        )


class _Draft:
    """An answer that is being written and checked."""

    def __init__(
        self,
        checker: Checker,
        gate: AbstractContextManager[object],
        offered: Offer,
        evidence: Evidence,
        watch: Watch | None,
    ) -> None:
        self.statements: list[Statement] = []
        self.dropped: list[Dropped] = []
        self._checker = checker
        self._gate = gate
        self._offered = offered.offered
        self._evidence = evidence
        self._watch = watch
        self._reader = Reader(offered.offered)

    @property
    def declined(self) -> bool:
        """Whether the model said that the paragraphs don't answer, and nothing else that holds."""
        return self._reader.declined and not self.statements

    def read(self, parts: Iterable[str]) -> None:
        """Check sentence after sentence, as they come."""
        for part in parts:
            self._take(self._reader.feed(part))
            if self._reader.overlong:
                break
        self._take(self._reader.finish())

    def _take(self, drafted: Sequence[Drafted]) -> None:
        for each in drafted:
            with self._gate:
                checked = self._checker.check(each, self._offered, self._evidence)
            if isinstance(checked, Dropped):
                self.dropped.append(checked)
            elif not any(checked.text == said.text for said in self.statements):
                self.statements.append(checked)
                if self._watch is not None:
                    self._watch(tuple(self.statements))
