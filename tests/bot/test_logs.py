"""The log: a file always, standard error for the bot."""

import json
import logging
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import structlog

from bot.logs import configure_logs, log_file
from bot.settings import Settings

NAMES = ("tests.logs", "httpx", "httpcore", "chromadb", "sentence_transformers", "alembic")


@pytest.fixture(autouse=True)
def _logging_as_before() -> Iterator[None]:
    """Puts the root logger back: it is the whole process's."""
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    levels = {name: logging.getLogger(name).level for name in NAMES}
    root.handlers[:] = []
    yield
    for handler in root.handlers:
        handler.close()
    root.handlers[:] = handlers
    root.setLevel(level)
    for name, before in levels.items():
        logging.getLogger(name).setLevel(before)
    structlog.reset_defaults()


def settings(folder: Path, **values: Any) -> Settings:
    return Settings(_env_file=None, data_dir=folder, **values)


def lines(given: Settings) -> list[dict[str, Any]]:
    return [json.loads(line) for line in log_file(given).read_text().splitlines()]


def test_the_file_keeps_json_lines_with_the_extra_values(tmp_path: Path) -> None:
    given = settings(tmp_path)
    configure_logs(given, to_stderr=False)
    logging.getLogger("tests.logs").info("ingested %s", "bees", extra={"paragraphs": 3})
    [line] = lines(given)
    assert line.pop("timestamp").endswith("Z")
    assert line == {
        "event": "ingested bees",
        "paragraphs": 3,
        "logger": "tests.logs",
        "level": "info",
    }


def test_the_file_keeps_tracebacks(tmp_path: Path) -> None:
    given = settings(tmp_path)
    configure_logs(given, to_stderr=False)
    try:
        raise ZeroDivisionError("of all things")
    except ZeroDivisionError:
        logging.getLogger("tests.logs").exception("failed")
    [line] = lines(given)
    assert line["exception"].startswith("Traceback (most recent call last):")
    assert line["exception"].endswith("ZeroDivisionError: of all things")


def test_lines_of_structlog_go_the_same_way(tmp_path: Path) -> None:
    given = settings(tmp_path)
    configure_logs(given, to_stderr=False)
    structlog.get_logger("tests.logs").warning("slow", seconds=2)
    [line] = lines(given)
    assert (line["event"], line["level"], line["seconds"]) == ("slow", "warning", 2)


def test_standard_error_stays_empty_for_commands(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    configure_logs(settings(tmp_path), to_stderr=False)
    logging.getLogger("tests.logs").error("failed")
    assert capsys.readouterr() == ("", "")


@pytest.mark.parametrize("style", ["json", "console"])
def test_the_bot_logs_to_standard_error_in_the_chosen_format(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], style: str
) -> None:
    given = settings(tmp_path, log_format=style)
    configure_logs(given, to_stderr=True)
    logging.getLogger("tests.logs").warning("slow")
    out, err = capsys.readouterr()
    assert out == ""
    assert err.count("slow") == 1
    assert err.startswith("{") is (style == "json")
    assert [line["event"] for line in lines(given)] == ["slow"]


@pytest.mark.parametrize(
    ("level", "kept"),
    [
        ("DEBUG", ["debug", "info", "warning", "error"]),
        ("INFO", ["info", "warning", "error"]),
        ("WARNING", ["warning", "error"]),
        ("ERROR", ["error"]),
    ],
)
def test_the_level_decides_what_is_kept(tmp_path: Path, level: str, kept: list[str]) -> None:
    given = settings(tmp_path, log_level=level)
    configure_logs(given, to_stderr=False)
    for name in ("debug", "info", "warning", "error"):
        getattr(logging.getLogger("tests.logs"), name)("said")
    assert [line["level"] for line in lines(given)] == kept


@pytest.mark.parametrize("name", NAMES[1:])
def test_the_chatter_of_libraries_is_left_out_at_every_level(tmp_path: Path, name: str) -> None:
    given = settings(tmp_path, log_level="DEBUG")
    configure_logs(given, to_stderr=False)
    logging.getLogger(name).info("POST https://discord.com/api/webhooks/1/token")
    logging.getLogger(name).warning("worth knowing")
    assert [line["event"] for line in lines(given)] == ["worth knowing"]
