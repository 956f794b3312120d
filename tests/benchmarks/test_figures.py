"""Shares, areas under the curve and their intervals."""

import pytest

from benchmarks.suite.figures import Figure, refused, separation, share

FIVE = ["a", "b", "c", "d", "e"]


def width(figure: Figure | None) -> float:
    """How wide the interval is."""
    assert figure is not None
    assert figure.low is not None
    assert figure.high is not None
    return figure.high - figure.low


@pytest.mark.parametrize(
    ("scores", "right", "area"),
    [
        ([0.9, 0.8, 0.2, 0.1], [True, True, False, False], 1.0),
        ([0.1, 0.2, 0.8, 0.9], [True, True, False, False], 0.0),
        ([0.5, 0.5, 0.5, 0.5], [True, True, False, False], 0.5),
        ([0.9, 0.3, 0.5, 0.1], [True, True, False, False], 0.75),
        ([0.9, 0.5, 0.5, 0.1], [True, True, False, False], 0.875),
    ],
)
def test_the_area_is_the_chance_that_a_right_case_scores_above_a_wrong_one(
    scores: list[float], right: list[bool], area: float
) -> None:
    found = separation(scores, right, ["a", "b", "c", "d"])
    assert found == Figure(pytest.approx(area), 4)


def test_there_is_no_area_without_both_kinds() -> None:
    assert separation([0.1, 0.2], [True, True], ["a", "b"]) is None


def test_there_is_no_share_of_nothing() -> None:
    assert share([], []) is None


def test_fewer_than_five_articles_give_no_interval() -> None:
    assert share([1, 0, 1, 1], ["a", "b", "c", "d"]) == Figure(0.75, 4)


def test_equal_articles_give_an_interval_without_width() -> None:
    assert share([1, 0] * 5, [g for g in FIVE for _ in range(2)]) == Figure(0.5, 10, 0.5, 0.5)


def test_the_interval_is_wider_where_articles_differ_as_wholes() -> None:
    values = [1, 1, 1, 1, 1, 1, 0, 0, 0, 0]
    alike = [FIVE[n % 5] for n in range(10)]
    apart = [FIVE[n // 2] for n in range(10)]
    assert width(share(values, apart)) > width(share(values, alike))


def test_the_interval_is_the_same_each_time() -> None:
    values, groups = [1, 0, 1, 1, 0, 1], [*FIVE, "f"]
    assert share(values, groups) == share(values, groups)


def test_wrong_cases_are_refused_under_what_few_right_ones_score() -> None:
    right = [n / 100 for n in range(100)]
    wrong = [0.001, 0.02, 0.5, 0.9]
    found = refused([*right, *wrong], [True] * 100 + [False] * 4, 0.03, ["a"] * 104)
    assert found == Figure(0.5, 4)
