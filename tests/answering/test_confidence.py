"""When the sources are taken to answer."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from answering.confidence import confidence, doubt, signals
from answering.evidence import Evidence
from answering.strictness import THRESHOLDS, Strictness
from tests.found import placed, search
from vectorstore.model import PlacedParagraph


def evidence(question: str, *paragraphs: PlacedParagraph) -> Evidence:
    """What is found in these paragraphs."""
    read = Evidence.read(question, search(question, *paragraphs))
    assert read is not None
    return read


PARAGRAPHS = (
    placed(
        "The Marsh reef off Belize is 40 kilometres long.",
        "Ada Marsh mapped it in 1958 with two boats.",
        number=1,
        headings=("The Marsh reef",),
    ),
    placed("Turtles nest on its beaches.", "Parrotfish make the sand.", number=2),
    placed("A storm broke the old pier.", "Nobody was hurt by the storm.", number=3),
)


@pytest.mark.parametrize(
    "question",
    ["How long is the Marsh reef?", "When did Ada Marsh map it?", "What make the sand?"],
)
def test_a_question_that_the_text_answers_is_answered(question: str) -> None:
    """What stands in a sentence, in the form that is asked for, is above the threshold."""
    assert confidence(evidence(question, *PARAGRAPHS)) >= THRESHOLDS[Strictness.BALANCED]


@pytest.mark.parametrize(
    "question",
    [
        "How do I bake bread?",
        "Who won the election in Norway?",
        "Who paints portraits of emperors?",
    ],
)
def test_a_question_on_something_else_is_refused(question: str) -> None:
    """No words and no meaning in common is below the threshold."""
    assert confidence(evidence(question, *PARAGRAPHS)) < THRESHOLDS[Strictness.BALANCED]


@pytest.mark.parametrize(
    ("question", "text", "answers"),
    [
        ("Wo legen die Schildkröten Eier?", "Die Schildkröte legt Eier am Strand.", True),
        ("Wo liegt die Hauptstadt von Norwegen?", "Die Schildkröte legt Eier am Strand.", False),
        ("海龟在哪里产卵？", "海龟在沙滩上产卵。", True),
        ("挪威的首都是什么？", "海龟在沙滩上产卵。", False),
    ],
)
def test_other_languages_are_answered_and_refused_too(
    question: str, text: str, answers: bool
) -> None:
    """What an English question expects is not looked for in another language."""
    assert (
        confidence(evidence(question, placed(text))) >= THRESHOLDS[Strictness.BALANCED]
    ) is answers


@pytest.mark.parametrize(
    ("better", "worse", "signal"),
    [
        (
            "How long is the Marsh reef?",
            "How many divers know the Marsh reef?",
            "quantity_elsewhere",
        ),
        ("What broke the old pier?", "How many storms broke the old pier?", "quantity_missing"),
        ("What broke the old pier?", "When did a storm break the old pier?", "form_missing"),
        ("What did Ada Marsh map?", "What did Ada Quint map?", "names_missing"),
        ("What was mapped in 1958?", "What was mapped in 1961?", "number_missing"),
        ("What broke the old pier?", "What broke the X-7 pier?", "model_missing"),
    ],
)
def test_what_the_text_lacks_lowers_confidence(better: str, worse: str, signal: str) -> None:
    """Each row: a question that the text meets, one that it doesn't, the signal that tells."""
    found = {question: evidence(question, *PARAGRAPHS) for question in (better, worse)}
    read = {question: signals(found[question]) for question in found}
    assert read[better][signal] == 0
    assert read[worse][signal] > 0
    assert confidence(found[worse]) < confidence(found[better])


def test_nothing_found_is_no_confidence() -> None:
    """An empty store has no evidence."""
    assert Evidence.read("How long is the reef?", []) is None


def test_one_paragraph_alone_leaves_no_doubt() -> None:
    """There is nothing else to choose."""
    assert doubt(search("Where do turtles nest?", PARAGRAPHS[1])) == 0


def test_equally_good_paragraphs_leave_the_most_doubt() -> None:
    """The logarithm of their number."""
    twins = [placed("Turtles nest on its beaches.", number=n) for n in range(3)]
    assert doubt(search("Where do turtles nest?", *twins)) == pytest.approx(math.log(3))


@given(st.text())
def test_doubt_is_at_most_the_logarithm_of_the_number_of_paragraphs(question: str) -> None:
    """Whatever is asked."""
    assert 0 <= doubt(search(question, *PARAGRAPHS)) <= math.log(3) + 1e-9


def test_the_nearer_in_meaning_the_surer() -> None:
    """The similarity is that of the paragraph of the likeliest answer."""
    near, far = (
        evidence(question, *PARAGRAPHS)
        for question in ("Where do turtles nest?", "Where would old turtles like to sleep?")
    )
    assert signals(near)["similarity"] > signals(far)["similarity"]
    assert confidence(near) > confidence(far)


@given(st.text())
def test_confidence_is_a_probability(question: str) -> None:
    """Whatever is asked."""
    assert 0 <= confidence(evidence(question, *PARAGRAPHS)) <= 1
