"""Made-up articles are what the scale benchmark says they are, the same in every run."""

from pathlib import Path

import numpy as np
import pytest

from benchmarks.synthetic import PARAGRAPHS, Articles, SyntheticEncoder
from ingest.formats import read
from ingest.passages import cut_all
from vectorstore.languages import ENGLISH, language_of


@pytest.fixture(scope="module")
def articles() -> Articles:
    return Articles()


def test_an_article_has_250_paragraphs_of_about_five_passages(
    articles: Articles, tmp_path: Path
) -> None:
    """The pipeline reads it like any English text."""
    file = tmp_path / "article.md"
    file.write_text(articles.text(3), encoding="utf-8")
    document = read(file)
    cut = cut_all(document.paragraphs, SyntheticEncoder())
    assert len(cut) == PARAGRAPHS
    assert 4.5 < np.mean([len(paragraph.passages) for paragraph in cut]) <= 5
    assert language_of(document.text) is ENGLISH


def test_the_same_number_gives_the_same_article_and_others_give_others(articles: Articles) -> None:
    """Also in another process."""
    assert Articles().text(3) == articles.text(3) != articles.text(4)


def test_texts_with_the_same_rare_words_are_near_each_other(articles: Articles) -> None:
    """And a text is nearest to itself; all vectors have unit length."""
    one, other = (articles.text(number).split("\n\n")[1:] for number in (1, 2))
    vectors = SyntheticEncoder().encode([*one, *other])
    alike = vectors @ vectors.T
    assert np.allclose(np.diag(alike), 1, atol=1e-5)
    assert (alike.argmax(axis=1) == np.arange(len(vectors))).all()
    half = len(one)
    assert alike[:half, :half].mean() > 1.5 * alike[:half, half:].mean()
    assert np.array_equal(SyntheticEncoder().encode(one[:1])[0], vectors[0])
