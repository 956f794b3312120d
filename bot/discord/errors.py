"""Why the bot is not on Discord, in one sentence each. Imports nothing heavy."""

from textwrap import shorten


class OnlineError(Exception):
    """The bot could not come online; the message says what to do."""


class LoginRefusedError(OnlineError):
    """Discord does not know the token."""

    def __init__(self) -> None:
        super().__init__(
            "Discord refused the token in DISCORD_TOKEN. Copy it anew from the page “Bot” of your "
            "application at https://discord.com/developers/applications."
        )


class UnreachableError(OnlineError):
    """Discord, or what stands in for it at `address`, did not answer as it should."""

    def __init__(self, address: str, reason: Exception) -> None:
        # A proxy may have answered with a whole page.
        said = shorten(str(reason), 200, placeholder=" …") or type(reason).__name__
        super().__init__(
            f"Discord cannot be reached at {address} ({said}). "
            "Check the network and the setting DISCORD_API_BASE_URL, then start again."
        )
