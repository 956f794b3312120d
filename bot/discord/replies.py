"""Answers and paragraphs as what a member sees: values in, values out."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from answering.model import Answer, Citation, NoAnswer, Statement
from bot.discord.escaping import can_be_fenced, escape, fence
from bot.discord.limits import MESSAGE_TEXT, OPTION_DESCRIPTION, SELECT_OPTIONS, length
from bot.discord.marking.wording import ROOM
from bot.discord.marks import cited, cited_by, cited_sources, labels, place
from bot.discord.pages import Choice, Page, Piece, Reply, fill, first_page
from bot.discord.splitting import shorten, split
from bot.notes import NOTES
from bot.visible import one_line, visible
from vectorstore.model import ParagraphKind, PlacedParagraph, Scope, Source

MORE: Final = "-# More is coming …"
"""Stands below an answer that is still being written."""

_QUESTION: Final = 300
_STATEMENT: Final = 1_200
_QUOTE: Final = 220
_NAME: Final = 120
_NAMED_SOURCES: Final = 5
_PARAGRAPH_PART: Final = MESSAGE_TEXT - 1_000  # leaves room for heading, footer and emphasis


def plain_reply(text: str) -> Reply:
    """One sentence of our own, such as a hint."""
    return Reply(fill([Piece(text)]))


def draft_page(statements: Sequence[Statement], *, question: str | None = None) -> Page:
    """The first statements of an answer that is still being written, with their marks.

    It has no controls, for it is not in the ledger.
    """
    return first_page([*_asked(question), *_said(statements)], MORE)


def answer_reply(result: Answer, answer_id: str, *, question: str | None = None) -> Reply:
    """The statements with their marks, the sources, and a control for each cited paragraph.

    `question` is shown above where members would not see it otherwise.
    """
    citations = cited(result)
    marks = labels(citations)
    body = [*_asked(question, result.understood), *_said(result.statements)]
    footer = [*_sources(citations, marks), *_noted(result)]
    return Reply(fill(body, footer, _choices(citations, marks), room=ROOM), answer_id)


def no_answer_reply(
    result: NoAnswer, answer_id: str, searched: Sequence[Source], *, question: str | None = None
) -> Reply:
    """Says that the sources don't answer, and shows the nearest paragraphs."""
    citations = cited(result)
    marks = labels(citations)
    body = _asked(question, result.understood)
    if not searched:
        body.append(Piece("**There are no sources here yet**, so I have nothing to answer from."))
        return Reply(fill(body), answer_id)
    body.append(Piece(f"**The sources don’t answer this.**{_unmentioned(result)}"))
    if citations:
        body.append(Piece("These paragraphs come nearest:"))
    for position, (citation, mark) in enumerate(zip(citations, marks, strict=True)):
        body.append(Piece(f"**{mark}** “{_line(citation.quote, _QUOTE)}”", (position,)))
    # One source needs no letter, and its title stands among the searched ones.
    several = len(cited_sources(citations)) > 1
    sources = _sources(citations, marks) if several else ()
    footer = [*sources, _searched(searched), *_noted(result)]
    return Reply(fill(body, footer, _choices(citations, marks)), answer_id)


def _unmentioned(result: NoAnswer) -> str:
    named = " and ".join(f"“{_line(each, _NAME)}”" for each in result.unmentioned)
    return f" They never mention {named}." if named else ""


def paragraph_reply(placed: PlacedParagraph, quote: str) -> Reply:
    """One paragraph in full, the quoted words in bold, and where it stands."""
    paragraph, revision = placed.paragraph, placed.revision
    where = _where(paragraph.heading, paragraph.page)
    body = [Piece(f"**¶{paragraph.number}**{f' · {where}' if where else ''}")]
    body += map(Piece, _full_text(placed, visible(quote).strip()))
    date = f"{revision.created_at.day} {revision.created_at:%B %Y}"
    title = _line(placed.title or placed.source, _NAME)
    return Reply(fill(body, [f"-# {title} · revision {revision.number} · {date}"]))


def _asked(question: str | None, understood: str | None = None) -> list[Piece]:
    asked = [Piece(f"> {_line(question, _QUESTION)}")] if question else []
    if understood:
        asked.append(Piece(f"-# Understood as: {_line(understood, _QUESTION)}"))
    return asked


def _noted(result: Answer | NoAnswer) -> list[str]:
    return [f"-# {NOTES[result.note]}"] if result.note else []


def _said(statements: Sequence[Statement]) -> Iterator[Piece]:
    citations = cited_by(statements)
    marks = labels(citations)
    positions = {place(citation): position for position, citation in enumerate(citations)}
    for statement in statements:
        yield from _statement(statement, marks, positions)


def _statement(
    statement: Statement, marks: Sequence[str], positions: Mapping[tuple[Scope, str, int, int], int]
) -> Iterator[Piece]:
    text = escape(shorten(visible(statement.text), _STATEMENT))
    cites = list(dict.fromkeys(positions[place(citation)] for citation in statement.citations))
    for start in range(0, len(cites), SELECT_OPTIONS):
        some = tuple(cites[start : start + SELECT_OPTIONS])
        shown = f"**{' '.join(marks[position] for position in some)}**"
        # The mark stays with the last word at the end of a line.
        yield Piece(f"{text}\u00a0{shown}" if text and not start else shown, some)


def _sources(citations: Sequence[Citation], marks: Sequence[str]) -> Iterator[str]:
    for source in cited_sources(citations):
        letter = f"**{source.letter}** · " if source.letter else ""
        yield f"-# {letter}{_line(source.title, _NAME)} · revision {source.revision}"
        under: dict[str, list[str]] = {}
        for position in source.positions:
            citation = citations[position]
            if where := _where(citation.heading, citation.page):
                under.setdefault(where, []).append(marks[position])
        for where, some in under.items():
            for start in range(0, len(some), SELECT_OPTIONS):
                shown = " ".join(some[start : start + SELECT_OPTIONS])
                yield f"-# {shown} · {where}"


def _where(heading: str | None, page: int | None) -> str:
    """The heading and the page of a paragraph, as far as it has them."""
    named = _line(heading, _NAME) if heading else ""
    return " · ".join(filter(None, (named, f"page {page}" if page else "")))


def _searched(sources: Sequence[Source]) -> str:
    if len(sources) > _NAMED_SOURCES:
        return f"-# Searched: {len(sources)} sources"
    return f"-# Searched: {', '.join(_line(source.title, _NAME) for source in sources)}"


def _choices(citations: Sequence[Citation], marks: Sequence[str]) -> list[Choice]:
    return [
        Choice(position, mark, shorten(one_line(citation.quote), OPTION_DESCRIPTION))
        for position, (citation, mark) in enumerate(zip(citations, marks, strict=True))
    ]


def _full_text(placed: PlacedParagraph, quote: str) -> Iterator[str]:
    paragraph = placed.paragraph
    text = visible(paragraph.text)
    if paragraph.kind is ParagraphKind.CODE and can_be_fenced(text):
        yield from map(fence, split("\n" + text, _PARAGRAPH_PART))
        return
    for part in split(text, _PARAGRAPH_PART, lambda words: length(escape(words))):
        yield _emphasised(part, quote)


def _emphasised(text: str, quote: str) -> str:
    """`text` with the words of `quote` in bold, unless they are all of it."""
    if not quote or quote not in text or quote == text.strip():
        return escape(text)
    before, _, after = text.partition(quote)
    return f"{escape(before)}**{escape(quote)}**{escape(after)}"


def _line(text: str, limit: int) -> str:
    return escape(shorten(one_line(text), limit))
