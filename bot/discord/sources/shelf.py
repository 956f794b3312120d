"""What the sources of a server are, as panels; every method blocks."""

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import Final

from bot.discord.escaping import can_be_fenced, escape, fence
from bot.discord.limits import length
from bot.discord.service import LogChannels, Schedules, SourceService
from bot.discord.sources.differing import changes_told, contents_told, counted
from bot.discord.sources.panels import PAGE, Action, Book, Control, Look, Panel
from bot.discord.sources.schedules import schedule_told
from bot.discord.sources.words import (
    by,
    code,
    dated,
    named,
    origin_of,
    paragraphs_counted,
    stamped,
    titled,
)
from bot.discord.splitting import split
from bot.records import Compared
from bot.visible import visible
from vectorstore.changes import Action as Done
from vectorstore.changes import LoggedChange, RevisionRecord, WaitingDraft
from vectorstore.model import SHARED, ParagraphKind, PlacedParagraph, Scope, Source
from vectorstore.staging import DRAFT_LIFE

CHANGE: Final = ("change", "changes")
_LOGGED: Final = 50
_REVIEWS: Final = 5
_PART: Final = PAGE - 300
_HEADING: Final = 80


class Shelf:
    """Shows sources, revisions, drafts and the log to those who keep them."""

    def __init__(
        self,
        service: SourceService,
        channels: LogChannels | None = None,
        schedules: Schedules | None = None,
    ) -> None:
        self._service = service
        self._channels = channels
        self._schedules = schedules

    def list(self, scope: Scope, page: int = 0) -> Panel:
        """The server's own sources, its drafts that wait, and what the operator gives to all."""
        own, waiting = self._service.sources(scope), self._service.waiting(scope)
        removed, shared = self._service.removed(scope), self._service.sources(SHARED)
        pieces = [_waits(draft) for draft in waiting]
        watched = self._schedules.watched(scope) if self._schedules else []
        looks = {watch.source: schedule_told(watch) for watch in watched}
        pieces += ["\n".join(filter(None, (_own(each), looks.get(each.id)))) for each in own]
        pieces += [
            f"{titled(each.title, each.id)} · removed on {dated(each.removed_at)}\n"
            f"-# `/source rollback` brings it back."
            for each in removed
        ]
        pieces += [_shared(source) for source in shared]
        head = f"**Sources of this server: {len(own) or 'none yet'}**"
        if not own:
            head += "\n`/source add` takes a file or a web address."
        book = Book(head, pieces, ("entry", "entries"))
        panel = book.open(page, lambda label, to: Control(label, Action.LIST, str(to)))
        reviews = tuple(
            Control(f"Review {draft.source}", Action.REVIEW, f"{draft.key}:0")
            for draft in waiting[:_REVIEWS]
        )
        return Panel(panel.body, panel.footer, (*panel.rows, *((reviews,) if reviews else ())))

    def show(
        self,
        scope: Scope,
        source: str,
        revision: int | None = None,
        *,
        paragraph: int | None = None,
        page: int = 0,
    ) -> Panel:
        """A revision's text, from the page with that paragraph or with that number."""
        owner = self._owner(scope, source)
        placed = self._service.paragraphs(owner, source, revision)
        if not placed:
            return Panel(f"{code(source)} has no paragraphs in that revision.")
        first = placed[0]
        pieces, starts = _pieces(placed)
        number, made = first.revision.number, dated(first.revision.created_at)
        head = f"**{titled(first.title, source)}** · revision {number} · {made}"
        book = Book(head, pieces, ("part", "parts"))
        if paragraph is not None:
            if paragraph not in starts:
                return Panel(
                    f"{titled(first.title, source)} has no ¶{paragraph} in revision {number}: "
                    f"its paragraphs are ¶{min(starts)} to ¶{max(starts)}."
                )
            page = book.page_of(starts[paragraph])
        return book.open(
            page, lambda label, to: Control(label, Action.SHOW, f"{number}:{to}:{source}")
        )

    def diff(
        self,
        scope: Scope,
        source: str,
        before: int | None = None,
        after: int | None = None,
        page: int = 0,
    ) -> Panel:
        """What differs between two revisions."""
        owner = self._owner(scope, source)
        compared = self._service.difference(owner, source, before, after)
        was, now = compared.before or 0, compared.after
        since = f"from revision {was} to {now}" if was else f"in revision {now}, its first"
        head = f"**{titled(compared.title, source)} · what changed {since}**"
        return opened(
            head, compared, page, partial(_turn, Action.DIFF, f"{was}:{now}", source=source)
        )

    def review(self, scope: Scope, key: int, page: int = 0, note: str = "") -> Panel:
        """A draft that waits: what it changes, with Publish and Cancel."""
        draft = next((each for each in self._service.waiting(scope) if each.key == key), None)
        compared = self._service.draft_difference(scope, key)
        return draft_panel(compared, key, draft, page=page, note=note)

    def log(self, scope: Scope, source: str | None = None, page: int = 0) -> Panel:
        """What was done to the sources, newest first, and where that is posted."""
        logged = self._service.log(scope, source, _LOGGED)
        about = f" of {code(source)}" if source else " of this server’s sources"
        head = f"**Changes{about}**" if logged else f"**No changes{about} yet.**"
        book = Book(
            head, [_line(each) for each in logged], ("entry", "entries"), self._posted(scope)
        )
        return book.open(page, lambda label, to: Control(label, Action.LOG, f"{to}:{source or ''}"))

    def _posted(self, scope: Scope) -> str:
        if self._channels is None:
            return ""
        channel = self._channels.channel(scope)
        if channel is None:
            return "-# Not posted anywhere; `/source log channel:` sets a channel."
        if problem := self._channels.problem(scope):
            # A sentence of ours, which may name the channel.
            return f"-# Posting stopped: {problem}"
        return f"-# Posted in <#{channel}>; `/source log off:True` ends that."

    def _owner(self, scope: Scope, source: str) -> Scope:
        """The server itself for its own sources, removed ones too, else the operator."""
        own = {each.id for each in self._service.sources(scope)}
        if source in own or all(each.id != source for each in self._service.sources(SHARED)):
            return scope
        return SHARED


