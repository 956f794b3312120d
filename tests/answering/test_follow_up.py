"""Which questions lean on an earlier one, and what is added to them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from answering.conversation.follow_up import language_in, standalone
from answering.conversation.leaning import leans
from answering.conversation.turns import Turn
from answering.questions import QUESTION_LENGTH, checked_question

REEF = Turn("Where is the longest coral reef?", "It lies off Queensland.", ("Reefs",))


@pytest.mark.parametrize(
    "question",
    [
        "Why?",
        "And how many of them?",
        "What about the second one?",
        "Who was he?",
        "How do I do that?",
        "How does it work?",
        "Where can I buy those?",
        "How can I create one?",
        "What else?",
        "And fish?",
        "any sharks?",
        "How long?",
        "When was the wreck found?",
        "OK, thanks. Is it safe?",
        "Which fish live there?",
        "Did its colours fade?",
        "Which is cheaper?",
    ],
)
def test_a_question_that_points_back_leans(question: str) -> None:
    assert leans(question)


@pytest.mark.parametrize(
    "question",
    [
        "Where is the longest coral reef?",
        "What is a polyp?",
        "Who was Charles Darwin?",
        "Tell me about Charles Darwin",
        "Coral bleaching",
        "Is it possible to count corals?",
        "What does JPL stand for, and what is it?",
        "Did the divers say when they left the harbour?",
        "Where does the royal family get their income?",
        "Why did Napoleon sell his land in North America?",
        "How do turtles that lose their nests behave in later years?",
        "Are sharks or rays older?",
        "How many people visited the island this year?",
        "Which no one expected storm destroyed coastal villages?",
        "Is there a museum of natural history in the harbour district?",
    ],
)
def test_a_question_that_says_enough_stands_alone(question: str) -> None:
    assert not leans(question)
    assert standalone(question, [REEF]) == question


ELSEWHERE = [
    ("german", "Wo liegt das längste Riff in Australien?", "Und wie viele Fische?", "Warum?"),
    ("german", "Wo liegt das längste Riff in Australien?", "Wann begann er?", "Wo ist es?"),
    ("french", "Où est le plus grand récif de corail ?", "Et les poissons ?", "Pourquoi ?"),
    ("spanish", "¿Dónde está el arrecife más largo?", "¿Y cuántos peces?", "¿Por qué?"),
    ("italian", "Dove si trova la barriera corallina?", "E quanti pesci?", "Perché?"),
    ("portuguese", "Onde fica o recife em alto mar?", "E quantos peixes?", "Por que?"),
    ("dutch", "Waar ligt het langste rif van de wereld?", "En hoeveel vissen?", "Waarom?"),
    ("polish", "Gdzie jest największa rafa na świecie?", "A ile ryb?", "Dlaczego?"),
    ("romanian", "Unde este cel mai lung recif din lume?", "Și câți pești?", "De ce?"),
    ("turkish", "En uzun mercan resifi nerede ve kaç yaşında?", "Peki ya balıklar?", "Neden?"),
    ("vietnamese", "Rạn san hô dài nhất ở đâu?", "Còn cá thì sao?", "Tại sao?"),
    ("russian", "Где находится самый длинный риф?", "А рыбы?", "Почему?"),
    ("greek", "Πού είναι ο μεγαλύτερος ύφαλος;", "Και τα ψάρια;", "Γιατί;"),
    ("arabic", "أين تقع أطول شعاب مرجانية؟", "وكم سمكة؟", "لماذا؟"),
    ("hindi", "सबसे लंबी चट्टान कहाँ है?", "और मछलियाँ?", "क्यों?"),
    ("unspaced", "最长的珊瑚礁在哪里？", "那么鱼呢？", "为什么？"),
    ("unspaced", "แนวปะการังที่ยาวที่สุดอยู่ที่ไหน", "แล้วปลาล่ะ", "ทำไม"),
]


@pytest.mark.parametrize(("name", "earlier", "goes_on", "bare"), ELSEWHERE)
def test_in_other_languages_what_goes_on_and_what_says_nothing_leans(
    name: str, earlier: str, goes_on: str, bare: str
) -> None:
    turns = [Turn(earlier)]
    for question in (goes_on, bare):
        language = language_in(question, turns)
        assert language.name == name
        assert leans(question, language)
        assert standalone(question, turns).startswith(f"{question} (")


@pytest.mark.parametrize(("name", "earlier", "goes_on", "bare"), ELSEWHERE)
def test_in_other_languages_a_whole_question_stands_alone(
    name: str, earlier: str, goes_on: str, bare: str
) -> None:
    assert standalone(earlier, [Turn(goes_on)]) == earlier


@pytest.mark.parametrize(
    ("earlier", "question", "understood"),
    [
        (
            "Where is the longest coral reef?",
            "And how many of them?",
            "And how many of them? (longest coral reef)",
        ),
        (
            "Hi, who wrote the song Grey Harbour?",
            "When did it appear?",
            "When did it appear? (wrote song Grey Harbour)",
        ),
        ("I want to know about coral reefs", "Why?", "Why? (coral reefs)"),
        ("What is a coral reef?", "How old is the reef?", "How old is the reef? (coral)"),
        (
            "Which harbours have the deepest water, the longest piers and the best repair shops?",
            "Why?",
            "Why? (harbours deepest water longest piers best)",
        ),
        (
            "Which harbours have the deepest water, the longest piers and the best repair shops?",
            "Do they charge foreign sailing boats?",
            "Do they charge foreign sailing boats? (harbours deepest)",
        ),
        ("Wo liegt das Riff?", "Und warum?", "Und warum? (liegt Riff)"),
        ("长城在哪里？", "它有多长？", "它有多长？ (长城在哪里)"),
        ("长城在哪里？", "为什么？", "为什么？ (长城在哪里)"),
    ],
)
def test_what_is_added(earlier: str, question: str, understood: str) -> None:
    assert standalone(question, [Turn(earlier)]) == understood


def test_a_question_without_turns_stays_as_it_is() -> None:
    assert standalone("And how many of them?", []) == "And how many of them?"


def test_a_chain_of_follow_ups_keeps_its_subject() -> None:
    turns: list[Turn] = []
    for question in ("Where is the longest coral reef?", "How old is it?", "Why?"):
        turns.append(Turn(standalone(question, turns)))
    assert turns[-1].question == "Why? (old longest coral reef)"


def test_a_turn_that_says_nothing_is_passed_over() -> None:
    turns = [REEF, Turn("OK, thanks")]
    assert standalone("How old is it?", turns) == "How old is it? (longest coral reef)"


def test_where_no_turn_says_anything_nothing_is_added() -> None:
    assert standalone("Why?", [Turn("And then?"), Turn("How?")]) == "Why?"


def test_the_name_that_a_reply_gives_to_who_was_asked_for_is_added() -> None:
    turns = [Turn("Who found the wreck?", "The wreck was found by Ada B. Marsh in 1990.")]
    assert standalone("When was she born?", turns) == (
        "When was she born? (found wreck Ada B. Marsh)"
    )
    assert standalone("When was it built?", turns) == "When was it built? (found wreck)"


def test_a_question_that_would_grow_too_long_stays_as_it_is() -> None:
    question = "Why" + " is it so" * 110 + "?"
    assert len(question) < QUESTION_LENGTH
    assert standalone(question, [REEF, Turn(f"What are {'corals' * 20}?")]) == question


_TEXT = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=80)
_WORDS = st.lists(
    st.sampled_from(
        ["why", "it", "they", "reef", "how", "and", "(coral)", "为什么", "А", "?", "ok"]
    ),
    max_size=8,
).map(" ".join)


@given(_TEXT | _WORDS, st.lists(_TEXT | _WORDS, max_size=3))
def test_what_is_understood_can_be_asked_and_begins_with_the_question(
    question: str, earlier: list[str]
) -> None:
    turns = [Turn(each, each) for each in earlier]
    understood = standalone(question, turns)
    assert understood.startswith(question)
    assert len(understood) <= QUESTION_LENGTH
    if any(sign.isalnum() for sign in question):
        assert checked_question(understood)
