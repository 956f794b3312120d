"""Which sentences can be read alone."""

import pytest

from answering.summaries.standing import Standing, is_balanced, standing
from vectorstore.languages import LANGUAGES, UNSPACED

BY_NAME = {each.name: each for each in LANGUAGES}


@pytest.mark.parametrize(
    "text",
    [
        "The harbour of Quill was rebuilt after the storm of 1953.",
        "Quill and its harbour were rebuilt after the storm.",
        "Ada Marsh drew her map before the storm.",
        "Both Quill and Marsh rebuilt the harbour after the storm.",
        "It is clear that the harbour of Quill needs a new wall.",
        "In addition to the wall, the harbour of Quill got a crane.",
        "Instead of a wall, the harbour of Quill got a crane.",
        "As a result of the storm, the harbour of Quill was closed.",
        "At the time of the storm, the harbour of Quill was closed.",
        "Those who live near the harbour of Quill heard the storm.",
        "This guide explains how the harbour is reached by boat.",
        "The keeper said that “they come at night” to the harbour (Marsh, 1953).",
        "Ships that reach the harbour pay when they leave.",
        "Ships such as ferries reach the harbour before noon.",
        "The wall, and such walls in general, break in storms.",
        "eBay sold the old crane of the harbour in 1999.",
        "Storms broke the wall of the harbour.[12]",
        "J. Marsh drew the first map of the harbour.",
        "All ships from Belize reach the harbour in summer.",
        "Quill and Marsh closed the harbours that the two towns share.",
    ],
)
def test_a_sentence_that_names_what_it_speaks_of_stands_alone(text: str) -> None:
    assert standing(text) is Standing.ALONE


@pytest.mark.parametrize(
    "text",
    [
        "He added that the harbour was closed after the storm.",
        "They were rebuilt after the storm of 1953.",
        "This led to a new wall around the harbour.",
        "However, the harbour of Quill was closed for years.",
        "But the harbour of Quill was closed for years.",
        "In fact, the harbour of Quill was closed for years.",
        "In addition to their wall, these ships need a harbour.",
        "Many of these opposed the harbour in 1953.",
        "Both towns rebuilt the harbour after the storm.",
        "For example, the harbour of Quill was closed for years.",
        "When he arrived, the harbour of Quill was closed.",
        "It is thought that these stolen cranes came to Quill.",
        "The harbour of Quill could not pay for those cranes.",
        "Marsh went on to say that the harbour should be closed.",
        "“The wall will break,” he concluded after the storm of 1953 in the harbour.",
        "Marsh added that the harbour should be closed in winter.",
        "Another reason was the wall around the harbour.",
        "At the time, the harbour of Quill had no wall.",
        "The keeper said “the wall will break in the next storm.",
        "Within this harbour, Ada Marsh drew the first map.",
        "After the storm of Quill, the two harbours were closed.",
        "All are open to ships from Belize in summer.",
        "The wall of Quill prevents that: ships wait in the harbour.",
    ],
)
def test_a_sentence_that_leans_on_the_one_before_is_told(text: str) -> None:
    assert standing(text) is Standing.LEANS


def test_the_harbour_in_the_middle_of_a_paragraph_has_been_named_before() -> None:
    text = "The harbour was closed for years after the storm."
    assert standing(text) is Standing.ALONE
    assert standing(text, follows=True) is Standing.LEANS
    assert standing("The harbour of Quill was closed.", follows=True) is Standing.ALONE


@pytest.mark.parametrize(
    "text",
    [
        "Who rebuilt the harbour of Quill after the storm?",
        "The harbour is reached by boat, as follows:",
        "and rebuilt the harbour of Quill after the storm.",
        "Rebuilt in 1953.",
        "The harbour of Quill after the storm of 1953",
        "THE HARBOUR OF QUILL WAS CLOSED.",
        "Figure 3: The harbour of Quill after the storm.",
        "Photo: Ada Marsh draws the harbour of Quill.",
        "• The harbour of Quill has a new wall.",
        "2) The harbour of Quill has a new wall.",
        "[Note: the harbour of Quill has a new wall.]",
        "See https://quill.example for the map of the harbour.",
        "The wall of the harbour broke, and then…",
        "“The wall of the harbour will break in the next storm,” said Ada.",
        "",
        "…",
    ],
)
def test_what_says_nothing_by_itself_is_unfit(text: str) -> None:
    assert standing(text) is Standing.UNFIT


@pytest.mark.parametrize(
    ("language", "alone", "leans"),
    [
        (
            "german",
            "Der Hafen von Quill wurde nach dem Sturm neu gebaut.",
            "Deshalb wurde der Hafen von Quill neu gebaut.",
        ),
        (
            "french",
            "Le port de Quill fut reconstruit après la tempête.",
            "Cependant, le port de Quill fut fermé après la tempête.",
        ),
        (
            "spanish",
            "El puerto de Quill fue reconstruido tras la tormenta.",
            "Esto llevó a un nuevo muro del puerto de Quill.",
        ),
        (
            "russian",
            "Гавань города построили заново после сильной бури.",
            "Однако гавань города закрыли после сильной бури.",
        ),
        (
            "unspaced",
            "港口在一九五三年的风暴之后重新修建了新的围墙。",
            "因此港口在一九五三年的风暴之后修建了新的围墙。",
        ),
        (
            "unspaced",
            "ท่าเรือของเมืองถูกสร้างขึ้นใหม่หลังจากพายุใหญ่",
            "แต่ท่าเรือของเมืองถูกสร้างขึ้นใหม่หลังจากพายุใหญ่",
        ),
    ],
)
def test_other_languages_are_judged_by_how_a_sentence_begins(
    language: str, alone: str, leans: str
) -> None:
    read = UNSPACED if language == "unspaced" else BY_NAME[language]
    assert standing(alone, read) is Standing.ALONE
    assert standing(leans, read) is Standing.LEANS


@pytest.mark.parametrize(
    ("text", "balanced"),
    [
        ("“Yes,” she said.", True),
        ("“Yes, she said.", False),
        ("He came (late.", False),
        ("»Ja« und „nein“", True),
        ("It’s theirs.", True),
    ],
)
def test_marks_that_open_must_close(text: str, balanced: bool) -> None:
    assert is_balanced(text) is balanced
