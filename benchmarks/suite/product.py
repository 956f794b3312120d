"""Asks the product itself: files through the pipeline, questions through the engine."""

import re
import tempfile
from collections.abc import Callable, Mapping, Sequence
from itertools import count
from pathlib import Path

from answering.engine import Engine
from answering.judging import Judge
from answering.model import Answer, NoAnswer
from benchmarks.places import Layout, laid_out
from benchmarks.sets import Article, Place, Question
from benchmarks.suite.outcomes import PRODUCT, Outcome, Progress, Reply
from benchmarks.suite.tasks import Task
from bot.parts import Parts
from ingest.formats import read
from vectorstore.model import Scope

_SURE_ENOUGH = 0.0
"""The engine's threshold here: what it would refuse is counted from its confidence."""
_LONGEST = 1_000  # characters of a question
_LONGEST_NAME = 60  # characters, which UTF-8 and a file system's limit leave room for
_UNFIT = re.compile(r"[^\w ,()'-]")


class Reader:
    """One set in a scope of its own, as a Discord server's sources are."""

    def __init__(self, parts: Parts, task: Task) -> None:
        self._parts = parts
        self._scope = Scope(task.name)
        self._engine = Engine(Judge(parts.search, _SURE_ENOUGH))
        self._sources = {article.id: f"a{n}" for n, article in enumerate(task.articles)}
        self._places: dict[tuple[str, int], Place] = {}

    def ingest(self, articles: Sequence[Article], progress: Callable[[], None]) -> None:
        """Publish every article, and note which of its paragraphs is which of the set's."""
        with tempfile.TemporaryDirectory() as folder:
            for article in articles:
                source = self._sources[article.id]
                path, laid = written(article, Path(folder))
                self._parts.pipeline.ingest(path, self._scope, source=source)
                known = self._parts.catalog.source([self._scope], source)
                for placed in self._parts.catalog.paragraphs(known):
                    owner = laid.owner(placed.paragraph.start, placed.paragraph.end)
                    if owner is not None:
                        place = article.id, owner
                        self._places[source, placed.paragraph.number] = place
                progress()

    def ask(self, question: Question, alone: bool) -> Reply:
        """The reply to a question, from all the articles or from its own alone."""
        source = self._sources[question.article] if alone and question.article else None
        answer = self._engine.answer(question.text[:_LONGEST], self._scope, source)
        return Reply(self._found(answer), answer.confidence, _statements(answer))

    def _found(self, answer: Answer | NoAnswer) -> tuple[Place, ...]:
        numbers = [(each.citation.source, each.citation.paragraph) for each in answer.retrieved]
        return tuple(dict.fromkeys(self._places[n] for n in numbers if n in self._places))


def _statements(answer: Answer | NoAnswer) -> tuple[str, ...]:
    return tuple(s.text for s in answer.statements) if isinstance(answer, Answer) else ()


def written(article: Article, folder: Path) -> tuple[Path, Layout]:
    """The article as a text file: its title underlined above, or else as the file's name."""
    title = " ".join(article.title.split())
    path = folder / f"{_UNFIT.sub(' ', title)[:_LONGEST_NAME].strip(' .') or 'article'}.txt"
    laid = laid_out(f"{title}\n{'=' * len(title)}", article.paragraphs)
    path.write_text(laid.text, encoding="utf-8")
    if read(path).title != title:
        laid = laid_out("", article.paragraphs)
        path.write_text(laid.text, encoding="utf-8")
    return path, laid


def steps(tasks: Sequence[Task]) -> int:
    """How often `ask_product` reports: once for each article and each question."""
    return sum(task.size + len(task.articles) for task in tasks)


def ask_product(parts: Parts, tasks: Sequence[Task], progress: Progress) -> Outcome:
    """Every question of every task."""
    total, done = steps(tasks), count(1)
    together: dict[str, Mapping[str, Reply]] = {}
    alone: dict[str, Mapping[str, Reply]] = {}

    def report() -> None:
        progress(next(done), total)

    def ask(reader: Reader, questions: Sequence[Question], is_alone: bool) -> dict[str, Reply]:
        replies = {}
        for question in questions:
            replies[question.id] = reader.ask(question, is_alone)
            report()
        return replies

    for task in tasks:
        reader = Reader(parts, task)
        reader.ingest(task.articles, report)
        together[task.name] = ask(reader, task.together, False)
        alone[task.name] = ask(reader, task.alone, True)
    return Outcome(PRODUCT, together=together, alone=alone)
