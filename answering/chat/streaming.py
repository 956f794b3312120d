"""Asks a model on an event loop of its own, with a deadline, retries and rests."""

import asyncio
import threading
import time
from collections.abc import Mapping, Sequence
from contextlib import aclosing, suppress

import structlog
from langchain_core.messages import (
    AIMessage,
    AIMessageChunk,
    BaseMessage,
    HumanMessage,
    SystemMessage,
)
from langsmith import tracing_context
from tenacity import AsyncRetrying, RetryCallState, retry_if_exception, wait_random_exponential

from answering.chat.circuit import Circuit, Pass
from answering.chat.coming import ComingReply
from answering.chat.errors import ModelClosedError, ModelFailedError, ModelRefusedError
from answering.chat.failures import (
    BrokenOffError,
    is_our_fault,
    is_passing,
    retry_after,
    status_of,
    told,
)
from answering.chat.limit import Limit
from answering.chat.protocol import (
    Message,
    ModelCutShortError,
    ModelError,
    ModelRestingError,
    ModelSlowError,
    Role,
)
from answering.chat.providers import Chat
from answering.chat.thoughts import Thoughts

_ATTEMPTS = 4
_CLOSED_WITHIN = 0.5  # seconds
# A reply is ended at this length even if the model knows no limit; no language comes near.
_CHARACTERS_A_TOKEN_AT_MOST = 8
# Where the providers say why a reply ended; a reply without any of them broke off.
_FINISHES = ("finish_reason", "done_reason", "stop_reason", "status")

_MESSAGES: Mapping[Role, type[BaseMessage]] = {
    Role.SYSTEM: SystemMessage,
    Role.USER: HumanMessage,
    Role.ASSISTANT: AIMessage,
}
# Up to 0.5, 1 and 2 seconds: a reader waits meanwhile.
_PAUSE = wait_random_exponential(multiplier=0.5)

_log = structlog.get_logger(__name__)


class _GaveWayError(Exception):
    """The server refused an option; the next attempt goes without it."""


