"""What can be asked."""

QUESTION_LENGTH = 1_000
"""The most characters of a question; more would not fit the embedding model's window."""


class QuestionError(ValueError):
    """A question that cannot be asked; the message says why."""


def checked_question(question: str) -> str:
    """The question without surplus white space; raises `QuestionError` if it cannot be asked."""
    asked = " ".join(question.split())
    if any("\ud800" <= character <= "\udfff" for character in asked):
        raise QuestionError("The question has signs that are no text: type it again, in UTF-8.")
    if not any(character.isalnum() for character in asked):
        raise QuestionError("The question is empty: ask it in a few words.")
    if len(asked) > QUESTION_LENGTH:
        raise QuestionError(
            f"The question has {len(asked):,} characters; ask it in {QUESTION_LENGTH:,} or fewer."
        )
    return asked
