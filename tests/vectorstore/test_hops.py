"""Paragraphs of two sources are linked where one names the other's title, or shares its names."""

from collections.abc import Sequence

import pytest

from tests.found import candidate, index, placed, search
from vectorstore.hops import LEFT_OVER, NAMED, NAMES, SHARED_NAME, Hop, follow, link
from vectorstore.model import PlacedParagraph
from vectorstore.ranking import Found, QuestionWords
from vectorstore.words import terms

QUESTION = "When did the state of the grey lighthouse join the union?"
LIGHTHOUSE = placed("The grey lighthouse stands in Brenn.", title="Grey lighthouse", number=1)
JOINED = placed("Brenn did join the union in 1821.", title="Marshes", number=2)


def hop_of(question: str, *paragraphs: PlacedParagraph) -> Hop:
    """The hop from the first paragraph, whatever its score is."""
    candidates = [candidate(key, paragraph) for key, paragraph in enumerate(paragraphs)]
    found = search(question, *paragraphs)
    best = next(each for each in found if each.placed is paragraphs[0])
    lexical = [index(candidates)]
    return Hop.read(QuestionWords.read(question, lexical), best, lexical)


def followed(question: str, *paragraphs: PlacedParagraph, settled: int = 10) -> list[Found]:
    """The paragraphs in the order that the hop from the best one gives them."""
    found = search(question, *paragraphs)
    candidates = [candidate(key, paragraph) for key, paragraph in enumerate(paragraphs)]
    lexical = [index(candidates)]
    hop = Hop.read(QuestionWords.read(question, lexical), found[0], lexical)
    words = {key: frozenset(terms(each.paragraph.text)) for key, each in enumerate(paragraphs)}
    return follow(hop, found, words.__getitem__, settled)


def numbers(found: Sequence[Found]) -> list[int]:
    return [each.placed.paragraph.number for each in found]


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
    found = followed(
        "Where was the woman born who mapped the reef?",
        placed("The woman who mapped the reef was born in Belize.", title="Ada Marsh", number=1),
        placed("The grey reef was born in spring.", title="Turtles", number=2),
        placed("Its reef is old and grey.", title="Belize", number=3),
    )
    assert [each.placed.title for each in found] == ["Ada Marsh", "Belize", "Turtles"]
    assert found[1].score < found[2].score < found[0].score


def test_the_best_paragraph_adds_its_names_and_leaves_the_rest_of_the_question() -> None:
    hop = hop_of(QUESTION, LIGHTHOUSE, JOINED)
    assert list(hop.names) == ["brenn"]
    assert set(hop.missing) == {"state", "join", "union"}
    assert hop.is_open


def test_a_question_that_the_best_paragraph_covers_leads_nowhere_else() -> None:
    hop = hop_of("Where does the grey lighthouse stand?", LIGHTHOUSE, JOINED)
    assert not hop.is_open
    assert hop.gain(JOINED, frozenset({"brenn"})) == 0.0


def test_a_paragraph_with_the_name_and_what_was_left_open_gains() -> None:
    hop = hop_of(QUESTION, LIGHTHOUSE, JOINED, placed("Bees.", title="Bees", number=3))
    words = frozenset(terms(JOINED.paragraph.text))
    share = sum(hop.missing[term] for term in ("join", "union")) / sum(hop.missing.values())
    expected = LEFT_OVER * share * min(2 * hop.names["brenn"], 1.0)
    assert hop.gain(JOINED, words) == pytest.approx(expected)
    assert hop.gain(JOINED, words - {"brenn"}) == 0.0


def test_a_title_with_the_name_gains_by_its_rarity() -> None:
    hop = hop_of(QUESTION, LIGHTHOUSE, JOINED)
    other = placed("It is wet.", title="Coast of Brenn")
    assert hop.gain(other, frozenset()) == pytest.approx(SHARED_NAME * hop.names["brenn"])


def test_a_paragraph_of_the_same_title_gains_nothing() -> None:
    hop = hop_of(QUESTION, LIGHTHOUSE, JOINED)
    same = placed("Brenn did join the union.", title="Grey lighthouse")
    assert hop.gain(same, frozenset({"brenn", "join", "union"})) == 0.0


def test_names_are_not_read_in_other_languages() -> None:
    hop = hop_of(
        "Wann wurde das Land des grauen Leuchtturms ein Teil des Bundes?",
        placed("Der graue Leuchtturm steht seit langem in Brenn an der See.", title="Leuchtturm"),
    )
    assert hop.names == {}
    assert not hop.is_open


def test_what_is_not_settled_moves_up_only_if_it_gains() -> None:
    near = [
        placed(f"The state of the union, part {at}.", title="Unions", number=at) for at in (3, 4)
    ]
    found = followed(QUESTION, LIGHTHOUSE, *near, JOINED, settled=1)
    assert numbers(found)[:2] == [1, 2]
