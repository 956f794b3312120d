"""Pages as JSON, to be shown again with a mark or without it."""

from collections.abc import Mapping
from typing import Any

import discord

from bot.discord.limits import MESSAGE_TEXT, length
from bot.discord.marking.wording import mark_text
from bot.discord.pages import Choice, Page
from bot.discord.views import layout
from bot.ledger import Seen
from bot.marking.marks import Edit


def seen(page: Page, channel: str, message: int) -> Seen:
    """That `page` is seen in that message."""
    cites = tuple(choice.position for choice in page.choices)
    kept = {
        "body": page.body,
        "footer": page.footer,
        "choices": [[each.position, each.label, each.hint] for each in page.choices],
    }
    return Seen(channel, str(message), cites, kept)


def edited(edit: Edit) -> discord.ui.LayoutView:
    """What the message is to show: its page, and above it what changed since, if anything."""
    page = _page(edit.page)
    if not edit.changes:
        return layout(page, edit.answer_id)
    labels = {choice.position: choice.label for choice in page.choices}
    room = MESSAGE_TEXT - length(page.body) - length(page.footer)
    return layout(page, edit.answer_id, mark=mark_text(edit.changes, labels, room))


def _page(kept: Mapping[str, Any]) -> Page:
    choices = tuple(Choice(*each) for each in kept["choices"])
    return Page(kept["body"], kept["footer"], choices)
