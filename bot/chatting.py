"""`pilcrow chat`: question after question in the terminal."""

import re
import sys
from collections import deque
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from rich.text import Text

from answering.allowance import Allowance
from answering.conversation.memory import TURNS
from answering.conversation.turns import Turn, turn_of
from answering.model import Answer, Citation, NoAnswer
from answering.questions import QuestionError
from bot.live import growing
from bot.terminal import output, print_answer, print_error, print_paragraph
from vectorstore.model import Scope

if TYPE_CHECKING:
    from bot.library import Library

_HELP = "Ask a question. ¶16 (or just 16) opens a paragraph of the last answer; exit ends."
_PROMPT = "bold cyan"
_LEAVE = {"exit", "quit", ":q"}
_PARAGRAPH = re.compile(r"[¶/]?\s*(\d{1,6})")


@dataclass(frozen=True, slots=True)
class Chat:
    """A conversation in the terminal: whom it asks, about what, and what was said."""

    library: "Library"
    scope: Scope
    source: str | None = None
    allowance: Allowance | None = None
    turns: deque[Turn] = field(default_factory=lambda: deque(maxlen=TURNS))

    def run(self) -> None:
        """Read questions from standard input until its end or `exit`."""
        if sys.stdin.isatty():
            output.print(Text(_HELP, "dim"))
        last: Answer | NoAnswer | None = None
        while (line := _read_line()) is not None:
            said = line.strip()
            if said.lower() in _LEAVE:
                return
            if paragraph := _PARAGRAPH.fullmatch(said):
                self._show(last, int(paragraph[1]))
            elif said:
                last = self._ask(said) or last
            output.print()

    def _ask(self, said: str) -> Answer | NoAnswer | None:
        try:
            with growing() as watch:
                answer = self.library.answer(
                    said,
                    self.scope,
                    self.source,
                    turns=tuple(self.turns),
                    allowance=self.allowance,
                    watch=watch,
                )
        except QuestionError as error:
            print_error(str(error))
            return None
        self.turns.append(turn_of(answer))
        print_answer(answer)
        return answer

    def _show(self, last: Answer | NoAnswer | None, number: int) -> None:
        for citation in _citations(last):
            if citation.paragraph == number:
                placed = self.library.paragraph(self.scope, citation)
                if placed is not None:
                    print_paragraph(placed)
                    return
        output.print(f"The last answer has no ¶{number}.")


def _read_line() -> str | None:
    prompt = Text("? ", _PROMPT)
    if sys.stdin.isatty():
        try:
            return output.input(prompt)
        except (EOFError, KeyboardInterrupt):
            output.print()
            return None
    # Questions from a file or a pipe don't show by themselves.
    line = sys.stdin.readline()
    if line.strip():
        output.print(prompt.append(line.strip()))
    return line or None


def _citations(last: Answer | NoAnswer | None) -> list[Citation]:
    """The cited paragraphs first, then the others that were found."""
    if last is None:
        return []
    cited = (
        [c for each in last.statements for c in each.citations] if isinstance(last, Answer) else []
    )
    return cited + [each.citation for each in last.retrieved]
