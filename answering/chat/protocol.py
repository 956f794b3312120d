"""What the writer needs from a language model, whoever provides it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from answering.model import Note


class Role(StrEnum):
    """Who speaks."""

    SYSTEM = "system"
    USER = "user"
    ASSISTANT = "assistant"


@dataclass(frozen=True, slots=True)
class Message:
    """One message to a language model."""

    role: Role
    text: str


@dataclass(frozen=True, slots=True)
class Usage:
    """Tokens as the model counted them; estimated where it doesn't say."""

    prompt: int = 0
    reply: int = 0

    @property
    def total(self) -> int:
        """Both together."""
        return self.prompt + self.reply


class ModelError(Exception):
    """The language model gave no whole reply; the message is for the log."""

    note = Note.MODEL_FAILED


class ModelSlowError(ModelError):
    """The reply was not whole in time."""

    note = Note.MODEL_SLOW


class ModelCutShortError(ModelError):
    """The reply broke off after it had begun."""

    note = Note.MODEL_CUT_SHORT


class ModelRestingError(ModelError):
    """The model failed several times, and is left alone for a while."""

    note = Note.MODEL_RESTING


class ChatStream(Protocol):
    """A reply that is coming; iterating raises `ModelError`, in the middle too."""

    def __iter__(self) -> Iterator[str]:
        """The parts of the reply, as they come."""
        ...

    @property
    def usage(self) -> Usage:
        """What was used so far; final once the reply has ended, in whatever way."""
        ...

    def close(self) -> None:
        """Stop the reply; nothing more comes. May be called more than once."""
        ...


class ChatModel(Protocol):
    """A language model. Safe to use from several threads."""

    @property
    def name(self) -> str:
        """As the operator named it, such as `openai:gpt-5-mini`."""
        ...

    def stream(
        self, messages: Sequence[Message], *, deadline: float, most_tokens: int
    ) -> ChatStream:
        """Ask for a reply of at most `most_tokens`.

        `deadline` is a time of `time.monotonic()`: at that moment iterating raises
        `ModelSlowError`, whatever the model does. Retries happen inside, before the first part.
        """
        ...
