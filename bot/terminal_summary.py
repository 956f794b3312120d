"""How a summary looks in a terminal."""

from typing import Final

from rich.padding import Padding
from rich.text import Text

from answering.model import Citation, Statement
from answering.summaries.model import Coverage, Summary
from bot.terminal import MARK, on_page, output
from bot.terminal_sources import counted

_INDENT: Final = 2


def print_summary(summary: Summary) -> None:
    """The statements below the headings that they stand under, and how much they cover."""
    output.print(Text(summary.title, "bold underline"))
    about = f"{summary.source}, revision {summary.revision}"
    below = f", below “{summary.section}”" if summary.section else ""
    output.print(Text(f"{about}{below}", "dim"))
    heading: str | None = None
    for each in summary.statements:
        first = each.citations[0]
        if first.heading != heading:
            heading = first.heading
            output.print(Padding(Text(heading or "Without a heading", "bold"), (1, 0, 0, 0)))
        indent = 0 if heading is None else _INDENT
        output.print(Padding(_line(each), (1 if indent == 0 else 0, 0, 0, indent)))
    output.print(Padding(Text(_told(summary), "dim"), (1, 0, 0, 0)))


def _line(statement: Statement) -> Text:
    marks = ((f" {_mark(each)}", MARK) for each in statement.citations)
    return Text.assemble(statement.text, *marks)


def _mark(citation: Citation) -> str:
    return f"¶{citation.paragraph}{on_page(citation.page)}"


def _told(summary: Summary) -> str:
    covered = coverage_told(summary.coverage)
    if summary.statements:
        return covered
    show = f"`pilcrow sources show {summary.source}` prints all of it"
    return f"{covered} No sentence of it can stand alone: {show}."


def coverage_told(coverage: Coverage) -> str:
    """Paragraphs read, of how many, and how many are cited, as one sentence."""
    read, total = coverage.paragraphs_read, coverage.paragraphs_total
    whole = f"all {counted(total)}" if read == total > 1 else f"{read} of {counted(total)}"
    return f"Read {whole}, cites {coverage.paragraphs_cited}."
