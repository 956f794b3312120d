"""How answers, sources and progress look in a terminal."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Final

from rich.console import Console, ConsoleOptions, Group, RenderableType
from rich.padding import Padding
from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn
from rich.segment import Segment
from rich.table import Table
from rich.text import Text

from answering.model import Answer, Citation, NoAnswer, Statement
from bot.checks import Check, Status
from bot.evaluating import Judged, tallies
from bot.notes import NOTES
from bot.visible import visible
from vectorstore.model import PlacedParagraph

_NEAREST_SHOWN = 3
MARK: Final = "bold cyan"
"""How the number of a paragraph looks."""


class _Screen(Console):
    """A console that shows other people's words without what would command the terminal."""

    def render(
        self, renderable: RenderableType, options: ConsoleOptions | None = None
    ) -> Iterator[Segment]:
        """The segments, with only what a reader sees in their texts."""
        for text, style, control in super().render(renderable, options):
            yield Segment(text if control else visible(text), style, control)


output: Final = _Screen(highlight=False)
"""Answers; the only thing on standard output."""
errors: Final = _Screen(stderr=True, highlight=False)
"""Progress, and what went wrong."""


def print_error(message: str) -> None:
    """One sentence on standard error."""
    errors.print(Text.assemble(("Error: ", "bold red"), message), soft_wrap=True)


def print_answer(answer: Answer | NoAnswer) -> None:
    """The statements with their marks and then the sources; or the nearest paragraphs."""
    output.print(_answered(answer) if isinstance(answer, Answer) else _not_answered(answer))


def on_page(page: int | None) -> str:
    """Where a paragraph of a paged document begins, to be set behind its place."""
    return "" if page is None else f", page {page}"


def statement_lines(statements: Sequence[Statement]) -> list[Text]:
    """Each statement with its marks, which name the sources where there are several."""
    cited = [citation for each in statements for citation in each.citations]
    several = len({(each.scope, each.source) for each in cited}) > 1
    return [
        Text.assemble(
            each.text,
            *((f" {_mark(citation, named=several)}", MARK) for citation in each.citations),
        )
        for each in statements
    ]


def _answered(answer: Answer) -> Group:
    cited = [citation for each in answer.statements for citation in each.citations]
    lines = [Padding(line, (0, 0, 1, 0)) for line in statement_lines(answer.statements)]
    return Group(*_understood(answer), *lines, _places(cited), *_note(answer))


def _understood(answer: Answer | NoAnswer) -> Iterator[Text]:
    if answer.understood is not None:
        yield Text(f"Understood as: {answer.understood}\n", "dim italic")


def _note(answer: Answer | NoAnswer) -> Iterator[Text]:
    if answer.note is not None:
        yield Text(f"\n{NOTES[answer.note]}", "yellow")


def _not_answered(answer: NoAnswer) -> Group:
    if not answer.retrieved:
        return Group(Text("There are no sources here yet: add one with `pilcrow ingest PATH`."))
    nearest = [each.citation for each in answer.retrieved[:_NEAREST_SHOWN]]
    missing = " and ".join(f"“{each}”" for each in answer.unmentioned)
    never = f" They never mention {missing}." if missing else ""
    return Group(
        *_understood(answer),
        Text(f"The sources don’t answer this.{never} The nearest paragraphs:", "bold"),
        Text(),
        _places(nearest, quoted=True),
        *_note(answer),
    )


def print_paragraph(placed: PlacedParagraph) -> None:
    """One paragraph in full, with its place."""
    revision, paragraph = placed.revision, placed.paragraph
    where = " › ".join((placed.title, *paragraph.headings))
    dated = f"revision {revision.number}, {revision.created_at:%d %B %Y}"
    output.print(Text.assemble((f"¶{paragraph.number} ", MARK), (where, "bold")))
    output.print(Text(f"{placed.source}, {dated}{on_page(paragraph.page)}", "dim"))
    output.print(Padding(Text(placed.paragraph.text), (1, 0, 1, 2)))


def print_checks(checks: Sequence[Check]) -> None:
    """A line for each check."""
    signs = {
        Status.OK: ("✓ ", "green"),
        Status.WARNING: ("! ", "yellow"),
        Status.FAILED: ("✗ ", "bold red"),
    }
    for check in checks:
        output.print(
            Text.assemble(signs[check.status], (f"{check.name:9} ", "bold"), check.message)
        )


def print_evaluation(judged: Sequence[Judged]) -> None:
    """The counts of an evaluation, and every question that went wrong."""
    names = {
        "right_paragraph": "The first statement cites a right paragraph",
        "right_words": "An expected answer stands in the statements",
        "wrongly_refused": "Answerable questions refused",
        "rightly_refused": "Unanswerable questions refused",
    }
    for tally in tallies(judged):
        if tally.of:
            output.print(f"{names[tally.name]:45}{tally.count:5} of {tally.of}")
    wrong = [each for each in judged if not each.is_right]
    if wrong:
        output.print(Text(f"\nWent wrong ({len(wrong)}):", "bold"))
    for each in wrong:
        kind = "answerable" if each.expected.answerable else "unanswerable"
        done = "answered" if each.is_answered else "refused"
        output.print(
            Text.assemble(
                f"  {each.question}", (f"  {kind}, {done}, {each.confidence:.2f}", "dim")
            ),
            soft_wrap=True,
        )


@contextmanager
def progress_bar() -> Iterator[Progress]:
    """A progress bar on standard error, gone when it is done."""
    columns = (
        SpinnerColumn(),
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        MofNCompleteColumn(),
    )
    # Without a terminal it would leave an empty line.
    with Progress(
        *columns, console=errors, transient=True, disable=not errors.is_terminal
    ) as progress:
        yield progress


def _mark(citation: Citation, *, named: bool) -> str:
    return f"¶{citation.paragraph} {citation.source}" if named else f"¶{citation.paragraph}"


def _places(cited: Sequence[Citation], *, quoted: bool = False) -> Group:
    """Each cited paragraph once, below its source; `quoted` adds the words that were found."""
    sources: dict[str, dict[int, Citation]] = {}
    for each in cited:
        name = f"{each.title}, revision {each.revision} ({each.source})"
        sources.setdefault(name, {}).setdefault(each.paragraph, each)
    parts: list[Text | Table] = []
    for name, paragraphs in sources.items():
        table = Table.grid(padding=(0, 1))
        table.add_column(justify="right", min_width=5, style=MARK)
        table.add_column(style="dim", overflow="fold")
        for number, citation in paragraphs.items():
            where = Text(citation.heading or "", "italic")
            if citation.page is not None:
                where.append(
                    on_page(citation.page).removeprefix("" if where else ", "), "not italic"
                )
            below = [where] if where else []
            if quoted:
                below.append(Text(f"“{citation.quote}”"))
            table.add_row(f"¶{number}", Group(*below))
        parts += [Text(name, "dim"), table]
    return Group(*parts)