class StreamedModel:
    """A `ChatModel`; close it when it is no longer needed."""

    def __init__(self, name: str, chat: Chat, circuit: Circuit | None = None) -> None:
        self._name = name
        self._chat = chat
        self._circuit = circuit or Circuit()
        self._lock = threading.Lock()
        self._coming: set[ComingReply] = set()
        self._closed = False
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(
            target=self._loop.run_forever, name="language-model", daemon=True
        )
        self._thread.start()

    @property
    def name(self) -> str:
        """As the operator named it, such as `openai:gpt-5-mini`."""
        return self._name

    def stream(
        self, messages: Sequence[Message], *, deadline: float, most_tokens: int
    ) -> ComingReply:
        """Ask for a reply; see `ChatModel`.

        Raises `ModelRestingError` while the model is left alone, and `ModelClosedError` once it
        is closed. The reply is cancelled at the deadline even if nobody reads it.
        """
        given = self._circuit.enter()
        if given is None:
            raise ModelRestingError(f"it rests for {self._circuit.seconds_left:.0f} s more")
        limit = Limit(self._loop, deadline)
        reply = ComingReply(
            deadline,
            sum(len(message.text) for message in messages),
            lambda ended, error: self._ended(ended, error, given),
            limit.end_now,
        )
        told_messages = [_MESSAGES[message.role](message.text) for message in messages]
        with self._lock:
            if self._closed:
                self._circuit.dropped(given)
                raise ModelClosedError("the model is closed")
            self._coming.add(reply)
            work = self._receive(reply, limit, told_messages, most_tokens)
            asyncio.run_coroutine_threadsafe(work, self._loop)
        return reply

    def close(self) -> None:
        """Cancel every reply; whoever waits for one gets `ModelClosedError` at once."""
        with self._lock:
            if self._closed:
                return
            self._closed = True
            coming = list(self._coming)
        for reply in coming:
            reply.fail(ModelClosedError("the model was closed"))
        closing = asyncio.run_coroutine_threadsafe(self._end_all(), self._loop)
        # Not before all is ended, however long a busy machine takes: a loop that stops sooner
        # leaves connections open.
        closing.add_done_callback(lambda _: self._loop.call_soon_threadsafe(self._loop.stop))
        with suppress(TimeoutError):
            closing.result(_CLOSED_WITHIN)
        self._thread.join(_CLOSED_WITHIN)
        if not self._thread.is_alive():
            self._loop.close()

    async def _end_all(self) -> None:
        tasks = asyncio.all_tasks() - {asyncio.current_task()}
        await asyncio.gather(*tasks, return_exceptions=True)
        await self._loop.shutdown_asyncgens()
        await self._chat.close()

    async def _receive(
        self,
        reply: ComingReply,
        limit: Limit,
        messages: Sequence[BaseMessage],
        most_tokens: int,
    ) -> None:
        """Fill the reply and end it, whatever happens."""
        error: ModelError | None = None
        try:
            # Whatever the environment says, nothing is sent to LangSmith.
            with tracing_context(enabled=False):
                async with limit.kept():
                    await self._ask(reply, messages, most_tokens)
        except Exception as cause:
            error = ModelSlowError("the deadline passed") if limit.passed else _as_ours(cause)
        # Made outside of the handler's traceback: a provider's error may hold the request.
        reply.end(error if error is None or not reply.begun else _in_the_middle(error))

    async def _ask(
        self, reply: ComingReply, messages: Sequence[BaseMessage], most_tokens: int
    ) -> None:
        async for attempt in AsyncRetrying(
            retry=retry_if_exception(lambda error: not reply.begun and _again(error)),
            wait=_pause,
            stop=lambda state: _enough(state, reply.deadline),
            reraise=True,
        ):
            with attempt:
                await self._attempt(reply, messages, most_tokens)

    async def _attempt(
        self, reply: ComingReply, messages: Sequence[BaseMessage], most_tokens: int
    ) -> None:
        manner = self._chat.manner
        thoughts = Thoughts()
        reply.asked(True)
        try:
            async with aclosing(self._chat.parts(messages, most_tokens, manner)) as parts:
                async for part in parts:
                    _take(reply, part, thoughts)
                    if reply.characters > most_tokens * _CHARACTERS_A_TOKEN_AT_MOST:
                        reply.finish = "length"
                        break
        except Exception as error:
            if status_of(error) is not None or is_passing(error):
                reply.asked(False)
            if not reply.begun and self._chat.gives_way(manner, error):
                raise _GaveWayError from None
            raise
        if reply.finish is None:
            raise BrokenOffError
        if rest := thoughts.finish():
            reply.add(rest)

    def _ended(self, reply: ComingReply, error: ModelError | None, given: Pass) -> None:
        with self._lock:
            self._coming.discard(reply)
        if isinstance(error, ModelRefusedError | ModelClosedError) or (
            reply.closed and error is None
        ):
            self._circuit.dropped(given)
        elif error is None:
            self._circuit.succeeded(given)
        else:
            self._circuit.failed(given)
        self._tell(reply, error)

    def _tell(self, reply: ComingReply, error: ModelError | None) -> None:
        usage = reply.usage
        log = _log.bind(
            model=self._name,
            seconds=round(time.monotonic() - reply.started, 3),
            prompt_tokens=usage.prompt,
            reply_tokens=usage.reply,
            estimated=reply.estimated,
        )
        if error is None:
            log.info("model replied", finish=reply.finish)
        else:
            rests = round(self._circuit.seconds_left)
            name = type(error).__name__
            log.warning("model failed", error=name, reason=str(error), rests=rests)


def _take(reply: ComingReply, part: AIMessageChunk, thoughts: Thoughts) -> None:
    for name in _FINISHES:
        if value := part.response_metadata.get(name):
            reply.finish = str(value)
    if part.usage_metadata is not None:
        reply.count(part.usage_metadata)
    if text := thoughts.feed(str(part.text)):
        reply.add(text)


def _again(error: BaseException) -> bool:
    return isinstance(error, _GaveWayError) or is_passing(error)


def _pause(state: RetryCallState) -> float:
    error = _error_of(state)
    if isinstance(error, _GaveWayError):
        return 0.0
    return max(_PAUSE(state), (retry_after(error) or 0.0) if error else 0.0)


def _enough(state: RetryCallState, deadline: float) -> bool:
    """Whether to give up: a pause beyond the deadline would only delay the quotations."""
    late = time.monotonic() + state.upcoming_sleep >= deadline
    return late or state.attempt_number >= _ATTEMPTS


def _error_of(state: RetryCallState) -> BaseException | None:
    return state.outcome.exception() if state.outcome else None


def _as_ours(cause: Exception) -> ModelError:
    """Our error for a provider's, with nothing of its text, which may hold the request."""
    if isinstance(cause, BrokenOffError):
        return ModelFailedError("the reply ended without a reason")
    return (ModelRefusedError if is_our_fault(cause) else ModelFailedError)(told(cause))


def _in_the_middle(error: ModelError) -> ModelError:
    """What a failure is called once parts of the reply are there."""
    if isinstance(error, ModelSlowError | ModelClosedError):
        return error
    return ModelCutShortError(str(error))
