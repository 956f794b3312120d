"""`pilcrow sources …`: what is known, what changed, and the way back."""

import sys
from datetime import UTC, datetime, timedelta
from typing import Annotated

import typer

from bot import terminal_differences, terminal_sources
from bot.documents import print_document
from bot.errors import OperatorError
from bot.options import AsJson, Server, scope_of
from bot.parts import Parts
from bot.running import FAILED, open_parts
from bot.source_documents import (
    change_document,
    difference_document,
    listed_document,
    log_document,
    text_document,
)
from bot.source_lists import listed
from bot.watching_cli import add_commands
from vectorstore.errors import UnknownSourceError
from vectorstore.model import SHARED, Scope, Source, readable_scopes

_OPERATOR = "operator"


class RemovedSourceError(OperatorError):
    """A source is wanted that was removed."""


sources_app = typer.Typer(
    help="Show what was ingested, what changed, and go back.",
    no_args_is_help=True,
    rich_markup_mode="rich",
)

SourceId = Annotated[str, typer.Argument(help="The id of the source.", metavar="ID")]


@sources_app.command("list")
def list_sources(server: Server = None, json: AsJson = False) -> None:
    """List the sources with their revisions, and those that were removed and can come back."""
    with open_parts("pilcrow sources list") as parts:
        found = listed(
            readable_scopes(scope_of(server)),
            parts.records,
            parts.books.schedules,
            parts.settings.keep_removed_days,
        )
    if json:
        print_document(listed_document(found))
    else:
        terminal_sources.print_sources(found)


@sources_app.command("show")
def show_source(
    source: SourceId,
    revision: Annotated[
        int | None,
        typer.Option(help="The number of the revision; by default the current one.", metavar="N"),
    ] = None,
    server: Server = None,
    json: AsJson = False,
) -> None:
    """Print a source with its numbered paragraphs."""
    with open_parts("pilcrow sources show") as parts:
        scope = _holding(parts, scope_of(server), source)
        if revision is None:
            _check_there(parts, scope, source)
        placed = parts.records.paragraphs(scope, source, revision)
        known = parts.records.revisions(scope, source)
    first = placed[0]
    found = Source(scope, source, first.origin, first.revision, len(placed))
    if json:
        print_document(text_document(found, placed))
    else:
        terminal_sources.print_text(found, placed, known)


@sources_app.command("diff")
def compare_revisions(
    source: SourceId,
    before: Annotated[
        int | None,
        typer.Argument(
            help="The number of the older revision; by default the one that the newer replaced.",
            metavar="FROM",
            show_default=False,
        ),
    ] = None,
    after: Annotated[
        int | None,
        typer.Argument(
            help="The number of the newer revision; by default the current one.",
            metavar="TO",
            show_default=False,
        ),
    ] = None,
    server: Server = None,
    json: AsJson = False,
) -> None:
    """Show how two revisions differ: paragraphs added, changed, moved and removed."""
    with open_parts("pilcrow sources diff") as parts:
        scope = _holding(parts, scope_of(server), source)
        compared = parts.records.difference(scope, source, before, after)
    if json:
        print_document(difference_document(source, compared))
    else:
        terminal_differences.print_difference(source, compared)


@sources_app.command("rollback")
def roll_back(
    source: SourceId,
    revision: Annotated[
        int, typer.Argument(help="The number of the revision to go back to.", metavar="REVISION")
    ],
    server: Server = None,
    json: AsJson = False,
) -> None:
    """Make an older revision the current one again; it also brings a removed source back."""
    with open_parts("pilcrow sources rollback") as parts:
        scope = scope_of(server)
        _check_own(parts, scope, source)
        parts.records.paragraphs(scope, source, revision)  # before seconds go into the model
        done = parts.keeper.rollback(scope, source, revision, actor=_OPERATOR)
        changes = None
        if done.before is not None:
            changes = parts.records.difference(scope, source, done.before, revision)
    if json:
        print_document(change_document(done))
    else:
        terminal_sources.print_rolled_back(done, changes.difference.counts if changes else None)


@sources_app.command("remove")
def remove_source(
    source: SourceId,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Do not ask.")] = False,
    server: Server = None,
    json: AsJson = False,
) -> None:
    """Take a source away: it answers no question any more; a rollback brings it back for a time."""
    with open_parts("pilcrow sources remove") as parts:
        scope = scope_of(server)
        _check_own(parts, scope, source)
        _check_there(parts, scope, source)
        found = parts.catalog.source([scope], source)
        days = parts.settings.keep_removed_days
        if not (yes or _agrees(found, days)):
            terminal_sources.print_kept(source)
            raise typer.Exit(FAILED)
        done = parts.keeper.remove(scope, source, actor=_OPERATOR)
    if json:
        print_document(change_document(done))
    else:
        until = datetime.now(UTC) + timedelta(days=days)
        terminal_sources.print_removed(done, until)


@sources_app.command("log")
def show_log(
    source: Annotated[
        str | None,
        typer.Argument(
            help="The id of one source; by default all.", metavar="ID", show_default=False
        ),
    ] = None,
    limit: Annotated[
        int, typer.Option(help="How many changes to show, newest first.", metavar="N", min=1)
    ] = 50,
    server: Server = None,
    json: AsJson = False,
) -> None:
    """Show what was done to the sources: when, by whom, which revision came and went."""
    with open_parts("pilcrow sources log") as parts:
        scopes = readable_scopes(scope_of(server))
        changes = [each for scope in scopes for each in parts.records.log(scope, source, limit)]
        if source is not None and not changes:
            _holding(parts, scope_of(server), source)
    newest = sorted(changes, key=lambda each: each.at, reverse=True)[:limit]
    if json:
        print_document(log_document(newest))
    else:
        terminal_sources.print_log(newest)


add_commands(sources_app)


def _holding(parts: Parts, reader: Scope, source: str) -> Scope:
    """The first of the scopes that `reader` may see which has the source, also if removed."""
    known: set[str] = set()
    for scope in readable_scopes(reader):
        try:
            parts.records.revisions(scope, source)
        except UnknownSourceError as error:
            known.update(error.known)
        else:
            return scope
    raise UnknownSourceError(source, sorted(known))


def _check_own(parts: Parts, scope: Scope, source: str) -> None:
    """Raises for a source that this scope doesn't have, and says so if it is everybody's."""
    try:
        parts.records.revisions(scope, source)
    except UnknownSourceError:
        if scope != SHARED and _holding(parts, scope, source) == SHARED:
            raise typer.BadParameter(
                f"The source '{source}' is shared by all servers: leave --server out to change it."
            ) from None
        raise


def _check_there(parts: Parts, scope: Scope, source: str) -> None:
    """Raises for a source that was removed, and says how it comes back."""
    for each in parts.records.removed(scope):
        if each.id == source:
            raise RemovedSourceError(
                f"The source '{source}' was removed: "
                f"`{terminal_sources.way_back(scope, source, each.number)}` brings it back."
            )


def _agrees(source: Source, days: int) -> bool:
    """Whether the person at the terminal wants the source removed."""
    if not sys.stdin.isatty():
        raise typer.BadParameter("nobody can be asked here: say --yes to remove the source.")
    return terminal_sources.asks_to_remove(source, days)
