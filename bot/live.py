"""An answer that grows in the terminal while it is written and checked."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

from rich.live import Live
from rich.text import Text

from answering.model import Statement
from bot.terminal import output, statement_lines

Watch = Callable[[Sequence[Statement]], None]


@contextmanager
def growing() -> Iterator[Watch | None]:
    """Shows the checked statements so far, and takes them away for the whole answer.

    None where nobody sees them: standard output is no terminal.
    """
    if not output.is_terminal:
        yield None
        return
    # Started by the first statement: an answer that comes at once must not flicker.
    live = Live(console=output, transient=True, auto_refresh=False)
    try:
        yield lambda statements: _show(live, statements)
    finally:
        live.stop()


def _show(live: Live, statements: Sequence[Statement]) -> None:
    live.start()
    lines = Text("\n\n").join(statement_lines(statements))
    live.update(lines.append(" …", "dim"), refresh=True)
