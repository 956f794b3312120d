"""What each message should say of changes, and what it says, kept in SQL."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Final

import sqlalchemy as sa

from bot.ledger import Role
from bot.ledger_tables import answers, citations, cited_sources, marks, messages
from bot.marking.changes import Change, Cited, Judgement, wanted
from vectorstore.database import WRITES
from vectorstore.model import Scope

_CLAIMED_FOR: Final = timedelta(minutes=2)
"""How long an edit may take before another process, or the next start, does it again."""

Choose = Callable[[int, datetime], Judgement | None]
"""How what an answer cites from a revision, by its number, is judged; the time is the answer's.

None where that is not known yet."""


@dataclass(frozen=True, slots=True)
class CitedSource:
    """A source that answers rest on, and the row id of the revision they were held against.

    `stale` says that an answer came since.
    """

    scope: Scope
    source: str
    current: int | None
    stale: bool


@dataclass(frozen=True, slots=True)
class Edit:
    """A message that is to show `changes` with its page, and the how manyth attempt this is."""

    answer_id: str
    position: int
    channel: str
    message: str
    page: Mapping[str, Any]
    changes: tuple[Change, ...]
    attempts: int


class Marks:
    """Every method blocks for as long as the database takes."""

    def __init__(self, engine: sa.Engine) -> None:
        self._engine = engine
        self._writing = engine.execution_options(**{WRITES: True})

    def cited_sources(self) -> list[CitedSource]:
        """All sources that an answer in Discord rests on."""
        with self._engine.begin() as connection:
            rows = connection.execute(sa.select(cited_sources)).all()
        return [CitedSource(Scope(r.scope), r.source, r.current, r.stale) for r in rows]

    def cited_revisions(self, scope: Scope, source: str) -> list[int]:
        """The numbers of the revisions that answers cite."""
        of_source = (citations.c.scope == scope) & (citations.c.source == source)
        query = sa.select(citations.c.revision).where(of_source).distinct()
        with self._engine.begin() as connection:
            return list(connection.scalars(query))

    def judge(
        self,
        scope: Scope,
        source: str,
        choose: Choose,
        *,
        current: int | None,
        revision: int | None,
        since: datetime,
    ) -> int:
        """Hold the answers against the current revision; how many messages are to be edited.

        Of answers from before `since` only those are looked at that are marked.
        `current` and `revision` are the current one's row id and number, None for none.
        """
        now = datetime.now(UTC)
        with self._writing.begin() as connection:
            rows = connection.execute(_citing(scope, source, since)).all()
            grouped: dict[tuple[str, int], list[sa.Row[Any]]] = {}
            is_whole = True
            for row in rows:
                grouped.setdefault((row.answer_id, row.page), []).append(row)
                is_whole &= choose(row.revision, _utc(row.created_at)) is not None
            if not is_whole:
                # An answer came while the others were compared: the next look takes it along.
                return 0
            kept = [_judged(scope, source, each, choose, now) for each in grouped.values()]
            changed = [each for each in kept if each is not None]
            _replace(connection, changed)
            _note_held(connection, scope, source, current, revision)
        return sum(each["due_at"] is not None for each in changed)

    def claim(self, *, but: Collection[str] = ()) -> Edit | None:
        """The next edit that is due, of the newest answer first; not in the channels of `but`.

        What the message shows is unknown from now on, until the edit is settled.
        """
        now = datetime.now(UTC)
        query = (
            sa.select(marks, messages.c.channel, messages.c.message, messages.c.page)
            .join(messages, _same_message(marks, messages))
            .join(answers, answers.c.id == marks.c.answer_id)
            .where(marks.c.due_at <= now, messages.c.channel.not_in(but))
            .order_by(answers.c.created_at.desc(), answers.c.id, marks.c.position)
            .limit(1)
        )
        with self._writing.begin() as connection:
            row = connection.execute(query).one_or_none()
            if row is None:
                return None
            claimed = {"shown": None, "attempts": row.attempts + 1, "due_at": now + _CLAIMED_FOR}
            connection.execute(
                sa.update(marks).where(_is(marks, row.answer_id, row.position)).values(claimed)
            )
        changes = tuple(map(Change.from_json, row.wanted))
        return Edit(
            row.answer_id,
            row.position,
            row.channel,
            row.message,
            row.page,
            changes,
            row.attempts + 1,
        )

    def settle(self, edit: Edit) -> None:
        """The message shows what the edit was to show."""
        shown = [each.to_json() for each in edit.changes]
        this = _is(marks, edit.answer_id, edit.position)
        with self._writing.begin() as connection:
            now_wanted = connection.scalar(sa.select(marks.c.wanted).where(this))
            if now_wanted == shown == []:
                connection.execute(sa.delete(marks).where(this))
                return
            due = None if now_wanted == shown else datetime.now(UTC)
            values = {"shown": shown, "attempts": 0, "due_at": due}
            connection.execute(sa.update(marks).where(this).values(values))

    def postpone(self, edit: Edit, seconds: float | None) -> None:
        """Try again in so many seconds; None for not before its sources change again."""
        due = None if seconds is None else datetime.now(UTC) + timedelta(seconds=seconds)
        this = _is(marks, edit.answer_id, edit.position)
        with self._writing.begin() as connection:
            connection.execute(sa.update(marks).where(this).values(due_at=due))

    def forget(self, edit: Edit) -> None:
        """The message cannot be edited any more: it is gone, or the bot may not see it."""
        this = _is(messages, edit.answer_id, edit.position)
        with self._writing.begin() as connection:
            connection.execute(sa.delete(messages).where(this))

    def next_due(self) -> datetime | None:
        """When the next edit is due, which may be in the past; None where there is none."""
        with self._engine.begin() as connection:
            found = connection.scalar(sa.select(sa.func.min(marks.c.due_at)))
        return _utc(found) if found else None


def _citing(scope: Scope, source: str, since: datetime) -> sa.Select[Any]:
    """Every citation of the source, once for each message of its answer."""
    return (
        sa.select(
            citations.c.answer_id,
            citations.c.position,
            citations.c.title,
            citations.c.revision,
            citations.c.paragraph,
            citations.c.quote,
            answers.c.created_at,
            messages.c.position.label("page"),
            messages.c.cites,
            marks.c.wanted,
            marks.c.shown,
            marks.c.answer_id.label("marked"),
        )
        .join(answers, answers.c.id == citations.c.answer_id)
        .join(messages, messages.c.answer_id == citations.c.answer_id)
        .outerjoin(marks, _same_message(marks, messages))
        .where(citations.c.scope == scope, citations.c.source == source)
        .where(citations.c.role == Role.STATEMENT)
        .where((answers.c.created_at >= since) | marks.c.answer_id.is_not(None))
    )


def _judged(
    scope: Scope, source: str, rows: Sequence[sa.Row[Any]], choose: Choose, now: datetime
) -> dict[str, Any] | None:
    """The row of one message's mark, where it is not what it was."""
    first = rows[0]
    before = [Change.from_json(each) for each in first.wanted or ()]
    others = [each for each in before if (each.scope, each.source) != (scope, source)]
    changes = wanted([*others, *_changes(scope, source, rows, choose)], before)
    if list(changes) == before:
        return None
    new = [each.to_json() for each in changes]
    # Without a mark so far, the message shows its page alone.
    shown = first.shown if first.marked is not None else []
    return {
        "answer_id": first.answer_id,
        "position": first.page,
        "wanted": new,
        "shown": shown,
        "attempts": 0,
        "due_at": None if shown == new else now,
    }


