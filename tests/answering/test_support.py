"""Whether a paragraph supports a statement, as tables: each row is one behaviour."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from answering.support import THRESHOLD, Verdict, check
from vectorstore.model import Paragraph, ParagraphKind, Passage, PassageKind


def paragraph(*sentences: str, headings: tuple[str, ...] = ()) -> Paragraph:
    """Paragraph 16, of these sentences."""
    passages, start = [], 0
    for each in sentences:
        passages.append(Passage(PassageKind.SENTENCE, each, start, start + len(each)))
        start += len(each) + 1
    text = " ".join(sentences)
    return Paragraph(
        16, ParagraphKind.PROSE, headings, text, text, 0, len(text), passages=tuple(passages)
    )


ARTICLE = (
    "The harbour of Velmora was built in 1912 by the engineer Maria Lindqvist.",
    "It cost $140 million and employed two dozen divers from Tarsk.",
    "The council did not recognise the dockers' union until August 9, 1921.",
    "In 1930 the Navy of Tarsk attacked Velmora, and trade fell by 5 percent.",
    "The North Harbour Authority, which Lindqvist led, called the raid “a great shame for Tarsk”.",
    "Between ten and fifteen ships a day still enter the port.",
)

SUPPORTED = [
    ("the harbour cost $140m.", "a sum in short form"),
    ("The harbour cost 140 million dollars.", "a sum in words"),
    ("It employed 24 divers from Tarsk.", "two dozen in figures"),
    ("Trade fell by 5 %.", "a percent sign"),
    ("Trade fell by five per cent.", "a percentage in words"),
    ("The council recognised the dockers' union in August 1921.", "a date less exact"),
    ("The council recognised the dockers' union on 9 August 1921.", "a date in British order"),
    ("The harbour was built in the 1910s.", "a decade that holds the year"),
    ("The harbour was built in the 20th century.", "a century that holds the year"),
    ("10 to 15 ships a day still enter the port.", "a range in figures"),
    ("Ten to fifteen ships a day still enter the port.", "a range otherwise joined"),
    ("M. Lindqvist built the harbour of Velmora.", "an initial for a first name"),
    ("Mrs Lindqvist built the harbour of Velmora.", "a title before a name"),
    ("Velmora's harbour was built in 1912.", "a possessive"),
    ("The NHA called the raid “a great shame”.", "initials for a name spelled out"),
    ("Velmora was attacked by the Navy of Tarsk in 1930.", "the passive of an active"),
    ("Maria Lindqvist built the harbour of Velmora in 1912.", "the active of a passive"),
    ("The council didn't recognise the union until August 9, 1921.", "a contraction"),
    ("According to the article, trade fell by 5 percent.", "an opening that names the source"),
]
UNSUPPORTED = [
    ("The harbour cost $15,000.", "the number $15,000 is not in ¶16"),
    ("It employed 25 divers from Tarsk.", "the number 25 is not in ¶16"),
    ("The harbour of Velmora was built in 1913.", "the date 1913 is not in ¶16"),
    ("The council recognised the union on August 10, 1921.", "the date August 10, 1921"),
    ("In 1930 the Navy of Sweden attacked Velmora.", "the name Sweden is not in ¶16"),
    ("The harbour of Velmora was built by Karl Lindqvist.", "the name Karl is not in ¶16"),
    (
        "The Authority called the raid “a great honour for Tarsk”.",
        "the quoted words “a great honour",
    ),
    ("In 1930 the Navy of Tarsk did not attack Velmora.", "does not deny “attack”"),
    ("In 1930 the Navy of Tarsk never attacked Velmora.", "does not deny “attacked”"),
    ("In 1930 the Navy of Tarsk failed to attack Velmora.", "does not deny “attack”"),
    ("The ships no longer enter the port.", "does not deny “enter”"),
    ("Trade rose by 5 percent.", "¶16 says “fell”, not “rose”"),
    ("In 1930 the Navy of Velmora attacked Tarsk.", "have changed places"),
    ("The harbour of Velmora was built in 1930.", "where the statement says 1930"),
]


@pytest.mark.parametrize(("statement", "why"), SUPPORTED)
def test_other_words_for_the_same_are_supported(statement: str, why: str) -> None:
    verdict = check(statement, paragraph(*ARTICLE))
    assert verdict.supported, (why, verdict)
    assert verdict.reasons == ()


@pytest.mark.parametrize(("statement", "reason"), UNSUPPORTED)
def test_a_changed_statement_fails_and_says_why(statement: str, reason: str) -> None:
    verdict = check(statement, paragraph(*ARTICLE))
    assert not verdict.supported, verdict
    assert any(reason in each for each in verdict.reasons), verdict


@pytest.mark.parametrize("statement", ARTICLE)
def test_a_sentence_of_the_paragraph_is_always_supported(statement: str) -> None:
    assert check(statement, paragraph(*ARTICLE)).supported


PAIRS = [
    ("The plan was unsuccessful.", "The plan was not successful.", True),
    ("The plan was successful.", "The plan was not successful.", False),
    ("The plan was not successful.", "The plan was successful.", False),
    ("France recognised the state.", "France did not recognise the state in 1950.", False),
    ("France never failed to recognise the state.", "France recognised the state.", True),
    ("He denied the report.", "He confirmed the report on Monday.", False),
    ("She left without a ticket.", "She left with a ticket in her hand.", False),
    ("Not only Rome but Milan voted.", "Rome and Milan voted.", True),
    ("Alice attacked Bob.", "Alice attacked Bob in the garden.", True),
    ("Bob attacked Alice.", "Alice attacked Bob in the garden.", False),
    ("Bob was attacked by Alice.", "Alice attacked Bob in the garden.", True),
    ("Alice was attacked by Bob.", "Alice attacked Bob in the garden.", False),
    ("It fell to 5 °C.", "It fell to -5 °C.", False),
    ("It fell to minus 5 degrees.", "It fell to −5 °C overnight.", True),
    ("It was 5 km long.", "It was 5,000 metres long.", True),
    ("It was 5 miles long.", "It was 5 km long.", False),
    ("It cost 5 euros.", "It cost 5 dollars.", False),
    ("It lasted two weeks.", "It lasted 14 days.", True),
    ("Half of the voters stayed away.", "50 % of the voters stayed away.", True),
    ("About 15,000 men fought.", "15,300 men fought there.", True),
    ("Exactly 15,000 men fought.", "15,300 men fought there.", False),
    ("It was the 3rd attempt.", "It was the third attempt.", True),
    ("It was the fourth attempt.", "It was the third attempt.", False),
    ("NATO grew in 1999.", "The North Atlantic Treaty Organization grew in 1999.", True),
    ("The French army won.", "The army of France won.", True),
    ("The U.S. withdrew.", "The United States withdrew in May.", True),
    ("The Su-35 was delivered.", "The Su-57 was delivered.", False),
]


@pytest.mark.parametrize(("statement", "text", "supported"), PAIRS)
def test_a_statement_beside_one_sentence(statement: str, text: str, supported: bool) -> None:
    assert check(statement, paragraph(text)).supported is supported


def test_a_name_in_a_heading_or_the_title_is_known() -> None:
    text = "The band was founded in 1990 in Leeds by two brothers."
    statement = "Marrowfield was founded in 1990 in Leeds by two brothers."
    plain = check(statement, paragraph(text))
    assert not plain.supported
    assert check(statement, paragraph(text, headings=("Marrowfield",))).supported
    assert check(statement, paragraph(text), title="Marrowfield").supported


@pytest.mark.parametrize("statement", ["", "  ", "…", "?!", "¶"])
def test_a_statement_without_words_is_not_supported(statement: str) -> None:
    verdict = check(statement, paragraph(*ARTICLE))
    assert verdict == Verdict(False, 0.0, ("the statement has no words that could be checked",))


def test_a_statement_of_several_sentences_is_as_good_as_its_worst() -> None:
    statement = "Trade fell by 5 percent. The harbour cost $15,000."
    assert not check(statement, paragraph(*ARTICLE)).supported


def test_an_unrelated_statement_is_not_supported() -> None:
    verdict = check("Whales sleep with one half of the brain awake.", paragraph(*ARTICLE))
    assert not verdict.supported
    assert verdict.probability < THRESHOLD


def test_meaning_moves_the_probability_up() -> None:
    found = paragraph(*ARTICLE)
    near = np.eye(len(ARTICLE), dtype=np.float32)
    same, other = near[0], np.zeros(len(ARTICLE), dtype=np.float32)
    statement = "Lindqvist, an engineer, made the harbour of Velmora."
    assert (
        check(statement, found, near, same).probability
        > check(statement, found, near, other).probability
    )


def test_vectors_of_a_paragraph_without_passages_are_left_aside() -> None:
    found = paragraph(*ARTICLE)
    nothing = np.zeros((0, 3), dtype=np.float32)
    statement = "Trade fell by 5 %."
    assert check(statement, found, nothing, np.ones(3, dtype=np.float32)) == check(statement, found)


@given(st.text(max_size=120), st.text(max_size=200), st.text(max_size=30))
@settings(max_examples=300, deadline=None)
def test_no_text_makes_it_fail(statement: str, text: str, heading: str) -> None:
    verdict = check(statement, paragraph(text, headings=(heading,)))
    assert 0 <= verdict.probability <= 1
    assert not math.isnan(verdict.probability)
    assert verdict.supported == (not verdict.reasons)


_SIGNS = st.sampled_from([*list("0123456789.,:-–−$€%°'’\"“”() "), "th", " million", "May ", "BC"])


@given(st.lists(_SIGNS, max_size=30).map("".join))
@settings(max_examples=300, deadline=None)
def test_no_row_of_digits_and_signs_makes_it_fail(text: str) -> None:
    assert 0 <= check(text, paragraph(f"In 1912, {text} or so.")).probability <= 1


@given(st.text(st.characters(codec="utf-8"), min_size=1, max_size=80))
@settings(max_examples=200, deadline=None)
def test_a_text_with_words_supports_itself(text: str) -> None:
    verdict = check(text, paragraph(text))
    assert verdict.supported or verdict.probability == 0.0
