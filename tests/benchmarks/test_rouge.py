"""ROUGE counts as it was defined."""

import pytest

from benchmarks.rouge import rouge


@pytest.mark.parametrize(
    ("summary", "references", "one", "two", "longest"),
    [
        ("the cat sat", ["the cat sat"], 1.0, 1.0, 1.0),
        ("The CAT, sat!", ["the cat sat"], 1.0, 1.0, 1.0),
        ("police killed the gunman", ["police kill the gunman"], 0.75, 1 / 3, 0.75),
        ("the gunman kill police", ["police kill the gunman"], 1.0, 1 / 3, 0.5),
        ("a b c", ["x y z", "a b q"], 2 / 3, 0.5, 2 / 3),
        ("", ["a b"], 0.0, 0.0, 0.0),
        ("a a a", ["a"], 0.5, 0.0, 0.5),
    ],
)
def test_the_best_reference_counts(
    summary: str, references: list[str], one: float, two: float, longest: float
) -> None:
    found = rouge(summary, references)
    assert (found.one, found.two, found.longest) == pytest.approx((one, two, longest))
