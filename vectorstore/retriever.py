"""Pilcrow's search as a LangChain retriever, for chains of your own."""

from langchain_core.callbacks import CallbackManagerForRetrieverRun
from langchain_core.documents import Document
from langchain_core.retrievers import BaseRetriever
from pydantic import ConfigDict, Field

from vectorstore.model import SHARED, Scope
from vectorstore.search import Search


class ParagraphRetriever(BaseRetriever):
    """The `k` best live paragraphs that `scope` may read, best first.

    A document's metadata tells its place: source, title, revision, paragraph, heading, score.
    """

    model_config = ConfigDict(arbitrary_types_allowed=True)

    search: Search = Field(exclude=True)
    scope: Scope = SHARED
    source: str | None = None
    k: int = Field(default=10, ge=1)

    def _get_relevant_documents(
        self, query: str, *, run_manager: CallbackManagerForRetrieverRun
    ) -> list[Document]:
        found = self.search.find(query, self.scope, self.source)
        return [
            Document(
                page_content=each.placed.paragraph.text,
                metadata={
                    "source": each.placed.source,
                    "title": each.placed.title,
                    "revision": each.placed.revision.number,
                    "paragraph": each.placed.paragraph.number,
                    "heading": each.placed.paragraph.heading,
                    "score": each.score,
                },
            )
            for each in found[: self.k]
        ]
