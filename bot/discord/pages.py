"""What a member sees, as values: pages of text, each with the controls that belong to it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Final

from bot.discord.limits import MESSAGE_TEXT, SELECT_OPTIONS, length

_GAP: Final = "\n\n"


@dataclass(frozen=True, slots=True)
class Choice:
    """A control that opens the paragraph cited at `position`."""

    position: int
    label: str
    hint: str


@dataclass(frozen=True, slots=True)
class Page:
    """One message: its text, what is said small below it, and its controls, at most 25."""

    body: str
    footer: str = ""
    choices: tuple[Choice, ...] = ()


@dataclass(frozen=True, slots=True)
class Reply:
    """One or more messages, in order; `answer_id` is what their controls belong to."""

    pages: tuple[Page, ...]
    answer_id: str | None = None


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a reply that is never cut, and the positions of what it cites, at most 25."""

    text: str
    positions: tuple[int, ...] = ()


@dataclass(slots=True)
class _Draft:
    limit: int = MESSAGE_TEXT
    body: list[str] = field(default_factory=list)
    footer: list[str] = field(default_factory=list)
    positions: dict[int, None] = field(default_factory=dict)
    size: int = 0

    def takes(self, piece: Piece) -> bool:
        positions = self.positions.keys() | set(piece.positions)
        size = self.size + length(piece.text) + len(_GAP)
        return size <= self.limit and len(positions) <= SELECT_OPTIONS

    def add(self, piece: Piece, part: list[str]) -> None:
        part.append(piece.text)
        self.positions |= dict.fromkeys(piece.positions)
        self.size += length(piece.text) + len(_GAP)

    def page(self, choices: Sequence[Choice]) -> Page:
        chosen = tuple(choices[position] for position in self.positions)
        return Page(_GAP.join(self.body), "\n".join(self.footer), chosen)


def fill(
    body: Iterable[Piece],
    footer: Iterable[str] = (),
    choices: Sequence[Choice] = (),
    *,
    room: int = 0,
) -> tuple[Page, ...]:
    """As few pages as hold all pieces, in order, then the lines of the footer.

    Each page leaves `room` characters free, and a piece or a line must be shorter than what is
    left of `MESSAGE_TEXT` by two characters or more.
    `choices[n]` opens what is cited at position `n`; a page has those that its pieces cite.
    """
    drafts = [_Draft(MESSAGE_TEXT - room)]
    parts = [(piece, False) for piece in body] + [(Piece(line), True) for line in footer]
    for piece, small in parts:
        if not drafts[-1].takes(piece):
            drafts.append(_Draft(MESSAGE_TEXT - room))
        drafts[-1].add(piece, drafts[-1].footer if small else drafts[-1].body)
    return tuple(draft.page(choices) for draft in drafts)


def first_page(body: Iterable[Piece], sign: str) -> Page:
    """As many of the first pieces as one page takes, above the line `sign`, without controls."""
    draft = _Draft()
    draft.add(Piece(sign), draft.footer)
    for piece in body:
        if not draft.takes(piece):
            break
        draft.add(piece, draft.body)
    return Page(_GAP.join(draft.body), sign)
