"""The writer quotes: exact words, best first, nothing twice."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from answering.evidence import Evidence
from answering.extractive import MOST, write
from answering.model import Statement
from tests.found import placed, search
from vectorstore.model import ParagraphKind, PlacedParagraph


def quoted(question: str, *paragraphs: PlacedParagraph) -> tuple[Statement, ...]:
    """What the writer quotes of these paragraphs."""
    evidence = Evidence.read(question, search(question, *paragraphs))
    assert evidence is not None
    return write(evidence)


def rewritten(one: PlacedParagraph, text: str, kind: ParagraphKind) -> PlacedParagraph:
    """The paragraph with its sentences set otherwise."""
    return replace(one, paragraph=replace(one.paragraph, text=text, kind=kind))


def listed(*items: str, number: int) -> PlacedParagraph:
    """A list, one item a line."""
    items = tuple(f"• {item}" for item in items)
    return rewritten(placed(*items, number=number), "\n".join(items), ParagraphKind.LIST)


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
    statements = quoted(question, REEF, TURTLES)
    assert statements[0].text == "Parrotfish make the sand there."


def test_a_statement_cites_its_paragraph() -> None:
    """The citation names paragraph, heading, source and revision, and quotes the statement."""
    question = "How long is the Marsh reef?"
    statement = quoted(question, REEF, TURTLES)[0]
    (citation,) = statement.citations
    assert citation.quote == statement.text
    assert (citation.paragraph, citation.heading) == (4, "The reef")
    assert (citation.source, citation.title, citation.revision) == ("a-text", "Reefs", 1)


def test_a_sentence_that_leans_on_the_one_before_is_quoted_with_it() -> None:
    """A reader must know what "it" is."""
    question = "Who mapped it in 1958?"
    statements = quoted(question, REEF, TURTLES)
    assert statements[0].text == (
        "The Marsh reef off Belize is 40 kilometres long. It was mapped by Ada Marsh in 1958."
    )


def test_what_is_quoted_is_not_quoted_again() -> None:
    """A near copy of a quoted sentence adds nothing."""
    question = "What makes the sand there?"
    texts = [statement.text for statement in quoted(question, TURTLES, COPY)]
    assert sum("Parrotfish" in text for text in texts) == 1


@pytest.mark.parametrize("question", ["", "the", "Marsh reef sand turtles beach divers map?"])
def test_one_to_three_statements(question: str) -> None:
    """However little or much a question matches."""
    assert 1 <= len(quoted(question, REEF, TURTLES, COPY)) <= MOST


@given(st.text(alphabet="abcdefghijklmnopqrstuvwxyz ?"))
def test_every_statement_stands_in_its_paragraph(question: str) -> None:
    """A quotation is exact, and stands in the paragraph that it cites."""
    texts = {each.paragraph.number: each.paragraph.text for each in (REEF, TURTLES, COPY)}
    for statement in quoted(question, REEF, TURTLES, COPY):
        assert statement.text in texts[statement.citations[0].paragraph]


FAQ = placed("Which browsers are supported?", "Firefox 115 and Safari 17.", number=7)
SPOKEN = placed("How many ships come in a day?", number=8)
ITEMS = placed("• The roof of the harbour leaks.", number=9)


def test_a_question_in_a_paragraph_is_quoted_with_its_reply() -> None:
    """What the paragraph asks is no answer by itself."""
    question = "Which browsers are supported?"
    assert quoted(question, FAQ)[0].text == (
        "Which browsers are supported? Firefox 115 and Safari 17."
    )


def test_a_question_without_a_reply_is_no_statement() -> None:
    """The words of the question come back from it, but nothing else."""
    question = "How many ships come in a day?"
    assert quoted(question, SPOKEN) == ()


def test_an_item_of_a_list_is_quoted_without_its_bullet() -> None:
    """The statement stands alone, where there is no list."""
    question = "Which roof leaks?"
    statement = quoted(question, ITEMS)[0]
    assert statement.text == statement.citations[0].quote == "The roof of the harbour leaks."


DRAWN, BUILT, GULLS = "Ada Marsh drew the pier.", "Ben Quint built the roof.", "Gulls rest there."
WHO = "Who drew the pier and who built the roof?"


def test_sentences_that_stand_side_by_side_are_one_statement_in_the_order_of_the_text() -> None:
    """The reader sees at once what the paragraph says in a row."""
    statements = quoted(WHO, placed(GULLS, DRAWN, BUILT, number=10))
    assert [statement.text for statement in statements] == [f"{DRAWN} {BUILT}"]


def test_sentences_of_a_paragraph_that_stand_apart_are_two_statements() -> None:
    """Nothing is left out between the words of a quotation."""
    statements = quoted(WHO, placed(DRAWN, GULLS, BUILT, number=11))
    assert {statement.text for statement in statements} == {DRAWN, BUILT}


def test_neighbouring_items_of_a_list_stay_apart() -> None:
    """Each is a line of its own."""
    statements = quoted(WHO, listed(DRAWN, BUILT, number=12))
    assert {statement.text for statement in statements} == {DRAWN, BUILT}


def test_sentences_of_a_script_without_spaces_are_joined_as_they_stand() -> None:
    """The quotation is exact."""
    sentences = ("海龟在沙滩上产卵。", "海龟在夜里产卵。")
    turtles = rewritten(placed(*sentences, number=12), "".join(sentences), ParagraphKind.PROSE)
    (statement,) = quoted("海龟在哪里产卵？", turtles)
    assert statement.text in turtles.paragraph.text


ALLOWED = "What is allowed on the boat:"
ITEMS_ALLOWED = listed("Dogs on a lead.", "Prams.", number=14)


def test_a_lead_in_is_quoted_with_the_list_that_follows_it() -> None:
    """Each of the two is cited in its own paragraph."""
    lead_in = placed("The rules are new.", ALLOWED, number=13)
    statement = quoted("What is allowed on the boat?", lead_in, ITEMS_ALLOWED)[0]
    assert statement.text == f"{ALLOWED}\n• Dogs on a lead.\n• Prams."
    assert [(each.paragraph, each.quote) for each in statement.citations] == [
        (13, ALLOWED),
        (14, "Dogs on a lead.\n• Prams."),
    ]


@pytest.mark.parametrize(
    ("sentences", "following"),
    [
        pytest.param((ALLOWED,), placed("Dogs on a lead.", number=14), id="no list"),
        pytest.param((ALLOWED,), listed("Dogs on a lead.", number=15), id="not the next one"),
        pytest.param((ALLOWED, "Little."), ITEMS_ALLOWED, id="not at the paragraph's end"),
        pytest.param((ALLOWED,), listed(*["Dogs on leads."] * 40, number=14), id="a long list"),
    ],
)
def test_a_lead_in_without_a_short_list_after_it_is_quoted_alone(
    sentences: tuple[str, ...], following: PlacedParagraph
) -> None:
    """Each row: the sentences of the paragraph with the lead-in, and another paragraph."""
    lead_in = placed(*sentences, number=13)
    texts = [each.text for each in quoted("What is allowed on the boat?", lead_in, following)]
    assert ALLOWED in texts


def test_a_question_at_the_end_of_a_paragraph_is_quoted_with_the_reply_in_the_next() -> None:
    """As in a list of questions and answers."""
    reply = placed("Some thirty.", "Most are small.", number=9)
    (statement,) = quoted("How many ships come in a day?", SPOKEN, reply)[:1]
    assert statement.text == "How many ships come in a day?\nSome thirty."
    assert [each.paragraph for each in statement.citations] == [8, 9]


def test_a_question_that_another_follows_is_no_statement() -> None:
    """Two questions answer nothing."""
    another = placed("How many leave at night?", number=9)
    assert quoted("How many ships come in a day?", SPOKEN, another) == ()
