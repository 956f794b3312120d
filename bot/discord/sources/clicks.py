"""What a custom id asks for: anybody may have made it, years ago, so nothing in it is trusted."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from bot.discord.sources.desk import UNTOUCHED, SourceDesk
from bot.discord.sources.panels import Action, Panel
from vectorstore.model import Scope

NOT_UNDERSTOOD: Final = "That button is not one of mine any more. Use the command again."

_Deed = Callable[[SourceDesk, Scope, str], Panel]

# Numbers that every database holds.
_NUMBER: Final = r"([0-9]{1,9})"
_SOURCE: Final = r"(.{1,80})"


@dataclass(frozen=True, slots=True)
class Click:
    """`do` is called on a thread with the desk, the server and who clicked."""

    do: _Deed
    writes: bool = False


def read(action: str, about: str) -> Click:
    """The click that a custom id means; one that means nothing says so."""
    pattern, make, writes = _CLICKS.get(action, _NONE)
    match = re.fullmatch(pattern, about, re.DOTALL)
    if match is None:
        return Click(lambda desk, scope, actor: Panel(NOT_UNDERSTOOD))
    parts = match.groups()
    return Click(lambda desk, scope, actor: make(desk, scope, actor, *parts), writes)


def _list(desk: SourceDesk, scope: Scope, actor: str, page: str) -> Panel:
    return desk.shelf.list(scope, int(page))


def _show(
    desk: SourceDesk, scope: Scope, actor: str, revision: str, page: str, source: str
) -> Panel:
    return desk.shelf.show(scope, source, int(revision), page=int(page))


def _diff(
    desk: SourceDesk, scope: Scope, actor: str, before: str, after: str, page: str, source: str
) -> Panel:
    return desk.shelf.diff(scope, source, int(before) or None, int(after), int(page))


def _log(desk: SourceDesk, scope: Scope, actor: str, page: str, source: str) -> Panel:
    return desk.shelf.log(scope, source or None, int(page))


def _review(desk: SourceDesk, scope: Scope, actor: str, key: str, page: str) -> Panel:
    return desk.shelf.review(scope, int(key), int(page))


def _publish(desk: SourceDesk, scope: Scope, actor: str, key: str) -> Panel:
    return desk.publish(scope, int(key), actor)


def _cancel(desk: SourceDesk, scope: Scope, actor: str, key: str) -> Panel:
    return desk.cancel(scope, int(key))


def _plan(desk: SourceDesk, scope: Scope, actor: str, number: str, page: str, source: str) -> Panel:
    return desk.rollback_plan(scope, source, int(number), int(page))


def _rollback(
    desk: SourceDesk, scope: Scope, actor: str, number: str, current: str, source: str
) -> Panel:
    return desk.rollback(scope, source, int(number), int(current), actor)


def _remove(desk: SourceDesk, scope: Scope, actor: str, current: str, source: str) -> Panel:
    return desk.remove(scope, source, int(current), actor)


def _purge(desk: SourceDesk, scope: Scope, actor: str) -> Panel:
    return desk.purge(scope)


def _keep(desk: SourceDesk, scope: Scope, actor: str) -> Panel:
    return Panel(UNTOUCHED)


_NONE: Final = ("(?!)", _keep, False)
_CLICKS: Final[dict[str, tuple[str, Callable[..., Panel], bool]]] = {
    Action.LIST: (_NUMBER, _list, False),
    Action.SHOW: (f"{_NUMBER}:{_NUMBER}:{_SOURCE}", _show, False),
    Action.DIFF: (f"{_NUMBER}:{_NUMBER}:{_NUMBER}:{_SOURCE}", _diff, False),
    Action.LOG: (f"{_NUMBER}:(.{{0,80}})", _log, False),
    Action.REVIEW: (f"{_NUMBER}:{_NUMBER}", _review, False),
    Action.PUBLISH: (_NUMBER, _publish, True),
    Action.CANCEL: (_NUMBER, _cancel, True),
    Action.PLAN: (f"{_NUMBER}:{_NUMBER}:{_SOURCE}", _plan, False),
    Action.ROLLBACK: (f"{_NUMBER}:{_NUMBER}:{_SOURCE}", _rollback, True),
    Action.REMOVE: (f"{_NUMBER}:{_SOURCE}", _remove, True),
    Action.PURGE: ("", _purge, True),
    Action.KEEP: ("", _keep, True),
}
