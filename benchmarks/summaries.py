"""Summaries beside their references: ROUGE at the same number of words, story by story.

`python -m benchmarks.summaries` reads the set squality (whole-plot references of four people),
splits every story once, and lets Pilcrow, sumy's LexRank and TextRank, the story's beginning and
chance choose from the same sentences. All may use as many words as the median reference has.
Pilcrow takes only what can be read alone; "standing" are the others kept to the same sentences.
sumy runs in the rivals' environment; without it, `--no-sumy`.
"""

import argparse
import json
import random
import statistics
import subprocess
import tempfile
import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from answering.summaries.choosing import choose
from answering.summaries.sentences import Reading
from benchmarks import options
from benchmarks.corpus import placed_paragraphs
from benchmarks.rouge import Rouge, rouge
from benchmarks.sets import Article, articles_from, rows
from benchmarks.suite.environment import REPOSITORY, rivals_python
from benchmarks.vectors import VectorCache
from vectorstore.languages import ENGLISH

_ENOUGH = 0.95  # of the words; the same for all
_TENTHS = 10


@dataclass(frozen=True, slots=True)
class Story:
    """A text with its references and its sentences, as everybody gets them."""

    article: Article
    references: tuple[str, ...]
    reading: Reading

    @property
    def sentences(self) -> list[str]:
        """The texts of the sentences, in order."""
        return [each.text for each in self.reading.sentences]


@dataclass(frozen=True, slots=True)
class Made:
    """A summary: the places of its sentences in order, how well it fits, how far it reaches.

    `tenths` is the share of the tenths of the story that it has a sentence from.
    """

    places: tuple[int, ...]
    rouge: Rouge
    words: int
    tenths: float


def read_stories(data: Path) -> list[Story]:
    """The stories of squality with the references for their whole plot."""
    records = rows(data / "squality" / "summaries.jsonl")
    whole = {r["article_id"]: r["references"] for r in records if r["kind"] == "whole"}
    return [
        Story(article, tuple(whole[article.id]), Reading.of(placed_paragraphs(article), ENGLISH))
        for article in articles_from(rows(data / "squality" / "articles.jsonl"))
        if article.id in whole
    ]


def standing(story: Story) -> set[int]:
    """The places of the sentences that can be quoted alone."""
    return {each.last for each in story.reading.quotations if each.first == each.last}


def filled(story: Story, order: Iterable[int], words: int) -> list[int]:
    """Sentences in this order as long as they fit, put into reading order."""
    chosen: list[int] = []
    used = 0
    for at in order:
        length = story.reading.sentences[at].words
        if used + length <= words:
            chosen.append(at)
            used += length
        if used >= _ENOUGH * words:
            break
    return sorted(chosen)


