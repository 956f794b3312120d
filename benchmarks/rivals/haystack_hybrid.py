"""Haystack's hybrid retrieval: BM25 and embeddings in memory, joined by reciprocal rank."""

from collections.abc import Iterator, Sequence
from typing import Any

from haystack import Document, Pipeline
from haystack.components.joiners import DocumentJoiner
from haystack.components.retrievers.in_memory import (
    InMemoryBM25Retriever,
    InMemoryEmbeddingRetriever,
)
from haystack.document_stores.in_memory import InMemoryDocumentStore
from haystack.utils import ComponentDevice
from haystack_integrations.components.embedders.sentence_transformers import (
    SentenceTransformersDocumentEmbedder,
    SentenceTransformersTextEmbedder,
)

from benchmarks.places import Hit
from benchmarks.rivals.exchange import CHUNKS, Ask, Index, paragraphs, serve


def opened(model: str) -> Index:
    """One store and one pipeline, filled anew for each list of articles.

    A paragraph is a document.
    """
    cpu = ComponentDevice.from_str("cpu")
    embedder = SentenceTransformersDocumentEmbedder(model=model, device=cpu, progress_bar=False)
    embedder.warm_up()
    store = InMemoryDocumentStore(embedding_similarity_function="cosine")
    pipeline = _pipeline(
        store, SentenceTransformersTextEmbedder(model=model, device=cpu, progress_bar=False)
    )

    def index(articles: Sequence[dict[str, Any]]) -> Ask:
        store.delete_documents([document.id for document in store.filter_documents()])
        documents = [
            Document(content=text, meta={"article": name, "number": number})
            for (name, number), text in paragraphs(articles)
        ]
        store.write_documents(embedder.run(documents)["documents"])

        def ask(question: str) -> Iterator[Hit]:
            given = {"embedder": {"text": question}, "words": {"query": question}}
            for found in pipeline.run(given)["joiner"]["documents"]:
                yield (found.meta["article"], found.meta["number"]), found.score

        return ask

    return index


def _pipeline(store: InMemoryDocumentStore, embedder: SentenceTransformersTextEmbedder) -> Pipeline:
    pipeline = Pipeline()
    pipeline.add_component("embedder", embedder)
    pipeline.add_component("words", InMemoryBM25Retriever(store, top_k=CHUNKS))
    pipeline.add_component("meaning", InMemoryEmbeddingRetriever(store, top_k=CHUNKS))
    pipeline.add_component("joiner", DocumentJoiner(join_mode="reciprocal_rank_fusion"))
    pipeline.connect("embedder.embedding", "meaning.query_embedding")
    pipeline.connect("words", "joiner")
    pipeline.connect("meaning", "joiner")
    pipeline.warm_up()
    return pipeline


if __name__ == "__main__":
    serve(opened, ["haystack-ai", "sentence-transformers-haystack"])
