"""How the tests ask a model on a server and note what comes."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import pytest

from answering.chat.circuit import Circuit
from answering.chat.opening import open_chat_model
from answering.chat.protocol import (
    Message,
    ModelError,
    Role,
    Usage,
)
from answering.chat.streaming import StreamedModel
from tests.wire.process import ServingProcess
from tests.wire.serving import Running, Serving, running

QUESTION = [
    Message(Role.SYSTEM, "You are brief."),
    Message(Role.USER, "How long is the bridge?"),
]
PROTOCOLS = ["openai", "ollama"]
ENOUGH = 20.0  # seconds, where a test is not about the deadline
NEARLY = 0.4  # seconds that a busy machine may take on top

both = pytest.mark.parametrize("protocol", PROTOCOLS)


@contextmanager
def opened(
    protocol: str, server: Running | ServingProcess, circuit: Circuit | None = None
) -> Iterator[StreamedModel]:
    """The model that a server is, closed with the block."""
    address = server.openai_url if protocol == "openai" else server.ollama_url
    model = open_chat_model(f"{protocol}:tiny", base_url=address, circuit=circuit)
    try:
        yield model
    finally:
        model.close()


@dataclass
class Heard:
    """What a reader got of one reply."""

    parts: list[str] = field(default_factory=list)
    error: ModelError | None = None
    usage: Usage = field(default_factory=Usage)
    finish: str | None = None
    seconds: float = 0.0

    @property
    def text(self) -> str:
        return "".join(self.parts)


def hear(model: StreamedModel, within: float = ENOUGH, most_tokens: int = 500) -> Heard:
    """Read one reply to its end."""
    heard = Heard()
    start = time.monotonic()
    try:
        reply = model.stream(QUESTION, deadline=start + within, most_tokens=most_tokens)
    except ModelError as error:
        heard.error = error
        return heard
    try:
        heard.parts.extend(reply)
    except ModelError as error:
        heard.error = error
    heard.seconds = time.monotonic() - start
    heard.usage = reply.usage
    heard.finish = reply.finish
    return heard


def ask(protocol: str, serving: Serving, within: float = ENOUGH, most_tokens: int = 500) -> Heard:
    """One question to a server of its own."""
    with running(serving) as server, opened(protocol, server) as model:
        return hear(model, within, most_tokens)


def eventually(true: Callable[[], bool], within: float = 5.0) -> bool:
    """Whether it becomes true within so many seconds."""
    end = time.monotonic() + within
    while not true() and time.monotonic() < end:
        time.sleep(0.01)
    return true()


class Clock:
    """Time that passes when it is told to."""

    now = 0.0

    def __call__(self) -> float:
        return self.now