def made(story: Story, places: Sequence[int]) -> Made:
    """What sentences are worth as a summary."""
    sentences = story.reading.sentences
    reached = {at * _TENTHS // len(sentences) for at in places}
    return Made(
        tuple(places),
        rouge(" ".join(sentences[at].text for at in places), story.references),
        sum(sentences[at].words for at in places),
        len(reached) / _TENTHS,
    )


def ours(stories: Sequence[Story], words: int, cache: VectorCache) -> list[Made]:
    """Pilcrow's summaries."""
    found = []
    for story in stories:
        vectors = np.stack([cache[each] for each in story.sentences])
        quotations = choose(story.reading, vectors, words)
        found.append(made(story, [at for q in quotations for at in range(q.first, q.last + 1)]))
    return found


def by_sumy(stories: Sequence[Story], words: int) -> dict[str, list[Made]]:
    """The summaries of sumy's LexRank and TextRank."""
    rated = _rated_by_sumy([story.sentences for story in stories])
    found: dict[str, list[Made]] = {}
    for name in ("LexRank", "TextRank"):
        named = f"{name}, sumy {rated['version']}"
        for story, ratings in zip(stories, rated[name]["ratings"], strict=True):
            order = np.argsort(-np.array(ratings), kind="stable").tolist()
            alone = [at for at in order if at in standing(story)]
            found.setdefault(named, []).append(made(story, filled(story, order, words)))
            kept = made(story, filled(story, alone, words))
            found.setdefault(f"{named}, standing", []).append(kept)
    return found


def _rated_by_sumy(texts: Sequence[Sequence[str]]) -> Any:
    with tempfile.TemporaryDirectory() as folder:
        given, output = Path(folder) / "texts.json", Path(folder) / "ratings.json"
        given.write_text(json.dumps({"texts": texts}), encoding="utf-8")
        module = "benchmarks.rivals.sumy_ranks"
        command = [str(rivals_python()), "-m", module, str(given), str(output)]
        subprocess.run(command, cwd=REPOSITORY, stdout=subprocess.DEVNULL, check=True)
        return json.loads(output.read_text(encoding="utf-8"))


def baselines(stories: Sequence[Story], words: int) -> dict[str, list[Made]]:
    """The beginning of each story, and sentences by chance, always the same."""
    found: dict[str, list[Made]] = {"lead": [], "chance": [], "chance, standing": []}
    for story in stories:
        places = list(range(len(story.sentences)))
        found["lead"].append(made(story, filled(story, places, words)))
        random.Random(story.article.id).shuffle(places)
        found["chance"].append(made(story, filled(story, places, words)))
        alone = [at for at in places if at in standing(story)]
        found["chance, standing"].append(made(story, filled(story, alone, words)))
    return found


def report(results: Mapping[str, Sequence[Made]]) -> str:
    """A table with the spread over stories, and how far Pilcrow is from each, story by story."""
    lines = ["| | ROUGE-1 | ROUGE-2 | ROUGE-L | words | tenths |", "| --- |" + " --- |" * 5]
    for name, each in results.items():
        scores = [_spread(_scores(each, kind)) for kind in _KINDS]
        words = statistics.mean(one.words for one in each)
        tenths = statistics.mean(one.tenths for one in each)
        lines.append(f"| {name} | {' | '.join(scores)} | {words:.0f} | {tenths:.2f} |")
    lines += ["", "Pilcrow less the other, mean over stories ± standard error:", ""]
    own = results["Pilcrow"]
    for name, each in results.items():
        if each is not own:
            told = ", ".join(f"{kind} {_difference(own, each, kind)}" for kind in _KINDS)
            lines.append(f"- {name}: {told}")
    return "\n".join(lines)


_KINDS = ("one", "two", "longest")


def _scores(found: Sequence[Made], kind: str) -> list[float]:
    return [float(getattr(each.rouge, kind)) for each in found]


def _spread(scores: Sequence[float]) -> str:
    return f"{statistics.mean(scores):.3f} ± {statistics.stdev(scores):.3f}"


def _difference(own: Sequence[Made], other: Sequence[Made], kind: str) -> str:
    pairs = zip(_scores(own, kind), _scores(other, kind), strict=True)
    differences = [a - b for a, b in pairs]
    error = statistics.stdev(differences) / len(differences) ** 0.5
    return f"{statistics.mean(differences):+.3f} ± {error:.3f}"


def main() -> None:
    arguments = _arguments()
    if not (arguments.data / "squality").is_dir():
        raise SystemExit(f"The set 'squality' is not under {arguments.data}: give --data.")
    stories = read_stories(arguments.data)
    references = [len(each.split()) for story in stories for each in story.references]
    words = round(statistics.median(references))
    cache = VectorCache(arguments.cache)
    cache.add(sentence for story in stories for sentence in story.sentences)
    started = time.perf_counter()
    results = {"Pilcrow": ours(stories, words, cache)}
    seconds = (time.perf_counter() - started) / len(stories)
    results |= {} if arguments.no_sumy else by_sumy(stories, words)
    results |= baselines(stories, words)
    print(f"{len(stories)} stories, {words} words each; choosing took {seconds:.2f} s a story\n")
    print(report(results))


def _arguments() -> argparse.Namespace:
    parser = options.parser(__doc__)
    parser.add_argument("--no-sumy", action="store_true", help="leave LexRank and TextRank out")
    return parser.parse_args()


if __name__ == "__main__":
    main()
