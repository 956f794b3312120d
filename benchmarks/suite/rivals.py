"""Runs the rivals' scripts, one at a time, on what the product is asked too."""

import hashlib
import json
import os
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.sets import Article, Question
from benchmarks.suite.environment import REPOSITORY, REQUIREMENTS
from benchmarks.suite.outcomes import Load, Outcome, Progress, Reply, Speed
from benchmarks.suite.tasks import Task

RIVALS: Mapping[str, str] = {
    "langchain": "langchain_quickstart",
    "llama-index": "llama_index_defaults",
    "haystack hybrid": "haystack_hybrid",
    "txtai hybrid": "txtai_hybrid",
    "bm25s": "bm25s_words",
}
"""A rival's name to its module in `benchmarks/rivals`."""
_QUIET = {
    "HF_HUB_OFFLINE": "1",
    "TRANSFORMERS_OFFLINE": "1",
    "ANONYMIZED_TELEMETRY": "False",
    "HAYSTACK_TELEMETRY_ENABLED": "False",
    "TOKENIZERS_PARALLELISM": "false",
}
_BETWEEN = "\x1f"  # stands between a set, the way of asking and an article in an index's name


@dataclass(frozen=True, slots=True)
class Runner:
    """What every rival needs: a Python, the weights, and a folder for inputs and outputs."""

    python: Path
    model: Path
    folder: Path

    def run(self, name: str, questions: Mapping[str, Any], progress: Progress) -> Outcome:
        """One rival's replies; a failure is told in the outcome, not raised."""
        text = json.dumps(questions)
        output = self.folder / f"{RIVALS[name]}-{self._key(name, text)}.json"
        if not output.exists():
            failure = self._call(name, text, output, progress)
            if failure is not None:
                return Outcome(name, failure=failure)
        return _outcome(name, json.loads(output.read_text(encoding="utf-8")))

    def time(self, name: str, load: Load) -> Speed | None:
        """How long one rival takes, measured anew each time; None if it fails."""
        output = self.folder / f"{RIVALS[name]}-speed.json"
        if self._call(name, json.dumps(_timing(load)), output, _unheard) is not None:
            return None
        speed = json.loads(output.read_text(encoding="utf-8"))["speed"]
        ingest, questions = speed["ingest"], speed["questions"]
        return Speed((ingest[0], ingest[1]), tuple((whole, alone) for whole, alone in questions))

    def _key(self, name: str, text: str) -> str:
        """The same for the same questions, script and packages: such an output is used again."""
        scripts = REPOSITORY / "benchmarks" / "rivals"
        parts = [
            scripts / f"{RIVALS[name]}.py",
            scripts / "exchange.py",
            scripts.with_name("places.py"),
            REQUIREMENTS,
        ]
        content = b"".join(part.read_bytes() for part in parts) + text.encode()
        return hashlib.sha256(content).hexdigest()[:16]

    def _call(self, name: str, text: str, output: Path, progress: Progress) -> str | None:
        given = self.folder / "questions.json"
        given.write_text(text, encoding="utf-8")
        log = self.folder / f"{RIVALS[name]}.log"
        unfinished = output.with_suffix(".part")
        module = f"benchmarks.rivals.{RIVALS[name]}"
        command = [str(self.python), "-m", module, str(given), str(unfinished), str(self.model)]
        with log.open("w", encoding="utf-8") as errors:
            process = subprocess.Popen(
                command,
                cwd=REPOSITORY,
                env=os.environ | _QUIET,
                stdout=subprocess.PIPE,
                stderr=errors,
                text=True,
            )
            try:
                _follow(process, progress)
            except BaseException:
                process.kill()
                process.wait()
                raise
        if process.wait():
            lines = log.read_text(encoding="utf-8", errors="replace").strip().splitlines()
            return f"{module} ended with status {process.returncode}: {(lines or ['no word'])[-1]}"
        unfinished.rename(output)
        return None


def _follow(process: "subprocess.Popen[str]", progress: Progress) -> None:
    assert process.stdout is not None
    for line in process.stdout:
        numbers = line.split()
        if len(numbers) == 2 and all(number.isdigit() for number in numbers):
            progress(int(numbers[0]), int(numbers[1]))


def _unheard(done: int, of: int) -> None:
    """Nothing is asked but what is timed."""


def questions_for(tasks: Sequence[Task]) -> dict[str, Any]:
    """The input of the rivals' scripts that says what to ask."""
    indexes = []
    for task in tasks:
        if task.together:
            name = _BETWEEN.join((task.name, "together", ""))
            indexes.append(_index(name, task.articles, task.together))
        for article in task.articles:
            own = [q for q in task.alone if q.article == article.id]
            if own:
                name = _BETWEEN.join((task.name, "alone", article.id))
                indexes.append(_index(name, [article], own))
    return {"indexes": indexes, "speed": None}


def _timing(load: Load) -> dict[str, Any]:
    """The input of the rivals' scripts that says what to time."""
    speed = {
        "article": {"id": "speed", "title": "", "paragraphs": list(load.paragraphs)},
        "passages": list(load.passages),
        "questions": list(load.questions),
    }
    return {"indexes": [], "speed": speed}


def _index(name: str, articles: Sequence[Article], asked: Sequence[Question]) -> dict[str, Any]:
    return {
        "name": name,
        "articles": [
            {"id": a.id, "title": a.title, "paragraphs": list(a.paragraphs)} for a in articles
        ],
        "questions": [{"id": question.id, "text": question.text} for question in asked],
    }


def _outcome(name: str, written: Mapping[str, Any]) -> Outcome:
    kept: dict[str, dict[str, dict[str, Reply]]] = {"together": {}, "alone": {}}
    for each in written["answered"]:
        task, way, _article = each["index"].split(_BETWEEN)
        hits = [((place[0], int(place[1])), float(score)) for place, score in each["hits"]]
        score = hits[0][1] if hits else float("-inf")
        reply = Reply(tuple(place for place, _ in hits), score)
        kept[way].setdefault(task, {})[each["id"]] = reply
    return Outcome(
        name, together=kept["together"], alone=kept["alone"], versions=written["versions"]
    )
