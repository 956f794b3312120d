"""Pages as Discord's components, and the controls that work for as long as a message is seen.

Components V2, not an embed: the text has the full width of a phone's screen, it needs no "Embed
Links" permission, and members who hide embeds still see it.
"""

import re
from typing import Any, Final, Self

import discord

from bot.discord.limits import BUTTON_LABEL, CUSTOM_ID, OPTION_LABEL, ROW_BUTTONS
from bot.discord.pages import Choice, Page

PARAGRAPH_WANTED: Final = "paragraph_wanted"
"""The event `(interaction, answer id, position)` that a control raises on its client."""

ASKED_AGAIN: Final = "asked_again"
"""The event `(interaction, answer id)` that a control raises on its client."""

_NOWHERE: Final = -1
_AMBER: Final = 0xF0B232


class ShowParagraph(
    discord.ui.DynamicItem[discord.ui.Button[Any]],
    template=r"pilcrow:show:(?P<answer>[^:]*):(?P<position>.*)",
):
    """A button that shows one cited paragraph."""

    def __init__(self, answer_id: str, position: str, label: str = "¶") -> None:
        super().__init__(
            discord.ui.Button(
                label=label[:BUTTON_LABEL],
                custom_id=f"pilcrow:show:{answer_id}:{position}"[:CUSTOM_ID],
            )
        )
        self._answer_id = answer_id
        self._position = position

    @classmethod
    async def from_custom_id(
        cls,
        interaction: discord.Interaction[Any],
        item: discord.ui.Item[Any],
        match: re.Match[str],
        /,
    ) -> Self:
        """The button of a message that was sent at any time, also before a restart."""
        return cls(match["answer"], match["position"])

    async def callback(self, interaction: discord.Interaction[Any]) -> None:
        """Ask the client for the paragraph."""
        _want(interaction, self._answer_id, self._position)


class ChooseParagraph(
    discord.ui.DynamicItem[discord.ui.Select[Any]], template=r"pilcrow:choose:(?P<answer>.*)"
):
    """A menu of cited paragraphs, where they are more than fit in a row of buttons."""

    def __init__(self, answer_id: str, choices: tuple[Choice, ...] = ()) -> None:
        super().__init__(
            discord.ui.Select(
                custom_id=f"pilcrow:choose:{answer_id}"[:CUSTOM_ID],
                placeholder="Show a paragraph",
                options=[
                    discord.SelectOption(
                        label=choice.label[:OPTION_LABEL],
                        value=str(choice.position),
                        description=choice.hint or None,
                    )
                    for choice in choices
                ],
            )
        )
        self._answer_id = answer_id

    @classmethod
    async def from_custom_id(
        cls,
        interaction: discord.Interaction[Any],
        item: discord.ui.Item[Any],
        match: re.Match[str],
        /,
    ) -> Self:
        """The menu of a message that was sent at any time, also before a restart."""
        return cls(match["answer"])

    async def callback(self, interaction: discord.Interaction[Any]) -> None:
        """Ask the client for the chosen paragraph."""
        _want(interaction, self._answer_id, self.item.values[0])


class AskAgain(
    discord.ui.DynamicItem[discord.ui.Button[Any]], template=r"pilcrow:again:(?P<answer>.*)"
):
    """A button that asks the question of an answer once more."""

    def __init__(self, answer_id: str) -> None:
        super().__init__(
            discord.ui.Button(label="Ask again", custom_id=f"pilcrow:again:{answer_id}"[:CUSTOM_ID])
        )
        self._answer_id = answer_id

    @classmethod
    async def from_custom_id(
        cls,
        interaction: discord.Interaction[Any],
        item: discord.ui.Item[Any],
        match: re.Match[str],
        /,
    ) -> Self:
        """The button of a message that was marked at any time, also before a restart."""
        return cls(match["answer"])

    async def callback(self, interaction: discord.Interaction[Any]) -> None:
        """Ask the client."""
        interaction.client.dispatch(ASKED_AGAIN, interaction, self._answer_id)


def _want(interaction: discord.Interaction[Any], answer_id: str, position: str) -> None:
    # A number that no database holds must not reach it.
    number = int(position) if re.fullmatch(r"[0-9]{1,6}", position) else _NOWHERE
    interaction.client.dispatch(PARAGRAPH_WANTED, interaction, answer_id, number)


def layout(
    page: Page, answer_id: str | None = None, *, mark: str | None = None
) -> discord.ui.LayoutView:
    """`page` as the components of one message; `mark` says above it what changed since."""
    # Without a time limit and with dynamic items only, the library keeps nothing of it in memory.
    view = discord.ui.LayoutView(timeout=None)
    if answer_id is not None and mark:
        view.add_item(_marked(answer_id, mark))
    if page.body:
        view.add_item(discord.ui.TextDisplay(page.body))
    if page.footer:
        view.add_item(discord.ui.TextDisplay(page.footer))
    if answer_id is not None and page.choices:
        view.add_item(_controls(answer_id, page.choices))
    return view


def _marked(answer_id: str, mark: str) -> discord.ui.Container[Any]:
    row: discord.ui.ActionRow[Any] = discord.ui.ActionRow(AskAgain(answer_id))
    return discord.ui.Container(discord.ui.TextDisplay(mark), row, accent_colour=_AMBER)


def _controls(answer_id: str, choices: tuple[Choice, ...]) -> discord.ui.ActionRow[Any]:
    row: discord.ui.ActionRow[Any] = discord.ui.ActionRow()
    if len(choices) > ROW_BUTTONS:
        row.add_item(ChooseParagraph(answer_id, choices))
        return row
    for choice in choices:
        row.add_item(ShowParagraph(answer_id, str(choice.position), choice.label))
    return row
