"""What a message asks, without what stands around it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from answering.asking import matter


@pytest.mark.parametrize(
    ("message", "asked"),
    [
        ("How long is the reef?", "How long is the reef?"),
        ("Hi, how long is the reef? Thanks!", "how long is the reef?"),
        ("Please tell me who found the wreck.", "who found the wreck."),
        ("Could you please explain how turtles nest?", "how turtles nest?"),
        ("Do you know where it lies?", "where it lies?"),
        ("I would like to know about the pier and its posts", "the pier and its posts"),
        ("Find the price of the boat. If several, record all of them.", "the price of the boat."),
        ("Name a town on the coast.", "a town on the coast."),
        ("list the boats that sank", "the boats that sank"),
        ("What makes sand? Answer in one sentence.", "What makes sand?"),
        ("What makes sand? Is it fish?", "What makes sand? Is it fish?"),
        ("I have two dogs. Are they allowed?", "I have two dogs. Are they allowed?"),
        ("Did it sink? If a storm comes, who helps?", "Did it sink? If a storm comes, who helps?"),
        ("Hello Kitty is from where?", "Hello Kitty is from where?"),
        ("hey all what makes sand?", "what makes sand?"),
        ("name change of Bombay", "name change of Bombay"),
        ("list of the boats", "list of the boats"),
        ("Finding the wreck took how long?", "Finding the wreck took how long?"),
        ("Please help", "Please help"),
        ("", ""),
    ],
)
def test_the_matter_of_a_message(message: str, asked: str) -> None:
    """Each row is a message and what is looked for."""
    assert matter(message) == asked


@given(st.text())
def test_the_matter_is_part_of_the_message(message: str) -> None:
    """No word is added, and a message that says anything keeps some of it."""
    assert set(matter(message).split()) <= set(message.split())
    assert bool(matter(message).strip()) is bool(message.strip())
