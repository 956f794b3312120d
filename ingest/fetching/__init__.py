"""Pages from the web, and nothing from the network that the bot stands in."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class NotModified:
    """The page is as it was when its validators were given."""

    origin: str
