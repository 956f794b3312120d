"""Reading articles out of web pages: how it is counted, and that it stays good."""

from pathlib import Path
from statistics import mean

import pytest

from benchmarks.extraction import one_to_one, pages, plain, product, score


@pytest.mark.parametrize(
    ("read", "marked", "precision", "recall"),
    [
        (["a b", "c"], ["a b c"], 1.0, 1.0),
        (["a b c d"], ["a b"], 0.5, 1.0),
        (["a"], ["a a"], 1.0, 0.5),
        (["港は"], ["港は静か"], 1.0, 0.5),
        ([], ["a"], 0.0, 0.0),
    ],
)
def test_words_count_as_often_as_they_stand_in_both(
    read: list[str], marked: list[str], precision: float, recall: float
) -> None:
    found = score(read, marked)
    assert (found.precision, found.recall) == (precision, recall)


def test_nothing_right_scores_zero() -> None:
    assert score(["a"], ["b"]).f1 == 0.0


def test_a_paragraph_is_one_to_one_only_as_a_whole() -> None:
    assert one_to_one(["a  b", "c", "c"], ["a b", "c", "d e"]) == 2


def test_pages_are_read_better_than_trafilatura_alone_reads_them(shared_folder: Path) -> None:
    """On every third page of the set; the floor is .01 below what was measured."""
    folder = shared_folder / "data" / "htmlextract"
    if not folder.exists():
        pytest.skip("needs the evaluation data in ../shared/data beside the repository")
    some = pages(folder)[::3]
    ours = mean(score(product(page), page.paragraphs).f1 for page in some)
    theirs = mean(score(plain(page), page.paragraphs).f1 for page in some)
    assert ours > max(theirs, 0.96)