def draft_panel(
    compared: Compared,
    key: int,
    draft: WaitingDraft | None,
    *,
    page: int = 0,
    note: str = "",
) -> Panel:
    """What a draft changes, with Publish and Cancel; `note` is said below."""
    source = draft.source if draft else ""
    now = f": revision {compared.before} answers" if compared.before else ""
    until = f" It waits until {stamped(draft.ready_at + DRAFT_LIFE)}." if draft else ""
    foot = f"-# Nothing of this is live{now} until somebody publishes this draft.{until}"
    head = f"**{titled(compared.title, source)} · draft of revision {compared.after}**"
    panel = opened(
        head,
        compared,
        page,
        lambda label, to: Control(label, Action.REVIEW, f"{key}:{to}"),
        "\n".join(filter(None, (foot, note))),
    )
    decide = (
        Control("Publish", Action.PUBLISH, str(key), Look.MAIN),
        Control("Cancel", Action.CANCEL, str(key)),
    )
    return Panel(panel.body, panel.footer, (decide, *panel.rows))


def opened(
    head: str,
    compared: Compared,
    page: int,
    turn: Callable[[str, int], Control],
    foot: str = "",
) -> Panel:
    """A page of what differs; of a first revision, of what it says."""
    difference = compared.difference
    if compared.before is None:
        new = [each.after for each in difference.changes if each.after is not None]
        counts = paragraphs_counted(len(new))
        return Book(
            f"{head}\n{counts}", contents_told(new), ("paragraph", "paragraphs"), foot
        ).open(page, turn)
    pieces = changes_told(difference)
    said = counted(difference.counts) if pieces else "the text is the same"
    return Book(f"{head}\n{said[0].upper()}{said[1:]}.", pieces, CHANGE, foot).open(page, turn)


def _turn(action: Action, about: str, label: str, to: int, *, source: str) -> Control:
    return Control(label, action, f"{about}:{to}:{source}")


def _own(source: Source) -> str:
    revision = source.revision
    return (
        f"{titled(source.title, source.id)}\n"
        f"-# Revision {revision.number} · {dated(revision.created_at)} · "
        f"{paragraphs_counted(source.paragraphs)} · {origin_of(source)}"
    )


def _shared(source: Source) -> str:
    revision = source.revision
    return (
        f"{titled(source.title, source.id)}\n"
        f"-# Given by the operator to all servers · revision {revision.number} · "
        f"{dated(revision.created_at)} · {paragraphs_counted(source.paragraphs)}"
    )


def _waits(draft: WaitingDraft) -> str:
    return (
        f"**Waits to be published:** {titled(draft.title, draft.source)}, revision {draft.number}\n"
        f"-# By {by(draft.author)} · until {stamped(draft.ready_at + DRAFT_LIFE)}"
    )


def _line(change: LoggedChange) -> str:
    what = {
        Done.PUBLISHED: f"published revision {change.after}",
        Done.ROLLED_BACK: f"rolled back to revision {change.after}",
        Done.REMOVED: "removed",
    }[change.action]
    before = f" (before: revision {change.before})" if change.before else ""
    return (
        f"{titled(change.title, change.source)} · {what}{before}\n"
        f"-# {stamped(change.at)} · by {by(change.actor)}"
    )


def _pieces(placed: Sequence[PlacedParagraph]) -> tuple[list[str], dict[int, int]]:
    """The paragraphs in full, in parts that fit, and where each paragraph begins."""
    pieces: list[str] = []
    starts: dict[int, int] = {}
    for each in placed:
        starts[each.paragraph.number] = len(pieces)
        pieces += _parts(each)
    return pieces, starts


def _parts(placed: PlacedParagraph) -> Iterator[str]:
    paragraph = placed.paragraph
    page = f" · page {paragraph.page}" if paragraph.page else ""
    heading = f" · {named(paragraph.heading, _HEADING)}" if paragraph.heading else ""
    before = f"**¶{paragraph.number}**{page}{heading}\n"
    text = visible(paragraph.text)
    fenced = paragraph.kind is ParagraphKind.CODE and can_be_fenced(text)
    show = fence if fenced else escape
    whole = show(text.strip("\n"))
    if length(whole) <= _PART:  # nearly always, and splitting looks at every word
        yield f"{before}{whole}"
        return
    for part in split(text, _PART, length if fenced else lambda words: length(escape(words))):
        yield f"{before}{show(part)}"
        before = ""


def revision_label(record: RevisionRecord) -> str:
    """A revision in a list of suggestions."""
    now = " · current" if record.is_current else ""
    return (
        f"Revision {record.number} · {dated(record.published_at)} · "
        f"{paragraphs_counted(record.paragraphs)}{now}"
    )
