"""What an admin sees of sources, as values: a text with buttons below, a page at a time."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from bot.discord.limits import MESSAGE_TEXT, length

PAGE: Final = 2_600
"""Characters of text on one page of a long panel: two screens of a phone."""

_GAP: Final = "\n\n"


class Action(StrEnum):
    """What a button does, as its custom id says it. Sent messages keep theirs: rename none."""

    LIST = "list"
    SHOW = "show"
    DIFF = "diff"
    LOG = "log"
    REVIEW = "review"
    PUBLISH = "publish"
    CANCEL = "cancel"
    PLAN = "plan"
    ROLLBACK = "rollback"
    REMOVE = "remove"
    PURGE = "purge"
    KEEP = "keep"


class Look(StrEnum):
    """How much a button asks to be pressed."""

    PLAIN = "plain"
    MAIN = "main"
    DANGER = "danger"


@dataclass(frozen=True, slots=True)
class Control:
    """A button; `about` says what its action concerns, in at most 80 characters."""

    label: str
    action: Action
    about: str = ""
    look: Look = Look.PLAIN


@dataclass(frozen=True, slots=True)
class Panel:
    """One message; each row holds at most five controls."""

    body: str
    footer: str = ""
    rows: tuple[tuple[Control, ...], ...] = ()


def sentence(text: str) -> Panel:
    """A panel that only says something."""
    return Panel(text)


@dataclass(frozen=True, slots=True)
class Book:
    """A text in pieces that are never cut, under a head and above a foot that stay.

    `noun` is what a piece is: one of many, such as `change` and `changes`.
    """

    head: str
    pieces: Sequence[str]
    noun: tuple[str, str]
    foot: str = ""

    def page_of(self, piece: int) -> int:
        """The number of the page, from 0, on which the piece with that index stands."""
        starts = self._starts()
        return next(n for n, start in reversed(list(enumerate(starts))) if start <= piece)

    def open(self, page: int, turn: Callable[[str, int], Control]) -> Panel:
        """The page of that number, or the last one; `turn` makes a button to another, by label."""
        starts = self._starts()
        page = max(0, min(page, len(starts) - 1))
        ends = [*starts[1:], len(self.pieces)]
        shown = self.pieces[starts[page] : ends[page]]
        left = len(self.pieces) - ends[page]
        body = [self.head, *shown]
        if left:
            body.append(f"… and {left} more {self.noun[0] if left == 1 else self.noun[1]}.")
        where = f"-# Page {page + 1} of {len(starts)}" if len(starts) > 1 else ""
        turns = [
            turn(label, other)
            for label, other in (("‹ Previous", page - 1), ("Next ›", page + 1))
            if 0 <= other < len(starts)
        ]
        footer = "\n".join(filter(None, (self.foot, where)))
        return Panel(_GAP.join(filter(None, body)), footer, (tuple(turns),) if turns else ())

    def _starts(self) -> list[int]:
        """The index of the first piece of each page; there is always one page."""
        room = min(PAGE, MESSAGE_TEXT - 200 - length(self.head) - length(self.foot))
        starts, size = [0], 0
        for index, piece in enumerate(self.pieces):
            cost = length(piece) + len(_GAP)
            if index > starts[-1] and size + cost > room:
                starts.append(index)
                size = 0
            size += cost
        return starts
