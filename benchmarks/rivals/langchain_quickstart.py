"""LangChain as its quickstart has it: recursive splitter, Chroma, the nearest chunks."""

from collections.abc import Iterator, Sequence
from itertools import count
from typing import Any

from langchain_chroma import Chroma
from langchain_core.documents import Document
from langchain_huggingface import HuggingFaceEmbeddings
from langchain_text_splitters import RecursiveCharacterTextSplitter

from benchmarks.places import Hit
from benchmarks.rivals.exchange import CHUNKS, Ask, Index, layout, serve


def opened(model: str) -> Index:
    """An index in Chroma's memory for each list of articles."""
    embeddings = HuggingFaceEmbeddings(model_name=model, model_kwargs={"device": "cpu"})
    splitter = RecursiveCharacterTextSplitter(
        chunk_size=1000, chunk_overlap=200, add_start_index=True
    )
    names = count()

    def index(articles: Sequence[dict[str, Any]]) -> Ask:
        layouts = {article["id"]: layout(article) for article in articles}
        whole = [
            Document(page_content=laid.text, metadata={"article": name})
            for name, laid in layouts.items()
        ]
        store = Chroma.from_documents(
            splitter.split_documents(whole), embeddings, collection_name=f"articles-{next(names)}"
        )

        def ask(question: str) -> Iterator[Hit]:
            for chunk, distance in store.similarity_search_with_score(question, k=CHUNKS):
                start, name = chunk.metadata["start_index"], chunk.metadata["article"]
                owner = layouts[name].owner(start, start + len(chunk.page_content))
                if owner is not None:
                    yield (name, owner), -distance

        return ask

    return index


if __name__ == "__main__":
    serve(opened, ["langchain-chroma", "langchain-huggingface", "langchain-text-splitters"])
