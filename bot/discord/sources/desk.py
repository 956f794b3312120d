"""What admins do to the sources of their server; every method blocks.

A question comes before each deed that somebody could regret: its panel says what would happen,
and its button carries what was current then, so that it does nothing once that has changed.
"""

from functools import partial
from typing import Final

from bot.discord.service import LogChannels, Schedules, SourceService
from bot.discord.sources.panels import Action, Control, Look, Panel
from bot.discord.sources.shelf import Shelf, opened
from bot.discord.sources.words import code, paragraphs_counted, titled
from ingest.report import Published
from vectorstore.changes import Action as Done
from vectorstore.model import SHARED, Scope, Source

MOST_BYTES: Final = 25_000_000

UNTOUCHED: Final = "Nothing was changed."
CHANGED_MEANWHILE: Final = (
    "That source was changed since you were asked, so nothing was done. "
    "Use the command again to see what it would do now."
)
PURGED: Final = (
    "**Everything of this server is deleted**: its sources with all revisions, its drafts, its log "
    "and the answers I kept. Questions are answered from the operator’s sources only."
)


class RefusedError(Exception):
    """What somebody wants is not possible; the message is one sentence in Discord's Markdown."""


class SourceDesk:
    """Publishes, takes back and removes, for one server at a time."""

    def __init__(
        self,
        service: SourceService,
        channels: LogChannels | None = None,
        schedules: Schedules | None = None,
        *,
        most_bytes: int = MOST_BYTES,
    ) -> None:
        """`most_bytes` is the size of the largest file that is taken.

        Without `channels` nothing is posted, without `schedules` nothing is looked at again.
        """
        self.service: Final = service
        self.most_bytes: Final = most_bytes
        self.schedules: Final = schedules
        self.shelf: Final = Shelf(service, channels, schedules)
        self._channels = channels

    def own(self, scope: Scope, source: str) -> Source:
        """The server's source with that id or title; raises `RefusedError`."""
        own = self.service.sources(scope)
        found = [each for each in own if source == each.id]
        found = found or [each for each in own if source == each.title]
        if found:
            return found[0]
        if any(source == each.id for each in self.service.sources(SHARED)):
            raise RefusedError(
                f"{code(source)} is given by the operator to all servers, and only the operator "
                "can change it."
            )
        raise RefusedError(
            f"This server has no source {code(source)}. `/source list` shows those it has."
        )

    def publish(self, scope: Scope, key: int, actor: str) -> Panel:
        """Make a draft live."""
        return told(self.service.publish(scope, key, actor=actor))

    def cancel(self, scope: Scope, key: int) -> Panel:
        """Drop a draft."""
        self.service.cancel(scope, key)
        return Panel("The draft is dropped. What answered before still answers.")

    def rollback_plan(self, scope: Scope, source: str, number: int, page: int = 0) -> Panel:
        """What going back to a revision would change, and a button that does it."""
        records = self.service.revisions(scope, source)
        current = next((each.number for each in records if each.is_current), 0)
        record = next((each for each in records if each.number == number), None)
        if record is None:
            known = ", ".join(str(each.number) for each in sorted(records, key=lambda r: r.number))
            raise RefusedError(f"{code(source)} has no revision {number}; it has {known}.")
        name = titled(record.title, source)
        if number == current:
            raise RefusedError(f"Revision {number} of {name} is the current one already.")
        do = Control(
            f"Roll back to revision {number}",
            Action.ROLLBACK,
            f"{number}:{current}:{source}",
            Look.MAIN,
        )
        decide = (do, Control("Leave it", Action.KEEP))
        if not current:
            body = (
                f"**{name} was removed.** Revision {number} with "
                f"{paragraphs_counted(record.paragraphs)} would answer again."
            )
            return Panel(body, rows=(decide,))
        panel = opened(
            f"**{name} · back from revision {current} to {number} would mean**",
            self.service.difference(scope, source, current, number),
            page,
            partial(_plan_turn, number, source),
            "-# Nothing is changed yet. No revision is lost: you can go forward again.",
        )
        return Panel(panel.body, panel.footer, (decide, *panel.rows))

    def rollback(self, scope: Scope, source: str, number: int, current: int, actor: str) -> Panel:
        """Go back to a revision, if what was current then still is."""
        if self._current(scope, source) != current:
            return Panel(CHANGED_MEANWHILE)
        return told(self.service.rollback(scope, source, number, actor=actor))

    def removal_plan(self, scope: Scope, source: str) -> Panel:
        """What removing would take away, and a button that does it."""
        own = self.own(scope, source)
        body = (
            f"**Remove {titled(own.title, own.id)}?** Its {paragraphs_counted(own.paragraphs)} "
            "will not answer any more, and answers that rest on it are marked."
        )
        do = Control("Remove", Action.REMOVE, f"{own.revision.number}:{own.id}", Look.DANGER)
        footer = "-# For some time `/source rollback` can bring it back."
        return Panel(body, footer, ((do, Control("Keep it", Action.KEEP)),))

    def remove(self, scope: Scope, source: str, current: int, actor: str) -> Panel:
        """Take a source away, if what was current then still is."""
        if self._current(scope, source) != current:
            return Panel(CHANGED_MEANWHILE)
        return told(self.service.remove(scope, source, actor=actor))

    def purge_plan(self, scope: Scope) -> Panel:
        """What deleting everything would delete, and a button that does it."""
        own, waiting = self.service.sources(scope), self.service.waiting(scope)
        names = f"{len(own)} source{'' if len(own) == 1 else 's'} with all revisions"
        drafts = f", {len(waiting)} waiting draft{'' if len(waiting) == 1 else 's'}" * bool(waiting)
        body = (
            f"**Delete everything of this server, for good?** That is {names}{drafts}, the log of "
            "changes, and what I keep of answers given here. **It cannot be taken back.**"
        )
        do = Control("Delete everything", Action.PURGE, "", Look.DANGER)
        return Panel(body, rows=((do, Control("Keep everything", Action.KEEP)),))

    def purge(self, scope: Scope) -> Panel:
        """Delete everything of the server."""
        self.service.purge(scope)
        return Panel(PURGED)

    def log_channel(self, scope: Scope) -> str | None:
        """The id of the channel where changes are posted, if there is one."""
        return self._channels.channel(scope) if self._channels else None

    def post_to(self, scope: Scope, channel: str | None) -> Panel:
        """Post each change in a channel from now on, or nowhere."""
        if self._channels is None:
            raise RefusedError("Changes cannot be posted by this bot.")
        self._channels.set_channel(scope, channel)
        if channel is None:
            return Panel("Changes are not posted any more. `/source log` still shows them.")
        return Panel(
            f"Every change of this server’s sources is posted in <#{channel}> from now on."
        )

    def _current(self, scope: Scope, source: str) -> int:
        """The number of the current revision, 0 where there is none."""
        records = self.service.revisions(scope, source)
        return next((each.number for each in records if each.is_current), 0)


def told(published: Published) -> Panel:
    """What was done to a source."""
    name = titled(published.title, published.source)
    if published.action is Done.REMOVED:
        return Panel(
            f"**Removed:** {name} does not answer any more.",
            "-# `/source rollback` can bring it back for some time.",
        )
    if published.action is Done.ROLLED_BACK:
        return Panel(f"**Rolled back:** revision {published.after} of {name} answers from now on.")
    body = f"**Published:** revision {published.after} of {name} answers from now on."
    if published.before is None:
        return Panel(body)
    return Panel(body, f"-# `/source rollback` takes you back to revision {published.before}.")


def _plan_turn(number: int, source: str, label: str, to: int) -> Control:
    return Control(label, Action.PLAN, f"{number}:{to}:{source}")
