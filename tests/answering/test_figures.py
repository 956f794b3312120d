"""Figures of a text, and which of them are the same: each row is one behaviour."""

import pytest

from answering.facts.figures import agrees, figures

SAME = [
    ("two dozen", "24"),
    ("a dozen", "12"),
    ("2,000", "2000"),
    ("two thousand", "2,000"),
    ("15 000", "15,000"),
    ("15.000", "15,000"),
    ("1,234.5", "1234.5"),
    ("two hundred and fifty thousand", "250,000"),
    ("two and a half million", "2.5 million"),
    ("half a million", "500,000"),
    ("a hundred", "100"),
    ("twenty-five", "25"),
    ("$140m", "$140 million"),
    ("US$140 million", "140 million dollars"),
    ("€5bn", "5 billion euros"),
    ("5%", "five per cent"),
    ("half of them", "50 percent"),
    ("a third of them", "33.3 %"),
    ("-5 °C", "minus 5 degrees"),
    ("5 km", "5,000 metres"),
    ("two weeks", "14 days"),
    ("20-year-old", "20 years"),
    ("the 3rd", "the third"),
    ("the twenty-second", "the 22nd"),
    ("August 9, 2022", "9 August 2022"),
    ("August 9, 2022", "2022-08-09"),
    ("Aug. 9, 2022", "the 9th of August 2022"),
    ("August 2022", "August 9, 2022"),
    ("2022", "August 9, 2022"),
    ("the 1990s", "1994"),
    ("the nineties", "1994"),
    ("the 19th century", "1848"),
    ("the nineteenth century", "the 19th century"),
    ("300 BC", "300 B.C."),
    ("about 15,000", "15,300"),
    ("pre-1990", "1990"),
]
DIFFERENT = [
    ("24", "25"),
    ("2,000", "2"),
    ("5%", "5 km"),
    ("5 dollars", "5 euros"),
    ("5 miles", "5 km"),
    ("5 °C", "-5 °C"),
    ("15,000", "15,300"),
    ("about 1990", "1992"),
    ("the third", "three"),
    ("August 9, 2022", "August 2022"),
    ("August 9, 2022", "August 10, 2022"),
    ("August 2022", "2022"),
    ("1994", "the 1990s"),
    ("300 BC", "AD 300"),
    ("$140 million", "$140 billion"),
]
NONE = ["one of them", "the Su-35", "F16", "COVID-19", "hundreds of men", "he may go", "millions"]


@pytest.mark.parametrize(("said", "given"), SAME)
def test_the_same_figure_in_another_spelling_agrees(said: str, given: str) -> None:
    assert agrees(figures(said)[0], figures(given)[0])


@pytest.mark.parametrize(("said", "given"), DIFFERENT)
def test_another_figure_does_not_agree(said: str, given: str) -> None:
    assert not agrees(figures(said)[0], figures(given)[0])


@pytest.mark.parametrize("text", NONE)
def test_a_name_with_digits_or_a_vague_number_is_no_figure(text: str) -> None:
    assert figures(text) == ()


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("10 to 15 million dollars", [(10.0, 10e6), (15e6,)]),
        ("between two and three", [(2.0,), (3.0,)]),
        ("from 8 or 9 km", [(8.0,), (9.0,)]),
    ],
)
def test_the_ends_of_a_range_are_two_figures(text: str, values: list[tuple[float, ...]]) -> None:
    assert [figure.values for figure in figures(text)] == values


def test_a_range_of_years_may_leave_out_the_century() -> None:
    dates = [figure.date for figure in figures("from 1990-95 he taught")]
    assert [date.first for date in dates if date] == [1990, 1995]
