"""Tables and figures in Markdown."""

import pytest

from benchmarks.suite.figures import Figure
from benchmarks.suite.markdown import Section, Table, best_in_bold, cell


def test_a_table_has_a_head_a_rule_and_its_rows() -> None:
    table = Table(("set", "n"), (("one", "1"), ("two", "2")))
    assert str(table) == "| set | n |\n| --- | --- |\n| one | 1 |\n| two | 2 |"


def test_bars_and_line_breaks_dont_break_a_table() -> None:
    assert str(Table(("a",), (("x|y\nz",),))).splitlines()[-1] == "| x\\|y z |"


def test_a_row_of_another_length_is_refused() -> None:
    with pytest.raises(ValueError, match="has 1 cells, not 2"):
        Table(("a", "b"), (("x",),))


@pytest.mark.parametrize(
    ("figure", "text"),
    [
        (Figure(0.8764, 10, 0.8, 0.923), "0.88 (0.80–0.92)"),
        (Figure(1.0, 3), "1.00"),
        (None, "–"),
    ],
)
def test_a_figure_shows_its_interval(figure: Figure | None, text: str) -> None:
    assert cell(figure) == text


@pytest.mark.parametrize(
    ("values", "bold"),
    [
        ((0.5, 0.9, None), (False, True, False)),
        ((0.901, 0.899, 0.8), (True, True, False)),
        ((None, None), (False, False)),
    ],
)
def test_the_highest_figure_is_bold_and_ties_share_it(
    values: tuple[float | None, ...], bold: tuple[bool, ...]
) -> None:
    figures = [None if value is None else Figure(value, 1) for value in values]
    cells = best_in_bold([cell(figure) for figure in figures], figures)
    assert tuple(text.startswith("**") for text in cells) == bold


def test_a_section_names_the_command_that_makes_it() -> None:
    section = Section("Size", ("Words.",), "python -m something")
    assert str(section) == "## Size\n\nWords.\n\nMade by `python -m something`."
