"""Panels as Discord's components, and the buttons that work for as long as a message is seen."""

import re
from typing import Any, Final, Self

import discord

from bot.discord.limits import BUTTON_LABEL, CUSTOM_ID
from bot.discord.sources.panels import Control, Look, Panel

SOURCE_CLICKED: Final = "source_clicked"
"""The event `(interaction, action, about)` that a button raises on its client."""

_STYLES: Final = {
    Look.PLAIN: discord.ButtonStyle.secondary,
    Look.MAIN: discord.ButtonStyle.success,
    Look.DANGER: discord.ButtonStyle.danger,
}


class SourceButton(
    discord.ui.DynamicItem[discord.ui.Button[Any]],
    template=r"pilcrow:s:(?P<action>[a-z]+):(?P<about>.*)",
):
    """A button of a panel."""

    def __init__(self, action: str, about: str, label: str = "…", look: Look = Look.PLAIN) -> None:
        super().__init__(
            discord.ui.Button(
                label=label[:BUTTON_LABEL],
                style=_STYLES[look],
                custom_id=f"pilcrow:s:{action}:{about}"[:CUSTOM_ID],
            )
        )
        self._action = action
        self._about = about

    @classmethod
    async def from_custom_id(
        cls,
        interaction: discord.Interaction[Any],
        item: discord.ui.Item[Any],
        match: re.Match[str],
        /,
    ) -> Self:
        """The button of a message that was sent at any time, also before a restart."""
        return cls(match["action"], match["about"])

    async def callback(self, interaction: discord.Interaction[Any]) -> None:
        """Tell the client, which asks who clicked."""
        interaction.client.dispatch(SOURCE_CLICKED, interaction, self._action, self._about)


def layout_of(panel: Panel) -> discord.ui.LayoutView:
    """`panel` as the components of one message."""
    # Without a time limit and with dynamic items only, the library keeps nothing of it in memory.
    view = discord.ui.LayoutView(timeout=None)
    view.add_item(discord.ui.TextDisplay(panel.body))
    if panel.footer:
        view.add_item(discord.ui.TextDisplay(panel.footer))
    for controls in panel.rows:
        row: discord.ui.ActionRow[Any] = discord.ui.ActionRow()
        for control in controls:
            row.add_item(_button(control))
        view.add_item(row)
    return view


def _button(control: Control) -> SourceButton:
    return SourceButton(control.action, control.about, control.label, control.look)
