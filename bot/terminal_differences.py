"""How the difference of two revisions looks in a terminal, with colours and without."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from bot.terminal import output
from bot.terminal_sources import changes_told, counted
from ingest.differences import Kind, ParagraphChange, Run, RunKind
from vectorstore.model import Paragraph

if TYPE_CHECKING:  # it needs the database's library, which `pilcrow --help` does without
    from bot.records import Compared

_SIGNS: Final = {
    Kind.ADDED: ("+", "green"),
    Kind.CHANGED: ("~", "yellow"),
    Kind.MOVED: (">", "cyan"),
    Kind.REMOVED: ("-", "red"),
}
_STYLES: Final = {RunKind.ADDED: "bold green", RunKind.REMOVED: "red strike"}
_PLAIN: Final = {RunKind.ADDED: ("{+", "+}"), RunKind.REMOVED: ("[-", "-]")}
_AROUND: Final = 10  # words kept on either side of a change
_RECOGNISED: Final = 16  # words of a paragraph that only moved


def print_difference(source: str, compared: "Compared") -> None:
    """Each paragraph that differs, in the reading order of the later revision."""
    difference = compared.difference
    output.print(Text.assemble((compared.title, "bold underline"), f"  ({source})"))
    output.print(Text(_told(compared), "dim"))
    width = max((len(_numbers(each)) for each in difference.changes), default=0)
    above: tuple[str, ...] = ()
    for change in difference.changes:
        stands = change.after or change.before
        assert stands is not None
        if stands.headings != above:
            above = stands.headings
            output.print(
                Padding(Text(" › ".join(above) or "Without a heading", "bold"), (1, 0, 0, 0))
            )
        output.print(Padding(_row(change, width), (1, 0, 0, 0)))


def _told(compared: "Compared") -> str:
    difference = compared.difference
    if compared.before is None:
        whole = counted(len(difference.changes))
        return f"revision {compared.after} is the first one, with {whole}"
    revisions = f"from revision {compared.before} to revision {compared.after}"
    rest = f", {counted(difference.unchanged)} unchanged" if difference.unchanged else ""
    return f"{revisions}: {changes_told(difference.counts)}{rest}"


def _row(change: ParagraphChange, width: int) -> Table:
    sign, style = _SIGNS[change.kind]
    row = Table.grid(padding=(0, 1))
    row.add_column(width=1, style=f"bold {style}")
    row.add_column(width=width, no_wrap=True, style=style)
    row.add_column(overflow="fold")
    row.add_row(sign, _numbers(change), _body(change))
    return row


def _numbers(change: ParagraphChange) -> str:
    before, after = change.before, change.after
    if before and after and before.number != after.number:
        return f"¶{before.number} → ¶{after.number}"
    stands = after or before
    assert stands is not None
    return f"¶{stands.number}"


def _body(change: ParagraphChange) -> Text:
    if change.kind is Kind.CHANGED:
        return _changed(change.runs)
    stands = change.after or change.before
    assert stands is not None
    if change.kind is Kind.MOVED:
        return Text.assemble(("moved: ", "cyan"), (_beginning(stands), "dim"))
    return Text(stands.text, "green" if change.kind is Kind.ADDED else "red")


def _changed(runs: Sequence[Run]) -> Text:
    """The words of both versions; what stayed the same far from any change is left out."""
    if all(each.kind is RunKind.SAME for each in runs):
        return Text("only its white space changed", "dim")
    text = Text()
    last = len(runs) - 1
    for at, run in enumerate(runs):
        if run.kind is RunKind.SAME:
            text.append(_shortened(run.text, is_first=at == 0, is_last=at == last))
            continue
        words = run.text.rstrip()
        opening, closing = _PLAIN[run.kind] if _is_plain() else ("", "")
        text.append(f"{opening}{words}{closing}", _STYLES[run.kind])
        text.append(run.text[len(words) :])
    text.rstrip()
    return text


def _is_plain() -> bool:
    """Whether words must be marked by signs, for want of colours."""
    return output.no_color or output.color_system is None


def _shortened(text: str, *, is_first: bool, is_last: bool) -> str:
    words = text.split()
    before = 0 if is_first else _AROUND
    behind = 0 if is_last else _AROUND
    if len(words) <= before + behind + 1:
        return text
    space = text[len(text.rstrip()) :]
    start = " ".join(words[:before])
    end = " ".join(words[len(words) - behind :])
    return " ".join(filter(None, (start, "…", end))) + space


def _beginning(paragraph: Paragraph) -> str:
    words = paragraph.text.split()
    return " ".join(words[:_RECOGNISED]) + (" …" if len(words) > _RECOGNISED else "")
