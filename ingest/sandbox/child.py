"""One child process that reads documents, as its parent sees it."""

import os
import signal
import subprocess
import sys
from pathlib import Path
from threading import Timer

from ingest.sandbox import frames

_ROOT = Path(__file__).parents[2]  # the folder that the package `ingest` is imported from
_START_SECONDS = 30.0
_GRACE_SECONDS = 1.0
_CPU_SIGNAL = getattr(signal, "SIGXCPU", None)


class ChildError(Exception):
    """The child ended without an answer: `reason` is `time`, `memory` or `crash`."""

    def __init__(self, reason: str, details: str) -> None:
        super().__init__(details)
        self.reason = reason


class Child:
    """A process of the same Python, in its own session, without the bot's environment."""

    def __init__(self, seconds: float) -> None:
        """Raises OSError if no process can be started, ChildError if it doesn't come up."""
        self._seconds = seconds
        self._late = False
        self.served = 0
        self._process = subprocess.Popen(  # noqa: S603  (the command is fixed)
            [sys.executable, "-P", "-B", "-m", "ingest.sandbox", str(seconds)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            cwd=Path(sys.executable).anchor,
            env=_environment(),
            start_new_session=True,
        )
        try:
            self._receive(_START_SECONDS)
        except ChildError:
            self.close()
            raise

    @property
    def id(self) -> int:
        """The process id."""
        return self._process.pid

    @property
    def alive(self) -> bool:
        """Whether the process still runs."""
        return self._process.poll() is None

    def ask(self, question: frames.Frame) -> frames.Frame:
        """The answer to a question; raises ChildError if the process ends or takes too long."""
        assert self._process.stdin
        self.served += 1
        timer = self._clock(self._seconds)
        try:
            frames.send(self._process.stdin, *question)
        except OSError as error:
            raise self._death() from error
        finally:
            timer.cancel()
        return self._receive(self._seconds)

    def close(self) -> None:
        """End the process: at once if it works, else as it likes for a second."""
        assert self._process.stdin
        assert self._process.stdout
        try:
            self._process.stdin.close()
            self._process.wait(_GRACE_SECONDS)
        except (OSError, subprocess.TimeoutExpired):
            self._kill()
            self._process.wait()
        self._process.stdout.close()

    def kill(self) -> None:
        """End the process at once."""
        self._kill()
        self.close()

    def _receive(self, seconds: float) -> frames.Frame:
        assert self._process.stdout
        timer = self._clock(seconds)
        try:
            return frames.receive(self._process.stdout)
        except frames.FrameError as error:
            raise self._death() from error
        finally:
            timer.cancel()

    def _clock(self, seconds: float) -> Timer:
        timer = Timer(seconds, self._too_late)
        timer.daemon = True
        timer.start()
        return timer

    def _too_late(self) -> None:
        self._late = True
        self._kill()

    def _kill(self) -> None:
        """The process and all that it may have started."""
        if sys.platform == "win32":
            self._process.kill()
        elif self._process.poll() is None:
            os.killpg(self._process.pid, signal.SIGKILL)

    def _death(self) -> ChildError:
        """Why the process ended, which it has, or is made to now."""
        try:
            status = self._process.wait(_GRACE_SECONDS)
        except subprocess.TimeoutExpired:
            self._kill()
            status = self._process.wait()
        if self._late or (_CPU_SIGNAL is not None and status == -_CPU_SIGNAL):
            return ChildError("time", f"ended after {self._seconds:g} seconds")
        reason = "memory" if status == -getattr(signal, "SIGKILL", 0) else "crash"
        return ChildError(reason, f"ended with status {status}")


def _environment() -> dict[str, str]:
    """What Python needs, and nothing of the bot's own: its environment holds secrets."""
    environment = {"PYTHONPATH": str(_ROOT), "PYTHONUTF8": "1", "LANG": "C.UTF-8"}
    if sys.platform == "win32":  # without it no Windows program can make random numbers
        environment["SYSTEMROOT"] = os.environ["SYSTEMROOT"]
    return environment
