"""LexRank and TextRank of sumy: how each rates the sentences of texts that are split already.

Called as `python -m benchmarks.rivals.sumy_ranks INPUT OUTPUT` from the repository's folder, by
the rivals' Python. INPUT holds `texts`, each a list of sentences; OUTPUT gets the version and,
by summarizer, the ratings of every text's sentences and the seconds that they took.
"""

import argparse
import json
import re
import time
from collections.abc import Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Any

from sumy.models.dom import ObjectDocumentModel, Paragraph, Sentence
from sumy.nlp.stemmers import Stemmer
from sumy.summarizers.lex_rank import LexRankSummarizer
from sumy.summarizers.text_rank import TextRankSummarizer
from sumy.utils import get_stop_words

_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")


class _Words:
    """Words without sumy's own tokenizer, which would download its data."""

    def to_words(self, sentence: str) -> tuple[str, ...]:
        return tuple(_WORD.findall(sentence))


class _Rated:
    """Keeps the ratings by which a summarizer chooses."""

    ratings: Any = None

    def _get_best_sentences(self, sentences: Any, count: Any, rating: Any, *rest: Any) -> Any:
        self.ratings = rating
        return ()


class _LexRank(_Rated, LexRankSummarizer):  # type: ignore[misc]
    pass


class _TextRank(_Rated, TextRankSummarizer):  # type: ignore[misc]
    pass


def _rate(summarizer: Any, texts: Sequence[Sequence[str]]) -> dict[str, Any]:
    tokenizer = _Words()
    rated = []
    started = time.perf_counter()
    for done, text in enumerate(texts, 1):
        sentences = [Sentence(each, tokenizer) for each in text]
        summarizer(ObjectDocumentModel([Paragraph(sentences)]), len(text))
        # Read by object, not by text: a text may say the same twice.
        document = [summarizer.ratings[each] for each in sentences]
        rated.append([float(each) for each in document])
        print(done, len(texts), flush=True)
    return {"ratings": rated, "seconds": time.perf_counter() - started}


def _made(kind: type[Any]) -> Any:
    summarizer = kind(Stemmer("english"))
    summarizer.stop_words = get_stop_words("english")
    return summarizer


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    for name in ("input", "output"):
        options.add_argument(name, type=Path)
    arguments = options.parse_args()
    texts = json.loads(arguments.input.read_text(encoding="utf-8"))["texts"]
    result = {
        "version": version("sumy"),
        "LexRank": _rate(_made(_LexRank), texts),
        "TextRank": _rate(_made(_TextRank), texts),
    }
    arguments.output.write_text(json.dumps(result), encoding="utf-8")


if __name__ == "__main__":
    main()
