"""What is asked: a set's articles in one index, and its questions in two ways."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path

from benchmarks.sets import Article, Question, read_set, rows

LANGUAGES = ("en", "de", "es", "ro", "tr", "vi", "ar", "el", "hi", "ru", "th", "zh")
XQUAD = tuple(f"xquad-{language}" for language in LANGUAGES)
SETS = ("squad2", *XQUAD, "covidqa", "clapnq", "hotpotqa", "musique", "mtrag", "bipia_email")
ALONE = ("squad2", "xquad-en", "covidqa", "bipia_email")
"""Sets whose questions are put to one article each, to see what is refused."""
_WITH_UNANSWERABLE = ("clapnq", "mtrag")
_EVERY = 10**9
_MOST_PARAGRAPHS = 120


@dataclass(frozen=True, slots=True)
class Task:
    """One set; `together` is asked of all its articles at once, `alone` of one article each."""

    name: str
    articles: tuple[Article, ...]
    together: tuple[Question, ...]
    alone: tuple[Question, ...]

    @property
    def size(self) -> int:
        """How many questions are asked."""
        return len(self.together) + len(self.alone)


def read_task(data: Path, name: str) -> Task:
    """All of a set."""
    everything = read_set(data, name, per_article=_EVERY)
    together = [
        question
        for question in everything.questions
        if (question.answerable and question.gold) or name in _WITH_UNANSWERABLE
    ]
    # The distractors' questions are for finding only: nobody made unanswerable ones for them.
    distractors = {r["article_id"] for r in rows(data / name / "distractor_articles.jsonl")}
    alone = [q for q in everything.questions if q.article not in distractors | {None}]
    return Task(
        name,
        tuple(sorted(everything.articles, key=lambda article: article.id)),
        tuple(together) if name != "bipia_email" else (),
        tuple(alone) if name in ALONE else (),
    )


def sampled(task: Task, questions: int, paragraphs: int = _MOST_PARAGRAPHS) -> Task:
    """So many questions of each kind in each way, and the articles that they need.

    More articles are added up to so many paragraphs. Always the same ones.
    """
    fewer = some_questions(task, questions, questions)
    named = {name for q in (*fewer.together, *fewer.alone) for name in _homes(q)}
    chosen = [article for article in task.articles if article.id in named]
    size = sum(len(article.paragraphs) for article in chosen)
    for article in sorted((a for a in task.articles if a.id not in named), key=_order):
        if size >= paragraphs:
            break
        chosen.append(article)
        size += len(article.paragraphs)
    return replace(fewer, articles=tuple(chosen))


def few_articles(task: Task, most: int) -> Task:
    """So many of the articles, and the questions that they answer or that are put to them.

    Of a set with questions to one article each, only such articles.
    """
    asked = {question.article for question in task.alone}
    chosen = [article for article in task.articles if article.id in asked or not asked]
    articles = tuple(sorted(chosen, key=_order)[:most])
    named = {article.id for article in articles}
    return replace(
        task,
        articles=articles,
        together=tuple(q for q in task.together if _homes(q) <= named),
        alone=tuple(q for q in task.alone if _homes(q) <= named),
    )


def some_questions(task: Task, together: int, alone: int) -> Task:
    """So many questions of each kind, for each of the two ways; always the same ones."""
    return replace(task, together=_some(task.together, together), alone=_some(task.alone, alone))


def _some(questions: Iterable[Question], most: int) -> tuple[Question, ...]:
    counts: dict[str, int] = {}
    kept = []
    for question in sorted(questions, key=_order):
        counts[question.kind] = counts.get(question.kind, 0) + 1
        if counts[question.kind] <= most:
            kept.append(question)
    return tuple(kept)


def _order(named: Article | Question) -> bytes:
    return hashlib.sha256(named.id.encode()).digest()


def group(question: Question) -> str:
    """What stays together when articles are drawn again: the article, or the question alone."""
    homes = sorted(_homes(question))
    return homes[0] if len(homes) == 1 else question.id


def _homes(question: Question) -> set[str]:
    """The articles that a question is put to or that answer it."""
    return {article for article, _ in question.gold} | ({question.article or ""} - {""})
