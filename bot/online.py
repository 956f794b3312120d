"""Brings the bot online, with everything made ready that its first questions would wait for."""

import asyncio
import gc
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

from bot.discord.announcing import Announcing
from bot.discord.background import Background
from bot.discord.client import check_token, run
from bot.discord.errors import OnlineError
from bot.discord.leaving import Leaving
from bot.discord.marking.task import Marking
from bot.discord.refreshing import Refreshing
from bot.discord.sources.desk import SourceDesk
from bot.discord.upkeep import Upkeep
from bot.discord.workers import ANSWERS_AT_ONCE
from bot.errors import StartError
from bot.metrics import serve_counters
from bot.parts import COMPUTING_AT_ONCE, Parts
from vectorstore.model import SHARED

_WAITING_AT_ONCE = 32
"""Questions that may wait for the language model at the same time."""


def stay_online(parts: Parts, token: str) -> None:
    """Run the bot until it is told to stop; raises `StartError` if it cannot start."""
    try:
        _run(parts, token)
    except OnlineError as error:
        raise StartError(str(error)) from error


def _run(parts: Parts, token: str) -> None:
    settings = parts.settings
    asyncio.run(check_token(token, settings.discord_api_base_url))
    # Opened before anything is warmed: their libraries are many objects, and a name may be wrong.
    model, service, keeper = parts.chat_model, parts.library, parts.keeper
    channels, schedules = parts.books.log_channels, parts.books.schedules
    _warm(parts)
    if settings.http_port is not None:
        serve_counters(settings.http_port)
    asyncio.run(
        run(
            token,
            service=service,
            ledger=parts.ledger,
            api_base_url=settings.discord_api_base_url,
            allowances=parts.budgets.allowance if model else None,
            answers_at_once=ANSWERS_AT_ONCE if model is None else _WAITING_AT_ONCE,
            on_stop=lambda: _stop_early(parts),
            sources=SourceDesk(keeper, channels, schedules, most_bytes=parts.changing.most_bytes),
            background=_background(parts),
        )
    )


def _background(parts: Parts) -> tuple[Background, ...]:
    """What goes on beside the questions."""
    keeper, books = parts.keeper, parts.books
    marking = Marking(books.judge, books.marks)
    announcing = Announcing(books.log_channels, keeper)
    keeper.on_published(marking.look_now)
    keeper.on_published(lambda _: announcing.wake())
    grace = timedelta(days=parts.settings.purge_after_days)
    return (
        marking,
        announcing,
        Refreshing(parts.changing.refresher),
        Leaving(books.departures, keeper.purge, grace),
        Upkeep(keeper.prune),
    )


def _stop_early(parts: Parts) -> None:
    """End what still writes or reads, so that those who wait for it are told."""
    if parts.chat_model is not None:
        parts.chat_model.close()
    parts.changing.close()


def _warm(parts: Parts) -> None:
    """Make ready what the first questions would wait for, and take the memory they need."""
    # On as many threads as search at once: each keeps memory for its longest question.
    with ThreadPoolExecutor(COMPUTING_AT_ONCE) as pool:
        list(pool.map(parts.search.warm, [SHARED] * COMPUTING_AT_ONCE))
    # What is loaded by now stays. The collector needn't look through it again while questions
    # come, which would stop every thread for up to a second.
    gc.collect()
    gc.freeze()
