"""What differs between two revisions, as an admin reads it: pure, values in, text out."""

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Final

from bot.discord.escaping import escape
from bot.discord.splitting import shorten
from bot.visible import one_line, visible
from ingest.differences import Changes, Difference, Kind, ParagraphChange, Run, RunKind
from vectorstore.model import Paragraph

_HEADING: Final = 80
_WHOLE: Final = 420
"""Characters shown of a paragraph that was added or removed."""

_GLANCE: Final = 140
"""Characters shown of a paragraph that only moved."""

_CHANGED: Final = 1_200
"""Characters shown of a changed paragraph, with its marks and escapes."""

_RUN: Final = 300
_CONTEXT: Final = 8
"""Unchanged words shown on each side of a change."""

_BLANKS: Final = "*Only spaces and line breaks differ.*"
_MARKS: Final = {RunKind.SAME: "", RunKind.ADDED: "**", RunKind.REMOVED: "~~"}


def counted(changes: Changes) -> str:
    """The counts as a phrase, such as `2 paragraphs added, 1 changed, 17 unchanged`."""
    numbers = (
        (changes.added, "added"),
        (changes.changed, "changed"),
        (changes.moved, "moved"),
        (changes.removed, "removed"),
        (changes.unchanged, "unchanged"),
    )
    parts = [f"{number} {word}" for number, word in numbers if number]
    if not parts:
        return "no paragraphs"
    noun = "paragraph" if parts[0].startswith("1 ") else "paragraphs"
    number, _, word = parts[0].partition(" ")
    return ", ".join([f"{number} {noun} {word}", *parts[1:]])


def changes_told(difference: Difference) -> list[str]:
    """Each change as a piece of Discord's Markdown, in the order of the difference."""
    return [_told(change) for change in difference.changes]


def contents_told(paragraphs: Sequence[Paragraph]) -> list[str]:
    """Each paragraph of a source that is new here, by its first words."""
    return [
        f"**¶{each.number}**{_heading(each)}\n{_quoted(each.text, _GLANCE)}" for each in paragraphs
    ]


def _told(change: ParagraphChange) -> str:
    before, after = change.before, change.after
    if after is None:
        assert before is not None
        return f"**Removed** ¶{before.number}{_heading(before)}\n{_quoted(before.text, _WHOLE)}"
    if before is None or change.kind is Kind.ADDED:
        return f"**Added** ¶{after.number}{_heading(after)}\n{_quoted(after.text, _WHOLE)}"
    was = f" (was ¶{before.number})" if before.number != after.number else ""
    if change.kind is Kind.MOVED:
        return f"**Moved** ¶{after.number}{was}{_heading(after)}\n{_quoted(after.text, _GLANCE)}"
    words = marked(change.runs) if _differs(change.runs) else _BLANKS
    return f"**Changed** ¶{after.number}{was}{_heading(after)}\n> {words}"


def _differs(runs: Sequence[Run]) -> bool:
    return any(run.kind is not RunKind.SAME for run in runs)


def _heading(paragraph: Paragraph) -> str:
    heading = paragraph.heading
    return f" · {escape(shorten(one_line(heading), _HEADING))}" if heading else ""


def _quoted(text: str, limit: int) -> str:
    return f"> {escape(shorten(one_line(text), limit))}"


def marked(runs: Sequence[Run]) -> str:
    """The words of a changed paragraph in one line: new ones bold, old ones struck through.

    Of what stayed, only some words beside each change are shown.
    """
    merged = [
        (kind, "".join(run.text for run in group))
        for kind, group in groupby((run for run in runs if run.text), key=lambda run: run.kind)
    ]
    parts: list[str] = []
    size = 0
    for part in _shown(merged):
        size += len(part)
        if size > _CHANGED and parts:
            parts.append(" …")
            break
        parts.append(part)
    return "".join(parts).strip()


def _shown(runs: Sequence[tuple[RunKind, str]]) -> Iterator[str]:
    for index, (kind, text) in enumerate(runs):
        if kind is RunKind.SAME:
            yield escape_inline(_beside(text, index > 0, index < len(runs) - 1))
        else:
            yield _emphasised(text, _MARKS[kind])


def _beside(text: str, follows: bool, leads: bool) -> str:
    """What is shown of unchanged words that follow a change, lead to one, or both."""
    words = visible(text).split()
    kept = _CONTEXT * (follows + leads)
    if len(words) <= kept + 1:
        return text
    first = " ".join(words[:_CONTEXT]) if follows else ""
    last = " ".join(words[-_CONTEXT:]) if leads else ""
    before = " " if text[:1].isspace() else ""
    after = " " if text[-1:].isspace() else ""
    return f"{before}{first} … {last}{after}"


def escape_inline(text: str) -> str:
    """`text` escaped in one line, with a space where it began or ended with white space."""
    return _with_edges(text, escape(one_line(text)))


def _emphasised(text: str, mark: str) -> str:
    # Discord renders no emphasis that has white space just inside its signs.
    words = escape(shorten(one_line(text), _RUN))
    return _with_edges(text, f"{mark}{words}{mark}" if words else "")


def _with_edges(text: str, shown: str) -> str:
    if not shown:
        return " " if text else ""
    before = " " if text[:1].isspace() else ""
    after = " " if text[-1:].isspace() else ""
    return f"{before}{shown}{after}"
