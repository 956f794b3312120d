"""One question of a conversation with its answer, as what follows may refer to it."""

from collections.abc import Iterator
from dataclasses import dataclass

from answering.model import Answer, NoAnswer

ANSWER_LENGTH = 1_000
"""The most characters that are kept of a reply."""
_ABOUT = 6
_ABOUT_LENGTH = 200  # characters


@dataclass(frozen=True, slots=True)
class Turn:
    """`question` is as it was understood, on its own; `answer` are the words of the reply.

    `about` names what the reply rests on: titles and headings of the cited paragraphs, the first
    cited first. A question that was not answered has no `answer`.
    """

    question: str
    answer: str = ""
    about: tuple[str, ...] = ()


def turn_of(answer: Answer | NoAnswer) -> Turn:
    """What is kept of an answer: its question as understood, and a reply of bounded length."""
    question = answer.understood or answer.question
    if isinstance(answer, NoAnswer):
        return Turn(question)
    said = " ".join(statement.text for statement in answer.statements)
    about = tuple(dict.fromkeys(_cut(name, _ABOUT_LENGTH) for name in _cited(answer)))
    return Turn(question, _cut(said, ANSWER_LENGTH), about[:_ABOUT])


def _cited(answer: Answer) -> Iterator[str]:
    for statement in answer.statements:
        for citation in statement.citations:
            yield citation.title
            if citation.heading:
                yield citation.heading


def _cut(text: str, most: int) -> str:
    """The text, or so much of it, with an ellipsis, as ends with a word."""
    if len(text) <= most:
        return text
    kept = text[: most - 1]
    return (kept.rsplit(None, 1)[0] if " " in kept else kept) + "…"
