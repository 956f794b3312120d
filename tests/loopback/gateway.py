"""The gateway: one websocket, sessions that outlive it, events in order."""

import asyncio
import json
import time
from dataclasses import dataclass, field
from typing import Any

from aiohttp import WSMsgType, web

from .compression import Encoder, encoder
from .wire import PRIVILEGED_INTENTS, Intent, Payload, snowflake
from .world import Guild, World

_WRONG_TOKEN = 4004
_DISALLOWED_INTENTS = 4014


@dataclass
class Connection:
    """One open websocket."""

    socket: web.WebSocketResponse
    encoder: Encoder
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def send(
        self, op: int, data: Any, *, event: str | None = None, seq: int | None = None
    ) -> None:
        """Send one gateway message; a connection that is gone is not an error."""
        text = json.dumps({"op": op, "d": data, "s": seq, "t": event})
        async with self.lock:
            if self.socket.closed:
                return
            frame = self.encoder.encode(text)
            try:
                if isinstance(frame, bytes):
                    await self.socket.send_bytes(frame)
                else:
                    await self.socket.send_str(frame)
            except ConnectionError:
                return


@dataclass
class Session:
    """What survives a lost connection: the events since the start and who listens now."""

    intents: Intent
    id: str = field(default_factory=snowflake)
    events: list[tuple[str, Payload]] = field(default_factory=list)
    connection: Connection | None = None

    async def dispatch(self, event: str, data: Payload) -> None:
        """Number the event, keep it, and send it if somebody listens."""
        self.events.append((event, data))
        if self.connection is not None:
            await self.connection.send(0, data, event=event, seq=len(self.events))

    async def replay(self, after: int) -> None:
        """Send again what came after event number `after`."""
        assert self.connection is not None
        for number, (event, data) in enumerate(self.events[after:], start=after + 1):
            await self.connection.send(0, data, event=event, seq=number)


class Gateway:
    """The server's side of every websocket that a bot opens."""

    def __init__(
        self, world: World, token: str, *, heartbeat_seconds: float, privileged_intents: Intent
    ) -> None:
        self._world = world
        self._token = token
        self.heartbeat_seconds = heartbeat_seconds
        self._privileged_intents = privileged_intents
        self._sessions: dict[str, Session] = {}
        self.address = ""
        self.is_deaf = False
        self.compression: str | None = None
        self.identified = 0
        self.resumed = 0
        self.heartbeat_lateness: list[float] = []

    @property
    def session(self) -> Session | None:
        """The session of the bot that is connected now."""
        alive = [s for s in self._sessions.values() if s.connection is not None]
        return alive[-1] if alive else None

    async def publish(self, event: str, data: Payload, *, intent: Intent | None = None) -> None:
        """Give the event to every session whose intents ask for it."""
        for session in self._sessions.values():
            if intent is None or intent in session.intents:
                await session.dispatch(event, data)

    async def publish_message(self, event: str, message: Payload, *, direct: bool) -> None:
        """Give a message to every session, without its content where Discord withholds it."""
        intent = Intent.DIRECT_MESSAGES if direct else Intent.GUILD_MESSAGES
        mentioned = any(user["id"] == self._world.bot.id for user in message["mentions"])
        own = message["author"]["id"] == self._world.bot.id
        for session in self._sessions.values():
            if intent not in session.intents:
                continue
            open_to_bot = direct or mentioned or own or Intent.MESSAGE_CONTENT in session.intents
            hidden = {} if open_to_bot else {"content": "", "embeds": [], "components": []}
            await session.dispatch(event, {**message, **hidden})

    async def drop(self, code: int = 4000) -> None:
        """Close the bot's connection with `code`; its session can be resumed."""
        session = self.session
        assert session is not None, "no bot is connected to the gateway, so none can be dropped"
        assert session.connection is not None
        connection, session.connection = session.connection, None
        await connection.socket.close(code=code)

    async def close(self) -> None:
        """Close every connection and forget every session."""
        for session in self._sessions.values():
            if session.connection is not None:
                await session.connection.socket.close(code=1001)
        self._sessions.clear()

    async def serve(self, request: web.Request) -> web.WebSocketResponse:
        """Handle one websocket from HELLO to its end."""
        socket = web.WebSocketResponse(max_msg_size=1 << 16)
        await socket.prepare(request)
        self.compression = request.query.get("compress")
        connection = Connection(socket, encoder(self.compression))
        await connection.send(10, {"heartbeat_interval": int(self.heartbeat_seconds * 1000)})
        session: Session | None = None
        last_beat: float | None = None
        async for frame in socket:
            if self.is_deaf:
                await asyncio.Event().wait()  # until the server ends
            if frame.type is not WSMsgType.TEXT:
                continue
            message = json.loads(frame.data)
            if message["op"] == 1:
                last_beat = self._note_heartbeat(last_beat)
                await connection.send(11, None)
            elif message["op"] == 2:
                session = await self._identify(connection, message["d"])
            elif message["op"] == 6:
                session = await self._resume(connection, message["d"])
        if session is not None and session.connection is connection:
            session.connection = None
        self._world.changes.notify()
        return socket

    def _note_heartbeat(self, last: float | None) -> float:
        # The first one is sent on HELLO and the next a whole interval after that.
        now = time.monotonic()
        if last is not None:
            self.heartbeat_lateness.append(max(0.0, now - last - self.heartbeat_seconds))
        return now

    async def _identify(self, connection: Connection, data: Payload) -> Session | None:
        if data["token"] != self._token:
            await connection.socket.close(code=_WRONG_TOKEN, message=b"Authentication failed.")
            return None
        intents = Intent(data["intents"])
        if intents & PRIVILEGED_INTENTS & ~self._privileged_intents:
            await connection.socket.close(
                code=_DISALLOWED_INTENTS, message=b"Disallowed intent(s)."
            )
            return None
        session = Session(intents, connection=connection)
        # A bot that identifies anew has given up its earlier sessions.
        self._sessions = {session.id: session}
        await session.dispatch("READY", self._ready(session, data))
        for guild in self._world.guilds.values():
            await self.announce(guild)
        self.identified += 1
        self._world.changes.notify()
        return session

    async def _resume(self, connection: Connection, data: Payload) -> Session | None:
        session = self._sessions.get(data["session_id"])
        if session is None or data["token"] != self._token:
            await connection.send(9, False)
            return None
        session.connection = connection
        await session.replay(data["seq"])
        await session.dispatch("RESUMED", {})
        self.resumed += 1
        self._world.changes.notify()
        return session

    async def announce(self, guild: Guild) -> None:
        """Tell the bot all about a server that it is in."""
        await self.publish("GUILD_CREATE", guild.payload(), intent=Intent.GUILDS)

    def _ready(self, session: Session, identified: Payload) -> Payload:
        # Only a sharded client says which shard it is, and it reads that back.
        shard = {"shard": identified["shard"]} if "shard" in identified else {}
        guilds = [{"id": guild.id, "unavailable": True} for guild in self._world.guilds.values()]
        return {
            **shard,
            "v": 10,
            "user": self._world.bot.payload() | {"verified": True, "mfa_enabled": False},
            "application": {"id": self._world.application_id, "flags": 0},
            "guilds": guilds,
            "private_channels": [],
            "session_id": session.id,
            "session_type": "normal",
            "resume_gateway_url": self.address,
        }
