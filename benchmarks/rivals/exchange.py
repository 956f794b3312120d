"""What every rival's script does with its input: index, ask, time, and write down.

Called as `python -m benchmarks.rivals.NAME INPUT OUTPUT MODEL`, from the repository's folder.
INPUT holds `indexes`, each with a name, articles and questions, and `speed`, an article with
questions and with the passages whose bare embedding times are divided by.
OUTPUT gets the ten best paragraphs of every question. Progress goes to standard output, a line
of `done total` at a time.
"""

import argparse
import json
import time
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from importlib.metadata import version
from pathlib import Path
from typing import Any

from sentence_transformers import SentenceTransformer

from benchmarks.places import Hit, Layout, first_places, laid_out
from benchmarks.rivals.remembering import remembered_vectors

CHUNKS = 30
"""How many chunks are asked for, so that most often ten different paragraphs are among them."""
_WARM_UP = 5

Ask = Callable[[str], Iterable[Hit]]
Index = Callable[[Sequence[dict[str, Any]]], Ask]
"""Indexes articles, and gives how to ask them."""


def layout(article: dict[str, Any]) -> Layout:
    """The whole text of an article, below its title."""
    return laid_out(article["title"], article["paragraphs"])


def paragraphs(articles: Sequence[dict[str, Any]]) -> list[tuple[tuple[str, int], str]]:
    """Every paragraph that says something, with its place."""
    return [
        ((article["id"], number), text)
        for article in articles
        for number, text in enumerate(article["paragraphs"])
        if text.strip()
    ]


def serve(opened: Callable[[str], Index], packages: Sequence[str]) -> None:
    """Answer the input with a rival; `opened` makes it from the folder of the model."""
    options = argparse.ArgumentParser(description=__doc__)
    for name in ("input", "output", "model"):
        options.add_argument(name, type=Path)
    arguments = options.parse_args()
    given = json.loads(arguments.input.read_text(encoding="utf-8"))
    index = opened(str(arguments.model))
    total = sum(len(each["questions"]) for each in given["indexes"])
    answered: list[dict[str, Any]] = []
    with remembered_vectors():
        for each in given["indexes"]:
            ask = index(each["articles"])
            for question in each["questions"]:
                hits = _asked(ask, question["text"])
                answered.append({"index": each["name"], "id": question["id"], "hits": hits})
                if len(answered) % 20 == 0 or len(answered) == total:
                    print(len(answered), total, flush=True)
    result = {
        "versions": {name: version(name) for name in packages},
        "answered": answered,
        "speed": _speed(index, given.get("speed"), str(arguments.model)),
    }
    arguments.output.write_text(json.dumps(result), encoding="utf-8")


def _speed(index: Index, given: dict[str, Any] | None, model: str) -> dict[str, Any] | None:
    """Seconds of the rival beside those of the bare embedding, side by side."""
    if given is None:
        return None
    bare = SentenceTransformer(model, device="cpu")
    bare.encode(given["passages"][:64])
    started = time.perf_counter()
    ask = index([given["article"]])
    whole = time.perf_counter() - started
    alone = _timed(lambda: bare.encode(given["passages"], show_progress_bar=False))
    asked = [
        (
            _timed(partial(_asked, ask, text)),
            _timed(partial(bare.encode, text, show_progress_bar=False)),
        )
        for text in given["questions"]
    ]
    return {"ingest": [whole, alone], "questions": asked[_WARM_UP:]}


def _asked(ask: Ask, question: str) -> list[Hit]:
    return first_places(ask(question))


def _timed(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started
