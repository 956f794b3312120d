"""What the benchmarks' command lines have in common."""

import argparse
import json
import tempfile
from pathlib import Path

from answering import weights
from benchmarks.corpus import Corpus
from benchmarks.sets import QuestionSet, read_set
from benchmarks.vectors import VectorCache
from vectorstore.languages import Family

_REPOSITORY = Path(__file__).parents[1]
MOST_ARTICLES = {"covidqa": 16, "mtrag": 180}
"""Sets of which only so many articles are read, to keep the embedding short."""


def parser(purpose: str | None) -> argparse.ArgumentParser:
    """A parser with the places of the data and of the kept embeddings."""
    options = argparse.ArgumentParser(description=purpose)
    options.add_argument("--data", type=Path, default=_REPOSITORY.parent / "shared" / "data")
    options.add_argument(
        "--cache", type=Path, default=Path(tempfile.gettempdir()) / "pilcrow-benchmarks"
    )
    options.add_argument("--per-article", type=int, default=80, help="questions of each kind")
    options.add_argument(
        "--families", type=Family, nargs="+", default=list(Family), help="which languages"
    )
    options.add_argument("--write", action="store_true", help="put the weights into their file")
    return options


def load(arguments: argparse.Namespace, name: str, whole: bool = False) -> QuestionSet:
    """A set of the data folder, or a sample of it if it is large and not wanted `whole`."""
    if not (arguments.data / name.partition("-")[0]).is_dir():
        raise SystemExit(f"The set '{name}' is not under {arguments.data}: give --data.")
    if whole:
        return read_set(arguments.data, name, per_article=10_000)
    return read_set(arguments.data, name, arguments.per_article, MOST_ARTICLES.get(name))


def embedded(arguments: argparse.Namespace, questions: QuestionSet) -> tuple[Corpus, VectorCache]:
    """A set's paragraphs in one index, and the vectors of its questions."""
    cache = VectorCache(arguments.cache)
    cache.add(question.text for question in questions.questions)
    return Corpus.build(questions.articles, cache), cache


def update(part: str, value: object) -> None:
    """Replaces one part of `answering/weights.json`."""
    path = Path(weights.__file__).with_suffix(".json")
    fitted = json.loads(path.read_text(encoding="utf-8"))
    path.write_text(json.dumps(fitted | {part: value}, indent=2) + "\n", encoding="utf-8")
