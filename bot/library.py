"""What readers may ask for, in the terminal and in Discord: answers, sources, paragraphs."""

from collections.abc import Sequence
from dataclasses import dataclass

from answering.allowance import Allowance
from answering.conversation.turns import Turn
from answering.engine import Engine
from answering.generative.writer import Watch
from answering.model import Answer, Citation, NoAnswer
from vectorstore.catalog import Catalog
from vectorstore.model import PlacedParagraph, Scope, Source, readable_scopes


@dataclass(frozen=True, slots=True)
class Library:
    """The reading side of Pilcrow; every call carries the scope it is for. Thread-safe."""

    engine: Engine
    catalog: Catalog

    def answer(
        self,
        question: str,
        scope: Scope,
        source: str | None = None,
        *,
        turns: Sequence[Turn] = (),
        allowance: Allowance | None = None,
        watch: Watch | None = None,
    ) -> Answer | NoAnswer:
        """Answer from what `scope` may read; see `Engine.answer`."""
        return self.engine.answer(
            question, scope, source, turns=turns, allowance=allowance, watch=watch
        )

    def sources(self, scope: Scope) -> list[Source]:
        """The sources that `scope` may read, by title."""
        return self.catalog.sources(readable_scopes(scope))

    def paragraph(self, scope: Scope, citation: Citation) -> PlacedParagraph | None:
        """The cited paragraph in the cited revision, if `scope` may read it."""
        return self.catalog.paragraph(
            readable_scopes(scope),
            citation.scope,
            citation.source,
            citation.revision,
            citation.paragraph,
        )
