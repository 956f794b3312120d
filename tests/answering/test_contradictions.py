"""What fails a statement on its own, as tables: each row is one behaviour."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from answering.facts.contradictions import contradictions
from answering.facts.evidence import evidence
from answering.support import check, meaning_decides, objections
from benchmarks.claims import paragraph
from vectorstore.model import Paragraph

TEXT = (
    "The port of Velmora was dug in 1912 by the engineer Maria Lindqvist for the city.",
    "In 1930 the Navy of Tarsk attacked Velmora, and 40 of 95 ships were sunk in one night.",
    "Ostrava Bank did not pay for the repair of the port, which took three years.",
    "Its manager, Pavel Novak, later praised the dockers in the newspaper Dawn.",
)


def velmora() -> Paragraph:
    """The paragraph that the rows are about."""
    return paragraph([" ".join(TEXT)])


FOUND = [
    ("The port of Velmora was dug in 1930 by the engineer Maria Lindqvist.", "1912 where"),
    ("The port of Velmora was dug in 1912 by the engineer Pavel Novak.", "where the statement"),
    ("In 1930 the Navy of Tarsk attacked Ostrava, and 40 of 95 ships were sunk.", "says Ostrava"),
    ("In 1930 the Navy of Tarsk attacked Velmora, and 95 of 40 ships were sunk.", "95"),
    ("The Navy of Velmora attacked Tarsk in 1930.", "have changed places"),
    ("Ostrava Bank did pay for the repair of the port.", "denies “pay”"),
    ("Its manager, Pavel Novak, never praised the dockers.", "does not deny “praised”"),
    ("Its manager, Pavel Novak, earlier praised the dockers in the newspaper.", "later where"),
    (
        "The repair of the port took three years, and whales sleep with half a brain awake.",
        "nothing in ¶16 says “whales … sleep",
    ),
]
NOTHING = [
    "Maria Lindqvist dug the port of Velmora in 1912.",
    "In 1912 the port of Velmora was dug.",
    "Velmora was attacked by the Navy of Tarsk in 1930.",
    "In one night of 1930, 40 of 95 ships were sunk.",
    "The repair of the port took three years, and Ostrava Bank did not pay for it.",
    "The bank didn't pay for the repair of the port.",
    "Pavel Novak later praised the dockers in the newspaper Dawn.",
    "The newspaper Dawn printed the praise of Pavel Novak.",
    "The port was dug in 1912, and the Navy of Tarsk attacked Velmora in 1930.",
]


@pytest.mark.parametrize(("statement", "reason"), FOUND)
def test_what_is_exchanged_is_found(statement: str, reason: str) -> None:
    found = [f.reason for f in contradictions(statement, evidence(velmora()), "¶16")]
    assert any(reason in each for each in found), found


@pytest.mark.parametrize("statement", NOTHING)
def test_what_is_said_otherwise_is_no_contradiction(statement: str) -> None:
    assert list(contradictions(statement, evidence(velmora()), "¶16")) == []


def test_a_list_in_another_order_exchanges_nothing() -> None:
    text = "Russia, China and Iran signed the treaty in Geneva."
    said = "China, Russia and Iran signed the treaty in Geneva."
    assert check(said, paragraph([text]), strict=True).supported


def test_the_order_of_a_list_counts_where_it_is_told_respectively() -> None:
    text = "Parts A1, B2 and C3 weigh 96, 88 and 84 grams, respectively."
    said = "Parts A1, B2 and C3 weigh 96, 84 and 88 grams, respectively."
    assert not check(said, paragraph([text]), strict=True).supported


def test_a_description_for_a_name_exchanges_nothing() -> None:
    text = "The company was founded in 1975 in Leeds. Marrow is its only shop."
    assert check("Marrow was founded in 1975 in Leeds.", paragraph([text]), strict=True).supported


def test_only_a_strict_check_fails_by_a_single_missing_name() -> None:
    statement = "The port of Velmora was dug in 1912 by the engineer Maria Lindqvist of Gondal."
    verdict = check(statement, velmora(), strict=True)
    assert not verdict.supported
    assert verdict.reasons == ("the name Gondal is not in ¶1",)


GERMAN = "Der Hafen von Velmora wurde 1912 von Maria Lindqvist gebaut."


def test_names_are_left_aside_in_another_language() -> None:
    assert objections(GERMAN, velmora()) == ()
    assert objections(GERMAN.replace("1912", "1913"), velmora()) == ("the date 1913 is not in ¶1",)


def test_words_that_stand_nowhere_are_no_objection() -> None:
    assert objections("Somebody excavated it long ago.", velmora()) == ()
    assert objections("…", velmora()) == ("the statement has no words that could be checked",)


def test_meaning_decides_only_near_the_threshold() -> None:
    assert not meaning_decides(check(TEXT[0], velmora()))
    assert not meaning_decides(check("Whales sleep.", velmora()))


@given(st.text(max_size=120), st.text(max_size=200))
@settings(max_examples=200, deadline=None)
def test_no_text_makes_it_fail(statement: str, text: str) -> None:
    assert all(f.reason for f in contradictions(statement, evidence(paragraph([text])), "¶1"))


@given(st.lists(st.sampled_from(" ".join(TEXT).replace(".", " .").split()), max_size=25))
@settings(max_examples=200, deadline=None)
def test_no_order_of_its_own_words_makes_it_fail(words: list[str]) -> None:
    statement = " ".join(words)
    assert all(f.strength > 0 for f in contradictions(statement, evidence(velmora()), "¶1"))
