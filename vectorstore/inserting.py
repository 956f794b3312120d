"""Writes the rows of a revision: its paragraphs and their passages."""

from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import Connection, bindparam, insert, select

from vectorstore.model import Paragraph, Scope, passage_id
from vectorstore.schema import paragraphs, passages, revisions


@dataclass(frozen=True, slots=True)
class Carried:
    """Paragraphs in a row that stand in the base as well, word by word.

    Those numbered from `first` to `last` have there the numbers less `shift`.
    """

    first: int
    last: int
    shift: int


@dataclass(frozen=True, slots=True)
class Draft:
    """A revision before it has a number: what was read, by whom, from where.

    `base` is the row id of the revision it was compared with, the current one; None for none.
    Paragraphs that are `carried` over from it get their passages there; all others bring theirs.
    """

    scope: Scope
    source: str
    origin: str
    author: str
    title: str
    text: str
    content_hash: str
    paragraphs: tuple[Paragraph, ...]
    base: int | None = None
    carried: tuple[Carried, ...] = ()


def insert_revision(connection: Connection, source_key: int, number: int, draft: Draft) -> int:
    now = datetime.now(UTC)
    key: int = connection.execute(
        insert(revisions)
        .values(
            source_id=source_key,
            number=number,
            title=draft.title,
            text=draft.text,
            content_hash=draft.content_hash,
            author=draft.author,
            origin=draft.origin,
            base=draft.base,
            created_at=now,
            touched_at=now,
        )
        .returning(revisions.c.id)
    ).scalar_one()
    return key


def insert_paragraphs(connection: Connection, revision_key: int, draft: Draft) -> None:
    rows = [
        {
            "revision_id": revision_key,
            "number": paragraph.number,
            "kind": paragraph.kind,
            "headings": list(paragraph.headings),
            "raw": paragraph.raw,
            "text": paragraph.text,
            "start": paragraph.start,
            "end": paragraph.end,
            "page": paragraph.page,
        }
        for paragraph in draft.paragraphs
    ]
    if rows:
        connection.execute(insert(paragraphs), rows)
    query = select(paragraphs.c.number, paragraphs.c.id)
    of_revision = query.where(paragraphs.c.revision_id == revision_key)
    keys = {row.number: row.id for row in connection.execute(of_revision)}
    own = [
        {
            "paragraph_id": keys[paragraph.number],
            "position": position,
            "vector_id": passage_id(draft.source, passage.text),
            "kind": passage.kind,
            "text": passage.text,
            "start": passage.start,
            "end": passage.end,
        }
        for paragraph in draft.paragraphs
        for position, passage in enumerate(paragraph.passages)
    ]
    if own:
        connection.execute(insert(passages), own)


def carry(connection: Connection, revision_key: int, draft: Draft) -> None:
    """Give the paragraphs that are carried over the passages that they have in the base."""
    old, new = paragraphs.alias("old"), paragraphs.alias("new")
    columns = [each for each in passages.c if each.name not in ("id", "paragraph_id")]
    copies = (
        select(new.c.id, *columns)
        .select_from(passages)
        .join(old, old.c.id == passages.c.paragraph_id)
        .join(new, new.c.number == old.c.number + bindparam("shift"))
        .where(old.c.revision_id == draft.base, new.c.revision_id == revision_key)
        .where(old.c.number.between(bindparam("first"), bindparam("last")))
        .order_by(passages.c.id)
    )
    copy = insert(passages).from_select(["paragraph_id", *(each.name for each in columns)], copies)
    for run in draft.carried:
        numbers = {"first": run.first - run.shift, "last": run.last - run.shift}
        connection.execute(copy, {**numbers, "shift": run.shift})
