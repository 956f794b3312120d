"""The evaluation sets as values: articles of paragraphs, and questions with their gold."""

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

Place = tuple[str, int]
"""An article's id and a paragraph's index in it, from 0."""


@dataclass(frozen=True, slots=True)
class Article:
    """An article and its paragraphs in order."""

    id: str
    title: str
    paragraphs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Question:
    """A question, the article it is put to (None: all), and what answers it.

    `gold` is empty and `answerable` false where the right reply is a refusal; `kind` says why.
    """

    id: str
    text: str
    article: str | None
    gold: frozenset[Place]
    answers: tuple[str, ...]
    answerable: bool
    kind: str = "own"


@dataclass(frozen=True, slots=True)
class QuestionSet:
    """Articles that share one index, and the questions about them."""

    name: str
    articles: tuple[Article, ...]
    questions: tuple[Question, ...]


def rows(path: Path) -> Iterator[dict[str, Any]]:
    """The objects of a JSON lines file; none if it doesn't exist."""
    if path.exists():
        with path.open(encoding="utf-8") as lines:
            yield from (json.loads(line) for line in lines if line.strip())


def articles_from(records: Iterable[Mapping[str, Any]]) -> tuple[Article, ...]:
    """Articles from the records of an `articles.jsonl`."""
    return tuple(Article(r["article_id"], r["title"], tuple(r["paragraphs"])) for r in records)


def question_from(record: Mapping[str, Any]) -> Question:
    """A question from a record of a `questions.jsonl` or `negatives.jsonl`."""
    article = record.get("article_id")
    gold = {(str(article), int(index)) for index in record["gold_paragraphs"]}
    gold |= {(place[0], place[1]) for place in record.get("gold_refs", ())}
    return Question(
        id=record["id"],
        text=record.get("standalone") or record["question"],
        article=article,
        gold=frozenset(gold),
        answers=tuple(record.get("gold_sentences") or record["answers"]),
        answerable=record["answerable"],
        kind="answerable" if record["answerable"] else record.get("kind", "own"),
    )


def some(questions: Iterable[Question], per_article: int) -> tuple[Question, ...]:
    """At most so many of each kind for each article: always the same ones, of no order."""
    counts: dict[tuple[str | None, str], int] = {}
    kept = []
    for question in sorted(questions, key=lambda q: hashlib.sha256(q.id.encode()).digest()):
        group = (question.article, question.kind)
        counts[group] = counts.get(group, 0) + 1
        if counts[group] <= per_article:
            kept.append(question)
    return tuple(kept)


def _spoken(records: Iterable[dict[str, Any]], language: str) -> list[dict[str, Any]]:
    return [record for record in records if record.get("lang", language) == language]


def _at_most(articles: tuple[Article, ...], most: int | None) -> tuple[Article, ...]:
    """Always the same articles, of no order."""
    return tuple(sorted(articles, key=lambda a: hashlib.sha256(a.id.encode()).digest())[:most])


def read_set(
    data: Path, name: str, per_article: int = 80, most_articles: int | None = None
) -> QuestionSet:
    """One set of the data folder, sampled by article; `xquad-de` is the German part of `xquad`.

    Questions about articles that were left out are left out too.
    """
    folder_name, _, language = name.partition("-")
    folder = data / folder_name
    articles = articles_from(
        _spoken(
            [*rows(folder / "articles.jsonl"), *rows(folder / "distractor_articles.jsonl")],
            language or "en",
        )
    )
    records = _spoken(
        [
            *rows(folder / "questions.jsonl"),
            *rows(folder / "negatives.jsonl"),
            *rows(folder / "distractor_questions.jsonl"),
        ],
        language or "en",
    )
    articles = _at_most(articles, most_articles)
    known = {article.id for article in articles} | {None}
    asked = [question for question in map(question_from, records) if question.article in known]
    return QuestionSet(name, articles, some(asked, per_article))


def read_article(text: Path, questions: Sequence[Path]) -> QuestionSet:
    """One plain-text article, a paragraph a line, with questions that count from 1.

    Lines of fewer than 13 words without a full stop are headings, which are no paragraphs.
    """
    lines = [line.strip() for line in text.read_text(encoding="utf-8").splitlines()]
    kept = [line for line in lines if line and (len(line.split()) > 12 or line[-1] in '.!?”"')]
    article = Article(text.stem, text.stem.replace("-", " "), tuple(kept))
    asked = []
    for path in questions:
        for record in rows(path):
            gold = [number - 1 for number in record["gold_paragraphs"]]
            asked.append(
                question_from(record | {"article_id": article.id, "gold_paragraphs": gold})
            )
    return QuestionSet(article.id, (article,), tuple(asked))
