"""LlamaIndex with its defaults: a vector index over its sentence splitter's chunks."""

from collections.abc import Iterator, Sequence
from typing import Any

from llama_index.core import Document, VectorStoreIndex
from llama_index.embeddings.huggingface import HuggingFaceEmbedding

from benchmarks.places import Hit
from benchmarks.rivals.exchange import CHUNKS, Ask, Index, layout, serve


def opened(model: str) -> Index:
    """A vector index in memory for each list of articles."""
    embedding = HuggingFaceEmbedding(model_name=model, device="cpu")

    def index(articles: Sequence[dict[str, Any]]) -> Ask:
        layouts = {article["id"]: layout(article) for article in articles}
        documents = [Document(text=laid.text, doc_id=name) for name, laid in layouts.items()]
        retriever = VectorStoreIndex.from_documents(documents, embed_model=embedding).as_retriever(
            similarity_top_k=CHUNKS
        )

        def ask(question: str) -> Iterator[Hit]:
            for found in retriever.retrieve(question):
                node = found.node
                name = node.ref_doc_id
                owner = layouts[name].owner(node.start_char_idx, node.end_char_idx)
                if owner is not None:
                    yield (name, owner), found.score

        return ask

    return index


if __name__ == "__main__":
    serve(opened, ["llama-index-core", "llama-index-embeddings-huggingface"])
