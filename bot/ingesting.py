"""`pilcrow ingest` and `pilcrow reindex`: files in, progress and a report out."""

import logging
from collections.abc import Sequence
from pathlib import Path

import typer

from bot import terminal
from bot.documents import ingest_document, print_document
from bot.parts import Parts
from ingest.errors import IngestError
from ingest.origins import find, slug
from ingest.report import Ingested
from vectorstore.errors import StoreError
from vectorstore.model import Scope

_log = logging.getLogger(__name__)


def run(
    parts: Parts, paths: Sequence[str], scope: Scope, source: str | None, *, as_json: bool
) -> bool:
    """Ingest the files that `paths` mean, report each, and tell whether any failed."""
    files, failed = find(paths)
    if source is not None:
        if len(files) > 1:
            raise typer.BadParameter("--source names one source: give it one file.")
        source = _checked_id(source)
    files, doubles = _distinct(files, source)
    failed.extend(doubles)
    done: list[Ingested] = []
    if files:
        with terminal.progress_bar() as progress:
            task = progress.add_task("Loading the model", total=None)
            pipeline = parts.pipeline
            pipeline.recover()
            for file in files:
                progress.reset(task, description=file.name, total=None)

                def report(embedded: int, passages: int) -> None:
                    progress.update(task, completed=embedded, total=passages)

                try:
                    done.append(pipeline.ingest(file, scope, source=source, progress=report))
                except IngestError as error:
                    failed.append(error)
                except Exception as error:
                    failed.append(_unexpected(file, error))
    if as_json:
        print_document(ingest_document(done, failed))
    else:
        terminal.print_ingested(done)
    for each in failed:
        terminal.print_error(str(each))
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


def _distinct(files: Sequence[Path], source: str | None) -> tuple[list[Path], list[IngestError]]:
    """One file for each source id: two would be taken for revisions of one source."""
    by_id: dict[str, Path] = {}
    doubles = []
    for file in files:
        name = source or slug(file)
        first = by_id.setdefault(name, file)
        if first is not file:
            doubles.append(
                IngestError(
                    str(file),
                    f"{file} would be the source '{name}', and so is {first}: "
                    "ingest it alone and name it with --source.",
                )
            )
    return list(by_id.values()), doubles


def _unexpected(file: Path, error: Exception) -> IngestError:
    if isinstance(error, StoreError):
        return IngestError(str(file), f"{file} was not ingested. {error}")
    _log.exception("ingest failed", extra={"file": str(file)})
    return IngestError(
        str(file),
        f"{file} could not be stored, and nothing of it was kept: the log has the details.",
    )
