"""Articles go through the real pipeline, and replies name the set's own paragraphs."""

from pathlib import Path

import pytest

from benchmarks.sets import Article, Question
from benchmarks.suite.outcomes import Outcome
from benchmarks.suite.product import ask_product, steps, written
from benchmarks.suite.tasks import Task, few_articles, group, sampled, some_questions
from bot.parts import Parts
from bot.settings import Settings
from tests.encoders import WordEncoder

RIVER = Article(
    "set/river",
    "The river",
    ("Barges carry gravel down the river in summer.", "Herons nest on the northern bank."),
)
TOWER = Article(
    "set/tower",
    "The tower",
    ("Masons raised the tower in nine years.", "", "Its bell was cast\nfrom old cannons."),
)


def question(number: int, article: Article, index: int, text: str) -> Question:
    gold = frozenset({(article.id, index)})
    return Question(f"q{number}", text, article.id, gold, (), True, "answerable")


QUESTIONS = (
    question(1, RIVER, 1, "Where do herons nest?"),
    question(2, TOWER, 2, "What was the bell cast from?"),
)
TASK = Task("set", (RIVER, TOWER), QUESTIONS, QUESTIONS)


@pytest.fixture(scope="module")
def outcome(tmp_path_factory: pytest.TempPathFactory) -> Outcome:
    """All replies, with an embedding model of a few lines."""
    settings = Settings(_env_file=None, data_dir=tmp_path_factory.mktemp("product"))
    with Parts(settings, "a test") as parts:
        parts.encoder = WordEncoder()
        return ask_product(parts, [TASK], lambda done, of: None)


@pytest.mark.parametrize("asked", QUESTIONS)
def test_the_first_place_is_the_sets_own_number_of_the_paragraph(
    outcome: Outcome, asked: Question
) -> None:
    assert {outcome.together["set"][asked.id].places[0]} == asked.gold


@pytest.mark.parametrize("asked", QUESTIONS)
def test_a_question_put_to_one_article_finds_nothing_of_another(
    outcome: Outcome, asked: Question
) -> None:
    found = {article for article, _ in outcome.alone["set"][asked.id].places}
    assert found == {asked.article}


def test_statements_are_quoted_whatever_the_confidence(outcome: Outcome) -> None:
    assert outcome.together["set"]["q1"].statements[0] == "Herons nest on the northern bank."


def test_progress_counts_articles_and_questions() -> None:
    assert steps([TASK]) == 6


@pytest.mark.parametrize("title", ["The river", "A title that ends as a sentence does."])
def test_the_title_is_no_paragraph(tmp_path: Path, title: str) -> None:
    path, laid = written(Article("a", title, ("It flows. " * 20,)), tmp_path)
    text = path.read_text(encoding="utf-8")
    assert laid.text == text
    assert text[slice(*laid.spans[0])].startswith("It flows.")


def test_few_articles_keep_the_questions_about_them() -> None:
    fewer = few_articles(TASK, 1)
    names = {article.id for article in fewer.articles}
    assert [q.id for q in fewer.together] == [q.id for q in QUESTIONS if q.article in names]


def test_a_sample_keeps_the_articles_that_its_questions_need() -> None:
    fewer = sampled(TASK, 1, paragraphs=0)
    needed = {q.article for q in (*fewer.together, *fewer.alone)}
    assert {article.id for article in fewer.articles} == needed


def test_a_sample_is_always_the_same_in_any_order() -> None:
    turned = Task("set", TASK.articles, QUESTIONS[::-1], QUESTIONS[::-1])
    assert some_questions(TASK, 1, 1) == some_questions(turned, 1, 1)


def test_a_question_that_needs_two_articles_is_a_group_of_its_own() -> None:
    both = Question("q3", "?", None, frozenset({("a", 0), ("b", 0)}), (), True)
    assert (group(both), group(QUESTIONS[0])) == ("q3", "set/river")
