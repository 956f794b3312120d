"""A reply between the event loop that receives it and the thread that reads it."""

import threading
import time
from collections.abc import Callable, Iterator, Mapping

from answering.chat.protocol import ModelError, ModelSlowError, Usage

# Where the model doesn't count: about right for English, and too few for most other languages.
CHARACTERS_A_TOKEN = 4


class ComingReply:
    """A `ChatStream`: one side adds parts, the other iterates.

    `ended` is called once, with the error or None, before the reader learns of the end;
    `cancel` when the reader wants no more of it. Parts that come faster than they are read are
    given together, so whatever waits here is never more than the reply may be long.
    """

    def __init__(
        self,
        deadline: float,
        prompt_characters: int,
        ended: Callable[["ComingReply", ModelError | None], None],
        cancel: Callable[[], None],
    ) -> None:
        self.deadline = deadline
        self.started = time.monotonic()
        self.finish: str | None = None
        """Why the model stopped, in its own words, such as `stop` and `length`."""
        self._tell_end = ended
        self._cancel = cancel
        self._changed = threading.Condition()
        self._parts: list[str] = []
        self._ending = False
        self._over = False
        self._closed = False
        self._error: ModelError | None = None
        self._asked = False
        self._characters = 0
        self._prompt_characters = prompt_characters
        self._counted = Usage()

    def __iter__(self) -> Iterator[str]:
        while (part := self._next()) is not None:
            yield part

    def _next(self) -> str | None:
        with self._changed:
            while not (self._parts or self._over):
                left = self.deadline - time.monotonic()
                if left <= 0:
                    break
                self._changed.wait(left)
        # Whatever is left of a slow reply would come after the deadline.
        if not self._over and time.monotonic() >= self.deadline:
            self.fail(ModelSlowError("the deadline passed"))
        with self._changed:
            self._changed.wait_for(lambda: self._parts or self._over)
            if self._parts and not isinstance(self._error, ModelSlowError):
                part = "".join(self._parts)
                self._parts.clear()
                return part
            if self._error is not None and not self._closed:
                raise self._error
            return None

    @property
    def usage(self) -> Usage:
        """Tokens as the model counted them; where it did not, a quarter of the characters."""
        with self._changed:
            asked = self._asked or self._characters > 0
            prompt = -(-self._prompt_characters // CHARACTERS_A_TOKEN) if asked else 0
            reply = -(-self._characters // CHARACTERS_A_TOKEN)
            whole = self._ending and self._error is None and not self._closed
            counted = self._counted
            # The count of a reply that broke off may be from its beginning.
            at_least = 0 if whole and counted.reply else reply
            return Usage(counted.prompt or prompt, max(counted.reply, at_least))

    @property
    def estimated(self) -> bool:
        """Whether the model did not count the tokens itself."""
        return not self._counted.total

    @property
    def begun(self) -> bool:
        """Whether any part has come."""
        return self._characters > 0

    @property
    def characters(self) -> int:
        """How many have come."""
        return self._characters

    def close(self) -> None:
        """Stop the reply; nothing more comes. May be called more than once."""
        late = time.monotonic() >= self.deadline
        with self._changed:
            self._closed = True
            self._parts.clear()
            if self._over:
                return
        # Who gives up because it took too long has seen a slow model.
        self.end(ModelSlowError("the deadline passed") if late else None)
        self._cancel()

    @property
    def closed(self) -> bool:
        """Whether the reader wanted no more."""
        return self._closed

    def asked(self, taken: bool) -> None:
        """The model has the prompt, or has refused it."""
        self._asked = taken

    def add(self, part: str) -> None:
        """A part has come."""
        with self._changed:
            if self._over:
                return
            self._characters += len(part)
            self._parts.append(part)
            self._changed.notify_all()

    def count(self, tokens: Mapping[str, object]) -> None:
        """The model has counted tokens, besides those it has counted before."""
        prompt, reply = tokens.get("input_tokens"), tokens.get("output_tokens")
        with self._changed:
            self._counted = Usage(
                self._counted.prompt + (prompt if isinstance(prompt, int) else 0),
                self._counted.reply + (reply if isinstance(reply, int) else 0),
            )

    def fail(self, error: ModelError) -> None:
        """End the reply from this side, and ask for no more of it."""
        self.end(error)
        self._cancel()

    def end(self, error: ModelError | None) -> None:
        """The reply has ended; only the first call counts."""
        with self._changed:
            if self._ending:
                return
            self._ending = True
            self._error = error
        try:
            self._tell_end(self, error)
        finally:
            with self._changed:
                self._over = True
                self._changed.notify_all()
