"""What a mark says: values in, text out."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from typing import Final

from bot.discord.escaping import escape
from bot.discord.limits import length
from bot.discord.splitting import shorten
from bot.marking.changes import Change, Fate
from bot.visible import one_line
from ingest.differences import Run, RunKind

ROOM: Final = 300
"""Characters that every page of an answer leaves free, so that its mark always fits."""

_MOST: Final = 1_000
_TITLE: Final = 120
_HEAD: Final = "**⚠️ Changed since this answer**"
_BECAME: Final = {
    Fate.CHANGED: "changed",
    Fate.REMOVED: "was removed",
    Fate.SOURCE_REMOVED: "was removed with its source",
}
_SIGNS: Final = {RunKind.SAME: "", RunKind.ADDED: "**", RunKind.REMOVED: "~~"}


def mark_text(changes: Sequence[Change], labels: Mapping[int, str], room: int) -> str:
    """What became of the paragraphs that a message cites, in at most `room` characters.

    `labels` has the sign that stands for each citation, by its position.
    Where the room is short, first the changed words are left out, then what became of which.
    `room` must be at least `ROOM`.
    """
    forms = (
        "\n".join([_HEAD, *_lines(changes, labels, with_words=True)]),
        "\n".join([_HEAD, *_lines(changes, labels, with_words=False)]),
        f"{_HEAD}: {' '.join(_label(each, labels) for each in changes)}",
    )
    most = min(room, _MOST)
    return next((form for form in forms if length(form) <= most), _HEAD)


def _lines(
    changes: Sequence[Change], labels: Mapping[int, str], *, with_words: bool
) -> Iterator[str]:
    for about, of_source in groupby(changes, key=_about):
        yield about
        for (fate, words), some in groupby(of_source, key=lambda each: _what(each, with_words)):
            shown = " ".join(_label(each, labels) for each in some)
            yield f"**{shown}** {_BECAME[fate]}{f': {words}' if words else '.'}"


def _about(change: Change) -> str:
    title = escape(shorten(one_line(change.title or change.source), _TITLE))
    if change.after is None:
        return f"{title}, revision {change.before}"
    return f"{title}, revision {change.before} → {change.after}"


def _what(change: Change, with_words: bool) -> tuple[Fate, str]:
    """What became of it; one line says it of several that have it in common."""
    return change.fate, _words(change.words) if with_words else ""


def _label(change: Change, labels: Mapping[int, str]) -> str:
    return labels.get(change.position, f"¶{change.paragraph}")


def _words(runs: Iterable[Run]) -> str:
    return "".join(map(_signed, runs)).strip()


def _signed(run: Run) -> str:
    """The words of a run in bold if they were added, struck through if they were taken out."""
    words = one_line(run.text)
    if not words:
        return " "
    # Discord takes a sign with white space on its inner side for a mere star or tilde.
    before = " " if run.text[0].isspace() else ""
    after = " " if run.text[-1].isspace() else ""
    sign = _SIGNS[run.kind]
    return f"{before}{sign}{escape(words)}{sign}{after}"
