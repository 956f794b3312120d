"""bm25s as its own introduction uses it: English stop words and a Snowball stemmer, no model."""

from collections.abc import Iterator, Sequence
from typing import Any

import bm25s
import Stemmer

from benchmarks.places import Hit
from benchmarks.rivals.exchange import CHUNKS, Ask, Index, paragraphs, serve


def opened(model: str) -> Index:
    """A word index for each list of articles; a paragraph is a document."""
    stemmer = Stemmer.Stemmer("english")

    def index(articles: Sequence[dict[str, Any]]) -> Ask:
        placed = paragraphs(articles)
        words = bm25s.BM25()
        words.index(_tokens([text for _, text in placed], stemmer), show_progress=False)

        def ask(question: str) -> Iterator[Hit]:
            most = min(CHUNKS, len(placed))
            found, scores = words.retrieve(
                _tokens([question], stemmer), k=most, show_progress=False
            )
            for number, score in zip(found[0], scores[0], strict=True):
                yield placed[int(number)][0], float(score)

        return ask

    return index


def _tokens(texts: list[str], stemmer: Stemmer.Stemmer) -> bm25s.tokenization.Tokenized:
    return bm25s.tokenize(texts, stopwords="en", stemmer=stemmer, show_progress=False)


if __name__ == "__main__":
    serve(opened, ["bm25s", "PyStemmer"])
