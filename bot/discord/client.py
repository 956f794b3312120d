"""The bot on Discord, from coming online to a clean end."""

import asyncio
import signal
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import Any, Final

import discord
import structlog

from answering.allowance import Allowance
from answering.conversation.memory import Memory
from bot.discord.addresses import discord_api, follow_gateway, told_plainly
from bot.discord.background import Background, Backgrounds
from bot.discord.commands.ask import ask_command
from bot.discord.commands.tree import Tree
from bot.discord.conversations import continued
from bot.discord.desk import Desk
from bot.discord.errors import LoginRefusedError
from bot.discord.hurry import hurry_trace
from bot.discord.mentions import question_in
from bot.discord.places import place_of
from bot.discord.reception import Reception
from bot.discord.sending import Response, acknowledge, reply_or_sorry
from bot.discord.service import AnswerService
from bot.discord.sources.commands import source_group
from bot.discord.sources.controls import SourceButton
from bot.discord.sources.counter import Counter
from bot.discord.sources.desk import SourceDesk
from bot.discord.views import AskAgain, ChooseParagraph, ShowParagraph
from bot.discord.workers import ANSWERS_AT_ONCE, Workers
from bot.ledger import Ledger, Place

_LAST_REPLIES: Final = 5.0
"""Seconds for the replies under way when the bot is told to stop."""

_UNHURRIED: Final = 3.0
"""Seconds of those for a language model to finish; what is left is for quotations instead."""

_GOODBYE: Final = 2.0
"""Seconds for the gateway to agree that the connection ends; the library would wait for 30."""

_log = structlog.get_logger(__name__)


class PilcrowClient(discord.Client):
    """Listens, asks the desks on worker threads, and sends what they say.

    Without a desk for sources there is no `/source`.
    """

    def __init__(
        self,
        desk: Desk,
        workers: Workers,
        *,
        sources: SourceDesk | None = None,
        background: Sequence[Background] = (),
        own_address: bool = False,
    ) -> None:
        super().__init__(
            intents=discord.Intents(guilds=True, guild_messages=True, dm_messages=True),
            allowed_mentions=discord.AllowedMentions.none(),
            member_cache_flags=discord.MemberCacheFlags.none(),
            max_messages=None,
            http_trace=hurry_trace(),
        )
        self._desk = desk
        self.workers: Final = workers
        self.reception: Final = Reception(desk, workers)
        self._own_address = own_address
        self._backgrounds = Backgrounds(background)
        self._counter = Counter(sources, workers) if sources else None
        self.tree: Final = Tree(self)
        self.tree.add_command(ask_command(self.reception))
        if self._counter:
            self.tree.add_command(source_group(self._counter))

    async def setup_hook(self) -> None:
        """Before the gateway is opened: its address, the controls, the commands, other work."""
        if self._own_address:
            await follow_gateway(self)
        self.add_dynamic_items(ShowParagraph, ChooseParagraph, AskAgain, SourceButton)
        try:
            await self.tree.sync_if_changed(self.workers, self._desk.ledger)
        except Exception:
            # Mentions, direct messages and the commands sent earlier still work.
            _log.exception("commands not accepted")
        self._backgrounds.start(self)

    async def on_ready(self) -> None:
        """Say in the log that the bot is there."""
        _log.info("online", user=str(self.user), servers=len(self.guilds))

    async def on_error(self, event_method: str, /, *args: Any, **kwargs: Any) -> None:
        """Log what no handler caught."""
        _log.exception("event failed", event=event_method)

    async def on_message(self, message: discord.Message) -> None:
        """Answer a direct message, a message that names the bot, or a reply to its answer."""
        if self.user is None:
            return
        answers = continued(message, self._desk.memory) is not None
        question = question_in(message, self.user, answers=answers)
        if question is not None:
            await self.reception.message(message, question)

    async def on_paragraph_wanted(
        self, interaction: discord.Interaction[Any], answer_id: str, position: int
    ) -> None:
        """Show a cited paragraph to the member who clicked, and to nobody else."""
        with self.workers.promise():
            await acknowledge(interaction, private=True)
            place = place_of(interaction)
            made = self.workers.read(self._desk.paragraph, place, answer_id, position)
            reply = await reply_or_sorry(made, interaction=interaction.id)
            await Response(interaction, private=True).finish(reply)

    async def on_asked_again(self, interaction: discord.Interaction[Any], answer_id: str) -> None:
        """Answer the question of an older answer anew."""
        await self.reception.again(interaction, answer_id)

    async def on_source_clicked(
        self, interaction: discord.Interaction[Any], action: str, about: str
    ) -> None:
        """Do what a button of an admin's panel says."""
        if self._counter:
            await self._counter.clicked(interaction, action, about)

    async def serve(
        self, token: str, stop: asyncio.Event, on_stop: Callable[[], None] | None = None
    ) -> None:
        """Stay online until `stop` is set; raises `OnlineError` when that is not possible.

        `on_stop` is called on a thread once the replies under way have had some time.
        """
        online = asyncio.create_task(self._stay_online(token))
        stopped = asyncio.create_task(stop.wait())
        try:
            await asyncio.wait({online, stopped}, return_when=asyncio.FIRST_COMPLETED)
            if online.done():
                online.result()
            _log.info("stopping")
            await self.workers.finish(_LAST_REPLIES, hasten=on_stop, hasten_after=_UNHURRIED)
        finally:
            stopped.cancel()
            # First of all, or the library would take the closed gateway for a lost one.
            online.cancel()
            with suppress(asyncio.CancelledError, Exception):
                await online
            await self._leave_gateway()
            await self._backgrounds.stop()
            await self.close()

    async def _stay_online(self, token: str) -> None:
        with told_plainly():
            await self.login(_sendable(token))
            try:
                await self.connect()
            except AttributeError as error:
                # Where the very first connection fails, the library stumbles over its absence.
                if self.ws is not None or not isinstance(error.__context__, Exception):
                    raise
                raise error.__context__ from None

    async def _leave_gateway(self) -> None:
        if self.ws is not None and self.ws.open:
            with suppress(Exception):
                await asyncio.wait_for(self.ws.close(1000), _GOODBYE)


