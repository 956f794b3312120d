"""What the Discord side needs from the rest, and how it is called without holding the event loop."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from types import TracebackType
from typing import Final, ParamSpec, Protocol, Self, TypeVar

from answering.model import Answer, Citation, NoAnswer
from bot.ledger import Ledger
from vectorstore.model import PlacedParagraph, Scope, Source

P = ParamSpec("P")
T = TypeVar("T")

_ANSWERS_AT_ONCE: Final = 2
_READS_AT_ONCE: Final = 4


class AnswerService(Protocol):
    """Questions in, answers out. Every method blocks, and is called from worker threads."""

    def answer(self, question: str, scope: Scope, source: str | None) -> Answer | NoAnswer:
        """Answer from what `scope` may read, or from the one source with the id `source`."""

    def sources(self, scope: Scope) -> list[Source]:
        """All sources that `scope` may read."""

    def paragraph(self, scope: Scope, citation: Citation) -> PlacedParagraph | None:
        """The cited paragraph of that very revision, if `scope` may read it."""


class Desk:
    """The service and the ledger, on worker threads of their own.

    Reading has its own threads: a suggestion or a paragraph must not wait behind twenty questions.
    """

    def __init__(self, service: AnswerService, ledger: Ledger) -> None:
        self.service: Final = service
        self.ledger: Final = ledger
        self._answering = ThreadPoolExecutor(_ANSWERS_AT_ONCE, thread_name_prefix="answer")
        self._reading = ThreadPoolExecutor(_READS_AT_ONCE, thread_name_prefix="read")

    async def answer(self, question: str, scope: Scope, source: str | None) -> Answer | NoAnswer:
        """What the service answers, when a thread is free."""
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(
            self._answering, self.service.answer, question, scope, source
        )

    async def read(self, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """What a short blocking function returns, such as a method of the ledger."""
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._reading, lambda: function(*args, **kwargs))

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        exc_type: type[BaseException] | None,
        exc: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        await asyncio.to_thread(self.close)

    def close(self) -> None:
        """Forget what is waiting, and wait for what is running."""
        self._answering.shutdown(cancel_futures=True)
        self._reading.shutdown(cancel_futures=True)
