"""From the options of `/source add` and `/source update` to what is to be prepared."""

from dataclasses import dataclass
from typing import Final

import discord

from bot.discord.sources.attachments import id_from, refused
from bot.discord.sources.desk import RefusedError, SourceDesk
from bot.discord.sources.loading import Attached, Gift, Linked
from bot.discord.sources.words import named, titled
from vectorstore.model import Scope

_BOTH: Final = "Give me a file or an address, not both."
_NEITHER: Final = "Attach a file with `file:`, or name a web address with `address:`."


@dataclass(frozen=True, slots=True)
class Order:
    """What an admin wants to be prepared.

    `source` is the id to update, or the wanted id of a new one if `is_new`; None makes it from
    the name of what is given. `at_once` publishes without asking.
    """

    gift: Gift
    source: str | None
    is_new: bool
    at_once: bool


@dataclass(frozen=True, slots=True)
class Options:
    """What was given with a command."""

    file: discord.Attachment | None
    address: str | None
    at_once: bool


def to_add(desk: SourceDesk, scope: Scope, options: Options, name: str | None) -> Order:
    """A new source; raises `RefusedError`."""
    gift = _gift(desk, options)
    if gift is None:
        raise RefusedError(_NEITHER)
    source = id_from(name) if name else None
    return Order(gift, source, is_new=True, at_once=options.at_once)


def to_update(desk: SourceDesk, scope: Scope, options: Options, source: str) -> Order:
    """A new revision of the server's own source, from its own address if nothing is given.

    Raises `RefusedError`.
    """
    own = desk.own(scope, source)
    gift = _gift(desk, options) or (Linked(own.address) if own.address else None)
    if gift is None:
        raise RefusedError(
            f"{titled(own.title, own.id)} came from a file, so I cannot fetch it again: attach its "
            "new version with `file:`."
        )
    return Order(gift, own.id, is_new=False, at_once=options.at_once)


def _gift(desk: SourceDesk, options: Options) -> Gift | None:
    if options.file is not None and options.address:
        raise RefusedError(_BOTH)
    if options.file is not None:
        why_not = refused(options.file.filename, options.file.size, desk.most_bytes)
        if why_not is not None:
            raise RefusedError(why_not)
        return Attached(options.file)
    return Linked(_web_address(options.address)) if options.address else None


def _web_address(typed: str) -> str:
    """The address in what was typed, perhaps between the signs that keep Discord from a preview."""
    address = typed.strip().removeprefix("<").removesuffix(">").strip()
    if not address.lower().startswith(("https://", "http://")):
        raise RefusedError(
            f"“{named(address)}” is no web address: it must begin with https:// or http://."
        )
    return address
