"""The command line: `pilcrow …`; `python -m bot` is the same."""

import sys
from collections.abc import Sequence
from contextlib import nullcontext
from pathlib import Path
from typing import Annotated

import typer

from bot import evaluating, ingesting, terminal
from bot.chatting import Chat
from bot.checks import is_healthy
from bot.documents import (
    answer_document,
    checks_document,
    evaluation_document,
    print_document,
)
from bot.live import growing
from bot.options import AsJson, OneSource, Server, scope_of
from bot.parts import Parts
from bot.questions import read_questions
from bot.running import FAILED, open_parts
from bot.sources_cli import sources_app
from bot.streams import abandon_output, use_utf8
from bot.summary_cli import summarize
from vectorstore.model import Scope, readable_scopes

app = typer.Typer(
    help="Answers questions from your articles and cites the paragraph behind every statement.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode="rich",
    context_settings={"help_option_names": ["-h", "--help"]},
)
app.add_typer(sources_app, name="sources")
app.command("summary")(summarize)


def _check_sources(parts: Parts, scope: Scope, named: Sequence[str | None]) -> None:
    """Raises `UnknownSourceError` for a name before seconds go into loading the model."""
    for source in dict.fromkeys(filter(None, named)):
        parts.catalog.source(readable_scopes(scope), source)


@app.command()
def ingest(
    paths: Annotated[
        list[str],
        typer.Argument(
            help="Files, folders, .zip archives, web addresses, and feeds or sitemaps, which "
            "stand for the pages that they list.",
            metavar="PATH_OR_URL...",
        ),
    ],
    server: Server = None,
    source: Annotated[
        str | None,
        typer.Option(
            help="The id of the source; by default it is made from the name of the file.",
            metavar="ID",
        ),
    ] = None,
    json: AsJson = False,
) -> None:
    """Read articles and publish them; an article read before gets a new revision if it changed."""
    with open_parts("pilcrow ingest") as parts:
        failed = ingesting.run(parts, paths, scope_of(server), source, as_json=json)
    if failed:
        raise typer.Exit(FAILED)


@app.command()
def ask(
    question: Annotated[
        str | None, typer.Argument(help="The question, in quotation marks.", show_default=False)
    ] = None,
    questions: Annotated[
        Path | None,
        typer.Option(
            help='Ask every line of this file, each {"id", "question", "source"?}; '
            "one JSON result a line comes out, in the same order.",
            metavar="FILE.jsonl",
        ),
    ] = None,
    source: OneSource = None,
    server: Server = None,
    json: AsJson = False,
) -> None:
    """Answer a question, with the paragraph behind every statement."""
    if (question is None) == (questions is None):
        raise typer.BadParameter("give one question, or a file with --questions.")
    scope = scope_of(server)
    with open_parts("pilcrow ask") as parts:
        if questions is not None:
            every = read_questions(questions)
            _check_sources(parts, scope, [source, *(asked.source for asked in every)])
            for asked in every:
                answer = parts.library.answer(
                    asked.question,
                    scope,
                    asked.source or source,
                    allowance=parts.budgets.operator(),
                )
                print_document(answer_document(answer, asked.id), one_line=True)
            return
        assert question is not None
        _check_sources(parts, scope, [source])
        with nullcontext() if json else growing() as watch:
            answer = parts.library.answer(
                question, scope, source, allowance=parts.budgets.operator(), watch=watch
            )
    if json:
        print_document(answer_document(answer))
    else:
        terminal.print_answer(answer)


@app.command()
def chat(source: OneSource = None, server: Server = None) -> None:
    """Ask one question after the other, each in the light of those before; open the paragraphs."""
    scope = scope_of(server)
    with open_parts("pilcrow chat") as parts:
        _check_sources(parts, scope, [source])
        Chat(parts.library, scope, source, parts.budgets.operator()).run()


@app.command("eval")
def evaluate(
    file: Annotated[
        Path,
        typer.Argument(
            help='Questions, each a line {"question", "answerable", "gold_paragraphs"?, '
            '"answers"?, "source"?}.',
            metavar="FILE.jsonl",
        ),
    ],
    source: OneSource = None,
    server: Server = None,
    json: AsJson = False,
) -> None:
    """Ask questions whose right answers are known, and count how many come out right."""
    scope = scope_of(server)
    with open_parts("pilcrow eval") as parts:
        every = evaluating.read_expected(file)
        _check_sources(parts, scope, [source, *(asked.source for asked in every)])
        judged = evaluating.evaluate(parts.library, every, scope, source, parts.budgets.operator())
    if json:
        print_document(evaluation_document(judged))
    else:
        terminal.print_evaluation(judged)


@app.command()
def run() -> None:
    """Run the Discord bot until it gets SIGINT or SIGTERM."""
    with open_parts("pilcrow run", log_to_stderr=True) as parts:
        parts.run_bot()


@app.command("doctor")
def examine(json: AsJson = False) -> None:
    """Check the settings, the stores, the model and the token, and say what to do."""
    with open_parts("pilcrow doctor") as parts:
        checks = parts.examine()
    if json:
        print_document(checks_document(checks))
    else:
        terminal.print_checks(checks)
    if not is_healthy(checks):
        raise typer.Exit(FAILED)


@app.command()
def reindex() -> None:
    """Embed again what the index lacks, such as after a change of EMBEDDING_MODEL."""
    with open_parts("pilcrow reindex") as parts:
        ingesting.reindex(parts)


def main() -> None:
    """Run the command line; exit status 0 done, 1 failed, 2 wrong usage."""
    use_utf8()
    try:
        app(prog_name="pilcrow")
    except KeyboardInterrupt:
        sys.exit(130)
    except OSError as error:  # results are written outside of `open_parts`, which tells the rest
        abandon_output()
        terminal.print_error(f"The output cannot be written: {error.strerror}.")
        sys.exit(FAILED)
