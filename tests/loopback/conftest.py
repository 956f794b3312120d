"""A loopback Discord for each test, which must have seen nothing wrong at the end."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from .openapi import description
from .server import LoopbackDiscord


@pytest.fixture(scope="session")
def openapi() -> Path | None:
    """Discord's OpenAPI description, where the checkout has it beside it."""
    return description()


@pytest.fixture
async def discord_server(openapi: Path | None) -> AsyncIterator[LoopbackDiscord]:
    """A loopback Discord; the test fails if it saw a wrong request."""
    async with LoopbackDiscord("test.token", heartbeat_seconds=0.2, openapi=openapi) as server:
        yield server
        assert server.violations == []
