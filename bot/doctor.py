"""`pilcrow doctor`: checks each part and says what to do."""

import logging
import os
import sys
from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING

import httpx

from bot.checks import Check, Status
from bot.errors import OperatorError, StoreBusyError
from vectorstore.backends.choice import REMEMBERED, remembered
from vectorstore.errors import StoreError
from vectorstore.model import SHARED, Scope

if TYPE_CHECKING:
    from bot.parts import Parts

DISCORD_API = "https://discord.com/api/v10"
_TIMEOUT = 10.0

_log = logging.getLogger(__name__)


def examine(parts: "Parts") -> list[Check]:
    """Every check, in the order in which the parts need each other."""
    return list(_checks(parts))


def _checks(parts: "Parts") -> Iterator[Check]:
    version = ".".join(map(str, sys.version_info[:3]))
    yield Check("python", Status.OK, f"Python {version}, {os.cpu_count()} processors.")
    settings = parts.settings
    yield Check("settings", Status.OK, f"Data in {settings.data_dir.resolve()}.")
    yield _attempt("database", lambda: _database(parts))
    yield _attempt("model", lambda: _model(parts))
    if settings.reranker_model is not None:
        yield _attempt("reranker", lambda: _reranker(parts))
    if settings.llm_model is not None:
        yield _attempt("writer", lambda: _writer(parts))
    if settings.support_model is not None:
        yield _attempt("support", lambda: _support(parts))
    yield _attempt("index", lambda: _index(parts))
    yield _attempt("sources", lambda: _sources(parts))
    yield _discord(parts)


def _attempt(name: str, check: Callable[[], Check]) -> Check:
    try:
        return check()
    except (StoreError, OperatorError) as error:
        status = Status.WARNING if isinstance(error, StoreBusyError) else Status.FAILED
        return Check(name, status, str(error))
    except Exception as error:  # a damaged store fails in ways that nobody foresees
        _log.exception("check failed", extra={"check": name})
        reason = str(getattr(error, "orig", None) or type(error).__name__).rstrip(".")
        return Check(
            name,
            Status.FAILED,
            f"The check failed ({reason}): pilcrow.log in the data folder has the details.",
        )


def _database(parts: "Parts") -> Check:
    shown = parts.database.url.set(query={}).render_as_string(hide_password=True)
    return Check("database", Status.OK, f"{shown} is open and up to date.")


def _model(parts: "Parts") -> Check:
    vector = parts.encoder.encode(["Does it work?"])[0]
    told = f"{parts.encoder.name} embeds texts in {len(vector)} dimensions"
    return Check("model", Status.OK, f"{told}{_backend(parts)}.")


def _reranker(parts: "Parts") -> Check:
    assert parts.reranker is not None
    parts.reranker.scores("Does it work?", ["It works."])
    name = parts.settings.reranker_model
    return Check("reranker", Status.OK, f"{name} reads the best paragraphs again.")


def _writer(parts: "Parts") -> Check:
    assert parts.chat_model is not None
    wrong = parts.try_chat_model()
    if wrong is not None:
        return Check("writer", Status.FAILED, f"{wrong} Until then, answers are quotations.")
    return Check("writer", Status.OK, f"{parts.chat_model.name} answers.")


def _support(parts: "Parts") -> Check:
    assert parts.entailment is not None
    parts.entailment.probability("It works well.", "It works.")
    name = parts.settings.support_model
    return Check("support", Status.OK, f"{name} checks what the language model writes.")


def _backend(parts: "Parts") -> str:
    settings = parts.settings
    if settings.embedding_backend != "auto":
        return f" on {settings.embedding_backend}"
    choice = remembered(settings.data_dir / REMEMBERED, settings.embedding_model)
    return f" on {choice.told()}" if choice else ""


def _index(parts: "Parts") -> Check:
    where = parts.settings.chroma_url or f"the folder {parts.settings.data_dir / 'chroma'}"
    scopes = {SHARED, *parts.catalog.scopes()}
    missing = 0
    for scope in scopes:
        wanted = [vector for vector, _source, _text in parts.catalog.live_passages(scope)]
        missing += len(parts.index.missing(scope, wanted))
    if missing:
        return Check(
            "index",
            Status.FAILED,
            f"Chroma in {where} lacks {missing} passages: run `pilcrow reindex`.",
        )
    if unread := _unread(parts, scopes):
        return Check(
            "index",
            Status.WARNING,
            f"Chroma in {where} has every passage, and {unread} paragraphs lack the word pieces "
            "that make the best answers: run `pilcrow reindex`.",
        )
    return Check("index", Status.OK, f"Chroma in {where} has every passage.")


def _unread(parts: "Parts", scopes: Iterable[Scope]) -> int:
    """How many paragraphs lack pieces that the model could give."""
    if parts.pieces is None:
        return 0
    return sum(len({key for key, _ in parts.pieces.lacking(scope)}) for scope in scopes)


def _sources(parts: "Parts") -> Check:
    scopes = parts.catalog.scopes()
    count = len(parts.catalog.sources(scopes))
    if not count:
        return Check("sources", Status.WARNING, "No sources yet: run `pilcrow ingest PATH`.")
    return Check("sources", Status.OK, f"Sources: {count}, in {len(scopes)} scopes.")


def _discord(parts: "Parts") -> Check:
    token = parts.settings.discord_token
    if token is None:
        return Check(
            "discord",
            Status.WARNING,
            "DISCORD_TOKEN is not set: the terminal works, and `pilcrow run` needs it in .env.",
        )
    base = parts.settings.discord_api_base_url or DISCORD_API
    try:
        reply = httpx.get(
            f"{base}/users/@me",
            headers={"Authorization": f"Bot {token.get_secret_value()}"},
            timeout=_TIMEOUT,
        )
    except (httpx.HTTPError, httpx.InvalidURL, ValueError) as error:
        reason = type(error).__name__
        return Check(
            "discord",
            Status.FAILED,
            f"Discord at {base} does not answer ({reason}): check the network.",
        )
    if reply.status_code == httpx.codes.UNAUTHORIZED:
        return Check(
            "discord",
            Status.FAILED,
            "Discord refuses DISCORD_TOKEN: copy the token again from the Developer Portal.",
        )
    if reply.is_error:
        return Check("discord", Status.FAILED, f"Discord at {base} answers {reply.status_code}.")
    return Check("discord", Status.OK, "Discord accepts the token.")