def _changes(
    scope: Scope, source: str, rows: Iterable[sa.Row[Any]], choose: Choose
) -> Iterable[Change]:
    for row in rows:
        judgement = choose(row.revision, _utc(row.created_at))
        if judgement is None or row.position not in row.cites:
            continue
        cited = Cited(
            row.position, scope, source, row.title, row.revision, row.paragraph, row.quote
        )
        if (change := judgement(cited)) is not None:
            yield change


def _replace(connection: sa.Connection, rows: Sequence[dict[str, Any]]) -> None:
    if not rows:
        return
    old = [{"answer": each["answer_id"], "page": each["position"]} for each in rows]
    this = _is(marks, sa.bindparam("answer"), sa.bindparam("page"))
    connection.execute(sa.delete(marks).where(this), old)
    new = [each for each in rows if each["wanted"] or each["shown"] != []]
    if new:
        connection.execute(sa.insert(marks), new)


def _note_held(
    connection: sa.Connection,
    scope: Scope,
    source: str,
    current: int | None,
    revision: int | None,
) -> None:
    this = (cited_sources.c.scope == scope) & (cited_sources.c.source == source)
    values = {"current": current, "revision": revision, "stale": False}
    connection.execute(sa.update(cited_sources).where(this).values(values))


def _same_message(one: sa.Table, other: sa.Table) -> sa.ColumnElement[bool]:
    return (one.c.answer_id == other.c.answer_id) & (one.c.position == other.c.position)


def _is(table: sa.Table, answer_id: Any, position: Any) -> sa.ColumnElement[bool]:
    return sa.and_(table.c.answer_id == answer_id, table.c.position == position)


def _utc(moment: datetime) -> datetime:
    """SQLite gives times without their zone; all that we store are in UTC."""
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
