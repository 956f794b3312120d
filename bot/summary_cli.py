"""`pilcrow summary`: what a source says, in statements that cite."""

from typing import Annotated

import typer

from answering.summaries.model import Length, UnknownSectionError
from bot import terminal_summary
from bot.documents import print_document, summary_document
from bot.options import AsJson, Server, scope_of
from bot.running import WRONG_USAGE, open_parts
from bot.terminal import print_error
from vectorstore.model import readable_scopes


def summarize(
    source: Annotated[str, typer.Argument(help="The id of the source.", metavar="SOURCE")],
    length: Annotated[Length, typer.Option(help="How long the summary is.")] = Length.MEDIUM,
    section: Annotated[
        str | None,
        typer.Option(help="Sum up only what stands below this heading.", metavar="HEADING"),
    ] = None,
    server: Server = None,
    json: AsJson = False,
) -> None:
    """Sum up a source in sentences of its own, with the paragraph behind every statement."""
    scope = scope_of(server)
    with open_parts("pilcrow summary") as parts:
        # Seconds go into the model next: what is misspelt is told before.
        parts.catalog.source(readable_scopes(scope), source)
        try:
            summary = parts.summarizer.summarize(scope, source, length, section)
        except UnknownSectionError as error:
            print_error(str(error))
            raise typer.Exit(WRONG_USAGE) from None
    if json:
        print_document(summary_document(summary))
    else:
        terminal_summary.print_summary(summary)
