"""`pilcrow ingest` and `pilcrow reindex`: documents in, progress and a report out."""

import logging
from collections.abc import Iterable, Iterator, Sequence

import typer

from bot import terminal, terminal_sources
from bot.documents import ingest_document, print_document
from bot.parts import Parts
from ingest.errors import IngestError
from ingest.given import Given
from ingest.names import shown, slug
from ingest.origins import gather
from ingest.report import Ingested
from vectorstore.errors import StoreError
from vectorstore.model import Scope

_OPERATOR = "operator"

_log = logging.getLogger(__name__)


def run(
    parts: Parts, paths: Sequence[str], scope: Scope, source: str | None, *, as_json: bool
) -> bool:
    """Ingest what `paths` mean, report each document, and tell whether any failed."""
    changing = parts.changing
    gathered = gather(paths, changing.fetcher, most_bytes=changing.most_bytes)
    if source is not None:
        gathered = _only_one(gathered, _checked_id(source))
    done: list[Ingested] = []
    failed: list[IngestError] = []
    with terminal.progress_bar() as progress:
        task = progress.add_task("Reading", total=None)

        def report(embedded: int, passages: int) -> None:
            progress.update(task, completed=embedded, total=passages)

        for each in _distinct(gathered, source, failed):
            if isinstance(each, IngestError):
                failed.append(each)
                continue
            progress.reset(task, description="Loading the model", total=None)
            keeper = changing.keeper
            progress.reset(task, description=each.name, total=None)
            try:
                done.append(
                    keeper.ingest(each, scope, source=source, actor=_OPERATOR, progress=report)
                )
            except IngestError as error:
                failed.append(error)
            except Exception as error:
                failed.append(_unexpected(each.origin, error))
    if as_json:
        print_document(ingest_document(done, failed))
    else:
        terminal_sources.print_ingested(done)
    for problem in failed:
        terminal.print_error(str(problem))
    return bool(failed)


def reindex(parts: Parts) -> None:
    """Embed what the index of any scope lacks, and say how much it was."""
    with terminal.progress_bar() as progress:
        task = progress.add_task("Loading the model", total=None)
        pipeline = parts.pipeline
        for scope in parts.catalog.scopes():
            progress.reset(task, description=f"Scope {scope}", total=None)
            embedded = pipeline.reindex(
                scope, lambda done, total: progress.update(task, completed=done, total=total)
            )
            terminal.output.print(f"{scope}: {embedded} passages embedded.")


def _checked_id(source: str) -> str:
    if slug(f"{source}.x") != source:
        raise typer.BadParameter(
            f"'{source}' cannot be the id of a source: use lower-case letters, digits and hyphens, "
            "at most 64 of them."
        )
    return source


def _only_one(
    gathered: Iterable[Given | IngestError], source: str
) -> Iterator[Given | IngestError]:
    """What was gathered, unless it is several documents: they cannot all be one source."""
    found: list[Given | IngestError] = []
    for each in gathered:
        found.append(each)
        if sum(isinstance(one, Given) for one in found) > 1:
            raise typer.BadParameter(
                f"--source names one source: give one document for '{source}'."
            )
    return iter(found)


def _distinct(
    gathered: Iterable[Given | IngestError], source: str | None, failed: Sequence[IngestError]
) -> Iterator[Given | IngestError]:
    """One document for each source id: two would be taken for revisions of one source.

    One that is among the `failed` by then leaves its id to the next.
    """
    origins: dict[str, str] = {}
    for each in gathered:
        if isinstance(each, IngestError):
            yield each
            continue
        name = source or slug(each.name)
        first = origins.setdefault(name, each.origin)
        if first == each.origin or any(error.origin == first for error in failed):
            origins[name] = each.origin
            yield each
        else:
            yield IngestError(
                each.origin,
                f"{shown(each.origin)} would be the source '{name}', and so is {shown(first)}: "
                "ingest it alone and name it with --source.",
            )


def _unexpected(origin: str, error: Exception) -> IngestError:
    if isinstance(error, StoreError):
        return IngestError(origin, f"{shown(origin)} was not ingested. {error}")
    _log.exception("ingest failed", extra={"file": origin})
    return IngestError(
        origin,
        f"{shown(origin)} could not be stored, and nothing of it was kept: "
        "the log has the details.",
    )
