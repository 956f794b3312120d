"""The loopback Discord that a test starts."""

import asyncio
from pathlib import Path
from typing import Self

from aiohttp import web

from .actors import Server, Stage
from .checker import Checker
from .exchange import PATIENCE
from .gateway import Gateway
from .journal import Fault, Journal, RecordedRequest
from .rest import BASE, Rest
from .routes import Routes
from .wire import NO_INTENTS, Intent
from .world import Guild, World


class LoopbackDiscord:
    """REST and gateway on a free port of 127.0.0.1, and the handles of a test.

    `privileged_intents` are those that the application has been granted.
    """

    def __init__(
        self,
        token: str,
        *,
        heartbeat_seconds: float = 1.0,
        privileged_intents: Intent = NO_INTENTS,
        openapi: Path | None = None,
    ) -> None:
        self.token = token
        self.world = World("Pilcrow")
        self.gateway = Gateway(
            self.world,
            token,
            heartbeat_seconds=heartbeat_seconds,
            privileged_intents=privileged_intents,
        )
        self.journal = Journal(self.world.changes)
        self._routes = Routes(self.world, self.gateway)
        self.stage = Stage(self.world, self.gateway, self._routes)
        self._checker = Checker(openapi)
        self._runner: web.AppRunner | None = None
        self._port = 0
        self.downloads: list[str] = []
        """The names of the attachments that were downloaded, in order."""

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(self, *exception: object) -> None:
        await self.close()

    async def start(self) -> None:
        """Listen on a free port."""
        app = web.Application(client_max_size=32 * 1024 * 1024)
        app.router.add_get("/gateway", self.gateway.serve)
        app.router.add_get("/attachments/{id}", self._attachment)
        Rest(self._routes, self.journal, self.token).add_to(app)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=1.0)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        self._port = self._runner.addresses[0][1]
        self.gateway.address = f"ws://127.0.0.1:{self._port}/gateway"
        self.world.files_at = f"http://127.0.0.1:{self._port}"

    async def close(self) -> None:
        """Close the gateway's connections and stop listening."""
        await self.gateway.close()
        if self._runner is not None:
            await self._runner.cleanup()

    @property
    def api_base(self) -> str:
        """The address for `discord.http.Route.BASE` or DISCORD_API_BASE_URL."""
        return f"http://127.0.0.1:{self._port}{BASE}"

    @property
    def bot_mention(self) -> str:
        """The markup that mentions the bot."""
        return self.world.bot.mention

    @property
    def requests(self) -> list[RecordedRequest]:
        """Every REST request so far."""
        return self.journal.requests

    @property
    def typing(self) -> list[str]:
        """The ids of the channels in which the bot showed that it types, in order."""
        return self._routes.typing

    @property
    def violations(self) -> list[str]:
        """What is wrong with the requests so far, one sentence each."""
        # Judged only when asked, so that validating never delays an answer that is being timed.
        return self._checker.judge(self.requests)

    def guild(self, name: str) -> Server:
        """Add a server with the bot in it; a connected bot learns of it on its next start."""
        guild = Guild(name, self.world.owner)
        for user in (self.world.owner, self.world.bot):
            guild.members[user.id] = user
        self.world.guilds[guild.id] = guild
        return Server(self.stage, guild)

    def inject(self, fault: Fault) -> None:
        """Slow down or fail the next requests to a route."""
        known = [route for method, route in self._routes.table() if method == fault.method]
        assert fault.route in known, f"no {fault.method} route is {fault.route}; there are {known}"
        self.journal.faults.append(fault)

    async def connected(self, seconds: float = PATIENCE) -> None:
        """Wait until a bot is on the gateway."""
        await self.world.changes.until(
            lambda: self.gateway.session,
            seconds=seconds,
            otherwise=lambda: f"no bot came to the gateway; its requests: {self._seen()}",
        )

    async def registered(self, command: str, seconds: float = PATIENCE) -> None:
        """Wait until the bot has registered a command for all servers."""
        await self.world.changes.until(
            lambda: self.world.command(None, command),
            seconds=seconds,
            otherwise=lambda: f"the bot has registered no /{command}: {self._seen()}",
        )

    async def drop(self, code: int = 4000) -> None:
        """Close the bot's connection to the gateway; it may resume its session."""
        await self.gateway.drop(code)

    async def goes_deaf(self) -> None:
        """Read nothing more from the gateway's connections, as when the network is gone."""
        self.gateway.is_deaf = True
        await asyncio.sleep(2 * self.gateway.heartbeat_seconds)

    async def resumed(self, times: int, seconds: float = PATIENCE) -> None:
        """Wait until sessions have been resumed `times` times since the start."""
        await self.world.changes.until(
            lambda: True if self.gateway.resumed >= times else None,
            seconds=seconds,
            otherwise=lambda: f"the bot resumed {self.gateway.resumed} of {times} times",
        )

    async def _attachment(self, request: web.Request) -> web.Response:
        """A file from what is a server of its own for Discord, without any token."""
        attachment = self.world.attachments.get(request.match_info["id"])
        assert "Authorization" not in request.headers, "the token was sent to the file server"
        if attachment is None:
            return web.Response(status=404)
        self.downloads.append(attachment.name)
        return web.Response(body=attachment.data, content_type="application/octet-stream")

    def _seen(self) -> list[str]:
        return [str(request) for request in self.requests]
