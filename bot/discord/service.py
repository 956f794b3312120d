"""What the Discord side needs from the rest of the house."""

from typing import Protocol

from answering.model import Answer, Citation, NoAnswer
from vectorstore.model import PlacedParagraph, Scope, Source


class AnswerService(Protocol):
    """Questions in, answers out; every method blocks, and is called from worker threads."""

    def answer(self, question: str, scope: Scope, source: str | None) -> Answer | NoAnswer:
        """Answer from what `scope` may read, or from its one source with the id `source`."""

    def sources(self, scope: Scope) -> list[Source]:
        """All sources that `scope` may read."""

    def paragraph(self, scope: Scope, citation: Citation) -> PlacedParagraph | None:
        """The cited paragraph of that very revision, if `scope` may read it."""
