"""The writer quotes: exact words, best first, nothing twice."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from answering.extractive import MOST, write
from tests.found import placed, search

REEF = placed(
    "The Marsh reef off Belize is 40 kilometres long.",
    "It was mapped by Ada Marsh in 1958.",
    "Divers still use the map.",
    number=4,
    headings=("The reef",),
    title="Reefs",
)
TURTLES = placed("Turtles nest on the beaches.", "Parrotfish make the sand there.", number=5)
COPY = placed("Parrotfish make the sand there, too.", "Nothing more is known.", number=6)


def test_the_sentence_that_answers_is_quoted_first() -> None:
    """The first statement is the sentence with the answer, in its own words."""
    question = "What makes the sand?"
    statements = write(question, search(question, REEF, TURTLES))
    assert statements[0].text == "Parrotfish make the sand there."


def test_a_statement_cites_its_paragraph() -> None:
    """The citation names paragraph, heading, source and revision, and quotes the statement."""
    question = "How long is the Marsh reef?"
    statement = write(question, search(question, REEF, TURTLES))[0]
    (citation,) = statement.citations
    assert citation.quote == statement.text
    assert (citation.paragraph, citation.heading) == (4, "The reef")
    assert (citation.source, citation.title, citation.revision) == ("a-text", "Reefs", 1)


def test_a_sentence_that_leans_on_the_one_before_is_quoted_with_it() -> None:
    """A reader must know what "it" is."""
    question = "Who mapped it in 1958?"
    statements = write(question, search(question, REEF, TURTLES))
    assert statements[0].text == (
        "The Marsh reef off Belize is 40 kilometres long. It was mapped by Ada Marsh in 1958."
    )


def test_what_is_quoted_is_not_quoted_again() -> None:
    """A near copy of a quoted sentence adds nothing."""
    question = "What makes the sand there?"
    texts = [statement.text for statement in write(question, search(question, TURTLES, COPY))]
    assert sum("Parrotfish" in text for text in texts) == 1


def test_nothing_found_gives_no_statement() -> None:
    """Without paragraphs there is nothing to quote."""
    assert write("What makes the sand?", ()) == ()


@pytest.mark.parametrize("question", ["", "the", "Marsh reef sand turtles beach divers map?"])
def test_one_to_three_statements(question: str) -> None:
    """However little or much a question matches."""
    assert 1 <= len(write(question, search(question, REEF, TURTLES, COPY))) <= MOST


@given(st.text(alphabet="abcdefghijklmnopqrstuvwxyz ?"))
def test_every_statement_stands_in_its_paragraph(question: str) -> None:
    """A quotation is exact, and stands in the paragraph that it cites."""
    texts = {each.paragraph.number: each.paragraph.text for each in (REEF, TURTLES, COPY)}
    for statement in write(question, search(question, REEF, TURTLES, COPY)):
        assert statement.text in texts[statement.citations[0].paragraph]


FAQ = placed("Which browsers are supported?", "Firefox 115 and Safari 17.", number=7)
SPOKEN = placed("How many ships come in a day?", number=8)
ITEMS = placed("• The roof of the harbour leaks.", number=9)


def test_a_question_in_a_paragraph_is_quoted_with_its_reply() -> None:
    """What the paragraph asks is no answer by itself."""
    question = "Which browsers are supported?"
    assert write(question, search(question, FAQ))[0].text == (
        "Which browsers are supported? Firefox 115 and Safari 17."
    )


def test_a_question_without_a_reply_is_no_statement() -> None:
    """The words of the question come back from it, but nothing else."""
    question = "How many ships come in a day?"
    assert write(question, search(question, SPOKEN)) == ()


def test_an_item_of_a_list_is_quoted_without_its_bullet() -> None:
    """The statement stands alone, where there is no list."""
    question = "Which roof leaks?"
    statement = write(question, search(question, ITEMS))[0]
    assert statement.text == statement.citations[0].quote == "The roof of the harbour leaks."
