"""One question of a conversation with its answer, as what follows may refer to it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Turn:
    """`question` is as it was understood, on its own; `answer` are the words of the reply.

    `about` names what the reply rests on: titles and headings of the cited paragraphs, the first
    cited first. A question that was not answered has no `answer`.
    """

    question: str
    answer: str = ""
    about: tuple[str, ...] = ()
