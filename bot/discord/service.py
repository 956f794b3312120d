"""What the Discord side needs from the rest of the house."""

from collections.abc import Callable, Sequence
from typing import Protocol

from answering.allowance import Allowance
from answering.conversation.turns import Turn
from answering.model import Answer, Citation, NoAnswer, Statement
from vectorstore.model import PlacedParagraph, Scope, Source


class AnswerService(Protocol):
    """Questions in, answers out; every method blocks, and is called from worker threads."""

    def answer(
        self,
        question: str,
        scope: Scope,
        source: str | None,
        *,
        turns: Sequence[Turn] = (),
        allowance: Allowance | None = None,
        watch: Callable[[Sequence[Statement]], None] | None = None,
    ) -> Answer | NoAnswer:
        """Answer from what `scope` may read, or from its one source with the id `source`.

        `turns` are the earlier ones of the conversation, oldest first; `allowance` is asked
        before a language model is. `watch` is called on this thread each time there are more
        checked statements, with all of them.
        """

    def sources(self, scope: Scope) -> list[Source]:
        """All sources that `scope` may read."""

    def paragraph(self, scope: Scope, citation: Citation) -> PlacedParagraph | None:
        """The cited paragraph of that very revision, if `scope` may read it."""
