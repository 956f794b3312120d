"""What readers are told about how an answer came to be."""

import pytest

from answering.model import Note
from bot.discord.escaping import escape
from bot.notes import NOTES


def test_every_note_has_its_words() -> None:
    assert set(NOTES) == set(Note)
    assert len(set(NOTES.values())) == len(NOTES)


@pytest.mark.parametrize("note", Note)
def test_a_note_is_one_short_sentence_without_markdown(note: Note) -> None:
    said = NOTES[note]
    assert said == escape(said)
    assert said.endswith(".")
    assert said.count(".") == 1
    assert len(said) < 80


@pytest.mark.parametrize("note", [note for note in Note if note is not Note.LEFT_OUT])
def test_a_note_about_quotations_says_that_they_are(note: Note) -> None:
    assert NOTES[note].endswith("so these are quotations.")