def _sendable(token: str) -> str:
    """The token, unless no header could carry it."""
    if not token.isascii() or not token.strip().isprintable():
        raise LoginRefusedError
    return token


async def run(  # noqa: PLR0913  each is a part of the bot that has a default
    token: str,
    *,
    service: AnswerService,
    ledger: Ledger,
    api_base_url: str | None = None,
    stop: asyncio.Event | None = None,
    memory: Memory | None = None,
    allowances: Callable[[Place, str], Allowance] | None = None,
    answers_at_once: int = ANSWERS_AT_ONCE,
    on_stop: Callable[[], None] | None = None,
    sources: SourceDesk | None = None,
    background: Sequence[Background] = (),
) -> None:
    """Run the bot until SIGTERM, SIGINT or `stop`; it ends after the replies under way.

    `api_base_url` is Discord's REST address where it is not Discord's own, with the version and
    without a slash at the end.
    `memory` keeps the conversations; `allowances` says what a member, by id, may use in a place.
    `on_stop` is called once, on a thread, three seconds after the bot was told to stop or as soon
    as no reply is under way: it should end what still writes, so that the quotations instead come
    in the two seconds that are left.
    `sources` is what `/source` needs, without which there is no such command; `background` goes
    on for as long as the bot is online.
    Raises `LoginRefusedError` or `UnreachableError`, both `OnlineError`, with one sentence each.
    """
    stop = stop or asyncio.Event()
    with discord_api(api_base_url), _signals(stop):
        async with Workers(answers_at_once) as workers:
            desk = Desk(service, ledger, memory, allowances)
            client = PilcrowClient(
                desk,
                workers,
                sources=sources,
                background=background,
                own_address=bool(api_base_url),
            )
            async with client:
                await client.serve(token, stop, on_stop)


async def check_token(token: str, api_base_url: str | None = None) -> None:
    """Ask Discord whether it knows the token, before anything that takes long is loaded.

    Raises `LoginRefusedError` or `UnreachableError`.
    """
    with discord_api(api_base_url), told_plainly():
        async with discord.Client(intents=discord.Intents.none()) as client:
            await client.login(_sendable(token))


@contextmanager
def _signals(stop: asyncio.Event) -> Iterator[None]:
    loop = asyncio.get_running_loop()
    wanted = (signal.SIGTERM, signal.SIGINT)
    # Windows has no such handlers, and only the main thread may set them: Ctrl+C still works there.
    with suppress(NotImplementedError, ValueError, RuntimeError):
        for one in wanted:
            loop.add_signal_handler(one, stop.set)
    try:
        yield
    finally:
        with suppress(NotImplementedError):
            for one in wanted:
                loop.remove_signal_handler(one)
