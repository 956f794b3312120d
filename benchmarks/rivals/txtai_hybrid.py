"""txtai's hybrid search: its BM25 and its vectors, half and half."""

from collections.abc import Iterator, Sequence
from typing import Any

from txtai import Embeddings

from benchmarks.places import Hit
from benchmarks.rivals.exchange import CHUNKS, Ask, Index, paragraphs, serve


def opened(model: str) -> Index:
    """An index with content for each list of articles; a paragraph is a document."""
    embeddings = Embeddings(path=model, hybrid=True, content=True, gpu=False)

    def index(articles: Sequence[dict[str, Any]]) -> Ask:
        placed = paragraphs(articles)
        embeddings.index((number, text) for number, (_, text) in enumerate(placed))

        def ask(question: str) -> Iterator[Hit]:
            for found in embeddings.search(question, CHUNKS):
                yield placed[int(found["id"])][0], found["score"]

        return ask

    return index


if __name__ == "__main__":
    serve(opened, ["txtai"])
