"""What a question expects, and whether a sentence offers it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from answering.expectations import (
    Kind,
    Offer,
    expect,
    missing_model,
    missing_names,
    missing_number,
    offers,
)
from answering.quantities import Unit, counted


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("How many divers work here?", Kind.QUANTITY),
        ("How deep is the lagoon?", Kind.QUANTITY),
        ("What is the population of Belize?", Kind.QUANTITY),
        ("What was the top speed of the boat?", Kind.QUANTITY),
        ("When did the reef die?", Kind.TIME),
        ("In which year was the park opened?", Kind.TIME),
        ("How long ago did it happen?", Kind.TIME),
        ("Who found the wreck?", Kind.PERSON),
        ("Who is the keeper of the lighthouse on the northern cape?", Kind.PERSON),
        ("Who is Ada Marsh?", Kind.DEFINITION),
        ("What is a polyp?", Kind.DEFINITION),
        ("Where do turtles nest?", Kind.PLACE),
        ("Which country banned nets?", Kind.PLACE),
        ("Why did the fish leave?", Kind.REASON),
        ("Did the storm break the pier?", Kind.OTHER),
        ("", Kind.OTHER),
    ],
)
def test_the_kind_of_a_question(question: str, kind: Kind) -> None:
    """Each row is a question and the kind of answer it expects."""
    assert expect(question).kind is kind


@pytest.mark.parametrize(
    ("question", "sentence", "offer"),
    [
        ("How many boats sank?", "Forty boats sank.", Offer.YES),
        ("How many boats sank?", "A total of 12,000 wooden boats were lost.", Offer.YES),
        ("How many boats sank?", "Many boats sank.", Offer.NO),
        ("How many boats sank?", "The boats sank in 1998.", Offer.NO),
        ("How many boats sank?", "The boats sank on 9 August.", Offer.NO),
        ("How many boats sank?", "The boats were of the type X-40.", Offer.NO),
        (
            "How many boats sank?",
            "The boats sank in a gale that lasted for thirty hours.",
            Offer.NO,
        ),
        ("How many boats sank?", "Forty vessels went down.", Offer.PERHAPS),
        (
            "How much sand is washed away?",
            "The sand: each tide takes, by and large, all in all, some 15 kilograms.",
            Offer.YES,
        ),
        ("How many people live there?", "Its population is 9,000.", Offer.YES),
        ("How much did the boat cost?", "The boat was sold for $40 million.", Offer.YES),
        ("How much did the boat cost?", "The boat has two masts.", Offer.PERHAPS),
        ("How much sugar is shipped per year?", "It sails twice a year.", Offer.PERHAPS),
        ("How long is the reef?", "The reef stretches for 2,300 kilometres.", Offer.YES),
        ("How long did it last?", "It went on until the 1960s.", Offer.PERHAPS),
        ("What is the range of the boat in kilometres?", "It has a crew of six.", Offer.PERHAPS),
        ("What share of the corals died?", "About sixteen percent of them died.", Offer.YES),
        ("When did it sink?", "It sank in May 2001.", Offer.YES),
        ("When did it sink?", "It may sink.", Offer.NO),
        ("Who found the wreck?", "The wreck was found by Ada Marsh.", Offer.YES),
        ("Who found the wreck?", "The wreck was found by divers.", Offer.NO),
        ("Who wrote to Ada Marsh?", "Nobody wrote to Ada Marsh.", Offer.NO),
        ("Where is it?", "It lies off Belize.", Offer.YES),
        ("Did it sink?", "It sank.", Offer.PERHAPS),
    ],
)
def test_what_a_sentence_offers(question: str, sentence: str, offer: Offer) -> None:
    """Each row is a question, a sentence and whether the sentence has the form of an answer."""
    assert offers(expect(question), sentence) is offer


@pytest.mark.parametrize(
    ("text", "quantities"),
    [
        ("two dozen jets", [None, None]),
        ("a crew of 40", [None]),
        ("$140 million", [Unit.MONEY, None]),
        ("sixteen percent", [Unit.SHARE]),
        ("15 km", [Unit.LENGTH]),
        ("in 1998", []),
        ("the 1980s and the 19th century", []),
        ("January 15, 2020", []),
        ("the Su-35", []),
        ("2000 metres", [Unit.LENGTH]),
        ("one of them", []),
        ("one in ten", [None, None]),
        ("", []),
    ],
)
def test_the_quantities_of_a_text(text: str, quantities: list[Unit | None]) -> None:
    """Each row is a text and the units of the numbers in it that count or measure."""
    assert [quantity.unit for quantity in counted(text).quantities] == quantities


@pytest.mark.parametrize(
    ("question", "text", "missing"),
    [
        ("What did Ada Marsh say?", "Marsh said nothing.", 0.5),
        ("What did Ada Marsh say?", "ada marsh said nothing.", 0.0),
        ("what did nobody say?", "Nothing.", 0.0),
        ("Belize is where?", "Nothing.", 0.0),
    ],
)
def test_the_share_of_names_that_a_text_lacks(question: str, text: str, missing: float) -> None:
    """A word that only begins the question is no name."""
    assert missing_names(expect(question), text) == missing


@pytest.mark.parametrize(
    ("question", "text", "missing"),
    [
        ("Who led all 4 boats?", "The four boats had no leader.", False),
        ("Who led all 4 boats?", "Five boats.", True),
        ("What happened in 1998?", "It was in 1998.", False),
        ("What happened in 1998?", "It was in 1999.", True),
        ("What is the F-16?", "A jet.", False),
    ],
)
def test_a_figure_that_a_text_lacks(question: str, text: str, missing: bool) -> None:
    """Figures and words are the same number; a model's figure is not a number."""
    assert missing_number(expect(question), text) is missing


@pytest.mark.parametrize(
    ("text", "missing"),
    [("It buys the Su-35.", True), ("It buys the SU 57.", True), ("It buys the su57.", False)],
)
def test_a_model_that_a_text_lacks(text: str, missing: bool) -> None:
    """A model is one name: another figure is another thing; the hyphen makes no difference."""
    assert missing_model(expect("How many Su-57 jets were bought?"), text) is missing


@given(st.text(), st.text())
def test_any_question_and_any_sentence_can_be_read(question: str, sentence: str) -> None:
    """Members write anything."""
    expected = expect(question)
    assert offers(expected, sentence) in set(Offer)
    assert 0 <= missing_names(expected, sentence) <= 1
