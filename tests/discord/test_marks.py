"""The signs that join statements to paragraphs."""

import pytest
from discord_fakes import answer, citation

from answering.model import NoAnswer, Retrieved, Statement
from bot.discord.marks import cited, cited_sources, labels


def tides(number: int) -> object:
    return citation(number, source="tides", title="The tides")


@pytest.mark.parametrize(
    ("citations", "shown"),
    [
        ((), ()),
        ((citation(16),), ("¶16",)),
        ((citation(16), citation(2)), ("¶16", "¶2")),
        ((citation(16), tides(16), citation(2)), ("¶16\u00a0A", "¶16\u00a0B", "¶2\u00a0A")),
    ],
)
def test_a_letter_tells_sources_apart_where_there_are_several(
    citations: tuple, shown: tuple[str, ...]
) -> None:
    assert labels(citations) == shown


def test_letters_go_on_after_z() -> None:
    many = [citation(1, source=f"source-{n}") for n in range(28)]
    assert [source.letter for source in cited_sources(many)][24:] == ["Y", "Z", "AA", "AB"]


def test_a_paragraph_cited_twice_is_one_place_with_its_first_words() -> None:
    first, again, other = citation(1, "First."), citation(1, "Again."), citation(2)
    said = answer(Statement("One.", (first,)), Statement("Two.", (other, again)))
    assert cited(said) == (first, other)


def test_a_refusal_points_to_the_three_nearest_paragraphs() -> None:
    near = tuple(Retrieved(citation(n), 0.5) for n in (4, 4, 3, 2, 1))
    assert [one.paragraph for one in cited(NoAnswer("Why?", near, 0.1, 1.0))] == [4, 3, 2]


def test_a_source_without_a_title_goes_by_its_id() -> None:
    assert cited_sources([citation(1, title="")])[0].title == "bees"
