"""From the paragraphs and tables of a Word document to headings and readable paragraphs."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from ingest.formats.headings import titled
from ingest.formats.lists import LONGEST_ITEM
from ingest.formats.pieces import Part, Piece, row_line
from ingest.formats.word_body import WordParagraph, WordTable
from ingest.formats.word_numbering import Numbering
from ingest.formats.word_styles import Look, Role, Styles
from ingest.paragraphs import Heading, unwrap
from vectorstore.model import ParagraphKind

_KINDS = {
    Role.ITEM: ParagraphKind.LIST,
    Role.QUOTE: ParagraphKind.QUOTE,
    Role.CODE: ParagraphKind.CODE,
}

NotesOf = Callable[[WordParagraph], list[str]]
"""The texts of the notes that a paragraph refers to."""


@dataclass(slots=True)
class Reader:
    """Makes the parts of one document; asks `numbering` in the order of the paragraphs."""

    styles: Styles
    numbering: Numbering
    notes: NotesOf
    title: str = ""
    _run: list[str] = field(default_factory=list)  # items, or lines of code or of a quotation
    _role: Role = Role.PROSE
    _waiting: list[str] = field(default_factory=list)  # notes of the run

    def parts(self, found: Sequence[WordParagraph | WordTable]) -> Iterator[Part]:
        """The headings and pieces in order; the first paragraph in the style of a title is
        left out and kept as `title`."""
        looks = [
            self.styles.look(each.element) if isinstance(each, WordParagraph) else None
            for each in found
        ]
        styled = any(look is not None and look.role is Role.HEADING for look in looks)
        for each, look in zip(found, looks, strict=True):
            if isinstance(each, WordTable) or look is None:
                yield from self._ended()
                yield from _table(each) if isinstance(each, WordTable) else ()
            elif each.text:
                yield from self._paragraph(each, look if styled else _unstyled(each, look))
        yield from self._ended()

    def _paragraph(self, paragraph: WordParagraph, look: Look) -> Iterator[Part]:
        if look.role is not self._role:
            yield from self._ended()
        if look.role in _KINDS:
            self._role = look.role
            self._run += self._lines(paragraph, look)
            self._waiting += self.notes(paragraph)
            return
        text = unwrap(paragraph.text)
        if look.role is Role.TITLE and not self.title:
            self.title = text
        elif look.role in (Role.HEADING, Role.TITLE):
            yield Heading(max(look.level, 1), text)
        elif look.role is Role.PROSE:
            yield Piece(ParagraphKind.PROSE, text)
        yield from _noted(self.notes(paragraph))

    def _lines(self, paragraph: WordParagraph, look: Look) -> list[str]:
        if look.role is Role.CODE:
            return paragraph.text.split("\n")
        text = unwrap(paragraph.text)
        if look.role is Role.QUOTE:
            return [text]
        return [f"{'  ' * look.depth}{self.numbering.marker(look.number, look.depth)} {text}"]

    def _ended(self) -> Iterator[Part]:
        """The list, quotation or code that has come to its end, and its notes."""
        run, waiting, role = self._run, self._waiting, self._role
        self._run, self._waiting, self._role = [], [], Role.PROSE
        if role is Role.ITEM and max(map(len, run)) > LONGEST_ITEM:  # they are numbered paragraphs
            yield from (Piece(ParagraphKind.PROSE, line.strip()) for line in run)
        elif run:
            yield Piece(_KINDS[role], "\n".join(run))
        yield from _noted(waiting)


def _unstyled(paragraph: WordParagraph, look: Look) -> Look:
    """Where no heading has its style, a short bold paragraph is one."""
    bold = look.role is Role.PROSE and titled(paragraph.text) and paragraph.bold
    return Look(Role.HEADING, 1) if bold else look


def _table(table: WordTable) -> Iterator[Part]:
    lines = [line for row in table.rows for line in row_line(row)]
    if lines:
        yield Piece(ParagraphKind.TABLE, "\n".join(lines))


def _noted(notes: Iterable[str]) -> Iterator[Part]:
    return (Piece(ParagraphKind.NOTE, note) for note in notes)
