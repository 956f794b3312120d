"""`pilcrow sources watch|refresh|publish|cancel`: what is new at an address, and what waits."""

from enum import StrEnum
from typing import Annotated

import typer
from rich.text import Text

from bot.documents import Document, print_document
from bot.errors import OperatorError
from bot.options import AsJson, Server, scope_of
from bot.parts import Parts
from bot.running import FAILED, open_parts
from bot.schedules import Delivery, Every, Looked, Outcome, Watch
from bot.terminal import errors, output
from vectorstore.changes import WaitingDraft
from vectorstore.errors import StaleDraftError
from vectorstore.model import SHARED, Scope

_OPERATOR = "operator"

_Source = Annotated[str, typer.Argument(help="The id of the source.", metavar="ID")]


class Often(StrEnum):
    """How often, as it is said on the command line."""

    HOURLY = "hourly"
    DAILY = "daily"
    WEEKLY = "weekly"
    NEVER = "never"


class NothingWaitsError(OperatorError):
    """A draft was named that is not there."""

    def __init__(self, source: str) -> None:
        super().__init__(
            f"No draft of the source '{source}' waits: `pilcrow sources list` shows those that do."
        )


class OvertakenError(OperatorError):
    """A draft was named that is older than what answers now."""

    def __init__(self, draft: WaitingDraft) -> None:
        server = "" if draft.scope == SHARED else f" --server {draft.scope}"
        super().__init__(
            f"The source '{draft.source}' was changed after its draft was made, so the draft can't "
            f"be published: `pilcrow sources cancel {draft.source}{server}` drops it."
        )


def watch_source(
    source: _Source,
    every: Annotated[Often, typer.Option(help="How often its address is looked at.")],
    publish: Annotated[
        Delivery,
        typer.Option(help="Publish a change at once, or offer it: then it waits for somebody."),
    ] = Delivery.OFFER,
    server: Server = None,
    json: AsJson = False,
) -> None:
    """Let the running bot look at a source from the web again, on a schedule."""
    scope = scope_of(server)
    with open_parts("pilcrow sources watch") as parts:
        schedules = parts.books.schedules
        if every is Often.NEVER:
            schedules.unwatch(scope, source)
            watch = None
        else:
            watch = schedules.watch(scope, source, Every(every), publish)
    if json:
        print_document(_watch_document(scope, source, watch))
    elif watch is None:
        output.print(f"{source} is not looked at again.")
    else:
        output.print(_watched(watch))


def refresh_sources(
    source: Annotated[
        str | None,
        typer.Argument(
            help="The id of one source; by default all that are watched.",
            metavar="[ID]",
            show_default=False,
        ),
    ] = None,
    server: Server = None,
    json: AsJson = False,
) -> None:
    """Look at sources from the web now, without waiting for their schedule."""
    scope = scope_of(server)
    with open_parts("pilcrow sources refresh") as parts:
        if source is not None:
            parts.books.schedules.source(scope, source)  # before seconds go into the model
            named = [source]
        else:
            named = [each.source for each in parts.books.schedules.watched(scope)]
        looked = [parts.changing.refresher.look_now(scope, each) for each in named]
    if json:
        print_document({"sources": list(map(_looked_document, looked))})
    elif looked:
        for each in looked:
            output.print(_seen(each), soft_wrap=True)
    else:
        errors.print("No source is watched: `pilcrow sources watch ID --every daily` begins.")
    if any(each.outcome is Outcome.FAILED for each in looked):
        raise typer.Exit(FAILED)


def publish_draft(source: _Source, server: Server = None, json: AsJson = False) -> None:
    """Publish the draft of a source that waits, such as a change that was offered."""
    scope = scope_of(server)
    with open_parts("pilcrow sources publish") as parts:
        draft = _waiting(parts, scope, source)
        try:
            parts.keeper.publish(scope, draft.key, actor=_OPERATOR)
        except StaleDraftError:
            raise OvertakenError(draft) from None
    if json:
        print_document(_draft_document(draft, "published"))
    else:
        output.print(f"{source} is at revision {draft.number} now.")


def cancel_draft(source: _Source, server: Server = None, json: AsJson = False) -> None:
    """Drop the draft of a source that waits; what answered before still answers."""
    scope = scope_of(server)
    with open_parts("pilcrow sources cancel") as parts:
        draft = _waiting(parts, scope, source)
        parts.keeper.cancel(scope, draft.key)
    if json:
        print_document(_draft_document(draft, "cancelled"))
    else:
        output.print(f"The draft of {source} is dropped.")


def add_commands(sources: typer.Typer) -> None:
    """Add the four commands to `pilcrow sources`."""
    sources.command("watch")(watch_source)
    sources.command("refresh")(refresh_sources)
    sources.command("publish")(publish_draft)
    sources.command("cancel")(cancel_draft)


def _waiting(parts: Parts, scope: Scope, source: str) -> WaitingDraft:
    """The newest draft of the scope's source."""
    found = [each for each in parts.records.waiting(scope) if each.source == source]
    if not found:
        raise NothingWaitsError(source)
    return found[-1]


def _watched(watch: Watch) -> Text:
    then = "published at once"
    if watch.delivery is Delivery.OFFER:
        server = "" if watch.scope == SHARED else f" --server {watch.scope}"
        then = f"offered: `pilcrow sources publish {watch.source}{server}` takes it"
    return Text(
        f"{watch.source} is looked at {watch.every} while the bot runs, for the first time on "
        f"{watch.due_at:%d %B %Y at %H:%M} UTC. A change is {then}."
    )


_STYLES = {Outcome.PUBLISHED: "green", Outcome.OFFERED: "green", Outcome.FAILED: "red"}


def _seen(looked: Looked) -> Text:
    said = looked.outcome.value
    if looked.revision is not None:
        said += f", revision {looked.revision}"
    if looked.error is not None:
        said += f": {looked.error}"
    return Text.assemble((looked.source, "bold"), " ", (said, _STYLES.get(looked.outcome, "dim")))


def _watch_document(scope: Scope, source: str, watch: Watch | None) -> Document:
    document: Document = {"source": source, "scope": scope, "every": None}
    if watch is not None:
        document |= {
            "every": watch.every,
            "publish": watch.delivery,
            "due_at": watch.due_at.isoformat(),
        }
    return document


def _looked_document(looked: Looked) -> Document:
    return {
        "source": looked.source,
        "scope": looked.scope,
        "outcome": looked.outcome,
        "revision": looked.revision,
        "error": looked.error,
    }


def _draft_document(draft: WaitingDraft, action: str) -> Document:
    return {
        "source": draft.source,
        "scope": draft.scope,
        "title": draft.title,
        "action": action,
        "revision": draft.number,
    }
