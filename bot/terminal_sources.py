"""How sources and what was done to them look in a terminal."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Final

import typer
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from bot.source_lists import Listed, Removed
from bot.terminal import MARK, errors, on_page, output
from ingest.differences import Changes
from ingest.report import Ingested, Published
from vectorstore.changes import Action, LoggedChange, RevisionRecord, WaitingDraft
from vectorstore.model import SHARED, PlacedParagraph, Scope, Source

_TITLE_SHOWN: Final = 60  # columns: enough to recognise a title in a list
_MEMBER: Final = "member:"


def print_ingested(done: Sequence[Ingested]) -> None:
    """A line for each document that was read."""
    for each in done:
        changes = each.changes
        fresh = changes.added == each.paragraphs and not changes.removed
        same = changes.unchanged == each.paragraphs and not changes.removed
        changed = "unchanged" if same else changes_told(changes)
        output.print(
            Text.assemble(
                ("✓ ", "green"),
                (each.source, "bold"),
                f"  {each.title}, revision {each.revision}: {counted(each.paragraphs)}",
                "" if fresh else f" ({changed})",
                (f"  {each.seconds:.1f} s", "dim"),
            ),
            soft_wrap=True,
        )


def print_sources(listed: Listed) -> None:
    """A table of sources, and below it what was removed, what waits, and what fails."""
    if listed.sources:
        output.print(_table(listed.sources))
    else:
        when = "now" if listed.removed else "yet"
        output.print(f"There are no sources {when}: add one with `pilcrow ingest PATH`.")
    for line in (
        *map(_removed_line, listed.removed),
        *map(_waiting_line, listed.waiting),
        *_failing_lines(listed),
    ):
        output.print(Padding(line, (1, 0, 0, 0)))


def print_text(
    source: Source, placed: Sequence[PlacedParagraph], known: Sequence[RevisionRecord]
) -> None:
    """A revision as its readers cite it: headings and numbered paragraphs."""
    revision = source.revision
    output.print(Text(source.title, "bold underline"))
    current = next((each.number for each in known if each.is_current), None)
    state = "removed" if current is None else f"the current one is {current}"
    older = "" if current == revision.number else f" ({state})"
    dated = f"{source.id}, revision {revision.number}{older}, {_day(revision.created_at)}"
    output.print(Text(f"{dated}, from {source.origin}", "dim"))
    above: tuple[str, ...] = ()
    page = None
    for each in placed:
        paragraph = each.paragraph
        if paragraph.headings != above:
            above = paragraph.headings
            output.print(Padding(Text(" › ".join(above), "bold"), (1, 0, 0, 0)))
        if paragraph.page != page:
            page = paragraph.page
            output.print(Padding(Text(on_page(page).removeprefix(", "), "dim"), (1, 0, 0, 6)))
        numbered = Table.grid(padding=(0, 1))
        numbered.add_column(justify="right", width=5, style=MARK)
        numbered.add_column(overflow="fold")
        numbered.add_row(f"¶{paragraph.number}", Text(paragraph.text))
        output.print(Padding(numbered, (1, 0, 0, 0)))


def print_rolled_back(done: Published, changes: Changes | None) -> None:
    """That an older revision is the current one again, and what that changed."""
    same = done.before == done.after
    told = f", in place of {done.before}" if done.before is not None and not same else ""
    counts = f" ({changes_told(changes)})" if changes and not same else ""
    state = "is the current one already" if same else f"is the current one again{told}{counts}"
    output.print(
        Text.assemble(
            ("✓ ", "green"),
            (done.source, "bold"),
            f"  {done.title}: revision {done.after} {state}.",
        ),
        soft_wrap=True,
    )


def print_removed(done: Published, until: datetime) -> None:
    """That a source was removed, and the way back."""
    assert done.before is not None
    back = way_back(done.scope, done.source, done.before)
    output.print(
        Text.assemble(
            ("✓ ", "green"),
            (done.source, "bold"),
            f"  {done.title} is removed. Until {_day(until)} `{back}` brings it back.",
        ),
        soft_wrap=True,
    )


def print_kept(source: str) -> None:
    """That nothing was done."""
    errors.print(Text(f"The source '{source}' was not removed."))


def asks_to_remove(source: Source, days: int) -> bool:
    """Ask the person at the terminal."""
    told = f"{source.id} ({source.title}, revision {source.revision.number}"
    errors.print(
        Text(
            f"Remove {told}, {counted(source.paragraphs)})? It will answer no question any more, "
            f"and can be brought back for {days} day{'' if days == 1 else 's'}."
        )
    )
    return typer.confirm("Remove it", err=True)


def print_log(changes: Sequence[LoggedChange]) -> None:
    """A line for each change, newest first."""
    if not changes:
        output.print("Nothing was done to any source yet.")
        return
    table = Table(box=None, pad_edge=False, header_style="dim")
    for heading in ("when", "source", "what", "by"):
        table.add_column(heading, overflow="fold", no_wrap=heading == "when")
    for each in changes:
        table.add_row(
            f"{each.at:%Y-%m-%d %H:%M}",
            Text(each.source, "bold"),
            _done(each),
            _actor(each.actor),
        )
    output.print(table)


def changes_told(changes: Changes) -> str:
    """Counts of what differs, such as `1 added, 2 changed`; what is none is left out."""
    counts = {
        "added": changes.added,
        "changed": changes.changed,
        "moved": changes.moved,
        "removed": changes.removed,
    }
    told = [f"{count} {name}" for name, count in counts.items() if count]
    return ", ".join(told) or "no paragraph differs"


def counted(paragraphs: int) -> str:
    """How many paragraphs, in words."""
    return f"{paragraphs} paragraph{'' if paragraphs == 1 else 's'}"


def _table(sources: Sequence[Source]) -> Table:
    table = Table(box=None, pad_edge=False, header_style="dim")
    for heading in ("source", "title", "revision", "¶", "date"):
        # On a narrow screen only the titles give way.
        table.add_column(
            heading,
            no_wrap=heading != "title",
            overflow="fold",
            justify="right" if heading in {"revision", "¶"} else "left",
        )
    for each in sources:
        table.add_row(
            Text(_folded(each.id), "bold"),
            _recognisable(each.title),
            str(each.revision.number),
            str(each.paragraphs),
            f"{each.revision.created_at:%Y-%m-%d}",
        )
    return table


def _removed_line(removed: Removed) -> Text:
    source = removed.source
    back = way_back(source.scope, source.id, source.number)
    return Text.assemble(
        ("removed  ", "red"),
        (source.id, "bold"),
        f"  {source.title}: until {_day(removed.until)} `{back}` brings it back.",
    )


def _waiting_line(draft: WaitingDraft) -> Text:
    server = _server(draft.scope)
    return Text.assemble(
        ("waiting  ", "yellow"),
        (draft.source, "bold"),
        f"  {draft.title}: revision {draft.number}, made by {_actor(draft.author)}: "
        f"`pilcrow sources publish {draft.source}{server}` makes it the current one.",
    )


def _failing_lines(listed: Listed) -> Iterator[Text]:
    for watch in listed.watches:
        if watch.error is not None:
            times = "once" if watch.failures == 1 else f"{watch.failures} times in a row"
            yield Text.assemble(
                ("failing  ", "red"), (watch.source, "bold"), f"  {times}: {watch.error}"
            )


def _done(change: LoggedChange) -> str:
    if change.action is Action.REMOVED:
        return f"removed (revision {change.before})"
    if change.action is Action.ROLLED_BACK:
        return f"rolled back to revision {change.after}" + _instead(change.before)
    return f"published revision {change.after}" + _instead(change.before)


def _instead(before: int | None) -> str:
    return f", in place of {before}" if before is not None else ""


def _actor(actor: str) -> str:
    return f"member {actor.removeprefix(_MEMBER)}" if actor.startswith(_MEMBER) else actor


def way_back(scope: Scope, source: str, number: int) -> str:
    """The command that makes a revision the current one again."""
    return f"pilcrow sources rollback {source} {number}{_server(scope)}"


def _server(scope: Scope) -> str:
    return "" if scope == SHARED else f" --server {scope}"


def _day(moment: datetime) -> str:
    return f"{moment:%d %B %Y}"


def _folded(source: str) -> str:
    """An id in lines that leave room beside them; it is to be typed, so nothing is cut."""
    width = max(output.width // 3, 1)
    return "\n".join(source[at : at + width] for at in range(0, len(source), width))


def _recognisable(title: str) -> Text:
    shown = Text(title)
    shown.truncate(_TITLE_SHOWN, overflow="ellipsis")
    return shown
