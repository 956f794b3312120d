"""Logs: readable or JSON lines on standard error, and always a file in the data folder."""

import logging
import sys
from logging.handlers import RotatingFileHandler
from pathlib import Path

import structlog

from bot.settings import Settings

_FILE_SIZE = 5_000_000
_FILES = 3
_LEAST = {
    # Their INFO lines tell of every request.
    "alembic": logging.WARNING,
    "anthropic": logging.WARNING,
    "chromadb": logging.WARNING,
    "google_genai": logging.WARNING,
    "httpcore": logging.WARNING,
    "httpcore2": logging.WARNING,
    "httpx": logging.WARNING,
    "httpx2": logging.WARNING,
    "openai": logging.WARNING,
    "sentence_transformers": logging.WARNING,
    # Its DEBUG lines hold whole gateway events, with messages and interaction tokens.
    "discord": logging.INFO,
    # Its ERROR lines name members, and tell of failures that our own lines tell of.
    "discord.app_commands.tree": logging.CRITICAL,
}
_SHARED: list[structlog.typing.Processor] = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_logger_name,
    structlog.stdlib.add_log_level,
    structlog.stdlib.ExtraAdder(),
    structlog.processors.TimeStamper(fmt="iso", utc=True),
]


def log_file(settings: Settings) -> Path:
    """Where the log is kept, tracebacks included."""
    return settings.data_dir / "pilcrow.log"


def configure_logs(settings: Settings, *, to_stderr: bool) -> None:
    """Send all logs to the file and, for the bot, to standard error as well."""
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    # A log on a full or read-only disk must not put tracebacks on the screen.
    logging.raiseExceptions = False
    file = RotatingFileHandler(
        log_file(settings), maxBytes=_FILE_SIZE, backupCount=_FILES, encoding="utf-8", delay=True
    )
    file.setFormatter(_formatter("json"))
    handlers: list[logging.Handler] = [file]
    if to_stderr:
        stream = logging.StreamHandler(sys.stderr)
        stream.setFormatter(_formatter(settings.log_format))
        handlers.append(stream)
    logging.basicConfig(level=settings.log_level, handlers=handlers, force=True)
    for library, least in _LEAST.items():
        logging.getLogger(library).setLevel(max(least, logging.getLevelName(settings.log_level)))
    structlog.configure(
        processors=[*_SHARED, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        wrapper_class=structlog.stdlib.BoundLogger,
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )


def _console_renderer() -> structlog.dev.ConsoleRenderer:
    # Plain tracebacks: the default ones show local variables, and so the token.
    return structlog.dev.ConsoleRenderer(
        colors=sys.stderr.isatty(), exception_formatter=structlog.dev.plain_traceback
    )


def _formatter(style: str) -> logging.Formatter:
    final: list[structlog.typing.Processor] = (
        [structlog.processors.format_exc_info, structlog.processors.JSONRenderer()]
        if style == "json"
        else [_console_renderer()]
    )
    return structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=_SHARED,
        processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, *final],
    )
