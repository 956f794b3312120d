"""Where Discord is: a REST proxy or a test server may stand in for it."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

import aiohttp
import discord
import structlog
import yarl
from discord.gateway import DiscordWebSocket
from discord.http import Route

from bot.discord.errors import LoginRefusedError, UnreachableError

NETWORK_FAILURES: Final = (aiohttp.ClientError, OSError)
"""What a call of Discord's library may raise when the network fails."""

FAILURES: Final = (discord.DiscordException, *NETWORK_FAILURES)
"""What a call of Discord's library may raise when Discord or the network fails."""

_TOKEN_INVALID: Final = 4004  # the gateway's close code "Authentication failed"

_log = structlog.get_logger(__name__)


@contextmanager
def discord_api(base: str | None) -> Iterator[None]:
    """Send every request to `base`, such as `http://127.0.0.1:8080/api/v10`, until the end."""
    if base is None:
        yield
        return
    before = Route.BASE, DiscordWebSocket.DEFAULT_GATEWAY
    Route.BASE = base.rstrip("/")
    _log.warning("Discord's address is overridden, and the token goes there", address=Route.BASE)
    try:
        yield
    finally:
        Route.BASE, DiscordWebSocket.DEFAULT_GATEWAY = before


async def follow_gateway(client: discord.Client) -> None:
    """Connect to the gateway that the REST address names, which a plain client never asks for."""
    _, address, _ = await client.http.get_bot_gateway()
    DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL(address)
    _log.info("gateway named by the overridden address", gateway=address)


@contextmanager
def told_plainly() -> Iterator[None]:
    """Turn the library's errors of coming online into `OnlineError`."""
    try:
        yield
    except discord.LoginFailure as error:
        raise LoginRefusedError from error
    except discord.ConnectionClosed as error:
        if error.code == _TOKEN_INVALID:
            raise LoginRefusedError from error
        raise UnreachableError(Route.BASE, error) from error
    except FAILURES as error:
        raise UnreachableError(Route.BASE, error) from error
