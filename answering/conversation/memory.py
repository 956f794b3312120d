"""Earlier turns of conversations, kept in memory for a while."""

import time
from collections import OrderedDict, deque
from collections.abc import Callable
from threading import Lock

from answering.conversation.turns import Turn

CONVERSATIONS = 1_000
TURNS = 6
"""What a follow-up refers to is hardly ever further back."""
SECONDS = 1_800.0
_LINKS_A_TURN = 8  # a long answer is several messages, and the question is one


class _Conversation:
    """The turns and the messages of one key; the oldest of each fall out first."""

    def __init__(self, turns: int, touched: float) -> None:
        self.turns: deque[Turn] = deque(maxlen=turns)
        self.messages: OrderedDict[str, None] = OrderedDict()
        self.touched = touched


class Memory:
    """Conversations by key, forgotten some time after their last turn. Safe to use from threads.

    A key must name everything that keeps one conversation from another, such as the server, the
    channel and the first message: whoever has the key sees its turns.
    """

    def __init__(
        self,
        conversations: int = CONVERSATIONS,
        turns: int = TURNS,
        seconds: float = SECONDS,
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        """Keeps so many conversations of so many turns, for so many seconds after the last one."""
        if min(conversations, turns) < 1 or seconds <= 0:
            raise ValueError(
                f"A memory of {conversations} conversations with {turns} turns for {seconds} "
                "seconds holds nothing: give 1 or more of each."
            )
        self._most = conversations
        self._most_turns = turns
        self._seconds = seconds
        self._now = now
        self._lock = Lock()
        # The conversation that was touched last is last, so the first is the next to go.
        self._conversations: OrderedDict[str, _Conversation] = OrderedDict()
        self._keys: dict[str, str] = {}

    def turns(self, key: str) -> tuple[Turn, ...]:
        """The latest turns under `key`, oldest first; none if it is unknown or forgotten."""
        with self._lock:
            self._drop_old()
            known = self._conversations.get(key)
            return tuple(known.turns) if known else ()

    def add(self, key: str, turn: Turn) -> None:
        """Remember a turn, and drop what no longer fits."""
        with self._lock:
            self._drop_old()
            self._touched(key).turns.append(turn)

    def link(self, message: str, key: str) -> None:
        """Let a message lead to a conversation, for as long as that is remembered."""
        with self._lock:
            self._drop_old()
            known = self._conversations.get(key) or self._touched(key)
            former = self._conversations.get(self._keys.get(message, ""))
            if former is not None:
                former.messages.pop(message, None)
            known.messages[message] = None
            self._keys[message] = key
            if len(known.messages) > _LINKS_A_TURN * self._most_turns:
                oldest, _ = known.messages.popitem(last=False)
                del self._keys[oldest]

    def key_of(self, message: str) -> str | None:
        """The conversation that a message belongs to; None if unknown or forgotten."""
        with self._lock:
            self._drop_old()
            return self._keys.get(message)

    def forget(self, key: str) -> None:
        """Drop a conversation and the messages that lead to it."""
        with self._lock:
            self._drop(key)

    def _touched(self, key: str) -> _Conversation:
        """The conversation of a key, new if need be, as the latest one."""
        known = self._conversations.setdefault(key, _Conversation(self._most_turns, 0.0))
        known.touched = self._now()
        self._conversations.move_to_end(key)
        while len(self._conversations) > self._most:
            self._drop(next(iter(self._conversations)))
        return known

    def _drop_old(self) -> None:
        latest = self._now() - self._seconds
        while self._conversations:
            key, oldest = next(iter(self._conversations.items()))
            if oldest.touched > latest:
                return
            self._drop(key)

    def _drop(self, key: str) -> None:
        if (known := self._conversations.pop(key, None)) is not None:
            for message in known.messages:
                del self._keys[message]
