"""Paragraphs of two sources are linked where one names the other's title."""

import pytest

from tests.found import placed, search
from vectorstore.hops import NAMED, NAMES, link


@pytest.mark.parametrize(
    ("best", "other", "gain"),
    [
        (("Ada Marsh", "She mapped it."), ("Belize", "A country."), 0.0),
        (("Ada Marsh", "She was born in Belize."), ("Belize", "A country."), NAMED),
        (("Ada Marsh", "She was born at sea."), ("Reefs", "Ada Marsh mapped them."), NAMES),
        (("Ada Marsh", "She loved Reefs."), ("Reefs", "ada marsh knew."), NAMED + NAMES),
        (("Mercury (planet)", "A planet."), ("Orbits", "That of Mercury is short."), NAMES),
        (("Ada Marsh", "It was a mapping."), ("Map", "Paper."), 0.0),
        (("Ada Marsh", "The Belizeans."), ("Belize", "A country."), 0.0),
        (("Reefs", "Reefs grow."), ("Reefs", "Reefs die."), 0.0),
    ],
)
def test_what_a_link_adds(best: tuple[str, str], other: tuple[str, str], gain: float) -> None:
    """Each row: title and text of the best paragraph and of another one, and its gain."""
    one, two = (placed(text, title=title) for title, text in (best, other))
    assert link(one, two) == gain


def test_a_linked_paragraph_comes_before_one_that_only_scores_better() -> None:
    """The first place and every score stay what they are."""
    found = search(
        "Where was the woman born who mapped the reef?",
        placed("The woman who mapped the reef was born in Belize.", title="Ada Marsh", number=1),
        placed("The grey reef was born in spring.", title="Turtles", number=2),
        placed("Its reef is old and grey.", title="Belize", number=3),
    )
    assert [each.placed.title for each in found] == ["Ada Marsh", "Belize", "Turtles"]
    assert found[1].score < found[2].score < found[0].score
