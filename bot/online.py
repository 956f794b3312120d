"""Brings the bot online, with everything made ready that its first questions would wait for."""

import asyncio
import gc
from concurrent.futures import ThreadPoolExecutor

from bot.discord.client import check_token, run
from bot.discord.errors import OnlineError
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
    # Opened before anything is warmed: its libraries are many objects, and its name may be wrong.
    model, service = parts.chat_model, parts.library
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
            on_stop=model.close if model else None,
        )
    )


def _warm(parts: Parts) -> None:
    """Make ready what the first questions would wait for, and take the memory they need."""
    if parts.settings.chroma_url is None:
        parts.pipeline.recover()
    # On as many threads as search at once: each keeps memory for its longest question.
    with ThreadPoolExecutor(COMPUTING_AT_ONCE) as pool:
        list(pool.map(parts.search.warm, [SHARED] * COMPUTING_AT_ONCE))
    # What is loaded by now stays. The collector needn't look through it again while questions
    # come, which would stop every thread for up to a second.
    gc.collect()
    gc.freeze()
