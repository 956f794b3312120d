"""Many members at once, and how long the event loop was held meanwhile."""

import asyncio
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from simcord import Env, MemberActor, interactions
from simcord.builders import ChannelHandle
from simcord.enums import InteractionType


def ask(env: Env, channel: ChannelHandle, member: MemberActor, question: str) -> Any:
    """A question that is not waited for."""
    command = env.backend.find_command("ask", None, type=1)
    options = [{"name": "question", "type": 3, "value": question}]
    record, payload = interactions.base_payload(
        env.backend,
        type=InteractionType.APPLICATION_COMMAND,
        channel_id=channel.id,
        guild_id=member.guild.id,
        user_id=member.id,
        data={"id": command["id"], "name": "ask", "type": 1, "options": options},
    )
    env.backend.emit("INTERACTION_CREATE", payload)
    return record


class Lag:
    """Seconds until the loop comes to a callback, and how late a thread of the machine wakes."""

    def __init__(self) -> None:
        self.loop: list[float] = []
        self.machine: list[float] = []
        self.done = threading.Event()

    def watch(self, loop: asyncio.AbstractEventLoop) -> None:
        while not self.done.is_set():
            handed = time.perf_counter()
            loop.call_soon_threadsafe(lambda at=handed: self.loop.append(time.perf_counter() - at))
            time.sleep(0.005)
            self.machine.append(time.perf_counter() - handed - 0.005)


@dataclass
class Steps:
    """How long each step of the loop of one thread held it, in seconds.

    `processor` is what the step itself used; `wall` has what else it waited for, which on a
    machine that others share is also its turn.
    """

    processor: list[float] = field(default_factory=list)
    wall: list[float] = field(default_factory=list)

    @contextmanager
    def measured(self) -> Iterator[None]:
        """Measure the steps of this thread's loop until the end."""
        here, run = threading.get_ident(), asyncio.Handle._run

        def timed(handle: asyncio.Handle) -> None:
            used, started = time.thread_time(), time.perf_counter()
            run(handle)
            if threading.get_ident() == here:
                self.wall.append(time.perf_counter() - started)
                self.processor.append(time.thread_time() - used)

        asyncio.Handle._run = timed
        try:
            yield
        finally:
            asyncio.Handle._run = run

    def most_but(self, share: float) -> float:
        """The longest wall time, but for that share of the steps."""
        return sorted(self.wall)[int(len(self.wall) * (1 - share)) - 1]
