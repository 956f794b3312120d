"""A small real service over a few paragraphs in memory, and builders for values."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from threading import Event

import discord
from simcord.results import ResponseMessage

from answering.allowance import Allowance
from answering.conversation.turns import Turn
from answering.model import Answer, Citation, NoAnswer, Retrieved, Statement, WriterName
from vectorstore.model import (
    SHARED,
    Paragraph,
    ParagraphKind,
    PlacedParagraph,
    Revision,
    Scope,
    Source,
    readable_scopes,
)

BEES = (
    "A honey bee visits some two thousand flowers on one long summer day.",
    "The dance of a returning bee tells the others where the clover stands.",
    "In winter the colony gathers in a ball, and the queen sits in the middle of it.",
)
TIDES = ("The spring tide comes after the new moon and after the full moon.",)


def citation(
    number: int,
    quote: str = "Quoted words.",
    *,
    scope: Scope = SHARED,
    source: str = "bees",
    title: str = "About bees",
    heading: str | None = "Habits",
) -> Citation:
    return Citation(scope, source, title, 1, number, heading, quote)


def answer(*statements: Statement) -> Answer:
    return Answer("Why?", statements, (), 0.9, WriterName.EXTRACTIVE, 1.0)


def placed(
    text: str,
    *,
    number: int = 1,
    kind: ParagraphKind = ParagraphKind.PROSE,
    heading: str | None = "Habits",
    scope: Scope = SHARED,
    source: str = "bees",
    title: str = "About bees",
) -> PlacedParagraph:
    revision = Revision(1, title, "hash", datetime(2026, 3, 1, tzinfo=UTC), "somebody")
    headings = (heading,) if heading else ()
    paragraph = Paragraph(number, kind, headings, text, text, 0, len(text))
    return PlacedParagraph(scope, source, f"{source}.md", revision, paragraph)


def texts(message: discord.Message | ResponseMessage) -> list[str]:
    """What stands in the text components of a message."""
    parts = [
        part.to_dict() if isinstance(part, discord.Component) else part
        for part in message.components
    ]
    return [part["content"] for part in parts if part["type"] == 10]


@dataclass
class SmallLibrary:
    """Answers with the paragraphs that share a long word with the question.

    With a `pace`, it tells of one more statement after each so many seconds.
    With a `verdict`, that is its answer in the end, whatever it told before.
    It stops waiting once it is `hastened`, unless it is `deaf`.
    """

    paragraphs: list[PlacedParagraph]
    seconds: float = 0.0
    broken: bool = False
    pace: float = 0.0
    verdict: Answer | NoAnswer | None = None
    asked: list[tuple[str, Scope, str | None]] = field(default_factory=list)
    turns: list[list[Turn]] = field(default_factory=list)
    allowances: list[Allowance | None] = field(default_factory=list)
    deaf: bool = False
    _hastened: Event = field(default_factory=Event)

    def answer(
        self,
        question: str,
        scope: Scope,
        source: str | None,
        *,
        turns: Sequence[Turn] = (),
        allowance: Allowance | None = None,
        watch: Callable[[Sequence[Statement]], None] | None = None,
    ) -> Answer | NoAnswer:
        self.asked.append((question, scope, source))
        self.turns.append(list(turns))
        self.allowances.append(allowance)
        result = self._found(question, scope, source)
        if watch is not None and self.pace and isinstance(result, Answer):
            for number in range(1, len(result.statements) + 1):
                self._hastened.wait(self.pace)
                watch(result.statements[:number])
        self._hastened.wait(self.seconds)
        if self.broken:
            raise RuntimeError("the secret path /srv/key could not be read")
        return self.verdict or result

    def _found(self, question: str, scope: Scope, source: str | None) -> Answer | NoAnswer:
        words = {word.strip("?.,") for word in question.casefold().split() if len(word) > 3}
        known = [one for one in self._readable(scope) if source in (None, one.source)]
        found = [one for one in known if words & set(one.paragraph.text.casefold().split())]
        near = tuple(Retrieved(_cite(one), 0.5) for one in found + known)
        if not found:
            return NoAnswer(question, near, 0.1, 1.0)
        said = tuple(Statement(one.paragraph.text, (_cite(one),)) for one in found[:3])
        return Answer(question, said, near, 0.9, WriterName.EXTRACTIVE, 1.0)

    def hasten(self) -> None:
        """Make those who wait go on, as when the bot is told to stop."""
        if not self.deaf:
            self._hastened.set()

    def sources(self, scope: Scope) -> list[Source]:
        known = {(one.scope, one.source): one for one in self._readable(scope)}
        return [
            Source(one.scope, one.source, one.origin, one.revision, 1) for one in known.values()
        ]

    def paragraph(self, scope: Scope, citation: Citation) -> PlacedParagraph | None:
        wanted = citation.scope, citation.source, citation.paragraph
        for one in self._readable(scope):
            if (one.scope, one.source, one.paragraph.number) == wanted:
                return one
        return None

    def _readable(self, scope: Scope) -> list[PlacedParagraph]:
        return [one for one in self.paragraphs if one.scope in readable_scopes(scope)]


def _cite(one: PlacedParagraph) -> Citation:
    text, number = one.paragraph.text, one.paragraph.number
    return Citation(one.scope, one.source, one.title, 1, number, one.paragraph.heading, text)


def small_library() -> SmallLibrary:
    bees = [placed(text, number=number) for number, text in enumerate(BEES, 1)]
    tides = [placed(text, source="tides", title="The tides", heading=None) for text in TIDES]
    return SmallLibrary(bees + tides)
